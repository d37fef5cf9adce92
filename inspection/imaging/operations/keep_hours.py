"""Minutes in a row at the bench: a pause is offered, then due. Nobody is punished by them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError
from customs_portal.registry.law import whole_number
from inspection.imaging.models import WorkSpell


class PauseDue(DomainError):
    """Tired eyes miss things: after so many minutes in a row the bench gives no new scan."""

    code = "pause_due"
    http_status = 409
    sentence = gettext_noop("A pause from the screen is due before the next scan.")
    remedy_sentence = gettext_noop("Rest your eyes; the bench gives scans again after the pause.")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Where an analyst stands: minutes in a row and on shift, and when a pause would be over."""

    minutes_in_row: int
    minutes_on_shift: int
    is_offered: bool
    is_due: bool
    rested_at: datetime | None


def hours_of(*, analyst: User, now: datetime) -> Hours:
    spell = _running(analyst, now)
    if spell is None:
        return Hours(
            minutes_in_row=0,
            minutes_on_shift=_minutes(now - _shift_of(analyst, now)),
            is_offered=False,
            is_due=False,
            rested_at=None,
        )
    in_row = _minutes(spell.last_at - spell.began_at)
    return Hours(
        minutes_in_row=in_row,
        minutes_on_shift=_minutes(now - spell.shift_began_at),
        is_offered=in_row >= whole_number("imaging.pause_offered_minutes", at=now),
        is_due=in_row >= whole_number("imaging.pause_due_minutes", at=now),
        rested_at=spell.last_at + timedelta(minutes=whole_number("imaging.pause_minutes", at=now)),
    )


def check_rested(*, analyst: User, now: datetime) -> None:
    """Raises ``PauseDue`` until a whole pause has passed since the last act at the bench."""
    hours = hours_of(analyst=analyst, now=now)
    if hours.is_due and hours.rested_at is not None:
        raise PauseDue(
            rested_at=hours.rested_at.isoformat(),
            minutes_in_row=hours.minutes_in_row,
            law="imaging.pause_due_minutes",
        )


def note_work(*, analyst: User, now: datetime) -> None:
    """An act at the bench: the spell goes on, or another begins after a whole pause."""
    spell = _running(analyst, now)
    if spell is None:
        WorkSpell.objects.get_or_create(
            analyst=analyst,
            began_at=now,
            defaults={"last_at": now, "shift_began_at": _shift_of(analyst, now)},
        )
    elif spell.last_at < now:
        WorkSpell.objects.filter(pk=spell.pk, last_at__lt=now).update(last_at=now)


def at_work(*, now: datetime) -> set[int]:
    """Analysts who did something at the bench lately, by primary key."""
    since = now - timedelta(minutes=whole_number("imaging.second_reader_minutes", at=now))
    return set(WorkSpell.objects.filter(last_at__gte=since).values_list("analyst_id", flat=True))


def _running(analyst: User, now: datetime) -> WorkSpell | None:
    pause = timedelta(minutes=whole_number("imaging.pause_minutes", at=now))
    return (
        WorkSpell.objects.filter(analyst=analyst, last_at__gt=now - pause)
        .order_by("-began_at")
        .first()
    )


def _shift_of(analyst: User, now: datetime) -> datetime:
    """When this shift began: with the last spell, unless the absence since then was long."""
    gap = timedelta(hours=whole_number("imaging.shift_gap_hours", at=now))
    last = WorkSpell.objects.filter(analyst=analyst).order_by("-began_at").first()
    return now if last is None or now - last.last_at >= gap else last.shift_began_at


def _minutes(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 60))
