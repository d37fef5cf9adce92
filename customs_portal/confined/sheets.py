"""A table from outside (XLSX, CSV, JSON), read in a process of its own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.confined.alone import ask_alone
from customs_portal.kit.errors import Fault

WALL_SECONDS = 30
WHY = {
    "empty": gettext_noop("There is no row below the headings."),
    "unreadable": gettext_noop("This cannot be read as XLSX, CSV or JSON; reading stopped here."),
    "not_text": gettext_noop("This is neither XLSX nor text in UTF-8 or GB18030."),
    "too_much": gettext_noop("Opened, the file is too big or too deep."),
    "too_many_columns": gettext_noop("A row has more than 60 columns."),
    "cell_too_long": gettext_noop("A cell holds more than 2,000 characters."),
    "old_office": gettext_noop("This is a file of an old or a locked Office program."),
    "encrypted": gettext_noop("The file is locked by a password."),
    "macros": gettext_noop("The file holds macros."),
    "external_links": gettext_noop("The file links to other files or to a data source."),
    "embedded_objects": gettext_noop("Other objects are embedded in the file."),
    "xml_entities": gettext_noop("The file declares XML entities, which can blow up."),
    "no_sheet": gettext_noop("The archive holds no worksheet."),
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """``rows`` (number in the file, cells as text) below ``head``; all empty when ``why`` is set.

    ``why`` is "" for a table that was read whole, else the name of what was found, ``place``
    where. ``dates`` are cells (row, index) that the spreadsheet keeps as a date.
    """

    form: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    dates: frozenset[tuple[int, int]]
    why: str
    place: str


def read_sheet(data: bytes, *, most_rows: int) -> Sheet:
    """``why``: one of ``WHY``, or too_many_rows."""
    found = ask_alone(
        "customs_portal.confined.inside_sheet",
        data=data,
        words=(str(int(most_rows)),),
        library="python_calamine",
        wall_seconds=WALL_SECONDS,
    )
    try:
        return Sheet(
            form=str(found["form"]),
            head=tuple(map(str, found["head"])),
            rows=tuple((int(number), tuple(map(str, cells))) for number, cells in found["rows"]),
            dates=frozenset((int(row), int(at)) for row, at in found["dates"]),
            why=str(found["why"]),
            place=str(found["place"]),
        )
    except (ValueError, KeyError, TypeError):  # it died of its limits
        return Sheet(form="", head=(), rows=(), dates=frozenset(), why="too_much", place="")


def unfit_fault(sheet: Sheet) -> Fault:
    """What is said of a file whose ``why`` is one of ``WHY``."""
    said = _(WHY.get(sheet.why, WHY["unreadable"]))
    return Fault(
        f"{said} ({sheet.place})" if sheet.place else said,
        field="file",
        rule=f"file.{sheet.why}",
        remedy=_("Save the table anew, as plain XLSX, CSV in UTF-8 or JSON; see the samples."),
    )
