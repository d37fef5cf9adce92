"""The readers of a gate lane: plate, container number and pass code come in."""

import asyncio
import atexit

from customs_portal.kit import storage
from hardware_adapters.devices.frames import Caller, Frame, Heard, Tile
from hardware_adapters.devices.gate_lane import wire
from hardware_adapters.devices.optics import pictures
from hardware_adapters.devices.optics.confined import Confined

TILE_WIDTH = 640

_parser = Confined(memory_mib=1024, cpu_seconds=4, wall_seconds=8)  # the gate waits for nobody
atexit.register(_parser.kill)


async def hear(frame: Frame, caller: Caller) -> Heard:
    if frame.one_of("type", "vehicle", "code") == "code":
        return Heard(events=(wire.to_code(frame, caller),))
    event = wire.to_event(frame, caller, picture_key="")
    if not frame.body:
        return Heard(events=(event,))
    facts = await asyncio.to_thread(
        pictures.examine,
        frame.body,
        field="bytes",
        only="jpg",
        tile_width=TILE_WIDTH,
        parser=_parser,
    )
    key = await asyncio.to_thread(storage.put, frame.body, suffix=facts.suffix)
    return Heard(
        events=(wire.to_event(frame, caller, picture_key=key),),
        tile=Tile(
            kind=caller.kind,
            place_code=caller.place_code,
            jpeg=facts.tile,
            picture_key=key,
            seen_at=event.seen_at,
        ),
    )
