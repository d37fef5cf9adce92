"""The camera at the ship side: a JPEG comes in, a container number goes out."""

import asyncio

from customs_portal.kit import storage
from hardware_adapters.devices.frames import Caller, Frame, Heard, Tile
from hardware_adapters.devices.optics import eyes, pictures
from hardware_adapters.devices.quay_camera import wire

TILE_WIDTH = 960


async def hear(frame: Frame, caller: Caller) -> Heard:
    frame.one_of("type", "picture")
    seen_at = frame.time("seen_at")
    data = frame.picture()
    facts = await asyncio.to_thread(
        pictures.examine, data, field="bytes", only="jpg", tile_width=TILE_WIDTH
    )
    key = await asyncio.to_thread(storage.put, data, suffix=facts.suffix)
    read = await eyes.read(data)
    return Heard(
        events=(wire.to_event(frame, caller, read=read, picture_key=key),),
        tile=Tile(
            kind=caller.kind,
            place_code=caller.place_code,
            jpeg=facts.tile,
            picture_key=key,
            seen_at=seen_at,
        ),
    )
