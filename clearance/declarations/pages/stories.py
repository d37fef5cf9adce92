"""A declaration told as a timeline, and its contradictions as questions."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.queries import DeclarationView
from clearance.declarations.queries.explanations import label_of, remedy_for
from clearance.declarations.states import RELEASED, DeclarationState
from customs_portal.kit.errors import Fault

S = DeclarationState


def story_of(view: DeclarationView, *, now: datetime) -> list[dict[str, Any]]:
    """Past with times, now, and what will follow."""
    steps = [_step(_("Summary accepted"), at=view.accepted_at)]
    if view.state == S.WITHDRAWN:
        return [*steps, _step(_("Withdrawn"), phase="now")]
    if view.manifest_no:
        steps.append(_step(_("Manifest line found"), note=view.manifest_no, phase="done"))
    elif "manifest_line" not in view.absent:
        steps.append(
            _step(
                _("Manifest line"), phase="now" if view.state == S.AWAITING_MANIFEST else "future"
            )
        )
    if view.state == S.MISMATCHED:
        steps.append(
            _step(_("Differs from the manifest"), phase="now", note=_("Answer on this page"))
        )
    held = view.decision == "HELD"
    decided = _("Risk check: held") if held else _("Risk check: cleared")
    steps.append(
        _step(
            decided if view.decided_at else _("Risk check"),
            at=view.decided_at,
            tone="major" if held else "ok",
        )
    )
    if view.order_no:
        done = view.state in RELEASED or view.state == S.DETAINED
        steps.append(_step(_("Inspection"), phase="done" if done else "now", note=view.order_no))
    if view.state == S.DETAINED:
        return [*steps, _step(_("Detained"), phase="now")]
    steps.append(_step(_("May be picked up"), at=view.released_at))
    steps.append(_step(_("Left the port"), at=view.picked_up_at))
    steps.append(_completion(view, now=now))
    steps.append(_step(_("Tax paid, closed"), at=view.closed_at))
    return _with_one_now(steps)


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


def _completion(view: DeclarationView, *, now: datetime) -> dict[str, Any]:
    if view.completed_at is None:
        late = now > view.complete_by
        note = _("Overdue: the surcharge for late declaration runs") if late else _("To be filed")
        step = _step(_("Full declaration"), phase="future", note=note)
        step["due"] = view.complete_by
        return step
    note = _("%(n)d days late") % {"n": view.days_late} if view.days_late else ""
    return _step(_("Full declaration"), at=view.completed_at, note=note)


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


def _with_one_now(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not any(step["phase"] == "now" for step in steps):
        waiting = next((step for step in steps if step["phase"] == "future"), None)
        if waiting is not None:
            waiting["phase"] = "now"
    return steps
