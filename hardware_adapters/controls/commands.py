"""Telling a device to do something: the row first, then the quickest way there."""

from datetime import datetime
from typing import Any

from django.db import transaction

from customs_portal.accounts.models import DeviceAccount
from customs_portal.kit import live
from hardware_adapters.controls import lines
from hardware_adapters.models import DeviceCommand
from hardware_adapters.ports import NoSuchDevice
from hardware_adapters.states import DeviceKind

GATEWAY_GROUP = "gateway"


def device_at(*, place_code: str, kind: DeviceKind) -> str:
    """The code of the active device of that kind at the place. Raises ``NoSuchDevice``."""
    code = (
        DeviceAccount.objects.filter(place__code=place_code, kind=kind.value, is_active=True)
        .order_by("code")
        .values_list("code", flat=True)
        .first()
    )
    if code is None:
        raise NoSuchDevice(field="place_code", place_code=place_code, kind=kind.value)
    return code


def command(*, device_code: str, purpose: str, body: dict[str, Any], now: datetime) -> bool:
    """Order it once; False when the same order was given before. Travels after the commit."""
    ordered, is_new = DeviceCommand.objects.get_or_create(
        device_code=device_code, purpose=purpose, defaults={"body": body, "created_at": now}
    )
    if is_new:
        frame = {"cmd": ordered.pk, **body}
        transaction.on_commit(lambda: _carry(device_code, frame))
    return is_new


def _carry(device_code: str, frame: dict[str, Any]) -> None:
    sender = lines.senders.get(device_code)
    if sender is not None:
        sender(frame)
    else:
        live.hint(GATEWAY_GROUP, device_code=device_code)
