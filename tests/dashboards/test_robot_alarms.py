"""A box whose number or seal is not the order's is an alarm until somebody has looked at it."""

from datetime import timedelta

import pytest

import inspection.robot.events as robots
from dashboards.wall.models import Alarm
from dashboards.wall.states import ACTIVE, AlarmState
from tests.factories import wall as news
from tests.factories.wall import BOX, NOON, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-10")]
MINUTE = timedelta(minutes=1)
ABOUT = {"check_no": "RC-1", "order_no": "IO-1", "container_no": BOX}


def compared(verdict="DIFFERS", at=NOON):
    return robots.RobotCheckCompared(
        **ABOUT, verdict=verdict, read_container_no="TEMU3108252", read_seal_no="",
        differs=("CONTAINER",), compared_at=at,
    )  # fmt: skip


def looked(at=NOON + MINUTE):
    return robots.RobotFindingLookedAt(**ABOUT, reason="Painted over", looked_at=at)


def opened(at=NOON + MINUTE):
    return robots.RobotFindingSentToOpening(**ABOUT, reason="Swapped", sent_at=at)


def again(verdict="DIFFERS", at=NOON + 2 * MINUTE):
    return robots.RobotFindingTakenUpAgain(**ABOUT, verdict=verdict, taken_up_at=at)


def test_it_stands_where_the_box_is_inspected_and_is_raised_once():
    tell(news.ordered("IO-1", place="H1"), compared(), compared())
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.reference, alarm.place_code) == ("ROBOT_DIFFERS", "IO-1", "H1")
    assert (alarm.occasions, alarm.details["container"]) == (1, BOX)


@pytest.mark.parametrize("verdict", ["MATCHES", "UNREADABLE"])
def test_what_agrees_or_waits_for_a_reader_is_no_alarm(verdict):
    tell(compared(verdict))
    assert not Alarm.objects.exists()


@pytest.mark.parametrize(
    "end",
    [looked, opened, lambda: news.concluded(at=NOON + MINUTE), lambda: news.cancelled(at=NOON)],
    ids=["looked at", "sent to opening", "concluded", "cancelled"],
)
def test_it_ends_with_what_a_person_makes_of_it(end):
    tell(compared(), end())
    assert Alarm.objects.get().state == AlarmState.CLEARED_UNACK


def test_a_look_taken_back_raises_it_again():
    tell(compared(), looked(), again())
    assert Alarm.objects.filter(state__in=ACTIVE).count() == 1
    assert Alarm.objects.count() == 2


def test_a_look_at_an_unreadable_number_taken_back_raises_nothing():
    tell(compared("UNREADABLE"), looked(), again("UNREADABLE"))
    assert not Alarm.objects.exists()
