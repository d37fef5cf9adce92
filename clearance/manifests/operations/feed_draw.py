"""Boxes that were landed and that no bill names lie in the next pool of their berth.

Empty boxes are listed on no bill, and neither is what was landed too much: nobody will declare
them, so no lot of a declaration (S-900) ever falls on them. Chance speaks of them in the pool.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from clearance.manifests.facts import TallyEntry
from clearance.manifests.models import Manifest, ManifestContainer, TallyRow
from clearance.manifests.states import Kind
from inspection.draws.operations.enter_subjects import Entered, enter_known, rates_of
from inspection.draws.operations.take_gone import take_gone
from inspection.draws.queries.draws import lain_since
from inspection.draws.states import SubjectKind

BOX = SubjectKind.CONTAINER
NOT_LANDED = "Counted again: this box was not landed."
NAMED = "A bill names this box now: its declaration has a lot of its own."


def feed_draw(*, manifest: Manifest, entries: Sequence[TallyEntry], now: datetime) -> None:
    """Within the transaction of the tally. Safe to repeat: a box lies there once a landing.

    The carrier answers for them: its grade is their rate, and it has their receipts.
    """
    if manifest.kind == Kind.PRE_LOADING or manifest.arrived_at is None:
        return
    landed = {entry.container_no for entry in entries if entry.container_no}
    before = TallyRow.objects.filter(tally__manifest=manifest, container_no__gt="")
    gone = set(before.values_list("container_no", flat=True)) - landed
    _leave(manifest, gone, reason=NOT_LANDED, now=now)
    place_code, carrier = manifest.berth.code, manifest.carrier
    nameless = landed - set(
        ManifestContainer.objects.filter(container_no__in=landed, manifest=manifest).values_list(
            "container_no", flat=True
        )
    )
    known = lain_since(
        place_code=place_code, kind=BOX, references=nameless, since=manifest.arrived_at
    )
    given = carrier.grade_on(timezone.localdate(now))
    grade = given.grade if given is not None else ""
    enter_known(
        place_code=place_code,
        subjects=[
            Entered(
                kind=BOX,
                reference=box,
                grade=grade if grade in rates_of(BOX, at=now) else "UNKNOWN",
                uscc=carrier.uscc or "",
            )
            for box in sorted(nameless - known)
        ],
        now=now,
    )


def leave_draw(*, manifest: Manifest, container_no: str, now: datetime) -> None:
    """A bill was corrected to name the box; what is committed stays committed."""
    _leave(manifest, [container_no], reason=NAMED, now=now, committed=False)


def _leave(
    manifest: Manifest,
    boxes: Iterable[str],
    *,
    reason: str,
    now: datetime,
    committed: bool = True,
) -> None:
    take_gone(
        kind=BOX,
        references=boxes,
        place_code=manifest.berth.code,
        reason=reason,
        committed=committed,
        now=now,
    )
