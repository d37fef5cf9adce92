"""The first sheet of an XLSX file, read inside the confined process.

python-calamine reads the cells and runs or fetches nothing: a formula gives the value it last had.
Before it, the archive is looked through: a file with programs, links to other files, embedded
objects or XML entities is refused by the name of what it holds.
"""

import io
import sys
import zipfile
import zlib
from datetime import date, datetime, time
from importlib import import_module
from xml.parsers import expat

from customs_portal.confined.inside_table import MOST_COLUMNS, Table, Unfit

MOST_INFLATED = 64 * 1024 * 1024
MOST_PARTS = 2_000
FORBIDDEN = (  # part of a name inside the archive, and what it is called
    ("vbaproject", "macros"),
    ("macrosheets/", "macros"),
    ("externallinks/", "external_links"),
    ("connections.xml", "external_links"),
    ("querytables/", "external_links"),
    ("activex/", "embedded_objects"),
    ("embeddings/", "embedded_objects"),
)
SPOKEN = (  # in the text of a part: where, what, and its name
    ("[Content_Types].xml", b"macroEnabled", "macros"),
    ("xl/_rels/workbook.xml.rels", b'TargetMode="External"', "external_links"),
)


def prepare_xlsx() -> None:
    import_module("python_calamine")


def read_xlsx(data: bytes, table: Table) -> None:
    look_through(data)
    calamine = sys.modules["python_calamine"]
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except calamine.PasswordError as error:
        raise Unfit("encrypted") from error
    except calamine.WorksheetNotFound as error:
        raise Unfit("no_sheet") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unfit("unreadable") from error
    for number, cells in enumerate(rows, start=1):
        if any(cell != "" for cell in cells[MOST_COLUMNS:]):
            raise Unfit("too_many_columns", str(number))
        dates = {at for at, cell in enumerate(cells) if isinstance(cell, date)}
        table.add(number, [text_of(cell) for cell in cells[:MOST_COLUMNS]], dates)


def look_through(data: bytes) -> None:
    """Raises ``Unfit`` for what no table of ours may hold, wherever in the archive it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unfit("too_much")
            for part in parts:
                for piece, why in FORBIDDEN:
                    if piece in part.filename.lower():
                        raise Unfit(why, part.filename[:80])
            if any(part.flag_bits & 1 for part in parts):
                raise Unfit("encrypted")
            if "xl/workbook.xml" not in archive.NameToInfo:
                raise Unfit("no_sheet")
            left = MOST_INFLATED
            for part in parts:
                left -= hear(archive, part, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise Unfit("unreadable") from error


def hear(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """How many bytes the part inflates to; refused for what its text says or beyond ``left``."""
    with archive.open(part) as file:
        text = file.read(left + 1)
    if len(text) > left:
        raise Unfit("too_much", part.filename[:80])
    if part.filename.endswith((".xml", ".rels")):
        well_formed(text, part.filename[:80])
    for where, mark, why in SPOKEN:
        if where == part.filename and mark in text:
            raise Unfit(why, part.filename)
    return len(text)


def well_formed(text: bytes, name: str) -> None:
    """A part that breaks off would else be read as far as it goes."""

    def refuse(*_words: object) -> None:
        raise Unfit("xml_entities", name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unfit("unreadable", f"{name}:{error.lineno}") from error


def text_of(cell: object) -> str:
    """As a person would have typed it: no exponent, dates by ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if not isinstance(cell, float):
        return str(cell).strip()
    if cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    short = f"{cell:.15g}"  # as many digits as a spreadsheet shows
    return short if "e" not in short else f"{cell:.15f}".rstrip("0").rstrip(".")
