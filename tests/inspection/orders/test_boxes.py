"""The terminal is told, and reports: moved, ready, moved away; and the three clocks."""

import uuid
from datetime import timedelta
from itertools import product

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from inspection.orders.models import BoxMove, BoxReport
from inspection.orders.operations.call_box import free_box, note_answer
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.operations.note_scan import note_scan
from inspection.orders.operations.report_box import (
    BoxNews,
    HandReportNeedsReason,
    OtherBox,
    ReportBeforeTheLast,
    ReportContradicts,
    ReportFromTheFuture,
    ReportNumberTaken,
    ReportTooLate,
    report_box_by_hand,
    take_terminal_report,
)
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries.box import box_of
from inspection.orders.states import MOVE_FLOW, BoxStep, MoveState, Outcome
from tests.factories.inspection import BOX, NOON, an_officer, an_order, inspectors

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-16")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
QUEUE = "/officer/inspections/"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def news(order_no, step, at, /, **changes):
    wanted = {
        "report_no": uuid.uuid4(), "order_no": order_no, "container_no": BOX,
        "step": BoxStep(step), "at": at,
    }  # fmt: skip
    return BoxNews(**(wanted | changes))


def told_by_terminal(order_no, *steps, start=NOON + HOUR):
    for n, step in enumerate(steps):
        at = start + n * HOUR
        take_terminal_report(news=news(order_no, step, at), now=at + MINUTE)


def move_of(order_no):
    return BoxMove.objects.get(order__order_no=order_no)


def opened(**changes):
    people = inspectors(2)
    return an_order(method="1JB", **changes), people


def concluded(order_no, officer, *, at):
    finding = Finding(outcome=Outcome.NO_FAULT)
    conclude_inspection(order_no=order_no, finding=finding, officer=officer.username, now=at)


# The course


def test_a_scan_calls_the_box_by_b_and_an_opening_by_a():
    inspectors(2)
    order_no = an_order()
    assert (move_of(order_no).instruction, move_of(order_no).due_at) == ("B", NOON + 24 * HOUR)
    told_by_terminal(order_no, "MOVED", "READY")

    later = NOON + 5 * HOUR
    send_to_opening(order_no=order_no, reason="dense block", beacon="c0ffee", now=later)

    move = move_of(order_no)
    assert (move.instruction, move.state, move.moved_at) == ("A", "ASKED", None)
    assert move.due_at == later + 24 * HOUR
    assert BoxReport.objects.filter(order__order_no=order_no, instruction="B").count() == 2


def test_the_clocks_follow_the_box_and_say_whose_turn_it_is():
    order_no, people = opened()
    seen = [box_of(order_no=order_no)]
    for step, at in (("MOVED", NOON + HOUR), ("READY", NOON + 2 * HOUR)):
        take_terminal_report(news=news(order_no, step, at), now=at)
        seen.append(box_of(order_no=order_no))
    concluded(order_no, people[0], at=NOON + 3 * HOUR)
    seen.append(box_of(order_no=order_no))
    take_terminal_report(news=news(order_no, "AWAY", NOON + 4 * HOUR), now=NOON + 4 * HOUR)
    seen.append(box_of(order_no=order_no))

    assert [(one.state, one.clock, one.late_party, one.due_at) for one in seen] == [
        ("ASKED", "NOT_MOVED", "TERMINAL", NOON + 24 * HOUR),
        ("MOVED", "NOT_INSPECTED", "TERMINAL", NOON + 25 * HOUR),
        ("READY", "NOT_INSPECTED", "CUSTOMS", NOON + 25 * HOUR),
        ("ENDED", "NOT_AWAY", "TERMINAL", NOON + 15 * HOUR),
        ("AWAY", "", "", None),
    ]


def test_subjects_without_a_box_have_nothing_to_move():
    inspectors(2)
    for kind in ("parcel", "premises"):
        order_no = an_order("", subject_kind=kind, subject_reference=f"{kind}-1", method="1JB")
        assert box_of(order_no=order_no) is None
    assert not BoxMove.objects.exists()


def test_a_scan_shows_that_the_box_has_come(told):
    order_no = an_order()
    note_scan(order_no=order_no, scan_no="GXS1", now=NOON + HOUR)
    assert (move_of(order_no).state, move_of(order_no).moved_at) == ("MOVED", NOON + HOUR)
    assert "inspection.box-moved" in told()


def test_an_order_called_off_before_the_box_moved_starts_no_clock():
    order_no = an_order()
    cancel_order(order_no=order_no, reason="withdrawn", now=NOON + HOUR)
    assert (move_of(order_no).state, move_of(order_no).due_at) == ("CALLED_OFF", None)
    assert JournalEntry.objects.get(name="inspection.box-freed").payload["away_by"] is None


def test_a_box_that_was_brought_must_leave_even_when_the_order_is_cancelled():
    order_no = an_order()
    told_by_terminal(order_no, "MOVED")
    cancel_order(order_no=order_no, reason="withdrawn", now=NOON + 3 * HOUR)
    assert (move_of(order_no).state, move_of(order_no).due_at) == ("ENDED", NOON + 15 * HOUR)


def test_what_the_terminal_answers_to_the_instruction_stands_on_the_order():
    order_no = an_order()
    note_answer(order_no=order_no, instruction="A", refusal="not ours", now=NOON + MINUTE)
    assert box_of(order_no=order_no).refusal == ""
    note_answer(order_no=order_no, instruction="B", refusal="not ours", now=NOON + MINUTE)
    assert box_of(order_no=order_no).refusal == "not ours"


# Refusals leave no trace


def _mark():
    return (
        list(BoxMove.objects.order_by("pk").values()),
        BoxReport.objects.count(),
        JournalEntry.objects.count(),
    )


@pytest.mark.parametrize(
    ("changes", "at", "heard", "error", "field"),
    [
        ({"container_no": "TGHU1000000"}, HOUR, HOUR, OtherBox, "container_no"),
        ({"order_no": "IO-NONE"}, HOUR, HOUR, NotFound, "order_no"),
        ({}, HOUR, 25 * HOUR + MINUTE, ReportTooLate, "at"),
        ({}, 2 * HOUR, HOUR, ReportFromTheFuture, "at"),
        ({}, -HOUR, HOUR, ReportBeforeTheLast, "at"),
        ({"step": BoxStep.READY}, HOUR, HOUR, ReportContradicts, "step"),
        ({"step": BoxStep.AWAY}, HOUR, HOUR, ReportContradicts, "step"),
    ],
)
def test_late_and_contradictory_reports_are_refused(changes, at, heard, error, field):
    order_no = an_order()
    before = _mark()
    with pytest.raises(error) as refused:
        take_terminal_report(news=news(order_no, "MOVED", NOON + at, **changes), now=NOON + heard)
    assert refused.value.field == field
    assert refused.value.rule
    assert refused.value.remedy
    assert _mark() == before


def test_the_same_report_twice_is_one_and_another_under_its_number_is_refused():
    order_no = an_order()
    first = news(order_no, "MOVED", NOON + HOUR)
    assert take_terminal_report(news=first, now=NOON + HOUR)
    before = _mark()
    assert not take_terminal_report(news=first, now=NOON + 30 * HOUR)
    with pytest.raises(ReportNumberTaken):
        other = news(order_no, "READY", NOON + 2 * HOUR, report_no=first.report_no)
        take_terminal_report(news=other, now=NOON + 2 * HOUR)
    with pytest.raises(ReportContradicts):
        again = news(order_no, "MOVED", NOON + 2 * HOUR)
        take_terminal_report(news=again, now=NOON + 2 * HOUR)
    assert _mark() == before


def test_a_box_leaves_only_after_its_inspection():
    order_no, people = opened()
    told_by_terminal(order_no, "MOVED", "READY")
    with pytest.raises(ReportContradicts):
        take_terminal_report(news=news(order_no, "AWAY", NOON + 3 * HOUR), now=NOON + 3 * HOUR)
    concluded(order_no, people[0], at=NOON + 4 * HOUR)
    with pytest.raises(ReportBeforeTheLast):
        take_terminal_report(news=news(order_no, "AWAY", NOON + 3 * HOUR), now=NOON + 5 * HOUR)


@pytest.mark.parametrize(("source", "target"), list(product(MoveState, MoveState)))
def test_every_pair_of_states(source, target):
    times = {
        "ASKED": {}, "CALLED_OFF": {"due_at": None},
        "MOVED": {"moved_at": NOON}, "READY": {"moved_at": NOON, "ready_at": NOON},
        "ENDED": {"moved_at": NOON, "ended_at": NOON},
        "AWAY": {"ended_at": NOON, "away_at": NOON, "due_at": None},
    }  # fmt: skip
    order_no = an_order()
    way = {"MOVED": ["MOVED"], "READY": ["MOVED", "READY"], "ENDED": ["MOVED", "ENDED"],
           "AWAY": ["MOVED", "ENDED", "AWAY"]}.get(source, [source])  # fmt: skip
    move = move_of(order_no)
    why = {"at": NOON.isoformat(), "by": None, "reason": "test", "law": ""}
    for step in way:
        if step != "ASKED":
            move.go(MoveState(step), why=why, **times[step])
    fresh = {"due_at": NOON, "moved_at": None, "ready_at": None} | times[target]
    if target in MOVE_FLOW.moves.get(source, ()):
        move.go(target, why=why, **fresh)
        assert move_of(order_no).state == target
    else:
        with pytest.raises(IllegalMove):
            move.go(target, why=why, **fresh)
        assert move_of(order_no).state == source


# By hand


def test_an_officer_enters_what_the_terminal_did_not_report_and_says_why():
    order_no = an_order()
    officer, other = an_officer("chief", Duty.DISPATCH_INSPECTION), an_officer("x", Duty.READ_LAW)
    told = {"order_no": order_no, "step": "MOVED", "now": NOON + 30 * HOUR}
    with pytest.raises(NotPermitted):
        report_box_by_hand(**told, reason="called", by=other)
    with pytest.raises(HandReportNeedsReason):
        report_box_by_hand(**told, reason=" ", by=officer)
    assert not BoxReport.objects.exists()

    report_box_by_hand(**told, reason="crane driver called", by=officer)
    box = box_of(order_no=order_no)
    assert (box.state, box.reports[0].reported_by) == ("MOVED", "chief")
    assert JournalEntry.objects.get(name="inspection.box-moved").payload["source"] == "officer"


# Doors


@pytest.fixture
def clock_at(monkeypatch):
    return lambda at: monkeypatch.setattr("customs_portal.kit.clock.now", lambda: at)


@pytest.fixture
def dispatcher(client):
    client.force_login(an_officer("chief", Duty.DISPATCH_INSPECTION), backend=BACKEND)
    return client


def shown(client, **query):
    return [row.order_no for row, *_late in client.get(QUEUE, query).context["rows"]]


def test_the_queue_filters_by_each_clock_and_names_who_is_late(dispatcher, clock_at):
    people = inspectors(2)
    waits = an_order("TGHU1000000", method="1JB")
    brought = an_order("TGHU1000010", method="1JB")
    over = an_order("TGHU1000020", method="1JB")
    for order_no, container_no in ((brought, "TGHU1000010"), (over, "TGHU1000020")):
        for step in ("MOVED", "READY"):
            said = news(order_no, step, NOON + HOUR, container_no=container_no)
            take_terminal_report(news=said, now=NOON + HOUR)
    concluded(over, people[0], at=NOON + 2 * HOUR)

    clock_at(NOON + 13 * HOUR)
    assert shown(dispatcher, clock="NOT_MOVED") == []
    assert shown(dispatcher, clock="NOT_AWAY") == []
    clock_at(NOON + 26 * HOUR)
    assert shown(dispatcher, clock="NOT_MOVED") == [waits]
    assert shown(dispatcher, clock="NOT_INSPECTED") == [brought]
    assert shown(dispatcher, clock="NOT_AWAY") == [over]
    page = dispatcher.get(QUEUE, {"clock": "NOT_INSPECTED"}).content.decode()
    assert "late: Customs" in page
    page = dispatcher.get(QUEUE, {"clock": "NOT_MOVED"}).content.decode()
    assert "late: Terminal" in page


def test_the_order_shows_the_box_and_an_officer_enters_a_step(dispatcher, clock_at):
    order_no = an_order()
    clock_at(NOON + 2 * HOUR)
    page = dispatcher.get(f"{QUEUE}{order_no}/").content.decode()
    assert "Box at the terminal" in page
    given = {"step": "MOVED", "reason": "seen from the tower"}
    assert dispatcher.post(f"{QUEUE}{order_no}/box/", given).status_code == 302
    page = dispatcher.get(f"{QUEUE}{order_no}/").content.decode()
    assert "seen from the tower" in page
    assert "Enter: Ready to be inspected" in page


def test_programs_read_the_box_and_enter_a_step_once(dispatcher, clock_at):
    order_no = an_order()
    clock_at(NOON + 2 * HOUR)
    at = f"/api/v1/inspection-orders/{order_no}"
    assert dispatcher.get(f"{at}/box").json()["clock"] == "NOT_MOVED"
    given = {"step": "MOVED", "reason": "told by radio"}
    for _turn in range(2):
        answer = dispatcher.post(
            f"{at}/box-reports", given, content_type="application/json",
            headers={"Idempotency-Key": "k1"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "MOVED"
    assert BoxReport.objects.count() == 1
    refused = dispatcher.post(f"{at}/box-reports", given, content_type="application/json")
    assert (refused.status_code, refused.json()["rule"]) == (409, "report_contradicts")
    rows = dispatcher.get("/api/v1/inspection-orders", {"clock": "NOT_INSPECTED"}).json()
    assert rows == []


def test_nobody_without_the_duty_comes_in(client):
    order_no = an_order()
    client.force_login(an_officer("x", Duty.READ_LAW), backend=BACKEND)
    for door in (f"/api/v1/inspection-orders/{order_no}/box", "/api/v1/inspection-orders"):
        assert client.get(door).status_code == 403
    door = f"/api/v1/inspection-orders/{order_no}/box-reports"
    assert client.post(door, {}, content_type="application/json").status_code == 403


def test_freeing_twice_frees_once(told):
    order_no = an_order()
    order = move_of(order_no).order
    for _turn in range(2):
        free_box(order, inspected=False, now=NOON + HOUR)
    assert told().count("inspection.box-freed") == 1
