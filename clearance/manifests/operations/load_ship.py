"""Export after lodging: yard, loading manifest, sailing, closing (运抵, 装载, 结关)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import (
    ExportGoodsArrived,
    ExportManifestClosed,
    LoadingListed,
    ShipSailed,
)
from clearance.manifests.models import (
    LandedDifference,
    Manifest,
    ManifestContainer,
    ManifestLine,
)
from clearance.manifests.operations.find_bills import own_manifest, require_officer
from clearance.manifests.operations.move_bill import NotForExport
from clearance.manifests.states import BillState, DifferenceState, Fate, Kind, Level
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.registry.models import Place

CLOCKS_DIFFER = timedelta(minutes=10)
EARLIEST = timedelta(days=365)


class NotReadyToClose(DomainError):
    """Closing needs the ship gone, the loading tallied and no difference open."""

    code = "not_ready_to_close"
    sentence = gettext_noop("This voyage is not ready to be closed.")
    remedy_sentence = gettext_noop(
        "Report sailing and loading tally, and end every difference and unreleased bill."
    )


@transaction.atomic
def report_yard_arrival(
    *,
    manifest_no: str,
    transport_documents: Sequence[str],
    container_nos: Sequence[str],
    place_code: str,
    arrived_at: datetime,
    by: User,
    now: datetime,
) -> int:
    """Export goods stand in the yard: whole bills, or containers (运抵报告, MT3402).

    A repeated report changes nothing; returns how many bills are there now for the first time.
    """
    manifest = _export(manifest_no, by, reports=True)
    place = Place.objects.filter(code=place_code).first()
    faults = _time_faults(arrived_at, "arrived_at", now=now)
    if place is None:
        faults.append(
            Fault(
                _("There is no place %(code)s.") % {"code": place_code},
                field="place_code",
                rule="place.unknown",
                remedy=_("Use the code of a yard or berth of this port."),
            )
        )
    lines = _standing(manifest)
    boxes = ManifestContainer.objects.filter(line__in=lines.values())
    known = set(boxes.values_list("container_no", flat=True))
    faults += [_not_on_manifest("transport_documents", no) for no in transport_documents
               if no not in lines]  # fmt: skip
    faults += [_not_on_manifest("container_nos", no) for no in container_nos if no not in known]
    if faults:
        raise Faults(faults)
    boxes.filter(container_no__in=container_nos, yard_at=None).update(yard_at=arrived_at)
    named = [lines[no].pk for no in transport_documents]
    boxes.filter(line__in=named, yard_at=None).update(yard_at=arrived_at)
    somewhere_else = set(boxes.filter(yard_at=None).values_list("line_id", flat=True))
    full = set(boxes.values_list("line_id", flat=True)) - somewhere_else
    here = [
        line
        for line in lines.values()
        if line.yard_at is None and (line.pk in named or line.pk in full)
    ]
    ManifestLine.objects.filter(pk__in=[line.pk for line in here]).update(yard_at=arrived_at)
    if here:
        announce(
            ExportGoodsArrived(
                manifest_no=manifest.manifest_no,
                transport_documents=tuple(line.transport_document for line in here),
                container_nos=tuple(container_nos),
                place_code=place_code,
                arrived_at=arrived_at,
            ),
            actor=by,
        )
    return len(here)


@transaction.atomic
def list_loading(
    *, manifest_no: str, transport_documents: Sequence[str], by: User, now: datetime
) -> int:
    """The loading manifest (装载舱单): what goes on board; every bill must be released.

    Raises ``Faults`` that name each bill that is not released, not arrived, or not there.
    """
    manifest = _export(manifest_no, by)
    lines = _standing(manifest)
    faults = []
    for no in transport_documents:
        line = lines.get(no)
        if line is None:
            faults.append(_not_on_manifest("transport_documents", no))
        elif line.state != BillState.RELEASED:
            faults.append(
                Fault(
                    _("Bill %(number)s is not released for loading.") % {"number": no},
                    field="transport_documents",
                    rule="loading.unreleased",
                    remedy=_("Wait for the release, or shut the goods out."),
                )
            )
    if not transport_documents:
        faults.append(_not_on_manifest("transport_documents", "–"))
    if faults:
        raise Faults(faults)
    ids = [lines[no].pk for no in transport_documents]
    ManifestLine.objects.filter(pk__in=ids).update(listed_at=now, shut_out_at=None)
    manifest.listed_at = now
    manifest.save(update_fields=["listed_at"])
    announce(
        LoadingListed(
            manifest_no=manifest.manifest_no,
            transport_documents=tuple(transport_documents),
            listed_at=now,
        ),
        actor=by,
    )
    return len(ids)


@transaction.atomic
def report_sailing(*, manifest_no: str, sailed_at: datetime, by: User, now: datetime) -> Manifest:
    """The ship has left; the first report stands, a repeated one changes nothing."""
    manifest = _export(manifest_no, by)
    if manifest.sailed_at is not None:
        return manifest
    faults = _time_faults(sailed_at, "sailed_at", now=now)
    if faults:
        raise Faults(faults)
    manifest.sailed_at = sailed_at
    manifest.save(update_fields=["sailed_at"])
    announce(
        ShipSailed(
            manifest_no=manifest.manifest_no,
            vessel=manifest.vessel,
            voyage=manifest.voyage,
            sailed_at=sailed_at,
        ),
        actor=by,
    )
    return manifest


@transaction.atomic
def close_voyage(*, manifest_no: str, by: User, now: datetime) -> int:
    """An officer closes the voyage (结关): the loaded bills are exported; returns how many.

    Raises ``NotReadyToClose`` while something about the loading is open.
    """
    require_officer(by)
    manifest = (
        Manifest.objects.select_for_update()
        .filter(manifest_no=manifest_no, kind=Kind.PRE_LOADING)
        .first()
    )
    if manifest is None:
        raise NotFound(field="manifest_no")
    if manifest.closed_at is not None:
        return 0
    loaded = ManifestLine.objects.filter(
        manifest=manifest, fate=Fate.STANDS, tallied_at__isnull=False
    )
    if (
        manifest.sailed_at is None
        or manifest.tallied_at is None
        or loaded.exclude(state=BillState.RELEASED).exists()
        or LandedDifference.objects.filter(manifest=manifest, state=DifferenceState.OPEN).exists()
    ):
        raise NotReadyToClose(field="manifest_no")
    documents = tuple(loaded.order_by("position").values_list("transport_document", flat=True))
    loaded.update(closed_at=now)
    manifest.closed_at = now
    manifest.save(update_fields=["closed_at"])
    announce(
        ExportManifestClosed(
            manifest_no=manifest.manifest_no, transport_documents=documents, closed_at=now
        ),
        actor=by,
    )
    return len(documents)


def _export(manifest_no: str, by: User, *, reports: bool = False) -> Manifest:
    manifest = own_manifest(manifest_no=manifest_no, by=by, reports=reports)
    if manifest.kind != Kind.PRE_LOADING:
        raise NotForExport(field="manifest_no")
    return manifest


def _standing(manifest: Manifest) -> dict[str, ManifestLine]:
    rows = ManifestLine.objects.select_for_update().filter(
        manifest=manifest, fate=Fate.STANDS, level=Level.MASTER
    )
    return {line.transport_document: line for line in rows.order_by("pk")}


def _not_on_manifest(field: str, number: str) -> Fault:
    return Fault(
        _("%(number)s is not on this manifest.") % {"number": number},
        field=field,
        rule="bill.unknown",
        remedy=_("Compare the number with the export manifest."),
    )


def _time_faults(moment: datetime, field: str, *, now: datetime) -> list[Fault]:
    if now - EARLIEST <= moment <= now + CLOCKS_DIFFER:
        return []
    return [
        Fault(
            _("This time lies in the future or more than a year back."),
            field=field,
            rule="date.era",
            remedy=_("Report what has happened, with its time."),
        )
    ]
