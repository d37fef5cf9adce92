"""Runs alone, never inside the portal: reads a table from standard input, prints its cells.

XLSX, CSV or JSON, told by content. Every limit is set before the first byte of the stranger is
parsed: memory, processor time, no written byte, no further file descriptor.
"""

import codecs
import csv
import io
import json
import sys
import zipfile

from customs_portal.confined.inside_table import LONGEST_CELL, Table, Unfit
from customs_portal.confined.inside_xlsx import prepare_xlsx, read_xlsx
from customs_portal.confined.limits import confine

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
ENCODINGS = ("utf-8-sig", "gb18030")


def prepare() -> None:
    """What parsing may look up or import, now: afterwards no file can be opened."""
    for codec in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "cp437", "ascii", "latin-1"):
        "a".encode(codec, "ignore")
        codecs.getincrementaldecoder(codec)
    prepare_xlsx()


def read(data: bytes, table: Table) -> str:
    """Fills ``table``; returns what the bytes are."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("old_office")
    if data.startswith(b"PK"):
        read_xlsx(data, table)
        return "xlsx"
    text = decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        read_json(text, table)
        return "json"
    read_csv(text, table)
    return "csv"


def decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries: tuple[str, ...] = ("utf-16",)  # what spreadsheets call "Unicode text"
    else:
        tries = ENCODINGS
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Unfit("not_text")
        return text
    raise Unfit("not_text")


def read_csv(text: str, table: Table) -> None:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for cells in reader:
            table.add(reader.line_num, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise Unfit("unreadable", str(reader.line_num)) from error


def read_json(text: str, table: Table) -> None:
    """A list of rows, or of consignments with ``items``; also under a key ``declarations``."""
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Unfit("unreadable", str(error.lineno)) from error
    if isinstance(found, dict):
        found = found.get("declarations", [found])
    if not isinstance(found, list):
        raise Unfit("unreadable", "1")
    rows: list[dict[str, str]] = []
    for at, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            raise Unfit("unreadable", str(at))
        items = one.get("items", [{}])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Unfit("unreadable", str(at))
        head = {key: value for key, value in one.items() if key != "items"}
        rows += [{**flat(head), **flat(item)} for item in items or [{}]]
        if len(rows) > table.most_rows:
            raise Unfit("too_many_rows", str(len(rows)))
    names = list(dict.fromkeys(name for row in rows for name in row))
    table.add(0, names)
    for number, row in enumerate(rows, start=1):
        table.add(number, [row.get(name, "") for name in names])


def flat(values: dict[str, object]) -> dict[str, str]:
    return {str(key): plain(value) for key, value in values.items()}


def plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, str):
        return value.strip()
    raise Unfit("unreadable", str(value)[:40])


def look(data: bytes, most_rows: int) -> dict[str, object]:
    table = Table(most_rows)
    empty: dict[str, object] = {"form": "", "head": [], "rows": [], "dates": []}
    try:
        form = read(data, table)
        if not table.rows:
            raise Unfit("empty")
    except Unfit as found:
        return {**empty, "why": found.why, "place": found.place}
    except (MemoryError, RecursionError):
        return {**empty, "why": "too_much", "place": ""}
    except (ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile):
        return {**empty, "why": "unreadable", "place": ""}
    return {
        "form": form,
        "head": table.head,
        "rows": table.rows,
        "dates": table.dates,
        "why": "",
        "place": "",
    }


def main() -> None:
    given = sys.stdin.buffer.read()
    most = int(sys.argv[1])
    prepare()
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    sys.stdout.write(json.dumps(look(given, most)) + "\n")
