"""A single draw is written down for the file of its day."""

from collections.abc import Sequence
from datetime import datetime

from inspection.draws.models import DrawDay, LiveLot, Pick
from inspection.draws.operations.commit_pool import in_utc
from inspection.draws.operations.enter_subjects import blinded
from inspection.draws.rules.lottery import sha256, single_lot
from inspection.draws.states import PickKind

Excluded = Sequence[tuple[str, str, datetime]]
NOBODY_BEFORE = (0, ())


def note_pick(
    *,
    day: DrawDay,
    kind: PickKind,
    who: str,
    turn: int,
    pool: Sequence[str],
    taken: Sequence[str],
    at: datetime,
    beacon: str = "",
    passed: Sequence[str] = (),
    excluded: Excluded = (),
    reason: str = "",
    asked_by: str = "",
    confirmed_by: str = "",
    of: str = "",
    before: tuple[int, Sequence[str]] = NOBODY_BEFORE,
) -> None:
    """Within the caller's transaction. ``of`` is the drawn subject whose crew came before;
    ``before`` the round and the crew of an earlier day. Reasons are told by their digest.
    """
    Pick.objects.create(
        day=day,
        kind=kind,
        who=who,
        turn=turn,
        told={
            "kind": kind.value,
            "who": who,
            "turn": turn,
            "beacon": beacon,
            "pool": sorted(pool),
            "excluded": [[name, sha256(why), in_utc(since)] for name, why, since in excluded],
            "passed": list(passed),
            "taken": list(taken),
            "at": in_utc(at),
            "reason": sha256(reason) if reason else "",
            "asked_by": asked_by,
            "confirmed_by": confirmed_by,
            "of": of,
            "before": [before[0], list(before[1])],
        },
    )


def next_turn(*, day: DrawDay, kind: PickKind, who: str) -> int:
    return Pick.objects.filter(day=day, kind=kind, who=who).count() + 1


def cast_recheck_lot(*, day: DrawDay, reference: str, outcome: str, rate: int) -> bool:
    """Whether chance wants a second look at this report; cast once per report and day."""
    return _cast(day, kind="recheck", reference=reference, grade=outcome, rate=rate)


def cast_look_lot(*, day: DrawDay, reference: str, method: str, rate: int) -> bool:
    """Whether chance wants the supervisor's look at this conclusion; cast once per day."""
    return _cast(day, kind="look", reference=reference, grade=method, rate=rate)


def _cast(day: DrawDay, /, *, kind: str, reference: str, grade: str, rate: int) -> bool:
    nonce, subject_id = blinded(kind=kind, reference=reference)
    lot = single_lot(secret=day.secret, subject_id=subject_id)
    kept, _is_new = LiveLot.objects.get_or_create(
        day=day,
        subject_id=subject_id,
        defaults={
            "kind": kind,
            "reference": reference,
            "grade": grade,
            "nonce": nonce,
            "rate": rate,
            "lot": lot,
        },
    )
    return kept.lot < kept.rate
