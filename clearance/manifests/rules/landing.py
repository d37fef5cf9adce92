"""Short and over landed: what was counted against what the manifest says. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from clearance.manifests.facts import Difference, ManifestedBill, TallyEntry
from clearance.manifests.states import DifferenceKind, Measure

NOTHING = Decimal(0)


def compare(
    *,
    manifested: Iterable[ManifestedBill],
    tallied: Iterable[TallyEntry],
    tolerance_permille: Decimal,
) -> list[Difference]:
    """Every difference, in the order of the manifest, then what nobody expected.

    A bill that is wholly missing is one difference, not one for each measure.
    """
    counted: dict[str, list[TallyEntry]] = defaultdict(list)
    for entry in tallied:
        counted[entry.transport_document].append(entry)
    found: list[Difference] = []
    for bill in manifested:
        entries = counted.pop(bill.transport_document, [])
        if not entries:
            found.append(_difference(bill.transport_document, Measure.BILL, bill.pieces, 0))
            continue
        found += _of_bill(bill, entries, tolerance_permille)
    for document, entries in counted.items():
        pieces = sum(entry.pieces for entry in entries)
        found.append(_difference(document, Measure.BILL, 0, max(pieces, 1)))
    return found


def _of_bill(
    bill: ManifestedBill, entries: list[TallyEntry], tolerance_permille: Decimal
) -> list[Difference]:
    document = bill.transport_document
    boxes = {entry.container_no for entry in entries if entry.container_no}
    found = [
        _difference(document, Measure.CONTAINER, 1, 0, box)
        for box in bill.container_nos
        if boxes and box not in boxes
    ]
    found += [
        _difference(document, Measure.CONTAINER, 0, 1, box)
        for box in sorted(boxes - set(bill.container_nos))
    ]
    pieces = sum(entry.pieces for entry in entries)
    if pieces != bill.pieces:
        found.append(_difference(document, Measure.PIECES, bill.pieces, pieces))
    weight = sum((entry.gross_weight_kg for entry in entries), NOTHING)
    if abs(weight - bill.gross_weight_kg) * 1000 > bill.gross_weight_kg * tolerance_permille:
        found.append(_difference(document, Measure.WEIGHT, bill.gross_weight_kg, weight))
    return found


def _difference(
    document: str,
    measure: Measure,
    expected: Decimal | int,
    found: Decimal | int,
    container_no: str = "",
) -> Difference:
    return Difference(
        transport_document=document,
        container_no=container_no,
        kind=DifferenceKind.OVER if found > expected else DifferenceKind.SHORT,
        measure=measure,
        expected=Decimal(expected),
        found=Decimal(found),
    )
