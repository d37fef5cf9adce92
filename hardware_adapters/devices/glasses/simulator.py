"""Glasses made of software: an officer walks past containers and looks at them."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.optics.painter import Weather, container_picture


async def look_at(glasses: DeviceClient, *, container_no: str, seed: int) -> dict[str, Any]:
    """One frame of a container seen in passing."""
    jpeg = await asyncio.to_thread(
        container_picture, container_no=container_no, seed=seed, weather=Weather(murk=0.25)
    )
    return await glasses.say({"type": "frame", "seen_at": datetime.now(UTC).isoformat()}, jpeg)
