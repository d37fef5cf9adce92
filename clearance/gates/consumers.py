"""The lines of the truck queue board and of the lane screens.

``/ws/gates/board/`` and ``/ws/gates/lanes/<lane>/``: whole picture on arrival, ``{"seq", "at",
"rows"}``; after that ``{"from", "seq", "at", "rows"}`` whenever it changed, and every five
seconds the same numbers with no rows, so that a screen knows the line is alive. The one thing a
screen may say is ``{"since": n}``; it gets the whole picture, which is small. Hints only shorten
the wait: a screen that missed one is a second late.
"""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from typing import Any

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from clearance.gates import queries
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound

HINTS = "feed.port"
LOOK_SECONDS = 1.0
LEAST_SECONDS = 0.25
BEAT_LOOKS = 5
NOT_UNDERSTOOD, NOT_PERMITTED, NO_SUCH_LANE = 4400, 4403, 4404


class GateScreen(AsyncWebsocketConsumer, ABC):
    """One picture, looked at after every hint and once a second."""

    @abstractmethod
    def look(self) -> tuple[int, dict[str, Any]]:
        """How far the feed was read, and the picture."""

    async def connect(self) -> None:
        if not await self._may_watch():
            await self.close(code=NOT_PERMITTED)
            return
        await self.accept()
        self.seq = -1
        self.picture: dict[str, Any] = {}
        self.wake = asyncio.Event()
        await self.channel_layer.group_add(HINTS, self.channel_name)
        try:
            await self._send_whole()
        except NotFound:
            await self.close(code=NO_SUCH_LANE)
            return
        self.writer = asyncio.create_task(self._follow())

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "wake"):
            await self.channel_layer.group_discard(HINTS, self.channel_name)
        if hasattr(self, "writer"):
            self.writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.writer

    async def hint(self, message: dict[str, Any]) -> None:
        self.wake.set()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            since = orjson.loads(text_data or "")["since"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            since = None
        if not isinstance(since, int) or isinstance(since, bool):
            await self.close(code=NOT_UNDERSTOOD)
            return
        await self._send_whole()

    async def _follow(self) -> None:
        quiet = 0
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), LOOK_SECONDS)
            self.wake.clear()
            seq, picture = await database_sync_to_async(self.look)()
            start, changed = self.seq, picture != self.picture
            quiet = 0 if changed else quiet + 1
            if changed or quiet >= BEAT_LOOKS:
                quiet = 0
                self.seq, self.picture = max(seq, self.seq), picture
                await self._say({"from": start, "rows": picture if changed else {}})
            await asyncio.sleep(LEAST_SECONDS)

    async def _send_whole(self) -> None:
        seq, picture = await database_sync_to_async(self.look)()
        self.seq, self.picture = max(seq, self.seq), picture
        await self._say({"rows": picture})

    async def _say(self, message: dict[str, Any]) -> None:
        frame = {"seq": self.seq, "at": clock.now().isoformat(), **message}
        await self.send(text_data=orjson.dumps(frame).decode())

    @database_sync_to_async
    def _may_watch(self) -> bool:
        user = self.scope.get("user")
        return bool(
            user is not None
            and user.is_authenticated
            and (user.holds(Duty.WORK_GATE) or user.holds(Duty.WATCH_WALL))
        )


class BoardConsumer(GateScreen):
    def look(self) -> tuple[int, dict[str, Any]]:
        return queries.board_now()


class LaneConsumer(GateScreen):
    def look(self) -> tuple[int, dict[str, Any]]:
        return queries.lane_now(place_code=self.scope["url_route"]["kwargs"]["place_code"])
