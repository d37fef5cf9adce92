"""A wrist tablet made of software, on the same socket as the page: it buzzes, it answers."""

import asyncio
import base64
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

PAUSE = 1.0
BEAT_SECONDS = 10.0

OnBuzz = Callable[[dict[str, Any]], Awaitable[None]]


class WristTablet:
    """``on_buzz`` is told every new order; ``acknowledge`` and ``report`` answer it.

    What has no answer yet is sent again after a reconnect, under the same id.
    """

    def __init__(self, *, url: str, code: str, token: str, on_buzz: OnBuzz) -> None:
        self.url = url.rstrip("/")
        self.code, self.token = code, token
        self.on_buzz = on_buzz
        self.unanswered: dict[str, tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = {}
        self.seen: set[str] = set()
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.errands: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "WristTablet":
        self.life = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (self.life, *self.errands):
            task.cancel()
        await asyncio.gather(self.life, *self.errands, return_exceptions=True)

    async def acknowledge(self, buzz_no: str) -> dict[str, Any]:
        return await self._say({"type": "ack", "buzz_no": buzz_no})

    async def report(
        self, *, order_no: str, finding: str, note: str, pictures: tuple[bytes, ...] = ()
    ) -> dict[str, Any]:
        encoded = [base64.b64encode(one).decode() for one in pictures]
        return await self._say(
            {
                "type": "finding",
                "order_no": order_no,
                "finding": finding,
                "note": note,
                "pictures": encoded,
            }
        )

    async def _say(self, message: dict[str, Any]) -> dict[str, Any]:
        message_id = secrets.token_hex(12)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.unanswered[message_id] = ({"id": message_id, **message}, answer)
        if self.socket is not None and not self.socket.closed:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(json.dumps(self.unanswered[message_id][0]))
        return await answer

    async def _live(self) -> None:
        address = f"{self.url.replace('http', 'ws', 1)}/ws/tablet/"
        query = {"device": self.code, "token": self.token}
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with session.ws_connect(
                        address, params=query, origin=self.url, max_msg_size=0
                    ) as self.socket:
                        await self._listen(self.socket)
                await asyncio.sleep(PAUSE)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        for message, _ in list(self.unanswered.values()):
            await socket.send_str(json.dumps(message))
        beats = asyncio.create_task(self._beat(socket))
        try:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    self._hear(json.loads(frame.data))
        finally:
            beats.cancel()

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await socket.send_str('{"type": "beat"}')

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("type") == "buzz" and message["buzz_no"] not in self.seen:
            self.seen.add(message["buzz_no"])
            errand = asyncio.create_task(self._buzzed(message))
            self.errands.add(errand)
            errand.add_done_callback(self.errands.discard)
        message_id = message.get("ack") or message.get("nak")
        if message_id in self.unanswered:
            _, answer = self.unanswered.pop(message_id)
            if not answer.done():
                answer.set_result(message)

    async def _buzzed(self, message: dict[str, Any]) -> None:
        await self.on_buzz(message)
