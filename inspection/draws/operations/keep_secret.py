"""The secret of the day: committed before the day's first draw, revealed when it is over."""

from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.registry.law.pack import ask
from inspection.draws.events import DrawSecretCommitted
from inspection.draws.models import DrawDay
from inspection.draws.queries.day_file import FILED
from inspection.draws.rules.lottery import commitment_of, day_secret, sha256, single_lot


@transaction.atomic
def commit_draw_secret(*, day: date, now: datetime) -> DrawDay:
    """The day with its secret; the first caller publishes its hash and the rates of its lots."""
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
        announce(
            DrawSecretCommitted(
                day=day, commitment=kept.commitment, rates=filing_rates(on=day), committed_at=now
            )
        )
    return kept


def filing_rates(*, on: date) -> dict[str, int]:
    """By which rates lots fall on what firms file that day, permille, by kind and grade."""
    found = ask("risk.random_permille_by_grade", on=on).value
    return {f"{FILED}/{grade}": int(rate) for grade, rate in found.items()}


def filing_lot(filed: str, /, *, on: date) -> int:
    """The lot of what a firm filed, 0 to 999, under the secret of the day: made of its own words,
    and with no statement but one a process and day."""
    return single_lot(secret=_secret_of(on, settings.DRAW_SECRET), subject_id=sha256(filed))


@cache
def _secret_of(day: date, master: str) -> str:
    """A day that was committed under an earlier master keeps the secret that it was given."""
    kept = DrawDay.objects.filter(day=day).values_list("secret", flat=True).first()
    return kept or day_secret(master=master, day=day.isoformat())
