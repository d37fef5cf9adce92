"""A lot may send others to look again before goods are loaded; the line waits for them."""

from itertools import count
from uuid import uuid4

import pytest
from django.conf import settings

from customs_portal.journal.models import JournalEntry
from inspection.draws.operations.enter_subjects import blinded
from inspection.draws.rules.lottery import day_secret, single_lot
from inspection.orders.models import Draw, InspectionOrder
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.operations.report_box import BoxNews, take_terminal_report
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries.box import box_of
from inspection.orders.rules.unloading import plan_for
from inspection.orders.states import BoxStep, Outcome
from tests.factories.inspection import BOX, NOON, an_order, inspectors

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-02")]
RATE = 20


def a_reference(*, drawn):
    """A number on which the lot of this day falls, or does not: nothing is left to chance."""
    secret = day_secret(master=settings.DRAW_SECRET, day=NOON.date().isoformat())
    for number in count(1):
        reference = f"510120260{number:09d}"
        _nonce, subject_id = blinded(kind="recheck", reference=f"{reference}/{BOX}")
        if (single_lot(secret=secret, subject_id=subject_id) < RATE) == drawn:
            return reference
    return ""


def concluded(*, drawn, outcome=Outcome.NO_FAULT, **changes):
    order_no = an_order(subject_reference=a_reference(drawn=drawn), **changes)
    send_to_opening(order_no=order_no, reason="look", beacon="c0ffee", now=NOON)
    crew = Draw.objects.get().crew
    finding = Finding(outcome=outcome, note="as declared")
    conclude_inspection(order_no=order_no, finding=finding, officer=crew[0], now=NOON)
    return order_no, crew


def told_of(name):
    rows = JournalEntry.objects.filter(name=f"inspection.{name}").order_by("id")
    return [(row.payload["order_no"], row.payload.get("subject_kind")) for row in rows]


def test_others_look_again_and_the_line_is_told_afterwards():
    inspectors(6)
    order_no, crew = concluded(drawn=True, before_loading=True)
    again = InspectionOrder.objects.get(recheck_of=order_no)
    assert told_of("concluded") == []
    assert told_of("recheck-drawn") == [(order_no, None)]
    second = again.current_draw.crew
    assert not set(second) & set(crew)

    finding = Finding(outcome=Outcome.FAULT, note="another pump")
    conclude_inspection(order_no=again.order_no, finding=finding, officer=second[0], now=NOON)
    assert told_of("concluded") == [(again.order_no, "recheck"), (order_no, "declaration")]
    assert InspectionOrder.objects.count() == 2


def test_the_second_look_takes_the_box_where_it_stands():
    """It is not called a second time, and its clock runs on."""
    inspectors(6)
    order_no, _crew = concluded(drawn=True, before_loading=True)
    again = InspectionOrder.objects.get(recheck_of=order_no)
    assert box_of(order_no=order_no) is None
    assert (box_of(order_no=again.order_no).state, again.box_move.instruction) == ("ASKED", "A")
    handed = JournalEntry.objects.get(name="inspection.box-handed-on").payload
    assert (handed["order_no"], handed["recheck_no"]) == (order_no, again.order_no)
    called = JournalEntry.objects.filter(name="inspection.box-called")
    assert {row.payload["order_no"] for row in called} == {order_no}

    by_the_old_number = BoxNews(
        report_no=uuid4(), order_no=order_no, container_no=BOX, step=BoxStep.MOVED, at=NOON
    )
    assert take_terminal_report(news=by_the_old_number, now=NOON)
    assert not take_terminal_report(news=by_the_old_number, now=NOON)
    assert box_of(order_no=again.order_no).state == "MOVED"


@pytest.mark.parametrize(
    "case",
    [
        {"drawn": False, "before_loading": True},
        {"drawn": True, "before_loading": False},
        {"drawn": True, "before_loading": True, "outcome": Outcome.FAULT},
    ],
)
def test_otherwise_the_report_stands(case):
    inspectors(6)
    order_no, _crew = concluded(**case)
    assert told_of("concluded") == [(order_no, "declaration")]
    assert InspectionOrder.objects.count() == 1


@pytest.mark.feature("I-31")
@pytest.mark.parametrize(
    ("codes", "reasons", "how", "depth"),
    [
        (["610910"], ["R-101 weight"], "ordinary", "B"),
        (["610910", "841370"], [], "heavy", "B"),
        (["841370", "280110"], [], "dangerous", "B"),
        (["010121", "280110"], [], "live", "B"),
        (["610910"], ["S-101"], "ordinary", "A"),
    ],
)
def test_the_computer_says_how_a_box_is_emptied(codes, reasons, how, depth):
    plan = plan_for(
        method="2JB",
        declared=[{"code": code, "name": "goods"} for code in codes],
        reasons=reasons,
        on=NOON.date(),
    )
    assert (plan["how"], plan["depth"]) == (how, depth)
