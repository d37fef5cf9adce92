"""What is no longer there cannot be inspected: it leaves the pool, or is excused with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from customs_portal.journal.announce import announce
from inspection.draws.events import SubjectExcused, SubjectTakenOut
from inspection.draws.models import PoolSubject


@transaction.atomic
def take_gone(
    *,
    kind: str,
    references: Iterable[str],
    reason: str,
    now: datetime,
    place_code: str = "",
    committed: bool = True,
) -> int:
    """By the line that knows it, of one site or ("") of all; how many. Safe to repeat.

    What waits leaves before the cut-off. What lies in a pool stays in its leaves and is drawn like
    the others; ``committed`` notes there that no order comes of it any more, and why.
    """
    found = PoolSubject.objects.filter(kind=kind, reference__in=set(references))
    if place_code:
        found = found.filter(place_code=place_code)
    waiting = list(found.waiting().select_for_update())
    for row in waiting:
        row.out_reason, row.out_at = reason, now
        row.save(update_fields=["out_reason", "out_at"])
        announce(
            SubjectTakenOut(
                place_code=row.place_code,
                kind=kind,
                reference=row.reference,
                subject_id=row.subject_id,
                reason=reason,
                taken_out_at=now,
            )
        )
    lying = found.filter(draw__isnull=False, gone_at=None).select_for_update(of=("self",))
    excused = list(lying.select_related("draw")) if committed else []
    for row in excused:
        row.gone_reason, row.gone_at = reason, now
        row.save(update_fields=["gone_reason", "gone_at"])
        announce(
            SubjectExcused(
                draw_no=row.draw.draw_no if row.draw else "",
                kind=kind,
                reference=row.reference,
                reason=reason,
                excused_at=now,
            )
        )
    return len(waiting) + len(excused)
