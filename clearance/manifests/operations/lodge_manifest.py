"""The carrier lodges the manifest of a voyage (原始舱单)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import ManifestAccepted
from clearance.manifests.facts import LodgedLine, LodgedManifest
from clearance.manifests.models import (
    Manifest,
    ManifestContainer,
    ManifestLine,
    ManifestSequence,
)
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from customs_portal.kit.identifiers import (
    check_container_no,
    check_imo,
    check_transport_document,
    check_uscc,
)
from customs_portal.registry import law
from customs_portal.registry.models import Country, Place, Port

LONGEST_VOYAGE = timedelta(days=365)


class VoyageAlreadyLodged(DomainError):
    """The same ship lodged this voyage before."""

    code = "voyage_already_lodged"
    sentence = gettext_noop("A manifest for this ship and voyage was already lodged.")
    remedy_sentence = gettext_noop("Check the voyage number, or open the manifest that stands.")


@transaction.atomic
def lodge_manifest(*, lodged: LodgedManifest, by: User, now: datetime) -> Manifest:
    """Accept the manifest whole or refuse it whole, naming every fault with its path.

    Raises ``NotPermitted``, ``Faults`` (``lines[2].container_no`` ...) or
    ``VoyageAlreadyLodged``.
    """
    if not by.holds(Duty.FILE_MANIFEST) or by.enterprise is None:
        raise NotPermitted
    faults, cleaned = _checked(lodged, now=now)
    if faults:
        raise Faults(faults)
    try:
        with transaction.atomic():
            manifest = Manifest.objects.create(
                manifest_no=_next_number(on=now.date()),
                carrier=by.enterprise,
                vessel=lodged.vessel.strip().upper(),
                imo=check_imo(lodged.imo),
                voyage=lodged.voyage.strip().upper(),
                loading_port_id=lodged.loading_port.upper(),
                berth=Place.objects.get(code=lodged.place_code),
                expected_at=lodged.expected_at,
                accepted_at=now,
            )
    except IntegrityError as error:
        raise VoyageAlreadyLodged(field="voyage", voyage=lodged.voyage) from error
    _store_lines(manifest, cleaned)
    announce(
        ManifestAccepted(
            manifest_no=manifest.manifest_no,
            vessel=manifest.vessel,
            voyage=manifest.voyage,
            transport_documents=tuple(line.transport_document for line in cleaned),
            container_nos=tuple(no for line in cleaned for no in line.container_nos),
            accepted_at=now,
        ),
        actor=by,
    )
    return manifest


def _next_number(*, on: date) -> str:
    ManifestSequence.objects.get_or_create(year=on.year)
    ManifestSequence.objects.filter(year=on.year).update(last=F("last") + 1)
    last = ManifestSequence.objects.values_list("last", flat=True).get(year=on.year)
    return f"M{on.year}{last:09d}"


def _store_lines(manifest: Manifest, lines: list[LodgedLine]) -> None:
    stored = ManifestLine.objects.bulk_create(
        ManifestLine(
            manifest=manifest,
            position=position,
            transport_document=line.transport_document,
            gross_weight_kg=line.gross_weight_kg,
            pieces=line.pieces,
            goods_name=line.goods_name,
            consignee_uscc=line.consignee_uscc,
            departure_country_id=line.departure_country,
        )
        for position, line in enumerate(lines)
    )
    ManifestContainer.objects.bulk_create(
        ManifestContainer(line=row, manifest=manifest, container_no=container_no)
        for row, line in zip(stored, lines, strict=True)
        for container_no in line.container_nos
    )


def _checked(lodged: LodgedManifest, *, now: datetime) -> tuple[list[Fault], list[LodgedLine]]:
    faults: list[Fault] = []
    _take(check_imo, lodged.imo, "imo", faults)
    for field in ("vessel", "voyage"):
        if not getattr(lodged, field).strip():
            faults.append(_missing(field))
    if not Port.objects.filter(code=lodged.loading_port.upper()).exists():
        faults.append(
            Fault(
                _("There is no port %(code)s.") % {"code": lodged.loading_port},
                field="loading_port",
                rule="port.unknown",
                remedy=_("Use the five characters of UN/LOCODE, for example VNSGN."),
            )
        )
    if not Place.objects.filter(code=lodged.place_code, kind=Place.Kind.BERTH).exists():
        faults.append(
            Fault(
                _("There is no berth %(code)s.") % {"code": lodged.place_code},
                field="place_code",
                rule="berth.unknown",
                remedy=_("Use the code of a berth of this port, for example B05."),
            )
        )
    if not now - LONGEST_VOYAGE <= lodged.expected_at <= now + LONGEST_VOYAGE:
        faults.append(
            Fault(
                _("The expected arrival is more than a year away from today."),
                field="expected_at",
                rule="date.era",
                remedy=_("Check the year of the date."),
            )
        )
    if not lodged.lines:
        faults.append(_missing("lines"))
    countries = set(Country.objects.values_list("code", flat=True))
    heaviest = law.ask("declaration.absurd_weight_kg", on=timezone.localdate(now)).decimal
    cleaned = [
        _checked_line(line, f"lines[{i}]", faults, countries, heaviest)
        for i, line in enumerate(lodged.lines)
    ]
    _find_repeats(cleaned, faults)
    return faults, cleaned


def _checked_line(
    line: LodgedLine, path: str, faults: list[Fault], countries: set[str], heaviest: Decimal
) -> LodgedLine:
    document = _take(
        check_transport_document, line.transport_document, f"{path}.transport_document", faults
    )
    containers = tuple(
        _take(check_container_no, no, f"{path}.container_no", faults) for no in line.container_nos
    )
    uscc = line.consignee_uscc and _take(
        check_uscc, line.consignee_uscc, f"{path}.consignee_uscc", faults
    )
    country = line.departure_country.strip().upper()
    if country not in countries:
        faults.append(
            Fault(
                _("There is no country %(code)s.") % {"code": line.departure_country},
                field=f"{path}.departure_country",
                rule="country.unknown",
                remedy=_("Use the two letters of ISO 3166, for example VN."),
            )
        )
    if line.gross_weight_kg > heaviest:
        faults.append(
            Fault(
                _("Gross weight must be more than zero and less than a ship carries."),
                field=f"{path}.gross_weight_kg",
                rule="weight.range",
                remedy=_("Give the weight of the bill of lading in kilograms."),
            )
        )
    if line.gross_weight_kg <= 0 or line.pieces <= 0:
        faults.append(
            Fault(
                _("Weight and pieces must be more than zero."),
                field=f"{path}.gross_weight_kg" if line.gross_weight_kg <= 0 else f"{path}.pieces",
                rule="amount.positive",
                remedy=_("Give the weight and the pieces of the bill of lading."),
            )
        )
    return LodgedLine(
        transport_document=document,
        container_nos=containers,
        gross_weight_kg=line.gross_weight_kg,
        pieces=line.pieces,
        goods_name=line.goods_name.strip(),
        consignee_uscc=uscc,
        departure_country=country,
    )


def _find_repeats(lines: list[LodgedLine], faults: list[Fault]) -> None:
    """A bill of lading stands once in the house, a container once in a manifest."""
    known = set(
        ManifestLine.objects.filter(
            transport_document__in=[line.transport_document for line in lines]
        ).values_list("transport_document", flat=True)
    )
    containers: set[str] = set()
    for i, line in enumerate(lines):
        if line.transport_document in known:
            faults.append(
                Fault(
                    _("Bill of lading %(number)s is already on a manifest.")
                    % {"number": line.transport_document},
                    field=f"lines[{i}].transport_document",
                    rule="transport_document.repeated",
                    remedy=_("Put all containers of one bill of lading on one line."),
                )
            )
        known.add(line.transport_document)
        for container_no in line.container_nos:
            if container_no in containers:
                faults.append(
                    Fault(
                        _("Container %(number)s stands twice in this manifest.")
                        % {"number": container_no},
                        field=f"lines[{i}].container_no",
                        rule="container.repeated",
                        remedy=_("Keep it on the bill of lading it travels under."),
                    )
                )
            containers.add(container_no)


def _take(check: Callable[[str], str], text: str, field: str, faults: list[Fault]) -> str:
    try:
        return check(text)
    except Fault as fault:
        fault.field = field
        faults.append(fault)
        return text


def _missing(field: str) -> Fault:
    return Fault(
        _("This answer is missing."),
        field=field,
        rule="required",
        remedy=_("Fill in this field."),
    )
