"""The secret of the day: committed before the day's first draw, revealed when it is over."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from inspection.orders.events import DrawSecretCommitted, DrawSecretRevealed
from inspection.orders.models import DrawSecret
from inspection.orders.rules.draw import commitment_of


@transaction.atomic
def commit_draw_secret(*, day: date, now: datetime) -> DrawSecret:
    """The day's secret; the first caller makes it and publishes its hash."""
    fresh = secrets.token_hex(32)
    kept, is_new = DrawSecret.objects.get_or_create(
        day=day,
        defaults={
            "secret": fresh,
            "commitment": commitment_of(secret=fresh),
            "committed_at": now,
        },
    )
    if is_new:
        announce(DrawSecretCommitted(day=day, commitment=kept.commitment, committed_at=now))
    return kept


@transaction.atomic
def reveal_draw_secrets(*, now: datetime) -> int:
    """Reveal the secrets of every day that is over; how many were revealed."""
    over = DrawSecret.objects.select_for_update().filter(
        revealed_at=None, day__lt=timezone.localdate(now)
    )
    revealed = 0
    for kept in over:
        kept.revealed_at = now
        kept.save(update_fields=["revealed_at"])
        announce(
            DrawSecretRevealed(
                day=kept.day, commitment=kept.commitment, secret=kept.secret, revealed_at=now
            )
        )
        revealed += 1
    return revealed
