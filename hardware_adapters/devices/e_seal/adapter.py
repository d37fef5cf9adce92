"""The reader of electronic seals in a lane."""

from hardware_adapters.devices.e_seal import wire
from hardware_adapters.devices.frames import Caller, Frame, Heard


async def hear(frame: Frame, caller: Caller) -> Heard:
    return Heard(events=(wire.to_event(frame, caller),))
