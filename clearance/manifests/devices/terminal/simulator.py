"""A terminal made of software: takes signed instructions over HTTP and sends signed receipts.

It knows a message by its number, so repeats do no harm, and sends each receipt until it hears
200. What it forgets when it is killed the portal sends again. Its faults can be chosen.
"""

import asyncio
import contextlib
import json
import logging
import socket
import time
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from clearance.manifests.rules.signatures import is_signed, sign

log = logging.getLogger(__name__)

CLOCK_SECONDS = 300
LONGEST_PAUSE = 15.0
RECEIPTS_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the terminal behaves; ``refuses`` names a kind of message it will not follow."""

    delay_seconds: float = 0.5
    unavailable_for: int = 0
    refuses: str = ""
    refuses_at_once: bool = False
    twice: bool = False
    bad_signature: bool = False
    silent: bool = False


class Terminal:
    def __init__(self, *, secret: str, manner: Manner) -> None:
        self.secret = secret
        self.manner = manner
        self.messages: dict[str, dict[str, str]] = {}
        self.receipts: list[tuple[int, int]] = []  # how many, and what the portal answered
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        self._left_unavailable = manner.unavailable_for

    def application(self) -> web.Application:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post("/messages", self.take)
        app.router.add_get("/healthz", self.health)
        app.cleanup_ctx.append(self._telling)
        return app

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"messages": len(self.messages)})

    async def take(self, request: web.Request) -> web.Response:
        """Every message is taken or refused by number; a repeat gets its receipt again."""
        body = await request.read()
        if self._left_unavailable > 0:
            self._left_unavailable -= 1
            return web.json_response({"error": "try again later"}, status=503)
        if not is_signed(
            secret=self.secret,
            timestamp=request.headers.get("X-Terminal-Timestamp", ""),
            body=body,
            signature=request.headers.get("X-Terminal-Signature", ""),
            at=int(time.time()),
            window=CLOCK_SECONDS,
        ):
            return web.json_response({"error": "not signed by the portal"}, status=401)
        said = json.loads(body)
        refused = {}
        for message in said["messages"]:
            number = message["message_no"]
            wrong = message["kind"] == self.manner.refuses
            if wrong and self.manner.refuses_at_once:
                refused[number] = "unknown container"
                continue
            self.messages[number] = message
            if not self.manner.silent:
                status = "REFUSED" if wrong else "DONE"
                self._waiting.setdefault(said["receipts_url"], []).append((number, status))
        return web.json_response({"refused": refused}, status=202)

    async def _telling(self, _: web.Application):  # type: ignore[no-untyped-def]
        self._session = ClientSession(timeout=ClientTimeout(total=10))
        task = asyncio.create_task(self._tell_forever())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self._session.close()

    async def _tell_forever(self) -> None:
        pause = self.manner.delay_seconds
        while True:
            await asyncio.sleep(pause)
            pause = self.manner.delay_seconds
            for url, waiting in self._waiting.items():
                part = waiting[:RECEIPTS_AT_ONCE]
                if not part:
                    continue
                if await self._tell(url, part) != 200:
                    pause = min(LONGEST_PAUSE, max(pause, 0.5) * 2)
                    continue
                del waiting[: len(part)]
                if self.manner.twice:
                    await self._tell(url, part)

    async def _tell(self, url: str, part: list[tuple[str, str]]) -> int:
        receipts = [
            {
                "message_no": number,
                "status": status,
                "reason": "" if status == "DONE" else "unknown container",
            }
            for number, status in part
        ]
        body = json.dumps({"receipts": receipts}).encode()
        timestamp = str(int(time.time()))
        secret = "not the secret" if self.manner.bad_signature else self.secret
        headers = {
            "Content-Type": "application/json",
            "X-Terminal-Timestamp": timestamp,
            "X-Terminal-Signature": sign(secret=secret, timestamp=timestamp, body=body),
        }
        status = 0
        with contextlib.suppress(ClientError, TimeoutError, OSError):
            async with self._session.post(url, data=body, headers=headers) as answer:
                status = answer.status
        self.receipts.append((len(part), status))
        log.info("%s receipts: %s", len(part), status)
        return status


@contextlib.asynccontextmanager
async def serving(  # type: ignore[no-untyped-def]
    terminal: Terminal,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    listening: socket.socket | None = None,
):
    """The terminal on a real port, which is yielded."""
    runner = web.AppRunner(terminal.application(), access_log=None)
    await runner.setup()
    site = web.SockSite(runner, listening) if listening else web.TCPSite(runner, host, port)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
