"""The terminal is to bring a box to its inspection, and to take it away afterwards (移箱)."""

from datetime import datetime, timedelta

from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.registry.law import whole_number
from inspection.orders.events import BoxCalled, BoxFreed, BoxHandedOn, BoxMoved
from inspection.orders.models import BoxMove, InspectionOrder
from inspection.orders.states import Instruction, MoveState

MOVE_LAW = "inspection.move_hours"
INSPECT_LAW = "inspection.inspect_hours"
AWAY_LAW = "inspection.away_hours"
BROUGHT = (MoveState.MOVED, MoveState.READY)


def call_box(
    order: InspectionOrder, /, *, instruction: Instruction, now: datetime, by: User | None = None
) -> None:
    """Ask the terminal for the box of ``order``; in the caller's transaction, safe to repeat.

    A box that stands at the scanner and must now be opened is asked for again: the place is
    another, and a new clock begins. A second look finds the box where the first look left it.
    """
    if not order.container_no or _handed_on(order, now=now):
        return
    due_at = now + timedelta(hours=whole_number(MOVE_LAW, at=now))
    why = told(at=now, by=by, reason=instruction.name, law=MOVE_LAW)
    move = BoxMove.objects.filter(order=order).first()
    if move is None:
        BoxMove.objects.create(
            order=order, instruction=instruction, asked_at=now, due_at=due_at, move=why
        )
    elif move.instruction == instruction:
        return
    else:
        asked = {
            "instruction": instruction, "asked_at": now, "due_at": due_at, "answered_at": None,
            "refusal": "", "moved_at": None, "ready_at": None,
        }  # fmt: skip
        if move.state == MoveState.ASKED:  # the scan did not wait for the terminal's report
            move.note(**asked)
        else:
            move.go(MoveState.ASKED, why=why, **asked)
    announce(
        BoxCalled(
            order_no=order.order_no,
            container_no=order.container_no,
            place_code=order.place_code,
            instruction=instruction,
            called_at=now,
            move_by=due_at,
        ),
        actor=by,
    )


def call_again(order: InspectionOrder, /, *, by: User, now: datetime) -> None:
    """The terminal was told to take the box away, and is asked to bring it once more."""
    move = BoxMove.objects.filter(order=order, state=MoveState.ENDED).first()
    if move is None:
        return
    due_at = now + timedelta(hours=whole_number(MOVE_LAW, at=now))
    move.go(
        MoveState.ASKED,
        why=told(at=now, by=by, reason=move.instruction, law=MOVE_LAW),
        asked_at=now,
        due_at=due_at,
        answered_at=None,
        refusal="",
        moved_at=None,
        ready_at=None,
        ended_at=None,
    )
    announce(
        BoxCalled(
            order_no=order.order_no,
            container_no=order.container_no,
            place_code=order.place_code,
            instruction=move.instruction,
            called_at=now,
            move_by=due_at,
        ),
        actor=by,
    )


def note_brought(
    move: BoxMove, /, *, at: datetime, source: str, by: User | None = None, reason: str = ""
) -> None:
    """The box has come: the terminal says so, an officer does, or a scan of it shows it."""
    due_at = at + timedelta(hours=whole_number(INSPECT_LAW, at=at))
    why = told(at=at, by=by, reason=reason, law=INSPECT_LAW)
    move.go(MoveState.MOVED, why=why, moved_at=at, due_at=due_at)
    announce(
        BoxMoved(
            order_no=move.order.order_no,
            container_no=move.order.container_no,
            place_code=move.order.place_code,
            instruction=move.instruction,
            source=source,
            moved_at=at,
            inspect_by=due_at,
        ),
        actor=by,
    )


def note_scanned_box(order: InspectionOrder, /, *, scan_no: str, at: datetime) -> None:
    """A scanned box has come to the scanner, whatever the terminal has reported."""
    move = BoxMove.objects.filter(order=order, state=MoveState.ASKED).select_related("order")
    if (found := move.first()) is not None and found.instruction == Instruction.BY_SCAN:
        note_brought(found, at=max(at, found.asked_at), source="scan", reason=scan_no)


def free_box(
    order: InspectionOrder, /, *, inspected: bool, now: datetime, by: User | None = None
) -> None:
    """The inspection is over or called off: a box that came, or was opened, must leave in time."""
    move = BoxMove.objects.filter(order=order).first()
    if move is None or move.ended_at is not None or move.state == MoveState.CALLED_OFF:
        return
    away_by = None
    if inspected or move.state in BROUGHT:
        away_by = now + timedelta(hours=whole_number(AWAY_LAW, at=now))
        why = told(at=now, by=by, law=AWAY_LAW)
        move.go(MoveState.ENDED, why=why, ended_at=now, due_at=away_by)
    else:
        why = told(at=now, by=by, law=MOVE_LAW)
        move.go(MoveState.CALLED_OFF, why=why, ended_at=now, due_at=None)
    announce(
        BoxFreed(
            order_no=order.order_no,
            container_no=order.container_no,
            place_code=order.place_code,
            instruction=move.instruction,
            freed_at=now,
            away_by=away_by,
        ),
        actor=by,
    )


def note_answer(*, order_no: str, instruction: str, refusal: str, now: datetime) -> None:
    """The terminal has taken the instruction, or says why it will not follow it."""
    rows = BoxMove.objects.select_for_update(of=("self",)).filter(
        Q(order__order_no=order_no) | Q(order__recheck_of=order_no), instruction=instruction
    )
    if (move := rows.first()) is not None:
        move.note(answered_at=now, refusal=refusal[:300])


def _handed_on(order: InspectionOrder, /, *, now: datetime) -> bool:
    """Whether this second look has taken over the box of the first."""
    if not order.recheck_of:
        return False
    if BoxMove.objects.filter(order=order).exists():
        return True
    rows = BoxMove.objects.select_for_update(of=("self",)).select_related("order")
    move = rows.filter(order__order_no=order.recheck_of, ended_at=None).first()
    if move is None:
        return False
    move.note(order=order)
    announce(
        BoxHandedOn(
            order_no=order.recheck_of,
            recheck_no=order.order_no,
            container_no=order.container_no,
            place_code=order.place_code,
            instruction=move.instruction,
            state=move.state,
            due_at=move.due_at or now,
            handed_at=now,
        )
    )
    return True
