"""Exports that are never whole in memory, and that no spreadsheet runs as a program."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from xlsxwriter import Workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r")
IN_MEMORY = 5_000_000
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Echo:
    """A file that hands back what is written to it, so that a CSV can be streamed row by row."""

    def write(self, value: str) -> str:
        return value


def csv_answer(
    *, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A file called ``name``, row by row, with the mark that makes spreadsheets read UTF-8."""
    answer = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def xlsx_answer(*, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A workbook called ``name``; texts are texts in it, never formulas, numbers are numbers."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the answer closes it)
    write_xlsx(file, head=head, rows=rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def write_xlsx(file: IO[bytes], *, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Row by row through a temporary file, so that a long list is never whole in memory."""
    book = Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row_no, cells in enumerate(chain((head,), rows)):
        for column, cell in enumerate(cells):
            if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
                sheet.write_number(row_no, column, cell)
            else:
                text = NOT_IN_XML.sub("", "" if cell is None else str(cell))
                sheet.write_string(row_no, column, text)
    book.close()


def _lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_inert(cell) for cell in row])


def _inert(cell: Any) -> Any:
    """A text that begins like a formula stays a text in a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
