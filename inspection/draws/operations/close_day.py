"""A day is over: its single lots become a pool, its file is closed, its secret is told."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from inspection.draws.events import DrawSecretRevealed, LotsCommitted
from inspection.draws.models import DrawDay
from inspection.draws.operations.enter_subjects import blinded
from inspection.draws.queries.day_file import FILED, body_of, filed_leaf, lot_leaves
from inspection.draws.rules.lottery import in_order, root_of
from inspection.draws.states import DrawState
from risk.assessments.queries import lots_fallen

SETTLED = timedelta(minutes=30)  # what was filed before midnight is stored by then


def reveal_draw_secrets(*, now: datetime) -> int:
    """Close every day that is over and whose pools are all drawn or lapsed; how many.

    The lots are committed in a transaction of their own: their row must have its place in the
    journal before the file is closed over it.
    """
    waits = DrawDay.objects.filter(draws__state=DrawState.COMMITTED).values("pk")
    over = DrawDay.objects.filter(revealed_at=None, day__lt=timezone.localdate(now - SETTLED))
    days = list(over.exclude(pk__in=waits).order_by("day").values_list("day", flat=True))
    for day in days:
        _commit_lots(day, now=now)
    return sum(_reveal(day, now=now) for day in days)


@transaction.atomic
def _commit_lots(day: date, *, now: datetime) -> None:
    kept = DrawDay.objects.select_for_update().get(day=day)
    if kept.lots_at is not None:
        return
    lots, filed = list(kept.lots.all()), lots_fallen(on=day)
    if lots or filed:
        named = [(blinded(kind=FILED, reference=one.reference)[1], one) for one in filed]
        leaves = in_order([*lot_leaves(lots), *(filed_leaf(who, one) for who, one in named)])
        announce(
            LotsCommitted(
                day=day,
                commitment=kept.commitment,
                rates={f"{one.kind}/{one.grade}": one.rate for one in lots}
                | {f"{FILED}/{one.grade}": one.rate for one in filed},
                leaves=len(leaves),
                root=root_of(leaves),
                committed_at=now,
            )
        )
        kept.lot_leaves = "\n".join(leaves)
    kept.lots_at = now
    kept.save(update_fields=["lots_at", "lot_leaves"])


@transaction.atomic
def _reveal(day: date, *, now: datetime) -> bool:
    kept = DrawDay.objects.select_for_update().get(day=day)
    if kept.revealed_at is not None:
        return False
    body = "\n".join(body_of(kept)).encode()
    kept.file_key = storage.put(body, suffix="jsonl")
    kept.revealed_at = now
    kept.save(update_fields=["revealed_at", "file_key"])
    announce(
        DrawSecretRevealed(
            day=day,
            commitment=kept.commitment,
            secret=kept.secret,
            digest=hashlib.sha256(body).hexdigest(),
            revealed_at=now,
        )
    )
    return True
