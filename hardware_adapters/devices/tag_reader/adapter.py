"""The reader of electronic plates (电子车牌)."""

from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.tag_reader import wire


async def hear(frame: Frame, caller: Caller) -> Heard:
    return Heard(events=(wire.to_event(frame, caller),))
