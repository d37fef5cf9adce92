"""An inspection robot: fixes and answers pass, pictures are kept and read.

Its pictures wait until no camera at the quay is being read: there a ship waits, here nobody.
"""

import asyncio

from customs_portal.kit import storage
from hardware_adapters.devices.frames import Caller, Frame, Heard, Tile
from hardware_adapters.devices.optics import eyes, pictures
from hardware_adapters.devices.robot import wire

TILE_WIDTH = 960
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 20.0  # then it takes its turn like everybody


async def hear(frame: Frame, caller: Caller) -> Heard:
    if frame.one_of("type", *wire.TYPES) != "photo":
        return Heard(events=(wire.to_event(frame, caller),))
    photo = wire.to_photo(frame)  # the words first: no pixels of a wrong frame
    data = frame.picture()
    facts = await asyncio.to_thread(
        pictures.examine, data, field="bytes", only="jpg", tile_width=TILE_WIDTH
    )
    key = await asyncio.to_thread(storage.put, data, suffix=facts.suffix)
    number, confidence, readings = await _read(data, photo.view)
    event = wire.to_picture(
        photo,
        caller,
        picture_key=key,
        number=number,
        confidence_permille=confidence,
        readings=readings,
    )
    return Heard(
        events=(event,),
        tile=Tile(
            kind=caller.kind,
            place_code=caller.place_code,
            jpeg=facts.tile,
            picture_key=key,
            seen_at=photo.taken_at,
        ),
    )


async def _read(data: bytes, view: str) -> tuple[str, int, tuple[str, ...]]:
    waited = 0.0
    while not eyes.are_free() and waited < PATIENCE_SECONDS:
        await asyncio.sleep(PAUSE_SECONDS)
        waited += PAUSE_SECONDS
    if view == wire.SEAL:
        seal = await eyes.read_seal(data)
        return seal.seal_no, seal.confidence_permille, seal.readings
    outcome = (await eyes.read(data)).outcome
    return outcome.container_no, outcome.confidence_permille, outcome.readings
