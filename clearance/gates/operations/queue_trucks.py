"""The queue before the gate: a truck joins with its pass, is called to a lane, and is gone."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from clearance.gates.events import TruckCalled, TruckLeftQueue, TruckQueued
from clearance.gates.models import GatePass, Truck, Turn
from clearance.gates.models.queue import OPEN_TURNS
from clearance.gates.states import Because, PassState, TurnState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry import law
from customs_portal.registry.models import Place

USABLE = [PassState.APPROVED, PassState.PASSED_FIRST]


class PassNotUsable(DomainError):
    """Only a truck with an approved pass that is still good may wait."""

    code = "pass_not_usable"
    sentence = gettext_noop("This gate pass is not approved, or its time is over.")
    remedy_sentence = gettext_noop("Apply for a new pass before you drive to the gate.")


class AlreadyInQueue(DomainError):
    """One truck, one place in the queue."""

    code = "already_in_queue"
    sentence = gettext_noop("This truck waits in the queue already.")
    remedy_sentence = gettext_noop("Watch the board until it is called.")


class NobodyWaits(DomainError):
    """There is no truck to call."""

    code = "nobody_waits"
    sentence = gettext_noop("No truck waits.")
    remedy_sentence = gettext_noop("Wait until one has joined the queue.")


@transaction.atomic
def join_queue(*, pass_no: str, by: User, now: datetime) -> int:
    """The driver has come to the gate area; the turn's number.

    Raises ``NotPermitted``, ``NotFound``, ``PassNotUsable``, ``AlreadyInQueue``.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise_id is None:
        raise NotPermitted
    gate_pass = GatePass.objects.filter(pass_no=pass_no, enterprise_id=by.enterprise_id).first()
    if gate_pass is None:
        raise NotFound(field="pass_no")
    if gate_pass.state not in USABLE or gate_pass.valid_until < now:
        raise PassNotUsable(field="pass_no", state=gate_pass.state)
    turn = _join(gate_pass, now, by=by)
    if turn is None:
        raise AlreadyInQueue(field="plate_no")
    return turn.pk


@transaction.atomic
def join_by_tag(*, tag_id: str, now: datetime) -> bool:
    """A reader on the way to the gate heard the truck's tag. Safe to repeat."""
    truck = Truck.objects.filter(tag_id=tag_id, is_active=True).first()
    if truck is None:
        return False
    passes = GatePass.objects.filter(
        plate_no=truck.plate_no, state__in=USABLE, valid_until__gte=now
    )
    gate_pass = passes.order_by("id").first()
    return gate_pass is not None and _join(gate_pass, now) is not None


@transaction.atomic
def call_next(*, lane_code: str, by: User, now: datetime) -> str:
    """Call the truck that has waited longest to a lane; its plate.

    A truck that did not come within its minutes waits again behind nobody.
    Raises ``NotPermitted``, ``NotFound``, ``NobodyWaits``.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    if not Place.objects.filter(code=lane_code, kind=Place.Kind.LANE).exists():
        raise NotFound(field="lane_code")
    minutes = law.whole_number("gate.call_minutes", at=now)
    for missed in Turn.objects.select_for_update().filter(
        state=TurnState.CALLED, called_at__lt=now - timedelta(minutes=minutes)
    ):
        missed.wait_again(at=now)
    turn = (
        Turn.objects.select_for_update(skip_locked=True)
        .filter(state=TurnState.WAITING)
        .order_by("joined_at", "id")
        .first()
    )
    if turn is None:
        raise NobodyWaits(field="lane_code")
    turn.call(lane_code=lane_code, by=by, at=now)
    announce(
        TruckCalled(
            plate_no=turn.plate_no, pass_no=turn.pass_no, lane_code=lane_code, called_at=now
        ),
        actor=by,
    )
    return turn.plate_no


@transaction.atomic
def leave_queue(*, pass_no: str, by: User, now: datetime) -> None:
    """The driver goes away again. Raises ``NotPermitted``, ``NotFound``."""
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise_id is None:
        raise NotPermitted
    own = GatePass.objects.filter(pass_no=pass_no, enterprise_id=by.enterprise_id)
    turn = (
        Turn.objects.select_for_update().filter(pass_no=pass_no, state__in=OPEN_TURNS).first()
        if own.exists()
        else None
    )
    if turn is None:
        raise NotFound(field="pass_no")
    turn.leave(at=now, by=by)
    _tell_end(turn, "LEFT", now)


def note_in_lane(*, plate_no: str, lane_code: str, now: datetime) -> bool:
    """The lane read a plate: that truck's turn is there, and whoever was there before it and
    did not pass waits again with its place in time. Safe to repeat."""
    concerned = Turn.objects.filter(
        Q(plate_no=plate_no, state__in=[TurnState.WAITING, TurnState.CALLED])
        | (Q(lane_code=lane_code, state=TurnState.IN_LANE) & ~Q(plate_no=plate_no))
    )
    if not concerned.exists():
        return False
    came = False
    with transaction.atomic():
        for turn in concerned.select_for_update():
            if turn.plate_no == plate_no:
                turn.drive_in(lane_code=lane_code, at=now)
                came = True
            else:
                turn.wait_again(at=now)
    return came


def end_turn(*, plate_no: str, pass_no: str, how: str, now: datetime) -> bool:
    """The truck has passed (DONE), or its pass is gone (LEFT). Safe to repeat."""
    same = Q(pass_no=pass_no) if pass_no else Q(plate_no=plate_no)
    concerned = Turn.objects.filter(same, state__in=OPEN_TURNS)
    if not concerned.exists():
        return False
    with transaction.atomic():
        turn = concerned.select_for_update().first()
        if turn is None:
            return False
        if how == TurnState.DONE:
            if turn.state != TurnState.IN_LANE:
                turn.drive_in(lane_code=turn.lane_code or "-", at=now)
            turn.finish(at=now)
        else:
            turn.leave(at=now)
        _tell_end(turn, how, now)
    return True


def _join(gate_pass: GatePass, now: datetime, *, by: User | None = None) -> Turn | None:
    why = told(at=now, by=by, reason=Because.JOINED if by else Because.HEARD)
    try:
        with transaction.atomic():
            turn = Turn.objects.create(
                plate_no=gate_pass.plate_no,
                pass_no=gate_pass.pass_no,
                container_no=gate_pass.container_no,
                joined_at=now,
                move=why,
            )
    except IntegrityError:
        return None
    announce(TruckQueued(plate_no=turn.plate_no, pass_no=turn.pass_no, queued_at=now))
    return turn


def _tell_end(turn: Turn, how: str, now: datetime) -> None:
    announce(TruckLeftQueue(plate_no=turn.plate_no, pass_no=turn.pass_no, how=how, ended_at=now))
