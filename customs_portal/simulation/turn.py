"""Whose turn it is at the devices: a device has one line, so one simulated port at a time.

Advisory locks of the database say who has the devices and who waits for them; they belong to a
connection and end with its process. A port that plays for ever hangs up when another one waits,
and dials again when that one is done.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)

KEY, AT_THE_DEVICES, WAITING = 26_430_117, 1, 2
ASK_EVERY = 0.5

Step = Callable[[], Awaitable[None]]


class Turn:
    """``await turn.take()``; ``keep_yielding`` in a port that gives way to all others."""

    def __init__(self, *, gives_way: bool) -> None:
        self.gives_way = gives_way
        self.line: BaseDatabaseWrapper | None = None
        self.said_so = False

    async def take(self) -> None:
        """Wait until nobody else has the devices; who gives way waits behind everybody."""
        while True:
            try:
                if await asyncio.to_thread(self._try):
                    return
            except Error as error:
                log.info("no turn while the database is away: %s", error)
                await self.leave()
            await asyncio.sleep(ASK_EVERY)

    async def keep_yielding(self, *, step_aside: Step, come_back: Step) -> None:
        """Give the devices to whoever waits for them, and take them again afterwards."""
        while True:
            await asyncio.sleep(ASK_EVERY)
            try:
                wanted = await asyncio.to_thread(self._is_waited_for)
            except Error:  # the lock went with the connection
                wanted = True
            if wanted:
                await step_aside()
                await self.leave()
                await self.take()
                await come_back()

    async def leave(self) -> None:
        await asyncio.to_thread(self._leave)

    def _leave(self) -> None:
        if self.line is not None:
            with contextlib.suppress(Error):
                self.line.close()
            self.line, self.said_so = None, False

    def _try(self) -> bool:
        if self.gives_way and self._is_waited_for():
            return False
        if not self.gives_way and not self.said_so:
            self.said_so = self._ask("SELECT pg_try_advisory_lock_shared(%s, %s)", KEY, WAITING)
        if not self._ask("SELECT pg_try_advisory_lock(%s, %s)", KEY, AT_THE_DEVICES):
            return False
        if self.said_so:
            self._ask("SELECT pg_advisory_unlock_shared(%s, %s)", KEY, WAITING)
        return True

    def _is_waited_for(self) -> bool:
        return self._ask(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s AND objsubid = 2 AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database()))",
            KEY,
            WAITING,
        )

    def _ask(self, question: str, *values: int) -> bool:
        if self.line is None:
            self.line = connection.copy()
            self.line.inc_thread_sharing()
        with self.line.cursor() as cursor:
            cursor.execute(question, values)
            row = cursor.fetchone()
        return bool(row and row[0])
