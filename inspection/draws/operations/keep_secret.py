"""The secret of the day: committed before the day's first draw, revealed when it is over."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from customs_portal.journal.announce import announce
from inspection.draws.events import DrawSecretCommitted
from inspection.draws.models import DrawDay
from inspection.draws.rules.lottery import commitment_of, day_secret


@transaction.atomic
def commit_draw_secret(*, day: date, now: datetime) -> DrawDay:
    """The day with its secret; the first caller publishes its hash."""
    kept = DrawDay.objects.filter(day=day).first()
    if kept is not None:
        return kept
    secret = day_secret(master=settings.DRAW_SECRET, day=day.isoformat())
    kept, is_new = DrawDay.objects.get_or_create(
        day=day,
        defaults={
            "secret": secret,
            "commitment": commitment_of(secret=secret),
            "committed_at": now,
        },
    )
    if is_new:
        announce(DrawSecretCommitted(day=day, commitment=kept.commitment, committed_at=now))
    return kept
