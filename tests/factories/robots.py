"""A yard with a robot, and checks in the states they pass through."""

from datetime import timedelta

import factory
from django.utils import timezone

from hardware_adapters.models import DeviceLine
from hardware_adapters.rules.yard_plan import rows_of_slots
from inspection.robot.models import CheckPicture, RobotCheck
from inspection.robot.operations.hear_robot import (
    Photograph,
    note_finished,
    note_photograph,
    take_answer,
)
from inspection.robot.operations.keep_plan import keep_plan
from inspection.robot.operations.list_check import list_check
from inspection.robot.operations.send_robots import send_robots
from tests.factories.hardware import DeviceFactory, PlaceFactory
from tests.factories.inspection import BOX, NOON, a_place, an_order
from tests.factories.moving import FoundFactory

YARD, ROBOT, SEAL = "Y77", "RB-77", "HD0153421"
KEY = "ab" * 32 + ".jpg"


def small_plan():
    return rows_of_slots(rows=1, slots_a_row=3, apart_cm=400, row_cm=1_000)


def a_yard_with_a_robot(*, on_the_line=True, code=ROBOT, now=None):
    """A yard that takes the boxes of the X-ray's place, and its robot."""
    now = now or timezone.now()
    place = PlaceFactory(code=YARD, kind="YARD")
    keep_plan(yard_code=YARD, serves=(a_place().code,), plan=small_plan().as_wire(), now=now)
    device = DeviceFactory(code=code, kind="robot", place=place)
    DeviceLine.objects.create(
        device_code=code, kind="robot", place_code=YARD, is_connected=on_the_line,
        changed_at=now, last_heard_at=now,
    )  # fmt: skip
    return device


def a_check(*, container_no=BOX, now=NOON, seals=(), **order):
    """A check on the list, of an order of its own."""
    order_no = an_order(container_no, now=now, **order)
    check_no = list_check(order_no=order_no, now=now)
    if seals:
        RobotCheck.objects.filter(check_no=check_no).update(seals=list(seals))
    return RobotCheck.objects.get(check_no=check_no)


def photographed(check, *, view, number, sure=950, now=NOON):
    return note_photograph(
        photograph=Photograph(
            task_no=check.task_no,
            view=view,
            picture_key=KEY,
            number=number,
            confidence_permille=sure,
            readings=(f"frame {number}",),
            taken_at=now,
        ),
        now=now,
    )


def a_compared_check(*, read=BOX, seal=SEAL, seals=(SEAL,), now=NOON, **given):
    """Sent, driven, photographed and compared; ``read`` and ``seal`` are what the machine read."""
    check = a_check(seals=seals, now=now, **given)
    send_robots(now=now)
    check.refresh_from_db()
    take_answer(task_no=check.task_no, accepted=True, now=now)
    photographed(check, view="DOOR", number=read, now=now)
    photographed(check, view="SEAL", number=seal, now=now)
    note_finished(task_no=check.task_no, pictures=2, now=now + timedelta(seconds=40))
    check.refresh_from_db()
    return check


class RobotCheckFactory(FoundFactory):
    """A check found in any state; the database's own rules hold."""

    class Meta:
        model = RobotCheck

    _flow = "robot check"
    check_no = factory.Sequence(lambda n: f"RC261120{900_000 + n}")
    order_no = factory.Sequence(lambda n: f"IO261120{800_000 + n}")
    container_no = factory.Sequence(lambda n: f"TGHU{n:07d}")
    yard_code = YARD
    due_at = NOON + timedelta(hours=1)
    listed_at = NOON
    device_code = factory.Sequence(lambda n: f"RB-{1_000 + n}")
    task_no = factory.LazyAttribute(lambda one: f"{one.check_no}-1")
    told_at = NOON

    @factory.lazy_attribute
    def verdict(self):
        state = getattr(self, "state", "LISTED")
        return {"LOOKED_AT": "DIFFERS", "SENT_TO_OPENING": "DIFFERS"}.get(
            state, state if state in ("MATCHES", "DIFFERS", "UNREADABLE") else ""
        )

    compared_at = factory.LazyAttribute(lambda one: NOON if one.verdict else None)


class CheckPictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckPicture

    check_of = factory.SubFactory(RobotCheckFactory)
    task_no = factory.SelfAttribute("check_of.task_no")
    view = "DOOR"
    picture_key = KEY
    number = BOX
    confidence_permille = 950
    taken_at = NOON
