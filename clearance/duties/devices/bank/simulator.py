"""A bank made of software: takes signed orders over HTTP, waits, and calls back signed.

It reports until it hears 200, whatever happens to either side: its orders stand in a file, so
that a killed bank goes on where it was. Its faults can be chosen, for tests and drills.
"""

import asyncio
import contextlib
import json
import logging
import secrets
import socket
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from clearance.duties.devices.bank.ledger import Ledger, Order
from clearance.duties.devices.insurer.simulator import Insurer
from clearance.duties.rules.signatures import is_signed, sign

log = logging.getLogger(__name__)

CLOCK_SECONDS = 300
LONGEST_PAUSE = 15.0
PORT_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the bank behaves. The first ``unavailable_for`` orders are answered with 503.

    ``loses`` never calls back; ``contradicts`` says the opposite once it was heard.
    """

    delay_seconds: float = 1.5
    fails: bool = False
    twice: bool = False
    bad_signature: bool = False
    wrong_amount: bool = False
    unavailable_for: int = 0
    loses: bool = False
    contradicts: bool = False


class Bank:
    def __init__(self, *, secret: str, ledger: Ledger, manner: Manner) -> None:
        self.secret = secret
        self.ledger = ledger
        self.manner = manner
        self.callbacks: list[tuple[str, int]] = []  # payment number and what the portal answered
        self._left_unavailable = manner.unavailable_for
        self._tasks: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024)
        app.router.add_post("/orders", self.take_order)
        app.router.add_get("/orders/{payment_no}", self.tell_order)
        app.router.add_get("/statements/{day}", self.statement)
        app.router.add_get("/healthz", self.health)
        app.add_subapp("/insurer", Insurer(secret=self.secret).application())
        app.cleanup_ctx.append(self._telling)
        return app

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"orders": len(self.ledger.orders)})

    async def take_order(self, request: web.Request) -> web.Response:
        """202 when the order is safely written, 200 when it was known before."""
        body = await request.read()
        if self._left_unavailable > 0:
            self._left_unavailable -= 1
            return web.json_response({"error": "try again later"}, status=503)
        if not self._is_from_portal(request, body):
            return web.json_response({"error": "not signed by the portal"}, status=401)
        try:
            said = json.loads(body)
            order = Order(
                payment_no=said["payment_no"],
                bill_no=said["bill_no"],
                amount_cny=said["amount_cny"],
                account=said["account"],
                callback_url=said["callback_url"],
                status="FAILED" if self.manner.fails else "PAID",
                bank_reference=f"BK{secrets.token_hex(6).upper()}",
                due_at=time.time() + self.manner.delay_seconds,
            )
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "the order cannot be read"}, status=422)
        if order.payment_no in self.ledger.orders:
            return web.json_response({"payment_no": order.payment_no, "known": True})
        self.ledger.put(order)
        self._start(order)
        return web.json_response({"payment_no": order.payment_no}, status=202)

    async def tell_order(self, request: web.Request) -> web.Response:
        """What became of an order, for a portal that missed the callback."""
        if not self._is_from_portal(request, request.path.encode()):
            return web.json_response({"error": "not signed by the portal"}, status=401)
        order = self.ledger.orders.get(request.match_info["payment_no"])
        if order is None:
            return web.json_response({"error": "no such order"}, status=404)
        done = order.due_at <= time.time()
        return web.json_response(
            {
                "payment_no": order.payment_no,
                "amount_cny": order.amount_cny,
                "status": order.status if done else "ACCEPTED",
                "bank_reference": order.bank_reference if done else "",
            }
        )

    async def statement(self, request: web.Request) -> web.Response:
        """The orders that were due on a day of port time, as CSV."""
        if not self._is_from_portal(request, request.path.encode()):
            return web.json_response({"error": "not signed by the portal"}, status=401)
        rows = ["payment_no,amount_cny,status,bank_reference,at"]
        for order in self.ledger.orders.values():
            at = datetime.fromtimestamp(order.due_at, PORT_TIME)
            if at.date().isoformat() == request.match_info["day"] and order.due_at <= time.time():
                words = (order.payment_no, order.amount_cny, order.status, order.bank_reference)
                rows.append(",".join([*words, at.isoformat()]))
        return web.Response(text="\r\n".join(rows) + "\r\n", content_type="text/csv")

    def _is_from_portal(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Bank-Timestamp", "")
        return (
            timestamp.isdigit()
            and abs(int(timestamp) - time.time()) <= CLOCK_SECONDS
            and is_signed(
                secret=self.secret,
                timestamp=timestamp,
                nonce=request.headers.get("X-Bank-Nonce", ""),
                body=body,
                signature=request.headers.get("X-Bank-Signature", ""),
            )
        )

    async def _telling(self, _: web.Application):  # type: ignore[no-untyped-def]
        self._session = ClientSession(timeout=ClientTimeout(total=10))
        for order in self.ledger.untold():
            self._start(order)
        yield
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    def _start(self, order: Order) -> None:
        task = asyncio.create_task(self._tell_until_heard(order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_until_heard(self, order: Order) -> None:
        await asyncio.sleep(max(0.0, order.due_at - time.time()))
        if self.manner.loses:
            return
        pause = 0.5
        while await self._tell(order) != 200:
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        self.ledger.put(replace(order, told=True))
        if self.manner.twice:
            await self._tell(order)
        if self.manner.contradicts:
            opposite = "FAILED" if order.status == "PAID" else "PAID"
            await self._tell(replace(order, status=opposite))

    async def _tell(self, order: Order) -> int:
        """One callback; returns the portal's status, 0 when it could not be reached."""
        amount = "0.01" if self.manner.wrong_amount else order.amount_cny
        body = json.dumps(
            {
                "payment_no": order.payment_no,
                "bill_no": order.bill_no,
                "amount_cny": amount,
                "status": order.status,
                "bank_reference": order.bank_reference,
                "at": datetime.now(UTC).isoformat(),
            }
        ).encode()
        status = 0
        with contextlib.suppress(ClientError, TimeoutError, OSError):
            async with self._session.post(
                order.callback_url, data=body, headers=self._headers(body)
            ) as answer:
                status = answer.status
        self.callbacks.append((order.payment_no, status))
        log.info("callback %s %s: %s", order.payment_no, order.status, status)
        return status

    def _headers(self, body: bytes) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        secret = "not the secret" if self.manner.bad_signature else self.secret
        return {
            "Content-Type": "application/json",
            "X-Bank-Timestamp": timestamp,
            "X-Bank-Nonce": nonce,
            "X-Bank-Signature": sign(secret=secret, timestamp=timestamp, nonce=nonce, body=body),
        }


@contextlib.asynccontextmanager
async def serving(  # type: ignore[no-untyped-def]
    bank: Bank,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    listening: socket.socket | None = None,
):
    """The bank on a real port, which is yielded."""
    runner = web.AppRunner(bank.application(), access_log=None)
    await runner.setup()
    site = web.SockSite(runner, listening) if listening else web.TCPSite(runner, host, port)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
