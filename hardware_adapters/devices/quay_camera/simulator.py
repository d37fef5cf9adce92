"""A quay camera made of software: it paints a container, photographs it and sends the picture."""

import asyncio
from datetime import datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.optics.painter import Weather, container_picture


async def show(
    camera: DeviceClient,
    *,
    container_no: str,
    seed: int,
    weather: Weather,
    seen_at: datetime,
    column: bool = False,
) -> dict[str, Any]:
    """The container swings past; the answer of the gateway comes back."""
    jpeg = await asyncio.to_thread(
        container_picture, container_no=container_no, seed=seed, weather=weather, column=column
    )
    return await camera.say({"type": "picture", "seen_at": seen_at.isoformat()}, jpeg)
