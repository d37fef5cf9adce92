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
    at_hand = device_code in lines.senders
    number = DeviceCommand.objects.order(
        device_code=device_code,
        purpose=purpose,
        body=body,
        created_at=now,
        sent_at=now if at_hand else None,
    )
    if number is not None:
        frame = {"cmd": number, **body}
        transaction.on_commit(lambda: _carry(device_code, frame))
    return number is not None


def _carry(device_code: str, frame: dict[str, Any]) -> None:
    sender = lines.senders.get(device_code)
    if sender is not None:
        sender(frame)
    else:
        live.hint(GATEWAY_GROUP, device_code=device_code)
