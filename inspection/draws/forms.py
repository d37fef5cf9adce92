"""Premises as they are typed or pasted: one a line."""

from django.utils.translation import gettext as _

from customs_portal.kit.errors import Fault
from inspection.draws.operations.enter_subjects import Entered
from inspection.draws.states import SubjectKind

LARGEST_TEXT = 1_000_000


def premises_of(text: str) -> list[Entered]:
    """``reference, level, USCC`` a line; the credit code may be left out. Raises ``Fault`` with the
    number of the line that reads otherwise."""
    found = []
    for number, line in enumerate(text[:LARGEST_TEXT].splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.replace("\t", ",").replace("，", ",").split(",")]
        if not 2 <= len(cells) <= 3 or not cells[0] or not cells[1]:
            raise Fault(
                _("Line %(n)d does not read: number, level, credit code.") % {"n": number},
                field="premises",
                rule="premises.line",
                remedy=_("Write for example: FOOD-0042, B, 91350100M000100Y43"),
            )
        uscc = cells[2] if len(cells) == 3 else ""
        found.append(
            Entered(
                kind=SubjectKind.PREMISES, reference=cells[0], grade=cells[1].upper(), uscc=uscc
            )
        )
    if not found:
        raise Fault(
            _("There are no premises in it."),
            field="premises",
            rule="premises.none",
            remedy=_("Write one a line."),
        )
    return found
