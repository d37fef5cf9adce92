"""A gantry made of software: it scans a simulated container and sends the image."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.xray_gantry.scene import Load, scan_image


async def scan(
    gantry: DeviceClient,
    *,
    scan_no: str,
    container_no: str,
    loads: Sequence[Load],
    seed: int,
    taken_at: datetime,
    size: tuple[int, int] = (2200, 760),
) -> dict[str, Any]:
    png = await asyncio.to_thread(scan_image, loads=loads, seed=seed, size=size)
    return await send(
        gantry, scan_no=scan_no, container_no=container_no, png=png, taken_at=taken_at
    )


async def send(
    gantry: DeviceClient, *, scan_no: str, container_no: str, png: bytes, taken_at: datetime
) -> dict[str, Any]:
    """The frame of one finished image."""
    return await gantry.say(
        {
            "type": "scan",
            "scan_no": scan_no,
            "container_no": container_no,
            "taken_at": taken_at.isoformat(),
        },
        png,
    )
