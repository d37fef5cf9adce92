"""The terminal is told of inspections and reports back, over real sockets and signed both ways."""

import json
import time
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from clearance.manifests.listeners import call_for_box, let_box_go
from clearance.manifests.models import TerminalMessage
from clearance.manifests.operations.tell_terminal import send_messages
from clearance.manifests.rules.signatures import sign
from customs_portal.journal.models import JournalEntry
from inspection.orders.events import BoxCalled, BoxFreed
from inspection.orders.models import BoxMove, BoxReport
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.operations.note_scan import note_scan
from inspection.orders.queries.box import box_of
from tests.clearance.manifests.test_terminal import SECRET, running, until
from tests.factories.inspection import BOX, an_order
from tests.factories.manifests import a_bill, lodge

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-16")]
DOOR = "/api/v1/terminal/box-reports"


@pytest.fixture
def now():
    """The terminal's clock is the machine's, so here the real time is asked."""
    return timezone.now()


def hear_news():
    """The listeners hear what the journal holds, each piece twice, as a retried delivery would."""
    for row in JournalEntry.objects.filter(name__startswith="inspection.box-").order_by("id"):
        hears = {"inspection.box-called": (call_for_box, BoxCalled),
                 "inspection.box-freed": (let_box_go, BoxFreed)}.get(row.name)  # fmt: skip
        if hears:
            listener, kind = hears
            for _turn in range(2):
                listener(kind.from_payload(row.payload))


def post(report, *, secret=SECRET, at=None):
    body = json.dumps(report).encode()
    timestamp = str(int(at or time.time()))
    return APIClient().post(
        DOOR,
        data=body,
        content_type="application/json",
        HTTP_X_TERMINAL_TIMESTAMP=timestamp,
        HTTP_X_TERMINAL_SIGNATURE=sign(secret=secret, timestamp=timestamp, body=body),
    )


def report_of(order_no, step, at):
    return {
        "report_no": str(uuid.uuid4()), "order_no": order_no, "container_no": BOX,
        "step": step, "at": at.isoformat(),
    }  # fmt: skip


@contextmanager
def hearing_boxes(settings, **manner):
    """The simulator's reports come in at a listening portal; it answers as the real door does."""
    with running(settings, bring_seconds=0.01, **manner) as (terminal, heard):
        yield terminal, heard


def test_an_order_asks_for_its_box_once_with_its_bill(registers, settings, now):
    line = a_bill()
    (box,) = line.container_nos
    lodge(line, now=now, expected_at=now + timedelta(days=2))
    order_no = an_order(box, now=now)
    hear_news()
    message = TerminalMessage.objects.get()
    assert (message.kind, message.order_no, message.container_no) == ("INSP_B", order_no, box)
    assert message.line is not None
    with hearing_boxes(settings) as (terminal, _heard):
        assert send_messages(now=now) == 1
    said = terminal.messages[str(message.message_no)]
    assert (said["kind"], said["order_no"], said["place_code"]) == ("INSP_B", order_no, "XRAY-1")


def test_a_box_of_no_manifest_is_asked_for_by_its_number(settings, now):
    order_no = an_order(now=now)
    hear_news()
    assert TerminalMessage.objects.get().line is None
    with hearing_boxes(settings, refuses="INSP_B", refuses_at_once=True):
        send_messages(now=now)
    assert box_of(order_no=order_no).refusal == "unknown container"
    told = JournalEntry.objects.get(name="clearance.terminal-refused-message").payload
    assert (told["order_no"], told["transport_document"]) == (order_no, "")


def test_moved_ready_and_away_come_back_in_order_and_once(settings, now):
    order_no = an_order(now=now)
    hear_news()
    with hearing_boxes(settings, twice=True) as (terminal, heard):
        send_messages(now=now)
        until(lambda: len(terminal.box_reports) == 4)
        for body, headers in [one for one in heard if b"report_no" in one[0]]:
            answer = APIClient().post(
                DOOR, data=body, content_type="application/json",
                HTTP_X_TERMINAL_TIMESTAMP=headers["X-Terminal-Timestamp"],
                HTTP_X_TERMINAL_SIGNATURE=headers["X-Terminal-Signature"],
            )  # fmt: skip
            assert answer.status_code == 200, answer.content
        assert BoxMove.objects.get().state == "READY"
        assert BoxReport.objects.count() == 2

        heard.clear()
        cancel_order(order_no=order_no, reason="withdrawn", now=timezone.now())
        hear_news()
        send_messages(now=timezone.now())
        until(lambda: len(terminal.box_reports) == 6)
        away = next(one for one in heard if b"report_no" in one[0])
        assert post(json.loads(away[0])).json() == {"new": True}
    assert BoxMove.objects.get().state == "AWAY"


def test_a_box_that_was_scanned_before_its_order_is_not_called_to_the_scanner(now):
    order_no = an_order(now=now)
    note_scan(order_no=order_no, scan_no="GXS1", now=now)
    hear_news()
    assert not TerminalMessage.objects.exists()


def test_a_report_must_be_signed_and_of_now(settings, now):
    settings.TERMINAL_SHARED_SECRET = SECRET
    order_no = an_order(now=now - timedelta(hours=1))
    report = report_of(order_no, "MOVED", now)
    assert post(report, secret="another").status_code == 401
    assert post(report, at=time.time() - 3600).status_code == 401
    assert not BoxReport.objects.exists()
    assert post(report).json() == {"new": True}
    assert post(report).json() == {"new": False}


def test_what_is_wrong_with_a_report_is_named(settings, now):
    settings.TERMINAL_SHARED_SECRET = SECRET
    order_no = an_order(now=now - timedelta(hours=1))
    contradiction = post(report_of(order_no, "AWAY", now))
    assert contradiction.status_code == 409
    said = contradiction.json()
    assert (said["field"], said["rule"]) == ("step", "report_contradicts")
    assert said["remedy"]
    late = post(report_of(order_no, "MOVED", now - timedelta(hours=30)))
    assert (late.status_code, late.json()["field"]) == (422, "at")
    for wrong in ({}, {"step": "FLEW"}, {"at": "yesterday"}, {"report_no": "1"}):
        body = report_of(order_no, "MOVED", now) | wrong if wrong else {}
        assert post(body).status_code in (400, 422)
    assert not BoxReport.objects.exists()
