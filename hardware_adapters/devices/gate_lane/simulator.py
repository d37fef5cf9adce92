"""A gate lane made of software: readers and a screen that remembers what it showed."""

from datetime import datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient


class GateLane:
    """The lane's line to the gateway; ``shown`` maps a passage to (tone, line)."""

    def __init__(self, *, host: str, port: int, code: str, token: str) -> None:
        self.shown: dict[str, tuple[str, str]] = {}
        self.line = DeviceClient(
            host=host, port=port, kind="gate_lane", code=code, token=token, obey=self._obey
        )

    async def _obey(self, command: dict[str, Any]) -> None:
        if command.get("do") == "show":
            self.shown[command["passage_no"]] = (command["tone"], command["line"])

    async def read(
        self,
        *,
        passage_no: str,
        plate_no: str,
        container_no: str,
        seen_at: datetime,
        direction: str = "OUT",
        picture: bytes = b"",
    ) -> dict[str, Any]:
        """A truck rolls onto the loop: say what both readers saw."""
        return await self.line.say(
            {
                "type": "vehicle",
                "passage_no": passage_no,
                "plate": {"text": plate_no, "confidence": 0.97},
                "container": {"text": container_no, "confidence": 0.95} if container_no else None,
                "direction": direction,
                "seen_at": seen_at.isoformat(),
            },
            picture,
        )

    async def scan(self, *, passage_no: str, text: str, scanned_at: datetime) -> dict[str, Any]:
        """The driver holds the pass code before the reader."""
        return await self.line.say(
            {
                "type": "code",
                "passage_no": passage_no,
                "text": text,
                "scanned_at": scanned_at.isoformat(),
            }
        )
