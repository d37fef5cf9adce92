"""The image room's queue: the wait of 95 of 100 scans in a simulated day, and in the real queue.

Eight scanners, twenty scans an hour each, seventeen analysts in three shifts. The model and its
distributions stand in ``inspection/imaging/rules/queue_model.py``. The arrivals and readings of
one shift, the one with the fewest analysts, are then played through the room's own operations on
PostgreSQL, time told to them instead of waited for: claims, second readings and pauses are those
of the operations, a test image is one more scan. At last six analysts claim a thousand waiting
scans at once.
"""

import io
import threading
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from customs_portal.benches import Result, percentile
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
DAYS = 20
SEED = 11
CLAIMS, CLAIMERS = 1_000, 6
READING: dict[str, Any] = {"clear_mean_s": 55.0, "suspect_mean_s": 140.0}
SLOWER = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
GOAL_S = 600
BEGINS = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


def run(stack: Stack) -> Result:
    stack.with_django()
    from inspection.imaging.rules.queue_model import Shape

    whole = Shape(**READING)
    thin = Shape(**READING, shifts=(min(whole.shifts),))
    simulated = [wait for seed in range(DAYS) for wait in _on_paper(whole, seed)]
    thin_paper = _on_paper(thin, SEED)
    took: dict[str, list[float]] = {}
    replayed = _replayed(thin, took)
    claimed, seconds = _claimed_at_once()
    figures = {
        "simulated_p95_wait_s": round(percentile(simulated, 95), 1),
        "simulated_p50_wait_s": round(percentile(simulated, 50), 1),
        "simulated_thin_shift_p95_wait_s": round(percentile(thin_paper, 95), 1),
        "replayed_p95_wait_s": round(percentile(replayed, 95), 1),
        "replayed_p50_wait_s": round(percentile(replayed, 50), 1),
        "replayed_scans": len(replayed),
        "breaks_at_mean_reading_s": _breaking_point(),
        "claims": len(claimed),
        "distinct_claims": len(set(claimed)),
        "claims_a_second": round(len(claimed) / seconds, 1),
    }
    figures |= {f"{name}_p95_ms": round(percentile(ms, 95), 1) for name, ms in took.items()}
    return Result(
        name="room",
        size={
            "scanners": whole.scanners,
            "scans_an_hour_each": whole.per_hour,
            "analysts": list(whole.shifts),
            "mean_reading_s": round(_mean(whole), 1),
            "simulated_days": DAYS,
            "replayed_hours": thin.hours,
        },
        figures=figures,
        reference=stack.machine(),
        goals={
            "simulated_p95_wait_s": f"< {GOAL_S}",
            "replayed_p95_wait_s": f"< {GOAL_S}",
            "claims": f"= {CLAIMS}",
            "distinct_claims": f"= {CLAIMS}",
        },
    )


def _on_paper(shape: Any, seed: int) -> list[float]:
    from inspection.imaging.rules.queue_model import PaperRoom, arrivals, waits

    came = arrivals(shape=shape, seed=seed)
    return waits(shape=shape, seed=seed, came=came, room=lambda chance: PaperRoom(shape, chance))


def _mean(shape: Any) -> float:
    clear = (1 - shape.suspect_share) * shape.clear_mean_s
    return float(clear + shape.suspect_share * shape.suspect_mean_s)


def _breaking_point() -> float:
    """The shortest mean reading, of those tried, at which the goal is missed."""
    from inspection.imaging.rules.queue_model import Shape

    for factor in SLOWER:
        slower: dict[str, Any] = {name: seconds * factor for name, seconds in READING.items()}
        shape = Shape(**slower)
        found = [wait for seed in range(DAYS) for wait in _on_paper(shape, seed)]
        if percentile(found, 95) >= GOAL_S:
            return round(_mean(shape), 1)
    return 0.0


class RealRoom:
    """The room's operations behind the model's door; time runs as the model says."""

    def __init__(self, shape: Any, chance: Random, took: dict[str, list[float]]) -> None:
        self.chance, self.took = chance, took
        self.people = _analysts(max(shape.shifts))
        self.keys = [_stored(seed) for seed in range(4)]
        self.numbers: dict[str, int] = {}

    def arrives(self, *, scan: int, at: float) -> None:
        from inspection.imaging.operations.queue_review import queue_review

        number = f"ROOM{scan:06d}"
        self.numbers[number] = scan
        now = _at(at)
        with self._timed("arrive"):
            queue_review(
                scan_no=number,
                container_no=f"TGHU{scan:07d}",
                image_key=self.keys[scan % len(self.keys)],
                device_code=f"XG-{scan % 8 + 1}",
                place_code="XRAY",
                taken_at=now,
                now=now,
            )

    def takes(self, *, analyst: int, at: float) -> int | None:
        from inspection.imaging.operations.claim_review import claim_next_review
        from inspection.imaging.operations.judge_review import settle_judgements

        settle_judgements(now=_at(at), lot=self.chance.randrange)
        with self._timed("claim"):
            number = claim_next_review(by=self.people[analyst], now=_at(at))
        return None if number is None else self.numbers[number]

    def judges(self, *, analyst: int, scan: int, at: float) -> None:
        from inspection.imaging.operations.judge_review import judge_review
        from inspection.imaging.states import Verdict

        with self._timed("judge"):
            judge_review(
                scan_no=f"ROOM{scan:06d}",
                verdict=Verdict.CLEAR,
                reason="",
                by=self.people[analyst],
                now=_at(at),
            )

    def _timed(self, name: str) -> "_Timed":
        return _Timed(self.took.setdefault(name, []))


class _Timed:
    def __init__(self, kept: list[float]) -> None:
        self.kept = kept

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.kept.append((time.perf_counter() - self.began) * 1000)


def _replayed(shape: Any, took: dict[str, list[float]]) -> list[float]:
    from inspection.imaging.rules.queue_model import arrivals, waits

    came = arrivals(shape=shape, seed=SEED)
    return waits(
        shape=shape, seed=SEED, came=came, room=lambda chance: RealRoom(shape, chance, took)
    )


def _claimed_at_once() -> tuple[list[str], float]:
    """Six people, a thread each, real commits, until nothing waits: what each was given."""
    from django.db import connection

    from inspection.imaging.operations.claim_review import claim_next_review
    from inspection.imaging.operations.judge_review import judge_review
    from inspection.imaging.operations.queue_review import queue_review
    from inspection.imaging.states import Verdict

    now = BEGINS + timedelta(days=1)
    key = _stored(0)
    for number in range(CLAIMS):
        queue_review(
            scan_no=f"ONCE{number:06d}",
            container_no=f"MSKU{number:07d}",
            image_key=key,
            device_code="XG-1",
            place_code="XRAY",
            taken_at=now,
            now=now,
        )
    people = _analysts(CLAIMERS)
    claimed: list[str] = []

    def work(person: Any) -> None:
        try:
            while (number := claim_next_review(by=person, now=now)) is not None:
                claimed.append(number)
                judge_review(scan_no=number, verdict=Verdict.CLEAR, reason="", by=person, now=now)
        finally:
            connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for one in claimed if one.startswith("ONCE")], time.perf_counter() - began


def _analysts(count: int) -> list[Any]:
    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.models import Post, User
    from customs_portal.registry.models import CustomsOffice

    office, _ = CustomsOffice.objects.get_or_create(
        code="2299", defaults={"name_en": "Room of the bench", "level": "SITE"}
    )
    people = []
    for number in range(count):
        user, is_new = User.objects.get_or_create(username=f"room-analyst-{number}")
        if is_new:
            Post.objects.create(
                user=user,
                office=office,
                duties=[Duty.REVIEW_IMAGE.value],
                valid_from=BEGINS - timedelta(days=365),
            )
        people.append(User.objects.get(pk=user.pk))
    return people


def _stored(seed: int) -> str:
    """A small scan in the store; what it shows is of no account to a queue."""
    from PIL import Image

    from customs_portal.kit import storage

    made = io.BytesIO()
    Image.new("RGB", (64, 32), (200, seed, 28)).save(made, "PNG")
    return storage.put(made.getvalue(), suffix="png")


def _at(seconds: float) -> datetime:
    return BEGINS + timedelta(seconds=seconds)
