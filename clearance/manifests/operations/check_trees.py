"""House bills below their master bill (总运单, 分运单)."""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from clearance.manifests.facts import LodgedLine
from customs_portal.kit.errors import Fault


def check_trees(
    *, lines: list[LodgedLine], tolerance_permille: Decimal, faults: list[Fault]
) -> None:
    """Masters are there and are no houses; houses add up to their master."""
    places = {line.transport_document: i for i, line in enumerate(lines) if not line.master}
    houses: dict[int, list[LodgedLine]] = defaultdict(list)
    for i, line in enumerate(lines):
        if not line.master:
            continue
        if line.master not in places:
            faults.append(
                Fault(
                    _("Master bill %(number)s is not on this manifest.") % {"number": line.master},
                    field=f"lines[{i}].master",
                    rule="house.no_master",
                    remedy=_("Put the master bill on a line of its own, without a master."),
                )
            )
            continue
        master = lines[places[line.master]]
        houses[places[line.master]].append(line)
        strange = set(line.container_nos) - set(master.container_nos)
        if strange:
            faults.append(
                Fault(
                    _("Container %(number)s is not under the master bill.")
                    % {"number": min(strange)},
                    field=f"lines[{i}].container_no",
                    rule="house.container",
                    remedy=_("Add it to the master bill, or correct the number."),
                )
            )
    for place, below in houses.items():
        faults += _sums(lines[place], below, f"lines[{place}]", tolerance_permille)


def _sums(
    master: LodgedLine, houses: list[LodgedLine], path: str, tolerance_permille: Decimal
) -> list[Fault]:
    found = []
    pieces = sum(house.pieces for house in houses)
    if pieces != master.pieces:
        found.append(_differs(f"{path}.pieces", str(master.pieces), str(pieces)))
    weight = sum((house.gross_weight_kg for house in houses), Decimal(0))
    apart = abs(weight - master.gross_weight_kg) * 1000
    if apart > master.gross_weight_kg * tolerance_permille:
        found.append(
            _differs(f"{path}.gross_weight_kg", f"{master.gross_weight_kg:f}", f"{weight:f}")
        )
    return found


def _differs(field: str, master: str, houses: str) -> Fault:
    return Fault(
        _("The master bill says %(master)s, its house bills add up to %(houses)s.")
        % {"master": master, "houses": houses},
        field=field,
        rule="house.sum",
        remedy=_("Correct the master bill, or add the house bill that is missing."),
    )
