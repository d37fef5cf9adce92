"""The gateway's way to the database: one thread for the gate, one for everything else.

Django's connections belong to threads. A slow ship-side split in the yard's thread never
delays a barrier. While the database is away a call waits and tries again; the device gets no
acknowledgement meanwhile and keeps its frame.
"""

import asyncio
import heapq
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from hardware_adapters.states import DeviceKind

log = logging.getLogger(__name__)

AT_THE_GATE = {
    DeviceKind.GATE_LANE,
    DeviceKind.WEIGHBRIDGE,
    DeviceKind.BARRIER,
    DeviceKind.TAG_READER,
    DeviceKind.E_SEAL,
}
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Lane:
    """One thread with its own connection; urgent work overtakes what still waits."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"gateway-{name}")
        self._waiting: list[tuple[int, int, asyncio.Event]] = []
        self._order = itertools.count()
        self._busy = False

    async def do(
        self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """Run it in this lane's thread, again and again while the database is away."""
        return await self._until_done(partial(work, *args, **kwargs), urgent=False)

    async def do_first(
        self, work: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
    ) -> Answer:
        """The same, before everything that waits and is not urgent."""
        return await self._until_done(partial(work, *args, **kwargs), urgent=True)

    async def _until_done(self, work: Callable[[], Answer], *, urgent: bool) -> Answer:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._turn(urgent):
                    return await self._in_thread(work)
            except (OperationalError, InterfaceError):
                log.warning("lane %s waits for the database", self.name)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    @asynccontextmanager
    async def _turn(self, urgent: bool) -> AsyncIterator[None]:
        """Wait for the thread: urgent first, then in the order of asking."""
        if self._busy:
            called = asyncio.Event()
            place = (0 if urgent else 1, next(self._order), called)
            heapq.heappush(self._waiting, place)
            try:
                await called.wait()
            except asyncio.CancelledError:
                if called.is_set():
                    self._call_next()
                else:
                    self._waiting.remove(place)
                    heapq.heapify(self._waiting)
                raise
        self._busy = True
        try:
            yield
        finally:
            self._call_next()

    def _call_next(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            heapq.heappop(self._waiting)[2].set()

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        freshly = sync_to_async(_freshly, thread_sensitive=False, executor=self._thread)
        return cast(Answer, await freshly(work))

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False, cancel_futures=True)


def _freshly(work: Callable[[], Any]) -> Any:
    close_old_connections()
    try:
        return work()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise


class Lanes:
    def __init__(self) -> None:
        self.gate = Lane("gate")
        self.yard = Lane("yard")

    def of(self, kind: DeviceKind) -> Lane:
        return self.gate if kind in AT_THE_GATE else self.yard

    async def close(self) -> None:
        await self.gate.close()
        await self.yard.close()
