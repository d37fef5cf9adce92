"""A positioner made of software: it drives along points and reports where it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.positioner.frame import FIXED, to_bytes
from hardware_adapters.facts import Fix


def drive(
    points: Sequence[tuple[float, float]], *, start_at: datetime, seconds: int, speed_kmh: float
) -> list[Fix]:
    """One fix at each (longitude, latitude), the same time apart."""
    return [
        Fix(
            at=(start_at + timedelta(seconds=seconds * number)).replace(microsecond=0),
            latitude=latitude,
            longitude=longitude,
            speed_kmh=speed_kmh,
            course=90,
            satellites=9,
        )
        for number, (longitude, latitude) in enumerate(points)
    ]


async def report(
    device: DeviceClient, fixes: Sequence[Fix], *, status: int = FIXED
) -> dict[str, Any]:
    return await device.say({"type": "positions", "body": to_bytes(fixes, status=status).hex()})
