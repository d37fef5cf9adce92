"""A person and the finding of a robot: looked at, taken up again, sent to opening."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries import order_of
from inspection.robot.events import (
    RobotFindingLookedAt,
    RobotFindingSentToOpening,
    RobotFindingTakenUpAgain,
)
from inspection.robot.models import CheckPicture, RobotCheck
from inspection.robot.states import FOR_A_PERSON, CheckState, View

MAY_ANSWER = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
SHORTEST, LONGEST = 5, 300


class ReasonMissing(Fault):
    """Whoever sets a finding aside, or opens a box for it, says why."""

    code = "robot_reason_missing"
    sentence = gettext_noop("Say in some words what you saw.")
    remedy_sentence = gettext_noop("Write 5 to 300 characters.")


class NothingToAnswer(DomainError):
    """The robot found nothing that waits for a person."""

    code = "nothing_to_answer"
    sentence = gettext_noop("No finding of a robot waits for an answer here.")
    remedy_sentence = gettext_noop("Load the page again to see how it stands now.")


class NotYourLook(DomainError):
    """Only who looked takes the look back."""

    code = "not_your_look"
    http_status = 403
    sentence = gettext_noop("Another officer has looked at this finding.")
    remedy_sentence = gettext_noop("Ask the officer who looked at it to take it back.")


class InspectionIsOver(DomainError):
    """The order has ended; what was decided on the finding stands."""

    code = "inspection_is_over"
    sentence = gettext_noop("The inspection is over; the finding can be answered no more.")
    remedy_sentence = gettext_noop("Ask for a new inspection if the box must be looked into.")


@transaction.atomic
def look_at_finding(*, check_no: str, reason: str, by: User, now: datetime) -> None:
    """The officer looked, and the box need not be opened for it; ``reason`` says what it is."""
    check = _held(check_no, by)
    said = _reason(reason)
    if check.state not in FOR_A_PERSON:
        raise NothingToAnswer(field="check_no", state=check.state)
    check.look_at(reason=said, by=by, at=now)
    announce(
        RobotFindingLookedAt(
            check_no=check_no,
            order_no=check.order_no,
            container_no=check.container_no,
            reason=said,
            looked_at=now,
        ),
        actor=by,
    )


@transaction.atomic
def take_up_again(*, check_no: str, by: User, now: datetime) -> None:
    """Undo one's own look while the inspection goes on: nothing was built on it yet."""
    check = _held(check_no, by)
    if check.state != CheckState.LOOKED_AT:
        raise NothingToAnswer(field="check_no", state=check.state)
    if check.looked_by_id != by.pk:
        raise NotYourLook(field="check_no")
    _require_open(check)
    check.take_up_again(by=by, at=now)
    announce(
        RobotFindingTakenUpAgain(
            check_no=check_no,
            order_no=check.order_no,
            container_no=check.container_no,
            taken_up_at=now,
            verdict=str(check.state),
        ),
        actor=by,
    )


@transaction.atomic
def send_finding_to_opening(*, check_no: str, reason: str, by: User, now: datetime) -> None:
    """The box is opened because of the finding; its crew is drawn as for any other box.

    The beacon of the draw is the digest of the robot's picture, which nobody could choose. Who
    asks for the opening does not open it.
    """
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    check = _held(check_no, by)
    said = _reason(reason)
    if check.state not in (*FOR_A_PERSON, CheckState.LOOKED_AT):
        raise NothingToAnswer(field="check_no", state=check.state)
    _require_open(check)
    door = CheckPicture.objects.filter(task_no=check.task_no, view=View.DOOR).first()
    check.send_to_opening(reason=said, by=by, at=now)
    announce(
        RobotFindingSentToOpening(
            check_no=check_no,
            order_no=check.order_no,
            container_no=check.container_no,
            reason=said,
            sent_at=now,
        ),
        actor=by,
    )
    send_to_opening(
        order_no=check.order_no,
        reason=said,
        beacon=door.picture_key.partition(".")[0] if door is not None else "",
        excluded=((by, gettext_noop("sent the box to opening")),),
        by=by,
        now=now,
    )


def _held(check_no: str, by: User) -> RobotCheck:
    if not any(by.holds(duty) for duty in MAY_ANSWER):
        raise NotPermitted(duty=", ".join(MAY_ANSWER))
    return RobotCheck.objects.locked(check_no=check_no)


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise ReasonMissing(field="reason")
    return said


def _require_open(check: RobotCheck) -> None:
    order = order_of(order_no=check.order_no)
    if order is None or order.state in ("CONCLUDED", "CANCELLED"):
        raise InspectionIsOver(field="check_no", order_no=check.order_no)
