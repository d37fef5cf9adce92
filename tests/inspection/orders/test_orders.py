"""An order's life: asked for, scanned, opened by a drawn crew, concluded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from customs_portal.accounts.duties import Duty
from customs_portal.kit.flow import IllegalMove
from hardware_adapters.models import Buzz
from inspection.draws.models import DrawDay
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.operations.accept_order import NotInCrew, accept_order
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.operations.conclude_inspection import (
    AlreadyConcluded,
    FaultNeedsWords,
    Finding,
    conclude_inspection,
)
from inspection.orders.operations.draw_crew import draw_crew
from inspection.orders.operations.exclude_officer import CrewAlreadyDrawn, exclude_officer
from inspection.orders.operations.order_inspection import ContainerUnderInspection, ReasonMissing
from inspection.orders.operations.redraw_crew import (
    SecondPersonNeeded,
    ask_redraw,
    confirm_redraw,
)
from inspection.orders.operations.repeat_buzzes import repeat_buzzes, unanswered_orders
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.operations.take_wrist_finding import take_wrist_finding
from inspection.orders.queries import crew_orders_of, draws_of
from inspection.orders.rules.methods import UnknownMethod
from inspection.orders.states import ORDER_FLOW, SAID_STATES, OrderState, Outcome
from tests.factories.inspection import (
    BOX,
    NOON,
    InspectionOrderFactory,
    an_officer,
    an_order,
    inspectors,
)

pytestmark = pytest.mark.django_db

TRAITS = {
    "ORDERED": {},
    "IMAGED": {"imaged": True},
    "OPENING": {"opening": True},
    "ACCEPTED": {"accepted": True},
    "PRESENTED": {"presented": True},
    "CONCLUDED": {"concluded": True},
    "CANCELLED": {"cancelled": True},
}


def opened(**changes):
    order_no = an_order(**changes)
    send_to_opening(order_no=order_no, reason="dense block", beacon="c0ffee", now=NOON)
    return InspectionOrder.objects.get(order_no=order_no)


def state_of(order_no):
    return InspectionOrder.objects.get(order_no=order_no).state


@pytest.mark.parametrize("source", OrderState)
@pytest.mark.parametrize("target", OrderState)
def test_only_the_moves_of_the_table_are_possible(source, target):
    order = InspectionOrderFactory(**TRAITS[source])
    supervisor = an_officer("supervisor1", Duty.DISPATCH_INSPECTION)
    back = source in SAID_STATES
    if back and target == OrderState.ACCEPTED:
        order.opening_at = order.accepted_at = NOON
        order.save(update_fields=["opening_at", "accepted_at"])
    elif back:
        order.opening_at = NOON
        order.save(update_fields=["opening_at"])

    def give_back():
        order.give_back(at=NOON, by=supervisor, reason="photographs")

    moves = {
        "IMAGED": lambda: order.note_scan(scan_no="XG1-000009", at=NOON),
        "OPENING": lambda: (
            order.take_crew_back(at=NOON, by=None, reason="again")
            if source == OrderState.ACCEPTED
            else give_back()
            if back
            else order.open_box(reason="r", beacon="", at=NOON)
        ),
        "ACCEPTED": lambda: give_back() if back else order.accept(at=NOON),
        "PRESENTED": lambda: order.present(at=NOON, by=supervisor),
        "CONCLUDED": lambda: order.conclude(at=NOON),
        "CANCELLED": lambda: order.cancel(at=NOON),
    }
    if target == OrderState.ORDERED:
        assert not ORDER_FLOW.allows(source=source, target=target)
    elif ORDER_FLOW.allows(source=source, target=target):
        moves[target]()
        assert state_of(order.order_no) == target
    else:
        with pytest.raises(IllegalMove):
            moves[target]()
        assert state_of(order.order_no) == source


def test_asking_twice_gives_the_same_order(told):
    assert an_order() == an_order()
    assert told() == ["inspection.ordered", "inspection.box-called"]


def test_a_box_under_inspection_cannot_be_ordered_for_something_else():
    an_order()
    with pytest.raises(ContainerUnderInspection):
        an_order(subject_reference="another")
    assert InspectionOrder.objects.count() == 1


def test_the_database_refuses_a_second_open_order_for_a_box():
    InspectionOrderFactory(container_no=BOX)
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionOrderFactory(container_no=BOX)
    InspectionOrderFactory(container_no=BOX, concluded=True)


def test_an_order_needs_a_reason_and_a_known_method(told):
    with pytest.raises(ReasonMissing):
        an_order(reasons=())
    with pytest.raises(UnknownMethod):
        an_order(method="2ZB")
    assert not InspectionOrder.objects.exists()
    assert told() == []


@pytest.mark.feature("I-01")
def test_a_box_for_people_only_gets_a_crew_at_once():
    inspectors(3)
    assert state_of(an_order(method="1JA")) == OrderState.OPENING
    assert Draw.objects.count() == 1


@pytest.mark.feature("I-01")
def test_the_crew_is_two_drawn_officers_whose_wrists_buzz(told):
    inspectors(5)
    order = opened()

    draw = Draw.objects.get()
    assert len(set(draw.crew)) == 2
    assert set(draw.crew) <= set(draw.pool)
    assert sorted(Buzz.objects.values_list("officer", flat=True)) == sorted(draw.crew)
    assert told().index("inspection.draw-secret-committed") < told().index("inspection.crew-drawn")
    assert crew_orders_of(officer=draw.crew[0])[0].order_no == order.order_no


@pytest.mark.feature("I-01")
def test_sending_to_opening_twice_draws_once():
    inspectors(4)
    order = opened()
    send_to_opening(order_no=order.order_no, reason="again", beacon="ff", now=NOON)
    assert draw_crew(order_no=order.order_no, now=NOON) == tuple(Draw.objects.get().crew)


@pytest.mark.feature("I-01")
def test_the_secret_is_revealed_after_the_day_and_the_draw_is_then_found_fair():
    inspectors(4)
    order = opened()
    assert reveal_draw_secrets(now=NOON) == 0
    assert draws_of(order_no=order.order_no)[0].secret == ""

    assert reveal_draw_secrets(now=NOON + timedelta(days=1)) == 1
    shown = draws_of(order_no=order.order_no)[0]
    assert shown.secret == DrawDay.objects.get().secret
    assert shown.is_fair

    Draw.objects.update(crew=list(reversed(shown.crew)))
    assert draws_of(order_no=order.order_no)[0].is_fair is False


@pytest.mark.feature("I-01")
def test_an_excluded_officer_is_never_drawn_and_the_exclusion_comes_first(told):
    people = inspectors(3)
    order_no = an_order()
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    exclude_officer(
        order_no=order_no, officer="inspector1", reason="brother works there", by=chief, now=NOON
    )
    send_to_opening(order_no=order_no, reason="dense", beacon="c0", now=NOON)

    draw = Draw.objects.get()
    assert people[0].username not in draw.pool
    assert draw.excluded == [{"officer": "inspector1", "reason": "brother works there"}]
    assert told().index("inspection.officer-excluded") < told().index("inspection.crew-drawn")
    with pytest.raises(CrewAlreadyDrawn):
        exclude_officer(order_no=order_no, officer="inspector2", reason="late", by=chief, now=NOON)


def test_whoever_ordered_the_inspection_does_not_open_the_box():
    people = inspectors(3)
    opened(by=people[0])
    assert people[0].username not in Draw.objects.get().pool


def test_with_too_few_officers_the_box_waits_and_is_drawn_for_later():
    inspectors(1)
    order = opened()
    assert order.state == OrderState.OPENING
    assert not Draw.objects.exists()

    an_officer("reinforcement", Duty.INSPECT_GOODS)
    assert len(draw_crew(order_no=order.order_no, now=NOON)) == 2


@pytest.mark.feature("I-01")
def test_another_draw_needs_a_reason_and_a_second_person():
    inspectors(6)
    one, two = (an_officer(name, Duty.DISPATCH_INSPECTION) for name in ("one", "two"))
    order = opened()
    first = set(Draw.objects.get().crew)
    ask_redraw(order_no=order.order_no, reason="leader taken ill", by=one, now=NOON)

    with pytest.raises(SecondPersonNeeded):
        confirm_redraw(order_no=order.order_no, by=one, now=NOON)
    assert Draw.objects.count() == 1

    second = set(confirm_redraw(order_no=order.order_no, by=two, now=NOON))
    assert not first & second
    with pytest.raises(NotInCrew):
        accept_order(order_no=order.order_no, officer=first.pop(), at=NOON)


def test_the_crew_accepts_and_strangers_cannot(told):
    inspectors(3)
    order = opened()
    crew = Draw.objects.get().crew
    stranger = next(name for name in Draw.objects.get().pool if name not in crew)

    with pytest.raises(NotInCrew):
        accept_order(order_no=order.order_no, officer=stranger, at=NOON)
    assert "inspection.accepted" not in told()

    for _ in range(2):
        accept_order(order_no=order.order_no, officer=crew[0], at=NOON)
    assert state_of(order.order_no) == OrderState.ACCEPTED
    assert told().count("inspection.accepted") == 1


@pytest.mark.feature("H-15")
def test_wrists_fall_silent_when_the_crew_answers_and_when_the_order_is_over():
    inspectors(2)
    order = opened()
    leader, second = Draw.objects.get().crew

    accept_order(order_no=order.order_no, officer=leader, at=NOON)
    assert {(one.answered_by, one.is_over) for one in Buzz.objects.all()} == {(leader, False)}
    assert repeat_buzzes(order_no=order.order_no, now=NOON + timedelta(hours=1)) == 0

    finding = Finding(outcome=Outcome.NO_FAULT)
    conclude_inspection(order_no=order.order_no, finding=finding, officer=second, now=NOON)
    assert all(one.is_over for one in Buzz.objects.all())


@pytest.mark.feature("H-15")
def test_a_crew_that_was_replaced_or_cancelled_is_no_longer_called():
    inspectors(4)
    one, two = (an_officer(name, Duty.DISPATCH_INSPECTION) for name in ("one", "two"))
    order = opened()
    first = Draw.objects.get().crew
    ask_redraw(order_no=order.order_no, reason="leader taken ill", by=one, now=NOON)
    second = confirm_redraw(order_no=order.order_no, by=two, now=NOON)
    over = dict(Buzz.objects.values_list("officer", "is_over"))
    assert over == dict.fromkeys(first, True) | dict.fromkeys(second, False)

    cancel_order(order_no=order.order_no, reason="declaration withdrawn", now=NOON)
    assert all(one.is_over for one in Buzz.objects.all())


def test_a_silent_wrist_is_buzzed_again_and_then_shown_to_the_dispatcher(told):
    inspectors(2)
    order = opened()
    assert unanswered_orders(now=NOON + timedelta(seconds=30)) == []
    for minute in (1, 2, 3):
        later = NOON + timedelta(minutes=minute)
        assert unanswered_orders(now=later) == [order.order_no]
        assert repeat_buzzes(order_no=order.order_no, now=later) == 2
    assert told().count("inspection.wrist-order-unanswered") == 2
    assert {buzz.times for buzz in Buzz.objects.all()} == {4}


def test_the_crew_concludes_once_and_the_record_stays(told):
    inspectors(2)
    order = opened()
    crew = Draw.objects.get().crew
    finding = Finding(outcome=Outcome.FAULT, note="40 cartons of cigarettes", seal_before="S1")
    for _ in range(2):
        conclude_inspection(order_no=order.order_no, finding=finding, officer=crew[1], now=NOON)
    assert told().count("inspection.concluded") == 1
    assert InspectionRecord.objects.get().note == "40 cartons of cigarettes"
    with pytest.raises(AlreadyConcluded):
        conclude_inspection(
            order_no=order.order_no,
            finding=Finding(outcome=Outcome.NO_FAULT),
            officer=crew[1],
            now=NOON,
        )


def test_a_fault_needs_words_and_a_refusal_leaves_no_trace(told):
    inspectors(2)
    order = opened()
    before = told()
    with pytest.raises(FaultNeedsWords):
        conclude_inspection(
            order_no=order.order_no,
            finding=Finding(outcome=Outcome.FAULT),
            officer=Draw.objects.get().crew[0],
            now=NOON,
        )
    assert state_of(order.order_no) == OrderState.OPENING
    assert told() == before


def test_a_finding_from_a_wrist_outside_the_crew_is_journalled_and_changes_nothing(told):
    inspectors(2)
    order = opened()
    an_officer("stranger", Duty.INSPECT_GOODS)
    taken = take_wrist_finding(
        order_no=order.order_no,
        officer="stranger",
        outcome="NO_FAULT",
        note="",
        picture_keys=(),
        at=NOON,
    )
    assert not taken
    assert state_of(order.order_no) == OrderState.OPENING
    assert told()[-1] == "inspection.finding-refused"


def test_cancelling_frees_the_box_for_another_order():
    first = an_order()
    for _ in range(2):
        cancel_order(order_no=first, reason="declaration withdrawn", now=NOON)
    assert an_order() != first
