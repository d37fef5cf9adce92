"""A check's life: listed with the order, sent by due time, photographed, compared, answered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotPermitted
from customs_portal.kit.flow import IllegalMove
from hardware_adapters.models import DeviceCommand
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.states import OrderState
from inspection.robot.models import CheckPicture, RobotCheck, RobotPost
from inspection.robot.operations.answer_finding import (
    InspectionIsOver,
    NothingToAnswer,
    NotYourLook,
    ReasonMissing,
    look_at_finding,
    send_finding_to_opening,
    take_up_again,
)
from inspection.robot.operations.hear_robot import (
    Fix,
    follow_robot,
    note_fault,
    note_finished,
    take_answer,
)
from inspection.robot.operations.keep_plan import NoPlan, keep_plan
from inspection.robot.operations.list_check import list_check
from inspection.robot.operations.mind_checks import call_back_late, end_check, end_forgotten
from inspection.robot.operations.send_robots import send_robots
from inspection.robot.ports import seals_declared
from inspection.robot.states import CHECK_FLOW, CheckState
from tests.factories.inspection import BOX, NOON, an_officer, an_order, inspectors
from tests.factories.robots import (
    ROBOT,
    SEAL,
    YARD,
    RobotCheckFactory,
    a_check,
    a_compared_check,
    a_yard_with_a_robot,
    photographed,
    small_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-10")]
OTHER = "TEMU3108252"
WHY = "The plate was painted over, the frame agrees"


@pytest.fixture
def yard(db):
    return a_yard_with_a_robot()


@pytest.fixture
def dispatcher(yard):
    return an_officer("robot-dispatcher", Duty.DISPATCH_INSPECTION)


def state_of(check):
    return RobotCheck.objects.get(pk=check.pk).state


def commands(what):
    return [one.body for one in DeviceCommand.objects.order_by("id") if one.body["do"] == what]


def test_an_order_in_a_yard_with_a_robot_stands_on_its_list(yard, told):
    check = a_check()
    assert (check.state, check.container_no, check.yard_code) == ("LISTED", BOX, YARD)
    assert check.due_at == NOON + timedelta(minutes=60)
    assert told().count("inspection.robot-check-listed") == 1


def test_an_order_listed_twice_is_one_check(yard, told):
    check = a_check()
    assert list_check(order_no=check.order_no, now=NOON) == check.check_no
    assert RobotCheck.objects.count() == 1


def test_where_no_robot_serves_the_order_goes_on_without(db, told):
    order_no = an_order()
    before = told()
    assert list_check(order_no=order_no, now=NOON) == ""
    assert told() == before
    assert not RobotCheck.objects.exists()


def test_an_order_that_is_over_is_not_listed(yard):
    order_no = an_order()
    cancel_order(order_no=order_no, reason="not needed", now=NOON)
    assert list_check(order_no=order_no, now=NOON) == ""


def test_the_idle_robot_gets_the_check_that_is_due_first(yard):
    late = a_check(container_no=OTHER, now=NOON)
    early = a_check(now=NOON - timedelta(minutes=10))
    assert send_robots(now=NOON) == [early.check_no]
    assert send_robots(now=NOON) == []
    early.refresh_from_db()
    assert (early.state, early.slot, early.device_code) == ("TOLD", "A01", ROBOT)
    assert commands("check") == [{"do": "check", "task_no": f"{early.check_no}-1", "slot": "A01"}]
    assert state_of(late) == "LISTED"


def test_the_task_names_a_slot_and_never_a_number(yard):
    a_check()
    send_robots(now=NOON)
    assert BOX not in str(commands("check"))


def test_a_robot_that_is_away_is_sent_nowhere(db):
    a_yard_with_a_robot(on_the_line=False)
    check = a_check()
    assert send_robots(now=NOON) == []
    assert state_of(check) == "LISTED"


def test_a_full_yard_sends_no_robot(yard):
    for slot in small_plan().slots:
        RobotCheckFactory(state="MATCHES", slot=slot)
    check = a_check()
    assert send_robots(now=NOON) == []
    assert state_of(check) == "LISTED"


def test_two_boxes_never_stand_in_one_slot(yard):
    RobotCheckFactory(state="MATCHES", slot="A01")
    with pytest.raises(IntegrityError), transaction.atomic():
        RobotCheckFactory(state="MATCHES", slot="A01")


@pytest.mark.feature("H-16")
def test_number_and_seal_that_agree_are_a_match_and_release_nothing(yard, told):
    check = a_compared_check()
    assert check.state == "MATCHES"
    assert [line["agrees"] for line in check.lines] == [True, True]
    assert InspectionOrder.objects.get().state == OrderState.ORDERED
    assert told()[-1] == "inspection.robot-check-compared"


@pytest.mark.parametrize(
    ("given", "state", "agrees"),
    [
        ({"read": OTHER}, "DIFFERS", [False, None]),
        ({"read": OTHER, "seal": ""}, "DIFFERS", [False, None]),
        ({"seal": "HD9999999"}, "DIFFERS", [True, False]),
        ({"read": "", "seal": "HD9999999"}, "DIFFERS", [None, False]),
        ({"read": ""}, "UNREADABLE", [None, True]),
        ({"seal": ""}, "UNREADABLE", [True, None]),
        ({"read": "", "seal": ""}, "UNREADABLE", [None, None]),
        ({"seals": (), "seal": ""}, "MATCHES", [True, None]),
        ({"seals": (), "seal": "HD9999999"}, "MATCHES", [True, None]),
        ({"seals": ("ML7", SEAL)}, "MATCHES", [True, True]),
        ({"seals": ("hd-0153421",)}, "MATCHES", [True, True]),
        ({"seal": "HDO153421"}, "UNREADABLE", [True, None]),
    ],
)
def test_what_was_read_is_compared_part_by_part(yard, given, state, agrees):
    check = a_compared_check(**given)
    assert (check.state, [line["agrees"] for line in check.lines]) == (state, agrees)


@pytest.mark.parametrize(("sure", "state"), [(699, "UNREADABLE"), (700, "MATCHES")])
def test_a_weak_reading_of_the_number_is_for_a_person(yard, sure, state):
    check = a_check()
    send_robots(now=NOON)
    check.refresh_from_db()
    photographed(check, view="DOOR", number=BOX, sure=sure)
    note_finished(task_no=check.task_no, pictures=1, now=NOON)
    assert state_of(check) == state


def test_news_that_comes_twice_or_in_another_order_changes_nothing(yard, told):
    check = a_check(seals=(SEAL,))
    send_robots(now=NOON)
    check.refresh_from_db()
    assert note_finished(task_no=check.task_no, pictures=2, now=NOON)
    assert photographed(check, view="SEAL", number=SEAL)
    assert state_of(check) == "UNDERWAY"
    assert not photographed(check, view="SEAL", number="HD9999999")
    assert photographed(check, view="DOOR", number=BOX)
    assert state_of(check) == "MATCHES"
    before = told()
    assert not take_answer(task_no=check.task_no, accepted=True, now=NOON)
    assert not photographed(check, view="DOOR", number=OTHER)
    assert not note_finished(task_no=check.task_no, pictures=2, now=NOON)
    assert not note_fault(task_no=check.task_no, now=NOON)
    assert told() == before
    assert CheckPicture.objects.count() == 2


@pytest.mark.parametrize("how", ["refuses", "gives up", "finds nothing", "takes too long"])
def test_a_try_that_fails_is_made_again_and_then_the_box_goes_without(yard, how):
    check = a_check()
    at = NOON
    for left in ("LISTED", "DROPPED"):
        assert send_robots(now=at) == [check.check_no]
        check.refresh_from_db()
        if how == "refuses":
            take_answer(task_no=check.task_no, accepted=False, now=at)
        elif how == "gives up":
            take_answer(task_no=check.task_no, accepted=True, now=at)
            note_fault(task_no=check.task_no, now=at)
        elif how == "finds nothing":
            note_finished(task_no=check.task_no, pictures=0, now=at)
        else:
            assert call_back_late(now=at + timedelta(minutes=15)) == []
            at += timedelta(minutes=15, seconds=1)
            assert call_back_late(now=at) == [check.check_no]
            assert commands("recall")[-1]["task_no"] == check.task_no
        assert state_of(check) == left
    assert InspectionOrder.objects.get().state == OrderState.ORDERED


def test_pictures_of_a_try_that_is_over_are_not_taken_for_the_next(yard):
    check = a_check()
    send_robots(now=NOON)
    check.refresh_from_db()
    old_task = check.task_no
    note_fault(task_no=old_task, now=NOON)
    send_robots(now=NOON)
    late = RobotCheck.objects.get(pk=check.pk)
    late.task_no = old_task
    assert not photographed(late, view="DOOR", number=OTHER)
    assert not CheckPicture.objects.exists()


def test_when_the_order_is_over_the_robot_is_called_back_and_the_slot_is_free(yard):
    check = a_check()
    send_robots(now=NOON)
    cancel_order(order_no=check.order_no, reason="not needed", now=NOON)
    assert end_check(order_no=check.order_no, now=NOON)
    check.refresh_from_db()
    assert (check.state, check.gone_at) == ("DROPPED", NOON)
    assert commands("recall") == [{"do": "recall", "task_no": check.task_no}]
    assert not end_check(order_no="IO000000000000", now=NOON)


def test_a_box_whose_order_ended_unheard_is_found_by_the_round(yard):
    check, other = a_check(), a_check(container_no=OTHER)
    cancel_order(order_no=check.order_no, reason="not needed", now=NOON)
    assert end_forgotten(now=NOON) == [check.order_no]
    assert (state_of(check), state_of(other)) == ("DROPPED", "LISTED")


def test_a_finding_is_looked_at_for_a_reason_and_taken_up_again(yard, dispatcher, told):
    check = a_compared_check(seal="HD9999999")
    look_at_finding(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    check.refresh_from_db()
    assert (check.state, check.reason, check.looked_by) == ("LOOKED_AT", WHY, dispatcher)
    take_up_again(check_no=check.check_no, by=dispatcher, now=NOON)
    check.refresh_from_db()
    assert (check.state, check.reason, check.looked_by) == ("DIFFERS", "", None)
    assert told()[-2:] == [
        "inspection.robot-finding-looked-at",
        "inspection.robot-finding-taken-up-again",
    ]


def test_a_finding_sends_the_box_to_opening_and_chance_names_the_crew(yard, dispatcher):
    inspectors(3)
    check = a_compared_check(read=OTHER)
    send_finding_to_opening(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    order = InspectionOrder.objects.get()
    assert (order.state, order.opening_reason, order.beacon) == ("OPENING", WHY, "ab" * 32)
    assert len(order.current_draw.crew) == 2
    assert dispatcher.username in {one.officer.username for one in order.exclusions.all()}
    assert state_of(check) == "SENT_TO_OPENING"


REFUSALS = {
    "without a reason": (look_at_finding, {"reason": "  "}, ReasonMissing),
    "with a reason too short": (look_at_finding, {"reason": "ok  "}, ReasonMissing),
    "with a reason too long": (look_at_finding, {"reason": "x" * 301}, ReasonMissing),
    "an opening without a reason": (send_finding_to_opening, {"reason": ""}, ReasonMissing),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_an_answer_is_refused_without_a_trace(yard, dispatcher, told, name):
    act, given, refusal = REFUSALS[name]
    check = a_compared_check(seal="HD9999999")
    before = told(), state_of(check)
    with pytest.raises(refusal) as refused:
        act(check_no=check.check_no, by=dispatcher, now=NOON, **given)
    assert refused.value.field == "reason"
    assert (told(), state_of(check)) == before


def test_nobody_answers_what_does_not_wait(yard, dispatcher, told):
    check = a_compared_check()
    before = told()
    for act in (look_at_finding, send_finding_to_opening):
        with pytest.raises(NothingToAnswer):
            act(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    with pytest.raises(NothingToAnswer):
        take_up_again(check_no=check.check_no, by=dispatcher, now=NOON)
    assert told() == before


def test_only_who_looked_takes_the_look_back(yard, dispatcher, told):
    other = an_officer("robot-other", Duty.INSPECT_GOODS)
    check = a_compared_check(seal="HD9999999")
    look_at_finding(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    before = told()
    with pytest.raises(NotYourLook):
        take_up_again(check_no=check.check_no, by=other, now=NOON)
    with pytest.raises(NotPermitted):
        send_finding_to_opening(check_no=check.check_no, reason=WHY, by=other, now=NOON)
    assert told() == before


def test_once_the_inspection_is_over_the_answer_stands(yard, dispatcher, told):
    check = a_compared_check(seal="HD9999999")
    look_at_finding(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    cancel_order(order_no=check.order_no, reason="not needed", now=NOON)
    before = told()
    with pytest.raises(InspectionIsOver):
        take_up_again(check_no=check.check_no, by=dispatcher, now=NOON)
    with pytest.raises(InspectionIsOver):
        send_finding_to_opening(check_no=check.check_no, reason=WHY, by=dispatcher, now=NOON)
    assert (told(), state_of(check)) == (before, "LOOKED_AT")


def test_without_the_duty_nobody_answers(yard, told):
    stranger = User.objects.create_user(username="robot-stranger")
    check = a_compared_check(seal="HD9999999")
    before = told()
    with pytest.raises(NotPermitted):
        look_at_finding(check_no=check.check_no, reason=WHY, by=stranger, now=NOON)
    assert told() == before


@pytest.mark.parametrize("source", CheckState)
@pytest.mark.parametrize("target", CheckState)
def test_the_database_allows_what_the_flow_allows_and_nothing_else(db, source, target):
    officer = an_officer("robot-mover", Duty.DISPATCH_INSPECTION)
    answered = {"reason": WHY, "looked_by": officer, "looked_at": NOON}
    ended = source in ("LOOKED_AT", "SENT_TO_OPENING")
    check = RobotCheckFactory(state=source, **(answered if ended else {}))
    changes = {"verdict": "", "compared_at": None}
    if target in ("MATCHES", "DIFFERS", "UNREADABLE"):
        changes = {"verdict": target, "compared_at": NOON}
    elif target in ("LOOKED_AT", "SENT_TO_OPENING"):
        changes = {"verdict": "DIFFERS", "compared_at": NOON} | answered
    if source == target:
        return
    if CHECK_FLOW.allows(source=source, target=target):
        check._move_to(target, {"at": NOON.isoformat(), "by": None, "reason": "", "law": ""},
                       **changes)  # fmt: skip
        assert RobotCheck.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            check._move_to(target, {}, **changes)
        check.state = target
        check.move = {"at": NOON.isoformat(), "by": None, "reason": "", "law": ""}
        for name, value in changes.items():
            setattr(check, name, value)
        with pytest.raises(IllegalMove), transaction.atomic():
            check.save()


def test_a_fix_writes_over_the_last_and_an_older_one_changes_nothing(yard):
    fix = {
        "device_code": ROBOT, "yard_code": YARD, "node": "W1-1", "x_cm": 800, "y_cm": 0,
        "battery_percent": 88, "doing": "DRIVING", "task_no": "",
    }  # fmt: skip
    assert follow_robot(fix=Fix(**fix, seen_at=NOON))
    assert not follow_robot(fix=Fix(**fix | {"x_cm": 1}, seen_at=NOON - timedelta(seconds=1)))
    assert follow_robot(fix=Fix(**fix | {"x_cm": 900}, seen_at=NOON + timedelta(seconds=1)))
    assert RobotPost.objects.get().x_cm == 900


def test_a_plan_is_kept_once_and_a_bad_one_is_refused(yard, told):
    before = told()
    assert not keep_plan(yard_code=YARD, serves=("XRAY-1",), plan=small_plan().as_wire(), now=NOON)
    with pytest.raises(NoPlan):
        keep_plan(yard_code="Y78", serves=(), plan={"nodes": [], "edges": []}, now=NOON)
    assert told() == before


def test_the_seals_are_those_of_the_manifest(db):
    assert seals_declared("TEMU3108252") == ()
