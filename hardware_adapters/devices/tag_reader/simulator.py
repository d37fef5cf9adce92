"""A tag reader made of software."""

from datetime import datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.tag_reader.wire import crc16


async def read_tag(
    reader: DeviceClient,
    *,
    tag_id: str,
    read_at: datetime,
    passage_no: str = "",
    rssi_dbm: int = -42,
) -> dict[str, Any]:
    """A truck with this tag rolls through the field."""
    epc = bytes.fromhex(tag_id)
    control = bytes([len(epc) // 2 << 3, 0])
    return await reader.say(
        {
            "type": "tag",
            "passage_no": passage_no,
            "pc": control.hex(),
            "epc": epc.hex(),
            "crc": f"{crc16(control + epc):04x}",
            "rssi_dbm": rssi_dbm,
            "read_at": read_at.isoformat(),
        }
    )
