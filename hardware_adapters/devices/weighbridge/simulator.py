"""A weighbridge made of software."""

from datetime import datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient


async def weigh(
    bridge: DeviceClient, *, passage_no: str, gross_weight_kg: int, weighed_at: datetime
) -> dict[str, Any]:
    return await bridge.say(
        {
            "type": "weight",
            "passage_no": passage_no,
            "gross_weight_kg": gross_weight_kg,
            "weighed_at": weighed_at.isoformat(),
        }
    )
