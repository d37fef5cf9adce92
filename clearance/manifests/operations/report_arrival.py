"""The carrier reports the ship alongside (运输工具进境申报)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clearance.manifests.events import ShipArrived
from clearance.manifests.models import Manifest
from clearance.manifests.operations.check_manifest import berth_for, no_such_berth
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted

EARLIEST = timedelta(days=365)
CLOCKS_DIFFER = timedelta(minutes=10)


@transaction.atomic
def report_arrival(
    *, manifest_no: str, place_code: str, arrived_at: datetime, by: User, now: datetime
) -> Manifest:
    """Note berth and time of arrival; the first report stands, a repeated one changes nothing."""
    if not by.holds(Duty.FILE_MANIFEST) or by.enterprise is None:
        raise NotPermitted
    manifest = (
        Manifest.objects.select_for_update()
        .filter(manifest_no=manifest_no, carrier=by.enterprise)
        .first()
    )
    if manifest is None:
        raise NotFound(field="manifest_no")
    if manifest.arrived_at is not None:
        return manifest
    faults = []
    berth = berth_for(mode=manifest.mode, code=place_code)
    if berth is None:
        faults.append(no_such_berth(place_code))
    if not now - EARLIEST <= arrived_at <= now + CLOCKS_DIFFER:
        faults.append(
            Fault(
                _("The arrival cannot lie in the future or more than a year back."),
                field="arrived_at",
                rule="date.era",
                remedy=_("Report the arrival when the ship is alongside."),
            )
        )
    if faults or berth is None:
        raise Faults(faults)
    manifest.berth = berth
    manifest.arrived_at = arrived_at
    manifest.save(update_fields=["berth", "arrived_at"])
    announce(
        ShipArrived(
            manifest_no=manifest.manifest_no,
            vessel=manifest.vessel,
            voyage=manifest.voyage,
            place_code=berth.code,
            arrived_at=arrived_at,
        ),
        actor=by,
    )
    return manifest
