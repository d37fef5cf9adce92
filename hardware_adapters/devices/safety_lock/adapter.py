"""The smart safety lock (安全智能锁) on a container or a truck."""

from hardware_adapters.devices.frames import Caller, Frame, Heard
from hardware_adapters.devices.safety_lock import wire


async def hear(frame: Frame, caller: Caller) -> Heard:
    report = wire.to_report(frame)
    fixes = (report.fix,) if report.fix is not None else ()
    return Heard(events=(wire.to_event(report, caller),), fixes=fixes)
