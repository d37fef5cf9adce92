"""The wall's line into the portal: the whole board on arrival, then only what changed.

One broadcaster a process reads new cells once, however many screens watch, and serialises
each frame once. A screen that cannot keep up is not waited for: it gets a fresh snapshot.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from dashboards.wall.operations.hear_news import hear_news
from dashboards.wall.operations.settle_board import BOARD, settle_board
from dashboards.wall.queries.board import Cells, cells_since
from dashboards.wall.queries.screens import screen_by_cookie, screen_by_header

log = logging.getLogger(__name__)

HINTS = "feed.port"
SECONDS_BETWEEN_FRAMES = 0.05
SECONDS_BETWEEN_FIGURES = 1.0
SECONDS_WITHOUT_HINT = 1.0
SECONDS_BETWEEN_BEATS = 5.0
FRAMES_KEPT = 16


def _settle_and_read(seq: int, with_figures: bool) -> Cells:
    hear_news()
    settle_board(now=clock.now(), with_figures=with_figures)
    return cells_since(board=BOARD, seq=seq)


class Broadcaster:
    """Reads the board while anybody watches, and keeps the last frames ready to send."""

    _of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, "Broadcaster"] = WeakKeyDictionary()

    def __init__(self) -> None:
        self.seq = -1
        self.cells: dict[str, tuple[Any, int]] = {}
        self.frames: deque[tuple[int, int, str]] = deque(maxlen=FRAMES_KEPT)
        self.news = asyncio.Condition()
        self._watchers = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._ready = asyncio.Lock()
        self._figures_at = 0.0
        self._in_hand: asyncio.Future[Cells] | None = None
        self._snapshot: tuple[int, str] = (-1, "")

    @classmethod
    def here(cls) -> "Broadcaster":
        """The broadcaster of the running event loop."""
        loop = asyncio.get_running_loop()
        if loop not in cls._of_loop:
            cls._of_loop[loop] = cls()
        return cls._of_loop[loop]

    async def join(self) -> None:
        self._watchers += 1
        async with self._ready:
            if not self._tasks:
                await self._look_anew()
                self._tasks = [
                    asyncio.create_task(self._work()),
                    asyncio.create_task(self._listen()),
                ]

    async def _look_anew(self) -> None:
        """Nobody watched, and the board may have become another one: compare it whole."""
        found = await self._settled(with_figures=True, since=-1)
        if found.seq < self.seq:
            self._forget()
        for key, value in found.rows.items():
            if key not in self.cells or self.cells[key][0] != value:
                self.cells[key] = (value, found.seq)
        self.seq = found.seq
        self._snapshot = (-1, "")

    def _forget(self) -> None:
        self.cells.clear()
        self.frames.clear()
        self.seq = -1

    async def leave(self) -> None:
        self._watchers -= 1
        if self._watchers == 0:
            ending, self._tasks = self._tasks, []
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
            if self._in_hand is not None:  # a thread cannot be cancelled, only waited for
                await asyncio.wait([self._in_hand], timeout=SECONDS_BETWEEN_BEATS)

    def snapshot(self) -> tuple[int, str]:
        """The whole board as one frame, serialised once a version."""
        if self._snapshot[0] != self.seq:
            rows = {key: value for key, (value, _) in self.cells.items()}
            self._snapshot = (self.seq, _frame(seq=self.seq, rows=rows))
        return self._snapshot

    def after(self, seq: int) -> tuple[int, str]:
        """What follows ``seq``: a ready delta, a delta over several versions, or the board."""
        for start, end, frame in self.frames:
            if start == seq:
                return end, frame
        if not 0 <= seq <= self.seq:
            return self.snapshot()
        rows = {key: value for key, (value, version) in self.cells.items() if version > seq}
        return self.seq, _frame(seq=self.seq, rows=rows, start=seq)

    async def _work(self) -> None:
        while True:
            started = time.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), SECONDS_WITHOUT_HINT)
            self._wake.clear()
            woken = looked = time.monotonic()
            try:
                looked = await self._read()
            except Exception:  # the database's own error types; the next round tries again
                log.warning("the wall could not be read", exc_info=True)
            # at least as long a pause as the look took: a busy machine shows fewer frames
            pause_until = max(started + SECONDS_BETWEEN_FRAMES, looked + (looked - woken))
            await asyncio.sleep(max(pause_until - time.monotonic(), 0))

    async def _listen(self) -> None:
        """Hints only shorten the wait; without a broker the wall is a second late."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(HINTS, channel)
                while True:
                    await layer.receive(channel)
                    self._wake.set()
            except Exception:  # the broker's own error types differ by layer
                log.warning("hints are not heard", exc_info=True)
                await asyncio.sleep(1)

    async def _read(self) -> float:
        """What just happened first; the figures over a day, which cost more, behind it.

        Returns when the first was done.
        """
        await self._bring(with_figures=False)
        looked = time.monotonic()
        if time.monotonic() - self._figures_at >= SECONDS_BETWEEN_FIGURES:
            self._figures_at = time.monotonic()
            await self._bring(with_figures=True)
        return looked

    async def _bring(self, *, with_figures: bool) -> None:
        found = await self._settled(with_figures=with_figures, since=self.seq)
        if found.seq == self.seq:
            return
        if found.seq < self.seq:  # the board was restored from an older copy: start over
            self._forget()
            found = await self._settled(with_figures=with_figures, since=-1)
        start = self.seq
        self.seq = found.seq
        self.cells |= {key: (value, found.seq) for key, value in found.rows.items()}
        if start >= 0:
            self.frames.append(
                (start, self.seq, _frame(seq=self.seq, rows=found.rows, start=start))
            )
        async with self.news:
            self.news.notify_all()

    async def _settled(self, *, with_figures: bool, since: int) -> Cells:
        """In a thread that whoever leaves last can wait for."""
        self._in_hand = asyncio.ensure_future(
            database_sync_to_async(_settle_and_read)(since, with_figures)
        )
        return await asyncio.shield(self._in_hand)


class WallConsumer(AsyncWebsocketConsumer):
    """``/ws/wall/``: read only; the one thing a screen may say is ``{"since": n}``."""

    async def connect(self) -> None:
        if not await self._may_watch():
            await self.close(code=4403)
            return
        await self.accept()
        self.board = Broadcaster.here()
        self.seq = -1
        self.asked = False
        await self.board.join()
        self.writer = asyncio.create_task(self._write())

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "writer"):
            self.writer.cancel()
            await self.board.leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A screen with a gap names the last frame it has; anything else is not understood."""
        try:
            since = orjson.loads(text_data or "")["since"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            since = None
        if not isinstance(since, int) or isinstance(since, bool):
            await self.close(code=4400)
            return
        self.seq = since
        self.asked = True
        async with self.board.news:
            self.board.news.notify_all()

    async def _write(self) -> None:
        """Sends at its own pace; a slow screen only falls behind itself."""
        while True:
            if self.asked or self.seq != self.board.seq:
                self.asked = False
                seq, frame = self.board.after(self.seq)
                self.seq = seq
                await self.send(text_data=frame)
                continue
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_BEATS), self.board.news:
                    await self.board.news.wait_for(lambda: self.asked or self.seq != self.board.seq)
            except TimeoutError:
                await self.send(text_data=_frame(seq=self.seq, rows={}, start=self.seq))

    @database_sync_to_async
    def _may_watch(self) -> bool:
        user = self.scope.get("user")
        if user is not None and user.is_authenticated and user.holds(Duty.WATCH_WALL):
            return True
        headers = dict(self.scope.get("headers", []))
        return bool(
            screen_by_header(headers.get(b"authorization", b"").decode("latin-1"))
            or screen_by_cookie(self.scope.get("cookies", {}))
        )


def _frame(*, seq: int, rows: dict[str, Any], start: int | None = None) -> str:
    """``from`` is missing in a snapshot; ``at`` is the server's clock."""
    frame: dict[str, Any] = {"seq": seq, "at": clock.now().isoformat(), "rows": rows}
    if start is not None:
        frame["from"] = start
    return orjson.dumps(frame).decode()
