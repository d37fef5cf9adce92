"""Commands on their way to devices: which are owed, which arrived."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hardware_adapters.models import DeviceCommand

CARRY_PERIOD = timedelta(seconds=60)  # what is older is not carried out: the truck has gone


@dataclass(frozen=True, kw_only=True)
class OwedCommand:
    device_code: str
    frame: dict[str, Any]


def owed_commands(
    *, now: datetime, device_code: str = "", unsent: bool = False
) -> list[OwedCommand]:
    """Unanswered commands young enough to matter; ``unsent``: only those never sent."""
    rows = DeviceCommand.objects.owed(since=now - CARRY_PERIOD)
    if device_code:
        rows = rows.filter(device_code=device_code)
    if unsent:
        rows = rows.filter(sent_at=None)
    return [
        OwedCommand(device_code=row.device_code, frame={"cmd": row.pk, **row.body})
        for row in rows[:500]
    ]


def mark_sent(*, command_ids: list[int], now: datetime) -> None:
    DeviceCommand.objects.filter(pk__in=command_ids, sent_at=None).update(sent_at=now)


def mark_done(*, command_id: int, device_code: str, now: datetime) -> bool:
    """The device carried it out. False when this was known, or was never its command."""
    return bool(
        DeviceCommand.objects.filter(pk=command_id, device_code=device_code, done_at=None).update(
            done_at=now
        )
    )
