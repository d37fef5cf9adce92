"""The device's end of the wire: dials in, keeps unanswered frames, comes back by itself.

The simulators are made of this; it is also the reference for whoever connects real hardware.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import secrets
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LINE_BYTES = 64 * 1024

Obey = Callable[[dict[str, Any]], Awaitable[None]]


class TurnedAway(Exception):
    """The gateway refused the hello; dialling again would not help."""


class DeviceClient:
    """``async with DeviceClient(…) as device: answer = await device.say({...}, picture)``."""

    def __init__(
        self, *, host: str, port: int, kind: str, code: str, token: str, obey: Obey | None = None
    ) -> None:
        self.host, self.port = host, port
        self.kind, self.code, self.token = kind, code, token
        self.obey = obey
        self.boot = secrets.token_hex(8)
        self.seq = 0
        self.welcomed = asyncio.Event()
        self.may_dial = asyncio.Event()
        self.may_dial.set()
        self.refusal = ""
        self.unanswered: OrderedDict[int, tuple[bytes, asyncio.Future[dict[str, Any]]]] = (
            OrderedDict()
        )
        self.carried_out: set[int] = set()
        self.writer: asyncio.StreamWriter | None = None
        self.errands: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "DeviceClient":
        self.life = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (self.life, *self.errands):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, TurnedAway):
            await self.life
        if self.writer is not None:
            self.writer.close()

    async def say(self, values: dict[str, Any], picture: bytes = b"") -> dict[str, Any]:
        """Send one frame and wait for its ``ack`` or ``nak``, however long the line is away."""
        self.seq += 1
        header = {"seq": self.seq, **values}
        if picture:
            header |= {"bytes": len(picture), "sha256": hashlib.sha256(picture).hexdigest()}
        raw = _to_wire(header) + picture
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.unanswered[self.seq] = (raw, answer)
        if self.welcomed.is_set() and self.writer is not None:
            self.writer.write(raw)
        return await answer

    def hang_up(self) -> None:
        """Leave the line to somebody else until ``dial_again``; what is unanswered is kept."""
        self.may_dial.clear()
        if self.writer is not None:
            self.writer.close()

    def dial_again(self) -> None:
        self.may_dial.set()

    async def ready(self, seconds: float = 30) -> None:
        """Wait for the welcome. Raises ``TurnedAway`` when the gateway refuses."""
        waiting = asyncio.create_task(self.welcomed.wait())
        await asyncio.wait(
            {waiting, self.life}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        if self.life.done():
            await self.life
        if not self.welcomed.is_set():
            raise TimeoutError(f"{self.code} was not welcomed within {seconds} seconds")

    async def _live(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self.may_dial.wait()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._one_line()
                pause = FIRST_PAUSE
            self.welcomed.clear()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _one_line(self) -> None:
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=LINE_BYTES)
        self.writer = writer
        _notice_silence(writer)
        if not self.may_dial.is_set():
            writer.close()
            return
        hello = {"hello": self.kind, "code": self.code, "token": self.token, "boot": self.boot}
        writer.write(_to_wire(hello))
        first = json.loads(await reader.readuntil(b"\n"))
        if "welcome" not in first:
            writer.close()
            raise TurnedAway(f"{first.get('refused')}: {first.get('remedy')}")
        for raw, _ in self.unanswered.values():
            writer.write(raw)
        self.welcomed.set()
        beats = asyncio.create_task(self._beat(writer))
        try:
            while line := await reader.readline():
                self._hear(json.loads(line))
        finally:
            beats.cancel()
            writer.close()

    async def _beat(self, writer: asyncio.StreamWriter) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            writer.write(_to_wire({"beat": True}))

    def _hear(self, message: dict[str, Any]) -> None:
        if "cmd" in message:
            errand = asyncio.create_task(self._carry_out(message))
            self.errands.add(errand)
            errand.add_done_callback(self.errands.discard)
            return
        seq: int = message.get("ack", message.get("nak", 0))
        if seq in self.unanswered:
            _, answer = self.unanswered.pop(seq)
            if not answer.done():
                answer.set_result(message)

    async def _carry_out(self, message: dict[str, Any]) -> None:
        """A command sent twice is carried out once and answered twice."""
        if message["cmd"] not in self.carried_out:
            self.carried_out.add(message["cmd"])
            if self.obey is not None:
                await self.obey(message)
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write(_to_wire({"done": message["cmd"]}))


def _notice_silence(writer: asyncio.StreamWriter) -> None:
    """A network that swallows everything breaks the line after ten seconds, where it can."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, option, 10_000)


def _to_wire(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
