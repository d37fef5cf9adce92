"""The three clocks of an inspected box are alarms on the wall, and end with the next step."""

from datetime import timedelta

import pytest

import inspection.orders.events as orders
from dashboards.wall.models import Alarm, WaitingTask
from dashboards.wall.operations.watch_clock import watch_clock
from dashboards.wall.states import ACTIVE
from tests.factories.wall import BOX, NOON, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-16")]
HOUR = timedelta(hours=1)
ABOUT = {"order_no": "IO-1", "container_no": BOX, "place_code": "X1"}


def called(instruction="B", at=NOON):
    return orders.BoxCalled(**ABOUT, instruction=instruction, called_at=at, move_by=at + 24 * HOUR)


def moved(instruction="B", at=NOON + HOUR):
    return orders.BoxMoved(
        **ABOUT, instruction=instruction, source="terminal", moved_at=at,
        inspect_by=at + 24 * HOUR,
    )  # fmt: skip


def freed(instruction="B", at=NOON + 2 * HOUR, *, came=True):
    away_by = at + 12 * HOUR if came else None
    return orders.BoxFreed(**ABOUT, instruction=instruction, freed_at=at, away_by=away_by)


def away(at=NOON + 3 * HOUR):
    return orders.BoxMovedAway(**ABOUT, source="terminal", away_at=at)


def alarms_at(at):
    watch_clock(now=at)
    return sorted(Alarm.objects.filter(state__in=ACTIVE).values_list("rule", flat=True))


@pytest.mark.parametrize(
    ("before", "rule", "hours", "ends"),
    [
        ([called()], "BOX_NOT_MOVED", 24, moved(at=NOON + 25 * HOUR)),
        ([called(), moved()], "BOX_NOT_INSPECTED", 25, freed(at=NOON + 26 * HOUR)),
        ([called(), moved(), freed()], "BOX_NOT_AWAY", 14, away(at=NOON + 15 * HOUR)),
    ],
)
def test_each_clock_raises_its_alarm_once_and_ends_it(before, rule, hours, ends):
    tell(*before, before[-1])  # the last piece of news is heard twice
    assert alarms_at(NOON + hours * HOUR - HOUR) == []
    assert alarms_at(NOON + hours * HOUR) == [rule]
    assert alarms_at(NOON + hours * HOUR) == [rule]
    tell(ends)
    assert alarms_at(NOON + hours * HOUR + 2 * HOUR) == []


def test_a_box_called_again_to_be_opened_waits_no_longer_at_the_scanner():
    tell(called(), moved(), called("A", at=NOON + 2 * HOUR))
    assert alarms_at(NOON + 25 * HOUR + HOUR / 2) == []
    assert alarms_at(NOON + 26 * HOUR) == ["BOX_NOT_MOVED"]


def test_a_box_that_never_came_need_not_leave():
    tell(called(), freed(came=False))
    assert alarms_at(NOON + 100 * HOUR) == []
    assert not WaitingTask.objects.filter(kind="MOVE_OFF").exists()


def test_a_second_look_takes_the_clock_over():
    handed = orders.BoxHandedOn(
        **ABOUT, recheck_no="IO-2", instruction="B", state="MOVED",
        due_at=NOON + 25 * HOUR, handed_at=NOON + 2 * HOUR,
    )  # fmt: skip
    tell(called(), moved(), handed)
    waiting = WaitingTask.objects.get(done_at=None)
    assert (waiting.kind, waiting.reference, waiting.due_at) == (
        "LOOK", "IO-2/B", NOON + 25 * HOUR,
    )  # fmt: skip
