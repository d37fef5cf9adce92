"""Everything that can be wrong with a manifest, named at once with its path."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.manifests.facts import LodgedManifest
from clearance.manifests.operations.check_bills import Registers, check_bill, find_repeats
from clearance.manifests.operations.check_trees import check_trees
from clearance.manifests.states import Kind, Mode
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import check_imo, check_plate, fold
from customs_portal.kit.identifiers.shape import shape_fault
from customs_portal.registry import law
from customs_portal.registry.models import Country, Place, Port

LONGEST_VOYAGE = timedelta(days=365)
PLACES = {
    Mode.SEA: (Place.Kind.BERTH,),
    Mode.AIR: (Place.Kind.WAREHOUSE, Place.Kind.HALL),
    Mode.RAIL: (Place.Kind.RAIL, Place.Kind.YARD),
    Mode.ROAD: (Place.Kind.LANE, Place.Kind.YARD, Place.Kind.WAREHOUSE),
}
_FLIGHT = re.compile(r"[A-Z0-9]{2}[A-Z]?[0-9]{1,4}[A-Z]?")
_TRAIN = re.compile(r"[A-Z]{0,2}[0-9]{2,6}([/-]?[A-Z0-9]{1,6})?")


def check_manifest(*, lodged: LodgedManifest, now: datetime) -> tuple[list[Fault], LodgedManifest]:
    """The faults, and the manifest as the portal keeps it."""
    faults: list[Fault] = []
    lodged = _checked_head(lodged, faults, now=now)
    if not lodged.lines:
        faults.append(missing("lines"))
    on = timezone.localdate(now)
    registers = Registers(
        mode=lodged.mode,
        countries=frozenset(Country.objects.values_list("code", flat=True)),
        heaviest=law.ask("declaration.absurd_weight_kg", on=on).decimal,
    )
    lines = [
        check_bill(line=line, path=f"lines[{i}]", registers=registers, faults=faults)
        for i, line in enumerate(lodged.lines)
    ]
    find_repeats(lines=lines, faults=faults)
    tolerance = law.ask("manifest.house_weight_tolerance_permille", on=on).decimal
    check_trees(lines=lines, tolerance_permille=tolerance, faults=faults)
    return faults, replace(lodged, lines=tuple(lines))


def missing(field: str) -> Fault:
    return Fault(
        _("This answer is missing."),
        field=field,
        rule="required",
        remedy=_("Fill in this field."),
    )


def berth_for(*, mode: str, code: str) -> Place | None:
    """Where a means of transport of that mode can stand."""
    kinds = PLACES.get(Mode(mode), ())
    return Place.objects.filter(code=code, kind__in=kinds).first()


def no_such_berth(code: str) -> Fault:
    return Fault(
        _("There is no berth %(code)s.") % {"code": code},
        field="place_code",
        rule="berth.unknown",
        remedy=_("Use the code of a berth of this port, for example B05."),
    )


def _checked_head(lodged: LodgedManifest, faults: list[Fault], *, now: datetime) -> LodgedManifest:
    if lodged.mode not in Mode.values or lodged.kind not in Kind.values:
        faults.append(
            Fault(
                _("There is no such kind of manifest."),
                field="mode" if lodged.mode not in Mode.values else "kind",
                rule="manifest.kind",
                remedy=_("Use 2 sea, 3 rail, 4 road or 5 air; ORIGINAL or PRE_LOADING."),
            )
        )
        lodged = replace(lodged, mode=Mode.SEA, kind=Kind.ORIGINAL)
    imo = ""
    if lodged.mode == Mode.SEA:
        imo = _take(check_imo, lodged.imo, "imo", faults)
    for field in ("vessel", "voyage"):
        if not getattr(lodged, field).strip():
            faults.append(missing(field))
    vessel = lodged.vessel.strip().upper()
    if vessel and lodged.mode in _MEANS:
        vessel = _take(_MEANS[Mode(lodged.mode)], vessel, "vessel", faults)
    if not Port.objects.filter(code=lodged.loading_port.upper()).exists():
        faults.append(
            Fault(
                _("There is no port %(code)s.") % {"code": lodged.loading_port},
                field="loading_port",
                rule="port.unknown",
                remedy=_("Use the five characters of UN/LOCODE, for example VNSGN."),
            )
        )
    if berth_for(mode=lodged.mode, code=lodged.place_code) is None:
        faults.append(no_such_berth(lodged.place_code))
    for field in ("expected_at", "loading_at"):
        moment = getattr(lodged, field)
        if moment and not now - LONGEST_VOYAGE <= moment <= now + LONGEST_VOYAGE:
            faults.append(_far_away(field))
    if (
        lodged.kind == Kind.ORIGINAL
        and lodged.loading_at is not None
        and lodged.loading_at > lodged.expected_at
    ):
        faults.append(
            Fault(
                _("Goods are loaded abroad before they arrive here."),
                field="loading_at",
                rule="date.order",
                remedy=_("Check both times and their zones."),
            )
        )
    return replace(
        lodged,
        imo=imo,
        vessel=vessel,
        voyage=lodged.voyage.strip().upper(),
        loading_port=lodged.loading_port.upper(),
    )


def _far_away(field: str) -> Fault:
    sentence = (
        _("The expected arrival is more than a year away from today.")
        if field == "expected_at"
        else _("The loading is more than a year away from today.")
    )
    return Fault(sentence, field=field, rule="date.era", remedy=_("Check the year of the date."))


def _flight(text: str) -> str:
    number = fold(text)
    if not _FLIGHT.fullmatch(number):
        raise shape_fault("flight", _("A flight number is an airline and digits, such as CZ3082."))
    return number


def _train(text: str) -> str:
    number = fold(text)
    if not _TRAIN.fullmatch(number):
        raise shape_fault("train", _("A train number has digits, such as X8024 or 75052/1."))
    return number


_MEANS: dict[Mode, Callable[[str], str]] = {
    Mode.AIR: _flight,
    Mode.RAIL: _train,
    Mode.ROAD: lambda text: check_plate(text).text,
}


def _take(check: Callable[[str], str], text: str, field: str, faults: list[Fault]) -> str:
    try:
        return check(text)
    except Fault as fault:
        fault.field = field
        faults.append(fault)
        return text
