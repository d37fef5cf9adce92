"""A terminal made of software: takes signed instructions over HTTP and sends signed receipts.

It knows a message by its number, so repeats do no harm, and sends each receipt until it hears
200. What it forgets when it is killed the portal sends again. Its faults can be chosen.
Told of an inspection, it brings the box, makes it ready, takes it away afterwards, and reports
each of these one by one and in order.
"""

import asyncio
import contextlib
import json
import logging
import socket
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from clearance.manifests.rules.signatures import is_signed, sign

log = logging.getLogger(__name__)

CLOCK_SECONDS = 300
LONGEST_PAUSE = 15.0
RECEIPTS_AT_ONCE = 200
STEPS_OF = {"INSP_A": ("MOVED", "READY"), "INSP_B": ("MOVED", "READY"), "INSP_END": ("AWAY",)}


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
    bring_seconds: float = 5.0


class Terminal:
    def __init__(self, *, secret: str, manner: Manner) -> None:
        self.secret = secret
        self.manner = manner
        self.messages: dict[str, dict[str, str]] = {}
        self.receipts: list[tuple[int, int]] = []  # how many, and what the portal answered
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        self.box_reports: list[tuple[str, str, int]] = []  # order, step, the portal's answer
        self._brought: set[str] = set()
        self._boxes: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue()
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
            known = number in self.messages
            self.messages[number] = message
            if message["kind"] in STEPS_OF and not wrong and not known:
                self._boxes.put_nowait((said["box_reports_url"], message))
            if not self.manner.silent:
                status = "REFUSED" if wrong else "DONE"
                self._waiting.setdefault(said["receipts_url"], []).append((number, status))
        return web.json_response({"refused": refused}, status=202)

    async def _telling(self, _: web.Application):  # type: ignore[no-untyped-def]
        self._session = ClientSession(timeout=ClientTimeout(total=10))
        tasks = [
            asyncio.create_task(self._tell_forever()),
            asyncio.create_task(self._move_boxes()),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
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
        status = await self._post(url, {"receipts": receipts})
        self.receipts.append((len(part), status))
        log.info("%s receipts: %s", len(part), status)
        return status

    async def _move_boxes(self) -> None:
        """One lift, which moves one box after another: what is told first is done first."""
        while True:
            url, message = await self._boxes.get()
            order_no = message["order_no"]
            if message["kind"] == "INSP_END" and order_no not in self._brought:
                continue  # called off before the box was moved
            self._brought.add(order_no)
            for step in STEPS_OF[message["kind"]]:
                await asyncio.sleep(self.manner.bring_seconds)
                await self._report(url, message, step)

    async def _report(self, url: str, message: dict[str, str], step: str) -> None:
        """Until the portal has taken it, or says that it never will (4xx)."""
        report = {
            "report_no": str(uuid.uuid4()),
            "order_no": message["order_no"],
            "container_no": message["container_no"],
            "step": step,
            "at": datetime.now(UTC).isoformat(),
        }
        pause = 0.5
        for turn in range(1 + self.manner.twice):
            while (status := await self._post(url, report)) == 0 or status >= 500:
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            self.box_reports.append((message["order_no"], step, status))
            log.info("%s %s: %s (%s)", message["order_no"], step, status, turn)

    async def _post(self, url: str, said: object) -> int:
        """The portal's answer; 0 when there is none."""
        body = json.dumps(said).encode()
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
