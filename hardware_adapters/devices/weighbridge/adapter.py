"""The weighbridge of a lane."""

from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.weighbridge import wire


async def hear(frame: Frame, caller: Caller) -> Heard:
    return Heard(events=(wire.to_event(frame, caller),))
