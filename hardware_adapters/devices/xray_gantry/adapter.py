"""The large X-ray gantry: a dual-energy scan comes in, pixels go to the store."""

import asyncio

from customs_portal.kit import storage
from hardware_adapters.devices.frames import Caller, Frame, Heard, Tile
from hardware_adapters.devices.optics import pictures
from hardware_adapters.devices.xray_gantry import wire

TILE_WIDTH = 720


async def hear(frame: Frame, caller: Caller) -> Heard:
    frame.one_of("type", "scan")
    wire.to_event(frame, caller, image_key="")  # the words first: no pixels of a wrong frame
    facts = await asyncio.to_thread(
        pictures.examine,
        frame.picture(),
        field="bytes",
        only="png",
        tile_width=TILE_WIDTH,
        tile_channel="R",
    )
    wire.check_scan(facts)
    key = await asyncio.to_thread(storage.put, frame.body, suffix=facts.suffix)
    event = wire.to_event(frame, caller, image_key=key)
    return Heard(
        events=(event,),
        tile=Tile(
            kind=caller.kind,
            place_code=caller.place_code,
            jpeg=facts.tile,
            picture_key=key,
            seen_at=event.taken_at,
        ),
    )
