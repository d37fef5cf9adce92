"""A declaration told as a timeline, and its contradictions as questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clearance.declarations.queries import DeclarationView
from clearance.declarations.queries.explanations import label_of, remedy_for
from clearance.declarations.queries.history import StateChange
from clearance.declarations.states import DECLARATION_FLOW, DeclarationState, Direction, Procedure
from customs_portal.kit.errors import Fault
from customs_portal.kit.exports import csv_answer

S = DeclarationState


def story_of(
    view: DeclarationView, *, history: Sequence[StateChange], now: datetime
) -> list[dict[str, Any]]:
    """What was recorded with times, where it stands now, and what will follow."""
    steps = [_recorded(one) for one in history]
    current = steps[-1] if steps else None
    if view.picked_up_at is not None:
        away = _step(_("Left the port"), at=view.picked_up_at)
        after = [n for n, step in enumerate(steps) if step["at"] > view.picked_up_at]
        steps.insert(after[0] if after else len(steps), away)
    if current is not None and (view.state == S.DETAINED or not _is_final(view.state)):
        current["phase"] = "now"
    return steps + [_ahead(state, view, now=now) for state in _way_ahead(view)]


def _is_final(state: str) -> bool:
    return DECLARATION_FLOW.is_final(S(state))


def _recorded(change: StateChange) -> dict[str, Any]:
    note = " · ".join(
        part for part in (f"{change.letter} {change.receipt}", change.reason, change.who) if part
    )
    tone = {S.HELD: "major", S.MISMATCHED: "minor", S.RETURNED: "minor", S.DETAINED: "critical"}
    tone |= {S.IN_RE_REVIEW: "minor", S.REJECTED: "critical"}
    return _step(change.state_label, at=change.at, note=note, tone=tone.get(S(change.state), "ok"))


def _ahead(state: S, view: DeclarationView, *, now: datetime) -> dict[str, Any]:
    """What usually follows; what an officer may yet decide otherwise is not foretold."""
    if state != S.COMPLETED:
        return _step(str(state.label), phase="future")
    late = now > view.complete_by
    note = _("Overdue: the surcharge for late declaration runs") if late else _("To be filed")
    step = _step(_("Full declaration"), phase="future", note=note)
    step["due"] = view.complete_by
    return step


_WAYS = {
    (Procedure.TWO_STEP, Direction.IMPORT): (
        S.AWAITING_MANIFEST, S.CLEARED_TO_LEAVE, S.RELEASED_FOR_PICKUP, S.COMPLETED, S.CLOSED,
    ),
    (Procedure.ONE_STEP, Direction.IMPORT): (
        S.AWAITING_MANIFEST, S.TAX_DUE, S.CLEARED_TO_LEAVE, S.RELEASED_FOR_PICKUP, S.CLOSED,
    ),
    (Procedure.ONE_STEP, Direction.EXPORT): (
        S.AWAITING_MANIFEST, S.AWAITING_ARRIVAL, S.TAX_DUE, S.CLEARED_TO_LEAVE,
        S.RELEASED_FOR_LOADING, S.CLOSED,
    ),
}  # fmt: skip
_STANDS_LIKE = {
    S.MISMATCHED: S.AWAITING_MANIFEST,
    S.IN_RE_REVIEW: S.TAX_DUE,
    S.HELD: S.CLEARED_TO_LEAVE,
    S.IN_INSPECTION: S.CLEARED_TO_LEAVE,
}


def _way_ahead(view: DeclarationView) -> tuple[S, ...]:
    """The states that usually follow the one it has."""
    way: tuple[S, ...] = _WAYS[Procedure(view.procedure), Direction(view.direction)]
    if not view.involves_tax:
        way = tuple(one for one in way if one != S.TAX_DUE)
    state = S(view.state)
    place = _STANDS_LIKE.get(state, state)
    if state == S.RETURNED:
        return way
    if place not in way:
        return ()
    ahead = way[way.index(place) + 1 :]
    return (S.IN_INSPECTION, *ahead) if state == S.HELD else ahead


def mismatch_cells(
    view: DeclarationView, *, answers: dict[str, str] | None, faults: tuple[Fault, ...]
) -> list[dict[str, Any]]:
    """Each contradiction: declared against manifest, with the field to answer it."""
    wrong = {one.field.split("[")[0]: one.message for one in faults}
    return [
        {
            "name": one.field,
            "id": f"id_{one.field}",
            "label": label_of(one.field),
            "declared": one.declared,
            "manifest": one.manifest,
            "remedy": remedy_for(one.field),
            "value": (answers or {}).get(one.field, one.declared),
            "error": wrong.get(one.field, ""),
            "width": "s12",
        }
        for one in view.mismatches
    ]


def history_file(changes: Sequence[StateChange], *, declaration_no: str) -> HttpResponseBase:
    """The record of the states as a table for other programs."""
    head = ["number", "at", "from", "to", "state", "letter", "who", "customs", "reason", "law"]
    rows = (
        [one.number, localtime(one.at).isoformat(), one.before, one.state, one.state_label]
        + [one.letter, one.who, "1" if one.by_customs else "0", one.reason, one.law]
        for one in changes
    )
    return csv_answer(name=f"{declaration_no}-states.csv", head=head, rows=rows)


def _step(
    label: str, *, at: datetime | None = None, phase: str = "", note: str = "", tone: str = "ok"
) -> dict[str, Any]:
    return {
        "label": label,
        "at": at,
        "phase": phase or ("done" if at else "future"),
        "note": note,
        "tone": tone,
    }
