"""Smart safety locks: told whom to trust, to lock, and to unlock with a signed authority."""

from collections.abc import Sequence
from datetime import datetime

from hardware_adapters.controls.commands import command
from hardware_adapters.models import DeviceCommand
from hardware_adapters.states import DeviceKind


def is_safety_lock(*, kind: str) -> bool:
    return kind == DeviceKind.SAFETY_LOCK.value


def give_keys(*, device_code: str, keys: Sequence[str], now: datetime) -> None:
    """Whose signature opens the lock; written, so that it goes out behind the welcome."""
    DeviceCommand.objects.order(
        device_code=device_code,
        purpose=f"trust:{now.isoformat()}",
        body={"do": "trust", "keys": list(keys)},
        created_at=now,
        sent_at=None,
    )


def lock(*, device_code: str, order_no: int, now: datetime) -> None:
    """Asked twice it locks once."""
    command(
        device_code=device_code,
        purpose=f"lock:{order_no}",
        body={"do": "lock", "order_no": order_no},
        now=now,
    )


def unlock(*, device_code: str, order_no: int, authority: str, now: datetime) -> None:
    """Asked twice it unlocks once. ``authority`` is a signed ``UnlockAuthority``."""
    command(
        device_code=device_code,
        purpose=f"unlock:{order_no}",
        body={"do": "unlock", "order_no": order_no, "authority": authority},
        now=now,
    )
