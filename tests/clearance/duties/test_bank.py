"""The simulated bank over real sockets: signed both ways, patient, and hard to kill."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from urllib.request import urlopen

import pytest
from aiohttp import ClientSession, web

from clearance.duties import ports
from clearance.duties.devices.bank.ledger import Ledger
from clearance.duties.devices.bank.simulator import Bank, Manner, serving
from clearance.duties.models import Payment, TaxBill
from clearance.duties.operations.send_payment import send_payment
from clearance.duties.rules.signatures import is_signed, sign
from clearance.duties.states import BillState, PaymentState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import clock
from tests.factories.duties import PaymentFactory

pytestmark = pytest.mark.feature("C-19")
SECRET = "only-for-tests"


def order(no="P1", callback_url="http://127.0.0.1:9/"):
    return {
        "payment_no": no,
        "bill_no": "B1",
        "amount_cny": "1978.00",
        "account": "62220202",
        "callback_url": callback_url,
    }


def headers(body, *, at=None, secret=SECRET, nonce="a-nonce-of-mine"):
    timestamp = str(int(at or time.time()))
    return {
        "X-Bank-Timestamp": timestamp,
        "X-Bank-Nonce": nonce,
        "X-Bank-Signature": sign(secret=secret, timestamp=timestamp, nonce=nonce, body=body),
    }


@contextlib.asynccontextmanager
async def a_portal(*statuses):
    """Hears callbacks on a real port and answers with ``statuses``, the last one forever."""
    heard, answers = [], list(statuses)

    async def hear(request):
        heard.append((await request.read(), dict(request.headers)))
        return web.Response(status=answers.pop(0) if len(answers) > 1 else answers[0])

    app = web.Application()
    app.router.add_post("/callback", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/callback", heard
    finally:
        await runner.cleanup()


def a_bank(tmp_path, **manner):
    return Bank(
        secret=SECRET,
        ledger=Ledger(tmp_path / "orders.jsonl"),
        manner=Manner(**{"delay_seconds": 0.05, **manner}),
    )


async def send(port, said, **how):
    body = json.dumps(said).encode()
    async with (
        ClientSession() as session,
        session.post(
            f"http://127.0.0.1:{port}/orders", data=body, headers=headers(body, **how)
        ) as answer,
    ):
        return answer.status


async def until(condition, seconds=60):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def test_an_order_is_taken_once_and_reported_signed(tmp_path):
    bank = a_bank(tmp_path)
    async with a_portal(200) as (url, heard), serving(bank) as port:
        assert await send(port, order(callback_url=url)) == 202
        assert await send(port, order(callback_url=url)) == 200
        await until(lambda: bank.ledger.orders["P1"].told)
    ((body, said),) = heard
    assert json.loads(body)["status"] == "PAID"
    assert is_signed(
        secret=SECRET,
        timestamp=said["X-Bank-Timestamp"],
        nonce=said["X-Bank-Nonce"],
        body=body,
        signature=said["X-Bank-Signature"],
    )


async def test_it_reports_until_it_hears_200_with_a_new_nonce_each_time(tmp_path):
    bank = a_bank(tmp_path)
    async with a_portal(500, 500, 200) as (url, heard), serving(bank) as port:
        await send(port, order(callback_url=url))
        await until(lambda: bank.ledger.orders["P1"].told)
    assert len(heard) == 3
    assert len({said["X-Bank-Nonce"] for _, said in heard}) == 3


async def test_an_unsigned_or_old_order_is_not_taken(tmp_path):
    bank = a_bank(tmp_path)
    async with serving(bank) as port:
        assert await send(port, order(), secret="another") == 401
        assert await send(port, order(), at=time.time() - 301) == 401
        assert await send(port, {"payment_no": "P1"}) == 422
    assert bank.ledger.orders == {}


async def test_its_faults_can_be_chosen(tmp_path):
    bank = a_bank(tmp_path, unavailable_for=1, fails=True, twice=True)
    async with a_portal(200) as (url, heard), serving(bank) as port:
        assert await send(port, order(callback_url=url)) == 503
        assert await send(port, order(callback_url=url)) == 202
        await until(lambda: len(heard) == 2)
    assert {json.loads(body)["status"] for body, _ in heard} == {"FAILED"}


async def test_a_restarted_bank_reports_what_the_killed_one_owed(tmp_path):
    first = a_bank(tmp_path, delay_seconds=60)
    async with a_portal(200) as (url, heard):
        async with serving(first) as port:
            await send(port, order(callback_url=url))
        path = tmp_path / "orders.jsonl"
        written = json.loads(path.read_text())
        path.write_text(json.dumps({**written, "due_at": 0}) + '\n{"payment_no": "P2", "bi')
        again = a_bank(tmp_path)
        async with serving(again):
            await until(lambda: again.ledger.orders["P1"].told)
    assert len(heard) == 1


def test_the_port_tells_a_busy_bank_from_one_that_refuses(settings, tmp_path):
    settings.BANK_SHARED_SECRET = SECRET
    settings.BANK_TIMEOUT_SECONDS = 2

    async def orders():
        async with serving(a_bank(tmp_path, unavailable_for=1)) as port:
            settings.BANK_URL = f"http://127.0.0.1:{port}"
            with pytest.raises(ports.BankUnreachable):
                await asyncio.to_thread(ports.send_order, order=order(), now=clock.now())
            await asyncio.to_thread(ports.send_order, order=order(), now=clock.now())
            settings.BANK_SHARED_SECRET = "another"
            with pytest.raises(ports.BankRefused):
                await asyncio.to_thread(ports.send_order, order=order("P2"), now=clock.now())

    asyncio.run(orders())


@pytest.mark.django_db(transaction=True)
def test_from_order_to_write_off_over_http_even_when_the_bank_is_killed(
    live_server, settings, tmp_path
):
    """The bank takes the order, is killed with -9, starts again and still calls back."""
    settings.PUBLIC_URL = live_server.url
    settings.BANK_SHARED_SECRET = SECRET
    port, bank = _a_bank_process(tmp_path, delay="1.0")
    settings.BANK_URL = f"http://127.0.0.1:{port}"
    payment = PaymentFactory(ordered=True)
    try:
        send_payment(payment_no=payment.payment_no, now=datetime.now(UTC))
        assert Payment.objects.get().state == PaymentState.ACCEPTED
        bank.send_signal(signal.SIGKILL)
        bank.wait()
        _, bank = _a_bank_process(tmp_path, delay="1.0", port=port)
        _wait_for(lambda: TaxBill.objects.get().state == BillState.PAID)
    finally:
        bank.kill()
        bank.wait()
    assert JournalEntry.objects.filter(name="clearance.tax-paid").count() == 1


def _a_bank_process(tmp_path, *, delay, port=None):
    port = port or _a_free_port()
    bank = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "run_bank", "--delay", delay]
        + ["--ledger", str(tmp_path / "orders.jsonl")],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "customs_portal.settings.test",
            "BANK_URL": f"http://127.0.0.1:{port}",
            "BANK_SHARED_SECRET": SECRET,
        },
    )

    def answers():
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz"):
            return True
        return False

    _wait_for(answers)
    return port, bank


def _a_free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
