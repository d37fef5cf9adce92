"""The queue of the room as a model: arrivals, readings, pauses, second readings, test images.

A discrete-event simulation with a seed. What is drawn, and from what:

* arrivals: each scanner sends scans in a Poisson stream (gaps exponential, mean an hour over
  ``per_hour``), so that waits are longer than for boxes that come evenly;
* reading a clear scan: log-normal, mean ``clear_mean_s``; a suspicious one (``suspect_share``,
  24 of 100 after the 76 of 100 released from the image): log-normal, mean ``suspect_mean_s``;
  both with coefficient of variation ``spread``;
* between two scans an analyst takes ``turn_s`` seconds to call the next one;
* a share of scans is read a second time, never by the same analyst; test images come on top;
* analysts of a shift pause ``pause_s`` seconds after minutes in a row spread evenly between the
  offered and the due limit, so that they do not rest all at once; nobody is interrupted.

The room that is asked for scans may be the one of paper here or the real one.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

HOUR = 3_600.0
PERMILLE = 1_000


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The room that is modelled; all times in seconds."""

    scanners: int = 8
    per_hour: float = 20.0
    shifts: tuple[int, ...] = (6, 6, 5)
    shift_hours: float = 8.0
    clear_mean_s: float = 60.0
    suspect_mean_s: float = 150.0
    suspect_share: float = 0.24
    spread: float = 0.6
    turn_s: float = 2.0
    second_permille: int = 50
    planted_permille: int = 20
    offered_s: float = 40 * 60.0
    due_s: float = 60 * 60.0
    pause_s: float = 10 * 60.0

    @property
    def hours(self) -> float:
        return self.shift_hours * len(self.shifts)


class Room(Protocol):
    """Where scans wait: ``takes`` gives one by chance, ``judges`` may send it round again."""

    def arrives(self, *, scan: int, at: float) -> None: ...

    def takes(self, *, analyst: int, at: float) -> int | None: ...

    def judges(self, *, analyst: int, scan: int, at: float) -> None: ...


@dataclass
class PaperRoom:
    """The rules of the real queue without its tables."""

    shape: Shape
    chance: random.Random
    waiting: list[int] = field(default_factory=list)
    readers: dict[int, set[int]] = field(default_factory=dict)

    def arrives(self, *, scan: int, at: float) -> None:
        self.waiting.append(scan)

    def takes(self, *, analyst: int, at: float) -> int | None:
        mine = [scan for scan in self.waiting if analyst not in self.readers.get(scan, ())]
        if not mine:
            return None
        scan = self.chance.choice(mine)
        self.waiting.remove(scan)
        return scan

    def judges(self, *, analyst: int, scan: int, at: float) -> None:
        before = self.readers.setdefault(scan, set())
        before.add(analyst)
        if len(before) == 1 and self.chance.randrange(PERMILLE) < self.shape.second_permille:
            self.waiting.append(scan)


@dataclass
class Analyst:
    number: int
    begins: float
    ends: float
    rests_after: float
    in_row_since: float


def arrivals(*, shape: Shape, seed: int) -> list[float]:
    """When scans come, test images among them, over all shifts."""
    chance = random.Random(f"arrivals {seed}")  # noqa: S311 (a simulation)
    rate = shape.per_hour * (1 + shape.planted_permille / PERMILLE) / HOUR
    came = []
    for _ in range(shape.scanners):
        at = chance.expovariate(rate)
        while at < shape.hours * HOUR:
            came.append(at)
            at += chance.expovariate(rate)
    return sorted(came)


def waits(
    *, shape: Shape, seed: int, came: list[float], room: Callable[[random.Random], Room]
) -> list[float]:
    """Seconds from the queue to the first analyst's hands, scan by scan in order of arrival."""
    chance = random.Random(f"room {seed}")  # noqa: S311 (a simulation)
    queue = room(chance)
    first: dict[int, float] = {}
    crew = _crew(shape)
    events = [(at, 0, number) for number, at in enumerate(came)]
    events += [(one.begins, 1, one.number) for one in crew]
    heapq.heapify(events)
    idle: list[int] = []
    hands: dict[int, int] = {}

    def free(number: int, at: float) -> None:
        """The analyst asks for the next scan, rests, or goes home."""
        one = crew[number]
        if at >= one.ends:
            return
        if at - one.in_row_since >= one.rests_after:
            one.in_row_since = at + shape.pause_s + shape.turn_s
            heapq.heappush(events, (one.in_row_since, 1, number))
            return
        scan = queue.takes(analyst=number, at=at)
        if scan is None:
            idle.append(number)
            return
        first.setdefault(scan, at - came[scan])
        hands[number] = scan
        heapq.heappush(events, (at + _reading(shape, chance), 2, number))

    while events:
        at, kind, number = heapq.heappop(events)
        if kind == 0:
            queue.arrives(scan=number, at=at)
        elif kind == 2:
            queue.judges(analyst=number, scan=hands.pop(number), at=at)
            heapq.heappush(events, (at + shape.turn_s, 1, number))
        else:
            free(number, at)
            continue
        resting, idle[:] = list(idle), []
        for waiting in resting:
            free(waiting, at)
    return [first[number] for number in sorted(first)]


def _crew(shape: Shape) -> list[Analyst]:
    """Everybody of all shifts; their pauses are spread so that they do not fall together."""
    made: list[Analyst] = []
    for shift, people in enumerate(shape.shifts):
        begins = shift * shape.shift_hours * HOUR
        for place in range(people):
            reach = (shape.due_s - shape.offered_s) * (place + 1) / (people + 1)
            made.append(
                Analyst(
                    number=len(made),
                    begins=begins,
                    ends=begins + shape.shift_hours * HOUR,
                    rests_after=shape.offered_s + reach,
                    in_row_since=begins,
                )
            )
    return made


def _reading(shape: Shape, chance: random.Random) -> float:
    is_suspect = chance.random() < shape.suspect_share
    mean = shape.suspect_mean_s if is_suspect else shape.clear_mean_s
    narrow = math.log(1 + shape.spread**2)
    return chance.lognormvariate(math.log(mean) - narrow / 2, math.sqrt(narrow))


def by_shift(*, shape: Shape, came: list[float], waited: list[float]) -> Iterator[list[float]]:
    """The waits of the scans that came in each shift."""
    length = shape.shift_hours * HOUR
    for shift in range(len(shape.shifts)):
        yield [
            wait
            for at, wait in zip(came, waited, strict=False)
            if shift * length <= at < (shift + 1) * length
        ]
