"""Background doors of the draws: secrets, cut-offs by the clock, what never got its value."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from customs_portal.kit import clock
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.draws.operations.fix_beacon import lapse_overdue
from inspection.draws.operations.hold_cut_offs import hold_cut_offs
from inspection.draws.operations.keep_secret import commit_draw_secret


@shared_task
def keep_draw_secrets(**_: object) -> None:
    """Publish the commitments of today and tomorrow early, tell the secrets of what is over."""
    now = clock.now()
    today = timezone.localdate(now)
    for day in (today, today + timedelta(days=1)):
        commit_draw_secret(day=day, now=now)
    lapse_overdue(now=now)
    reveal_draw_secrets(now=now)


@shared_task
def hold_due_cut_offs(**_: object) -> None:
    hold_cut_offs(now=clock.now())
