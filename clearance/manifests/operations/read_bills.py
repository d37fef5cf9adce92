"""Bills of a manifest from a file: CSV or XLSX, with every fault at its row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.facts import LodgedLine, TallyEntry
from customs_portal.confined.sheets import read_sheet, unfit_fault
from customs_portal.kit.errors import Fault

MOST_ROWS = 20_000
MOST_BYTES = 20_000_000
COLUMNS = (
    "transport_document", "container_nos", "gross_weight_kg", "pieces", "package_kind",
    "goods_name", "departure_country", "consignee_uscc", "consignee_name", "shipper_name",
    "notify_name", "master", "un_number", "dangerous_class", "seal_nos",
    "consignee_address",
)  # fmt: skip
TALLY_COLUMNS = ("transport_document", "container_no", "pieces", "gross_weight_kg")
TALLY_NEEDED = ("transport_document", "pieces", "gross_weight_kg")
NEEDED = COLUMNS[:1] + COLUMNS[2:4] + COLUMNS[5:7]
_BETWEEN = re.compile(r"[\s,;，；、]+")


class FileUnreadable(Fault):
    """The file is no table of bills."""

    code = "file_unreadable"
    sentence = gettext_noop("This file cannot be read.")
    remedy_sentence = gettext_noop("Send CSV in UTF-8 or XLSX, with the column names in row 1.")


@dataclass(frozen=True, kw_only=True)
class ReadBills:
    """The bills, the row each stands in, and what could not be read at all."""

    lines: tuple[LodgedLine, ...]
    rows: tuple[int, ...]
    faults: tuple[tuple[int, Fault], ...]


@dataclass(frozen=True, kw_only=True)
class ReadTally:
    """The counts, the row each stands in, and what could not be read at all."""

    entries: tuple[TallyEntry, ...]
    rows: tuple[int, ...]
    faults: tuple[tuple[int, Fault], ...]


def read_bills(*, data: bytes) -> ReadBills:
    """Read the first sheet or the whole CSV. Raises ``FileUnreadable``."""
    lines, numbers, faults = [], [], []
    for number, given in _rows(data, NEEDED):
        line, wrong = _line(given)
        faults += [(number, fault) for fault in wrong]
        lines.append(line)
        numbers.append(number)
    return ReadBills(lines=tuple(lines), rows=tuple(numbers), faults=tuple(faults))


def read_tally(*, data: bytes) -> ReadTally:
    """Counts from the first sheet or the whole CSV. Raises ``FileUnreadable``."""
    entries, numbers, faults = [], [], []
    for number, given in _rows(data, TALLY_NEEDED):
        wrong: list[Fault] = []
        weight = _amount(given, "gross_weight_kg", wrong)
        pieces = _amount(given, "pieces", wrong)
        if pieces != pieces.to_integral_value():
            wrong.append(_no_number("pieces"))
        faults += [(number, fault) for fault in wrong]
        entries.append(
            TallyEntry(
                transport_document=given.get("transport_document", ""),
                container_no=given.get("container_no", ""),
                pieces=int(pieces),
                gross_weight_kg=weight,
            )
        )
        numbers.append(number)
    return ReadTally(entries=tuple(entries), rows=tuple(numbers), faults=tuple(faults))


def _rows(data: bytes, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say something, by the names of row 1."""
    if len(data) > MOST_BYTES:
        raise _unreadable(_("The file is larger than 20 MB."))
    sheet = read_sheet(data, most_rows=MOST_ROWS)
    if sheet.why == "too_many_rows":
        raise _unreadable(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
    if sheet.why:
        raise unfit_fault(sheet)
    heads = [cell.strip().lower() for cell in sheet.head]
    absent = [column for column in needed if column not in heads]
    if absent:
        raise _unreadable(_("The first row lacks %(columns)s.") % {"columns": ", ".join(absent)})
    for number, cells in sheet.rows:
        yield number, dict(zip(heads, cells, strict=False))


def _line(given: dict[str, str]) -> tuple[LodgedLine, list[Fault]]:
    faults: list[Fault] = []
    weight = _amount(given, "gross_weight_kg", faults)
    pieces = _amount(given, "pieces", faults)
    if pieces != pieces.to_integral_value():
        faults.append(_no_number("pieces"))
    for column, longest in (("goods_name", 255), ("departure_country", 2)):
        text = given.get(column, "")
        if not text or len(text) > longest:
            faults.append(
                Fault(
                    _("This cell is empty or too long."),
                    field=column,
                    rule="cell.length",
                    remedy=_("Write at most %(most)s characters.") % {"most": longest},
                )
            )
    words = {
        column: given.get(column, "")[:120]
        for column in ("shipper_name", "consignee_name", "notify_name")
    }
    return (
        LodgedLine(
            transport_document=given.get("transport_document", ""),
            container_nos=_several(given.get("container_nos", "")),
            seal_nos=_several(given.get("seal_nos", "")),
            gross_weight_kg=weight,
            pieces=int(pieces),
            goods_name=given.get("goods_name", "")[:255],
            departure_country=given.get("departure_country", ""),
            consignee_uscc=given.get("consignee_uscc", ""),
            master=given.get("master", ""),
            package_kind=given.get("package_kind", ""),
            un_number=given.get("un_number", ""),
            dangerous_class=given.get("dangerous_class", ""),
            consignee_address=given.get("consignee_address", "")[:200],
            **words,
        ),
        faults,
    )


def _amount(given: dict[str, str], column: str, faults: list[Fault]) -> Decimal:
    try:
        value = Decimal(given.get(column, "").replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < Decimal(10) ** 9:
        faults.append(_no_number(column))
        return Decimal(1)
    return value.quantize(Decimal("0.00001"))


def _no_number(column: str) -> Fault:
    return Fault(
        _("Write this as a number, for example 8640.5."),
        field=column,
        rule="number.shape",
        remedy=_("Use digits, at most one point, and no unit."),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(one for one in _BETWEEN.split(text) if one)


def _unreadable(sentence: str) -> FileUnreadable:
    return FileUnreadable(sentence, field="file", rule="file.unreadable")
