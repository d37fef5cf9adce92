"""Rows of a file become consignments: one row an item, joined by reference or bill of lading.

Pure: no table is asked. What is wrong is said with the row and the column, in the language of the
moment; nothing is guessed and nothing is dropped.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clearance.declarations.rules.file_columns import BY_KEY, NEEDED, Column, column_called
from clearance.declarations.rules.file_consignments import (
    Consignment,
    RowFault,
    containers_once,
    documents_once,
    whole_only_in_one_step,
)
from clearance.declarations.states import Direction, Procedure

YES = {"yes", "y", "true", "1", "是", "有"}
NO = {"no", "n", "false", "0", "否", "无"}
WORDS: dict[str, dict[str, set[str]]] = {
    "procedure": {
        Procedure.ONE_STEP: {"one step", "one_step", "1", "一次申报", "整体申报"},
        Procedure.TWO_STEP: {"two steps", "two_step", "2", "两步申报"},
    },
    "direction": {
        Direction.IMPORT: {"import", "i", "1", "进口"},
        Direction.EXPORT: {"export", "e", "0", "出口"},
    },
}
FIRST_WORDS = {"procedure": "one step, two steps", "direction": "import, export"}
ELEMENT = re.compile(r"^\s*([a-z][a-z0-9_]*)\s*[=:：]\s*(.+?)\s*$", re.DOTALL)
NUMBER = re.compile(r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$")
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
BETWEEN = re.compile(r"[,;、，；\s]+")


def columns_of(head: Sequence[str]) -> tuple[list[Column | None], list[RowFault]]:
    """The column of each heading; unknown, doubled and missing ones are refused."""
    faults: list[RowFault] = []
    columns: list[Column | None] = []
    for heading in head:
        column = column_called(heading) if heading.strip() else None
        if heading.strip() and column is None:
            faults.append(
                RowFault(
                    row=1,
                    column=heading[:60],
                    rule="file.unknown_column",
                    message=_("No column is called %(name)s.") % {"name": heading[:60]},
                    remedy=_("Use the headings of the sample file, or remove the column."),
                )
            )
        elif column is not None and column in columns:
            faults.append(
                RowFault(
                    row=1,
                    column=column.key,
                    rule="file.column_twice",
                    message=_("This column stands there twice: %(name)s.") % {"name": heading[:60]},
                    remedy=_("Keep one of them."),
                )
            )
        columns.append(column)
    faults += [
        RowFault(
            row=1,
            column=key,
            rule="file.column_missing",
            message=_("A column is missing: %(en)s (%(zh)s).")
            % {"en": BY_KEY[key].en, "zh": BY_KEY[key].zh},
            remedy=_("Add it; the sample file shows how."),
        )
        for key in NEEDED
        if not any(one is not None and one.key == key for one in columns)
    ]
    return columns, faults


def consignments_in(
    *,
    columns: Sequence[Column | None],
    rows: Sequence[tuple[int, Sequence[str]]],
    dates: Set[tuple[int, int]],
    zone: ZoneInfo,
) -> list[Consignment]:
    """In the order of the file; a container stands in one consignment only."""
    found: dict[str, Consignment] = {}
    for number, cells in rows:
        row = _Row(number=number, dates=dates, zone=zone)
        values = row.read(columns, cells)
        reference = values.get("reference", "") or values.get("transport_document", "")
        one = found.setdefault(reference or f"#{number}", Consignment(reference=reference))
        _join(one, number, values, row)
    for one in found.values():
        whole_only_in_one_step(one, columns)
    containers_once(list(found.values()))
    documents_once(list(found.values()))
    return list(found.values())


@dataclass(kw_only=True)
class _Row:
    number: int
    dates: Set[tuple[int, int]]
    zone: ZoneInfo
    faults: list[RowFault] = field(default_factory=list)
    arrives_at: datetime | None = None

    def read(self, columns: Sequence[Column | None], cells: Sequence[str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for at, cell in enumerate(cells):
            column = columns[at] if at < len(columns) else None
            if column is None:
                if cell.strip():
                    self._no(
                        f"{at + 1}",
                        "file.cell_without_heading",
                        _("This cell stands under no heading."),
                        _("Write a heading over it, or empty it."),
                    )
                continue
            values[column.key] = self._cell(column, cell, is_date=(self.number, at) in self.dates)
        return values

    def _no(self, column: str, rule: str, message: str, remedy: str) -> None:
        self.faults.append(
            RowFault(row=self.number, column=column, rule=rule, message=message, remedy=remedy)
        )

    def _cell(self, column: Column, cell: str, *, is_date: bool) -> str:
        for sign in cell:
            if unicodedata.category(sign) in UNSEEN and sign not in "\n\r\t":
                self._no(
                    column.key,
                    "text.unseen",
                    _("A character that cannot be seen stands in this cell: %(code)s.")
                    % {"code": f"U+{ord(sign):04X}"},
                    _("Type the cell again; do not paste it."),
                )
                return ""
        text = " ".join(cell.split())
        if column.kind != "text":
            text = " ".join(unicodedata.normalize("NFKC", text).split())
        if is_date and column.kind != "time":
            self._no(
                column.key,
                "file.turned_into_date",
                _("The spreadsheet has turned this into a date: %(text)s.") % {"text": text},
                _("Format the column as text and type the cell again."),
            )
            return ""
        if column.kind in WORDS:
            return self._word(column, text)
        if column.kind == "answer":
            return self._answer(column, text)
        if column.kind == "number":
            return self._number(column, text)
        if column.kind == "time":
            return self._time(column, text)
        return text

    def _word(self, column: Column, text: str) -> str:
        if not text:
            return ""
        for code, words in WORDS[column.kind].items():
            if text.casefold() in words:
                return str(code)
        self._no(
            column.key,
            f"{column.kind}.unknown",
            _("This is none of the words that stand here: %(text)s.") % {"text": text[:40]},
            _("Write one of: %(words)s.") % {"words": FIRST_WORDS[column.kind]},
        )
        return ""

    def elements(self, column: Column, text: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in re.split(r"[;；\n]+", text):
            if not part.strip():
                continue
            read = ELEMENT.match(part)
            if read is None:
                self._no(
                    column.key,
                    "elements.shape",
                    _("This is no element with its value: %(text)s.") % {"text": part.strip()[:40]},
                    _("Write them as brand=Lotus; use=retail, by the names of the API."),
                )
                continue
            found[read[1]] = read[2]
        return found

    def _answer(self, column: Column, text: str) -> str:
        word = text.casefold()
        if not word:
            return ""
        if word not in YES | NO:
            self._no(
                column.key,
                "answer.yes_or_no",
                _("This is neither yes nor no: %(text)s.") % {"text": text[:40]},
                _("Write yes or no, 是 or 否."),
            )
        return "yes" if word in YES else "no"

    def _number(self, column: Column, text: str) -> str:
        text = text.replace(" ", "")
        if text and not NUMBER.match(text):
            self._no(
                column.key,
                "number.shape",
                _("This cannot be read as a number: %(text)s.") % {"text": text[:40]},
                _("Use digits and at most one point; a comma only between thousands."),
            )
            return ""
        return text.replace(",", "")

    def _time(self, column: Column, text: str) -> str:
        if not text:
            return ""
        shape = text.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
        try:
            if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", shape):
                year, month, day = map(int, shape.split("-"))
                moment = datetime.combine(date(year, month, day), time(0), tzinfo=self.zone)
            else:
                moment = datetime.fromisoformat(shape.replace(" ", "T", 1))
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=self.zone)
                moment = moment.astimezone(self.zone)
        except (ValueError, OverflowError):
            self._no(
                column.key,
                "date.shape",
                _("There is no such day or time: %(text)s.") % {"text": text[:40]},
                _("Write it as 2026-11-28 or 2026-11-28T06:30+08:00."),
            )
            return ""
        self.arrives_at = moment
        return moment.isoformat(timespec="minutes")


def _join(one: Consignment, number: int, values: Mapping[str, str], row: _Row) -> None:
    """The row as the next item; what it says of the consignment must be what was said before."""
    position = len(one.rows)
    one.rows.append(number)
    for key, value in values.items():
        column = BY_KEY[key]
        if column.kind == "elements":
            for name, said in row.elements(column, value).items():
                one.answers[f"items.{position}.elements.{name}"] = said
        elif column.whole and not value:
            continue
        elif column.of_item:
            one.answers[f"items.{position}.{column.answer}"] = value
        elif column.kind == "numbers":
            for container in (part for part in BETWEEN.split(value) if part):
                one.containers.setdefault(container.upper(), number)
        elif value and one.answers.get(key, value) != value:
            one.faults.append(_contradiction(one, key, number=number, value=value))
        elif value:
            one.answers[key] = value
    one.faults += row.faults
    if row.arrives_at is not None and one.arrives_at is None:
        one.arrives_at = row.arrives_at


def _contradiction(one: Consignment, key: str, *, number: int, value: str) -> RowFault:
    return RowFault(
        row=number,
        column=key,
        rule="file.rows_contradict",
        message=_("Row %(row)d says %(before)s, this row says %(now)s.")
        % {"row": one.rows[0], "before": one.answers[key], "now": value},
        remedy=_("Rows of one consignment say the same, or leave the cell empty."),
    )
