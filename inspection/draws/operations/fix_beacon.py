"""The value that nobody knew at the cut-off is fixed, and chance speaks at once."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import offices_of
from customs_portal.journal.announce import announce
from customs_portal.journal.queries import head_over
from customs_portal.kit.errors import DomainError, NotPermitted
from customs_portal.registry.law import whole_number
from inspection.draws.events import BeaconFixed, DrawLapsed, PoolDrawn
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.operations.commit_pool import in_utc
from inspection.draws.rules.lottery import Ballot, beacon_of, crew_of, drawn_of, pool_key
from inspection.draws.states import DrawState

MAY_FIX = (Duty.DISPATCH_INSPECTION, Duty.READ_JOURNAL)
LONGEST = 300


class NotCommitted(DomainError):
    """A draw is drawn once; what has lapsed is never drawn."""

    code = "not_committed"
    sentence = gettext_noop("This draw does not wait for a public value.")
    remedy_sentence = gettext_noop("Load the page again to see its state.")


class OwnOffice(DomainError):
    """Whoever holds the secret must not name the public value."""

    code = "own_office"
    http_status = 403
    sentence = gettext_noop("The public value is named by an officer of another office.")
    remedy_sentence = gettext_noop("Ask an auditor or a dispatcher of another office.")


class ValueMissing(DomainError):
    """The named source has published something that can be typed."""

    code = "value_missing"
    http_status = 422
    sentence = gettext_noop("Type the value as its source has published it.")
    remedy_sentence = gettext_noop(
        "Digits, letters and signs on one line, or a file of the source."
    )


class NotSealedYet(DomainError):
    """The head of the journal after the pool is part of the beacon."""

    code = "not_sealed_yet"
    sentence = gettext_noop("The journal has not been sealed since the cut-off.")
    remedy_sentence = gettext_noop("It is sealed every ten seconds. Try again in a moment.")


@transaction.atomic
def fix_beacon(*, draw_no: str, public_value: str, by: User, now: datetime) -> int:
    """Fix the beacon and draw; how many were drawn. Never the second time."""
    if not any(by.holds(duty) for duty in MAY_FIX):
        raise NotPermitted(duty=", ".join(MAY_FIX))
    draw = PoolDraw.objects.locked(draw_no=draw_no)
    if draw.state != DrawState.COMMITTED:
        raise NotCommitted(draw_no=draw_no)
    offices = offices_of(by, at=now)
    if not offices or draw.office_code in offices:
        raise OwnOffice(draw_no=draw_no)
    value = value_in(public_value)
    if not value or len(value) > LONGEST or not value.isprintable():
        raise ValueMissing(field="public_value")
    head = head_over(name="inspection.pool-committed", number=draw_no)
    if head is None:
        raise NotSealedYet(draw_no=draw_no)
    draw.head, draw.public_value, draw.fixed_by = head.head, value, by
    draw.beacon = beacon_of(head=head.head, public_value=value)
    announce(
        BeaconFixed(
            draw_no=draw_no,
            batch_no=head.batch_no,
            head=head.head,
            source=draw.source,
            public_value=value,
            office=offices[0],
            beacon=draw.beacon,
            fixed_at=in_utc(now),
        ),
        actor=by,
    )
    drawn = drawn_from(
        draw.leaves.split("\n"),
        key=pool_key(secret=draw.day.secret, beacon=draw.beacon),
        root=draw.root,
        crew_size=draw.crew_size,
    )
    draw.close(drawn=drawn, at=now, by=by)
    _mark(draw)
    announce(PoolDrawn(draw_no=draw_no, drawn=len(drawn), drawn_at=now), actor=by)
    return len(drawn)


def drawn_from(leaves: Sequence[str], *, key: bytes, root: str, crew_size: int) -> list[Any]:
    """What chance says of a pool: each drawn id with its crew, in the order of the ids."""
    ballots, officers = [], []
    for leaf in leaves:
        letter, *parts = leaf.split("|")
        if letter == "S":
            subject_id, kind, grade, rate = parts
            ballots.append(Ballot(subject_id=subject_id, kind=kind, grade=grade, rate=int(rate)))
        elif letter == "O":
            officers.append(parts[0])
    return [
        [one, list(crew_of(one, key=key, root=root, officers=officers, size=crew_size))]
        for one in drawn_of(ballots, key=key)
    ]


def value_in(text: str) -> str:
    """The value itself; of a file of a public beacon (``round``, ``randomness``) both."""
    text = text.strip()
    if not text.startswith("{"):
        return text
    try:
        told = json.loads(text)
        return f"round {int(told['round'])} {bytes.fromhex(told['randomness']).hex()}"
    except (ValueError, KeyError, TypeError) as error:
        raise ValueMissing(field="public_value") from error


@transaction.atomic
def lapse_overdue(*, now: datetime) -> int:
    """Draws whose public value never came end; their subjects wait again. How many."""
    hours = whole_number("draw.beacon_hours", at=now)
    late = PoolDraw.objects.select_for_update().filter(
        state=DrawState.COMMITTED, cut_off_at__lte=now - timedelta(hours=hours)
    )
    lapsed = 0
    for draw in late:
        reason = f"no public value within {hours} hours"
        draw.lapse(reason=reason, at=now)
        _wait_again(draw, now=now)
        announce(DrawLapsed(draw_no=draw.draw_no, reason=reason, lapsed_at=now))
        lapsed += 1
    return lapsed


def _mark(draw: PoolDraw) -> None:
    ids = [one for one, _crew in draw.drawn]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE draws_poolsubject SET drawn = TRUE WHERE draw_id = %s AND subject_id = ANY(%s)",
            [draw.pk, ids],
        )


def _wait_again(draw: PoolDraw, *, now: datetime) -> None:
    """Once each: what stands, or was entered anew, waits already."""
    waiting = PoolSubject.objects.waiting().filter(place_code=draw.place_code)
    known = set(waiting.values_list("subject_id", flat=True))
    PoolSubject.objects.bulk_create(
        [
            PoolSubject(
                kind=one.kind,
                reference=one.reference,
                place_code=one.place_code,
                grade=one.grade,
                standing=one.standing,
                enterprise_id=one.enterprise_id,
                nonce=one.nonce,
                subject_id=one.subject_id,
                entered_by_id=one.entered_by_id,
                entered_at=now,
            )
            for one in draw.subjects.all()
            if one.subject_id not in known
        ],
        batch_size=5_000,
    )
