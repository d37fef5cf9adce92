"""Where the box of an order stands between terminal and inspection, and what was reported of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inspection.orders.models import BoxMove, BoxReport
from inspection.orders.states import CLOCK_OF, LATE_PARTY_OF, BoxStep, Instruction, MoveState

NEXT_STEP = {
    MoveState.ASKED: BoxStep.MOVED,
    MoveState.MOVED: BoxStep.READY,
    MoveState.ENDED: BoxStep.AWAY,
}


@dataclass(frozen=True, kw_only=True)
class BoxReportView:
    step: str
    step_label: str
    happened_at: datetime
    reported_at: datetime
    reported_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoxView:
    """``clock`` and ``late_party`` are empty once the box is away; ``due_at`` then is None."""

    order_no: str
    container_no: str
    instruction: str
    instruction_label: str
    state: str
    state_label: str
    asked_at: datetime
    answered_at: datetime | None
    refusal: str
    moved_at: datetime | None
    ready_at: datetime | None
    ended_at: datetime | None
    away_at: datetime | None
    due_at: datetime | None
    clock: str
    clock_label: str
    late_party: str
    late_party_label: str
    next_step: str
    next_step_label: str
    reports: tuple[BoxReportView, ...]

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    @property
    def people(self) -> set[str]:
        return {one.reported_by for one in self.reports} - {""}


def box_of(*, order_no: str) -> BoxView | None:
    """None when the order is about no container, or is older than the messages to the terminal."""
    move = BoxMove.objects.select_related("order").filter(order__order_no=order_no).first()
    if move is None:
        return None
    state = MoveState(move.state)
    clock, party, step = CLOCK_OF.get(state), LATE_PARTY_OF.get(state), NEXT_STEP.get(state)
    return BoxView(
        order_no=order_no,
        container_no=move.order.container_no,
        instruction=move.instruction,
        instruction_label=str(Instruction(move.instruction).label),
        state=state,
        state_label=str(state.label),
        asked_at=move.asked_at,
        answered_at=move.answered_at,
        refusal=move.refusal,
        moved_at=move.moved_at,
        ready_at=move.ready_at,
        ended_at=move.ended_at,
        away_at=move.away_at,
        due_at=move.due_at,
        clock=clock or "",
        clock_label=str(clock.label) if clock else "",
        late_party=party or "",
        late_party_label=str(party.label) if party else "",
        next_step=step or "",
        next_step_label=str(step.label) if step else "",
        reports=_reports(order_no, recheck_of=move.order.recheck_of),
    )


def _reports(order_no: str, *, recheck_of: str) -> tuple[BoxReportView, ...]:
    """Of a second look also those about the first: it is one box that was moved once."""
    about = Q(order__order_no=order_no)
    if recheck_of:
        about |= Q(order__order_no=recheck_of)
    rows = BoxReport.objects.filter(about).select_related("reported_by").order_by("pk")
    return tuple(
        BoxReportView(
            step=row.step,
            step_label=row.get_step_display(),
            happened_at=row.happened_at,
            reported_at=row.reported_at,
            reported_by=row.reported_by.username if row.reported_by else "",
            reason=row.reason,
        )
        for row in rows
    )
