"""Release messages: signed, retried, acknowledged, over real sockets to the simulated terminal."""

import asyncio
import json
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from django.utils import timezone
from rest_framework.test import APIClient

from clearance.manifests.devices.terminal.simulator import Manner, Terminal, serving
from clearance.manifests.models import TerminalMessage
from clearance.manifests.operations.tell_terminal import send_again, send_messages
from clearance.manifests.rules.signatures import is_signed, sign
from customs_portal.journal.models import JournalEntry
from tests.factories.manifests import a_bill, lodge, released
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-43")]
SECRET = "only-for-tests"
PATIENCE = 60


@pytest.fixture
def now():
    """The terminal's clock is the machine's, so here the real time is asked."""
    return timezone.now()


@contextmanager
def running(settings, **manner):
    """The terminal and a listening portal on real ports, in a thread of their own."""
    terminal = Terminal(secret=SECRET, manner=Manner(**{"delay_seconds": 0.05, **manner}))
    heard: list[tuple[bytes, dict[str, str]]] = []
    ready, stop = threading.Event(), asyncio.Event()
    where: dict[str, object] = {}

    async def hear(request):
        heard.append((await request.read(), dict(request.headers)))
        return web.Response()

    async def serve():
        app = web.Application()
        app.router.add_post("/api/v1/terminal/receipts", hear)
        app.router.add_post("/api/v1/terminal/box-reports", hear)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with serving(terminal) as port:
            where.update(loop=asyncio.get_running_loop(), port=port)
            where["portal"] = runner.addresses[0][1]
            ready.set()
            await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(PATIENCE)
    settings.TERMINAL_URL = f"http://127.0.0.1:{where['port']}"
    settings.PUBLIC_URL = f"http://127.0.0.1:{where['portal']}"
    try:
        yield terminal, heard
    finally:
        where["loop"].call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)


def until(something):
    """Waits for the thing, not for seconds."""
    end = time.monotonic() + PATIENCE
    while not something():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def hand_in(heard):
    """The receipts go through the portal's own door, as they came over the wire."""
    answers = []
    for body, headers in heard:
        answer = APIClient().post(
            "/api/v1/terminal/receipts",
            data=body,
            content_type="application/json",
            HTTP_X_TERMINAL_TIMESTAMP=headers.get("X-Terminal-Timestamp", ""),
            HTTP_X_TERMINAL_SIGNATURE=headers.get("X-Terminal-Signature", ""),
        )
        answers.append((answer.status_code, answer.json().get("new")))
    return answers


def a_release(now):
    line = a_bill()
    lodge(line, now=now, expected_at=now + timedelta(days=2))
    released(line, now=now)
    return TerminalMessage.objects.get()


def test_a_release_is_sent_signed_and_acknowledged_once(registers, settings, now):
    message = a_release(now)
    with running(settings, twice=True) as (terminal, heard):
        assert send_messages(now=now) == 1
        message.refresh_from_db()
        assert message.state == "SENT"
        until(lambda: len(heard) == 2)
        assert hand_in(heard) == [(200, 1), (200, 0)]
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("ACKNOWLEDGED", 1)
    said = terminal.messages[str(message.message_no)]
    assert said["kind"] == "RELEASE"
    assert said["transport_document"] == message.line.transport_document


def test_a_terminal_that_is_away_gets_the_message_when_it_is_back(registers, settings, now):
    message = a_release(now)
    settings.TERMINAL_URL = "http://127.0.0.1:9"
    assert send_messages(now=now) == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("QUEUED", 1)
    assert message.last_error
    assert send_messages(now=now) == 0  # its time has not come
    message.refresh_from_db()
    assert message.attempts == 1
    with running(settings, unavailable_for=1) as (terminal, _heard):
        later = now + timedelta(seconds=5)
        assert send_messages(now=later) == 0
        assert send_messages(now=later + timedelta(seconds=10)) == 1
        assert len(terminal.messages) == 1


def test_a_receipt_that_never_comes_is_asked_for_again(registers, settings, now):
    a_release(now)
    with running(settings, silent=True) as (terminal, _heard):
        assert send_messages(now=now) == 1
        assert send_messages(now=now + timedelta(seconds=30)) == 0
        assert send_messages(now=now + timedelta(seconds=61)) == 1
        assert len(terminal.messages) == 1
    assert TerminalMessage.objects.get().attempts == 2


@pytest.mark.parametrize("at_once", [True, False])
def test_what_the_terminal_refuses_is_told_and_can_be_sent_again(registers, settings, now, at_once):
    message = a_release(now)
    with running(settings, refuses="RELEASE", refuses_at_once=at_once) as (_terminal, heard):
        send_messages(now=now)
        if not at_once:
            until(lambda: heard)
            assert hand_in(heard) == [(200, 1)]
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("FAILED", "unknown container")
    assert JournalEntry.objects.filter(name="clearance.terminal-refused-message").count() == 1
    send_again(message_no=str(message.message_no), by=UserFactory(reviewer=True), now=now)
    message.refresh_from_db()
    assert message.state == "QUEUED"


def test_a_receipt_signed_by_somebody_else_changes_nothing(registers, settings, now):
    message = a_release(now)
    with running(settings, bad_signature=True) as (_terminal, heard):
        send_messages(now=now)
        until(lambda: heard)
        assert hand_in(heard[:1]) == [(401, None)]
    message.refresh_from_db()
    assert message.state == "SENT"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"receipts": [{}]}', b'{"receipts": [{"message_no": "x"}]}',
     b'{"receipts": [{"message_no": "00000000-0000-0000-0000-000000000000", "status": "??"}]}',
     b'{"receipts": {"a": 1}}', b"\xff"],
)  # fmt: skip
def test_a_signed_receipt_that_cannot_be_read_is_refused(registers, now, body):
    timestamp = str(int(now.timestamp()))
    headers = {
        "X-Terminal-Timestamp": timestamp,
        "X-Terminal-Signature": sign(secret=SECRET, timestamp=timestamp, body=body),
    }
    assert hand_in([(body, headers)]) == [(422, None)]


def test_an_old_or_unsigned_receipt_is_refused():
    moment = int(datetime(2026, 11, 21, 1, 0).timestamp())
    body = json.dumps({"receipts": []}).encode()
    good = sign(secret=SECRET, timestamp=str(moment), body=body)

    def holds(**changes):
        usual = {
            "secret": SECRET, "timestamp": str(moment), "body": body, "signature": good,
            "at": moment, "window": 300,
        }  # fmt: skip
        return is_signed(**(usual | changes))

    assert holds()
    assert holds(at=moment + 300)
    for changes in (
        {"at": moment + 301}, {"at": moment - 301}, {"secret": ""}, {"secret": "other"},
        {"body": body + b" "}, {"signature": "é"}, {"timestamp": "x"}, {"timestamp": "9" * 40},
    ):  # fmt: skip
        assert not holds(**changes)


def test_without_a_terminal_messages_wait_untouched(registers, settings, now):
    message = a_release(now)
    settings.TERMINAL_URL = ""
    assert send_messages(now=now) == 0
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("QUEUED", 0)
