"""What a barrier says: ``{"seq", "type": "position", "passage_no", "position": "OPEN"|"CLOSED",
"moved_at"}``; it is told ``{"cmd", "do": "raise", "passage_no"}``."""

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import BarrierMoved


def to_event(frame: Frame, caller: Caller) -> BarrierMoved:
    frame.one_of("type", "position")
    return BarrierMoved(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32),
        position=frame.one_of("position", "OPEN", "CLOSED"),
        moved_at=frame.time("moved_at"),
    )
