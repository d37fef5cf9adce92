"""An officer's glasses: frames stream in; now and then one is read; the last one is a tile.

A picture without a number is shown and forgotten. One with a number is kept as evidence.
"""

import asyncio
import hashlib
from datetime import datetime, timedelta

from customs_portal.kit import storage
from hardware_adapters.devices.frames import Caller, Frame, Heard, Tile
from hardware_adapters.devices.glasses import wire
from hardware_adapters.devices.optics import eyes, pictures

READ_EVERY = timedelta(seconds=3)
TILE_WIDTH = 640

_last_read: dict[str, datetime] = {}  # device code → when its last frame was read


async def hear(frame: Frame, caller: Caller) -> Heard:
    frame.one_of("type", "frame")
    seen_at = frame.time("seen_at")
    data = frame.picture()
    facts = await asyncio.to_thread(
        pictures.examine, data, field="bytes", only="jpg", tile_width=TILE_WIDTH
    )
    event = None
    if (
        eyes.are_free()
        and seen_at - _last_read.get(caller.code, seen_at - READ_EVERY) >= READ_EVERY
    ):
        _last_read[caller.code] = seen_at
        read = await eyes.read(data)
        if read.outcome.container_no:
            key = await asyncio.to_thread(storage.put, data, suffix=facts.suffix)
            event = wire.to_event(frame, caller, read=read, picture_key=key)
    return Heard(
        events=(event,) if event else (),
        tile=Tile(
            kind=caller.kind,
            place_code=caller.place_code,
            jpeg=facts.tile,
            picture_key=f"{hashlib.sha256(facts.tile).hexdigest()}.jpg",
            seen_at=seen_at,
        ),
    )
