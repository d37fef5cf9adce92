"""A barrier made of software: it rises when told, and reports OPEN and then CLOSED."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from hardware_adapters.devices.client import DeviceClient


class Barrier:
    """``raised`` maps a passage to the moment its command arrived."""

    def __init__(
        self, *, host: str, port: int, code: str, token: str, seconds_open: float = 2.0
    ) -> None:
        self.raised: dict[str, datetime] = {}
        self.seconds_open = seconds_open
        self.line = DeviceClient(
            host=host, port=port, kind="barrier", code=code, token=token, obey=self._obey
        )
        self.moves: set[asyncio.Task[None]] = set()

    async def _obey(self, command: dict[str, Any]) -> None:
        if command.get("do") != "raise":
            return
        passage_no = command["passage_no"]
        self.raised[passage_no] = datetime.now(UTC)
        move = asyncio.create_task(self._move(passage_no))
        self.moves.add(move)
        move.add_done_callback(self.moves.discard)

    async def _move(self, passage_no: str) -> None:
        await self._report(passage_no, "OPEN")
        await asyncio.sleep(self.seconds_open)
        await self._report(passage_no, "CLOSED")

    async def _report(self, passage_no: str, position: str) -> None:
        await self.line.say(
            {
                "type": "position",
                "passage_no": passage_no,
                "position": position,
                "moved_at": datetime.now(UTC).isoformat(),
            }
        )
