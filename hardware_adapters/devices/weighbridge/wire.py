"""What a weighbridge says: ``{"seq", "type": "weight", "passage_no", "gross_weight_kg",
"weighed_at"}``."""

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import VehicleWeighed

HEAVIEST_KG = 120_000


def to_event(frame: Frame, caller: Caller) -> VehicleWeighed:
    frame.one_of("type", "weight")
    return VehicleWeighed(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32),
        gross_weight_kg=frame.whole("gross_weight_kg", low=1, high=HEAVIEST_KG),
        weighed_at=frame.time("weighed_at"),
    )
