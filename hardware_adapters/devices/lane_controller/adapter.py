"""The controller of a gate, back on the line: what it decided alone."""

from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.lane_controller import wire


async def hear(frame: Frame, caller: Caller) -> Heard:
    return Heard(events=(wire.to_event(frame, caller),))
