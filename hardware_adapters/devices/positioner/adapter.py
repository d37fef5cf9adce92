"""The satellite positioner (车载卫星定位终端) of a truck."""

from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.positioner import wire


async def hear(frame: Frame, caller: Caller) -> Heard:
    fixes = wire.to_fixes(frame)
    return Heard(events=(wire.to_event(fixes, caller),), fixes=fixes)
