"""Who is on the line, who was lost."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from customs_portal.journal.announce import announce
from hardware_adapters.devices.frames import Caller
from hardware_adapters.events import DeviceConnected, DeviceLost
from hardware_adapters.models import DeviceLine


@transaction.atomic
def open_line(*, caller: Caller, now: datetime) -> None:
    DeviceLine.objects.update_or_create(
        device_code=caller.code,
        defaults={
            "kind": caller.kind,
            "place_code": caller.place_code,
            "is_connected": True,
            "changed_at": now,
            "last_heard_at": now,
        },
    )
    announce(
        DeviceConnected(
            device_code=caller.code, kind=caller.kind.value, place_code=caller.place_code, at=now
        )
    )


@transaction.atomic
def lose_line(*, device_code: str, now: datetime) -> bool:
    """False when it was lost already."""
    line = (
        DeviceLine.objects.select_for_update()
        .filter(device_code=device_code, is_connected=True)
        .first()
    )
    if line is None:
        return False
    line.is_connected = False
    line.changed_at = now
    line.save(update_fields=["is_connected", "changed_at"])
    announce(
        DeviceLost(device_code=line.device_code, kind=line.kind, place_code=line.place_code, at=now)
    )
    return True


def lose_all(*, now: datetime) -> int:
    """A gateway that starts holds no line yet: whatever still looks connected is not."""
    codes = DeviceLine.objects.filter(is_connected=True).values_list("device_code", flat=True)
    return sum(lose_line(device_code=code, now=now) for code in list(codes))


def heard_from(*, device_codes: Iterable[str], now: datetime) -> int:
    return DeviceLine.objects.filter(device_code__in=list(device_codes)).update(last_heard_at=now)
