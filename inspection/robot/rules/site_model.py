"""A day of an inspection yard, event by event, with and without robots. Pure and seeded.

What is counted are boxes whose inspection ended within twelve hours. A published figure says 300
without and 500 with robots for one site; it names neither crews nor methods, so this model
cannot reproduce that site. Everything below is an **assumption** of ours, said so that it can be
put right, minutes as (least, usual, most) of a triangular distribution:

* sixteen crews: with so many the model *without* robots makes about the published 300. That is
  the only fitted number; what comes out with robots is not fitted.
* boxes arrive all day, sixty an hour: never too few, so that the crews are what limits.
* methods: 45 % from outside only, 48 % a sample, 7 % whole; looking takes (3, 5, 8),
  (10, 18, 30), (45, 70, 120).
* a crew walks 60 to 400 m to its next box at 1.2 m/s and writes its report in (2, 3, 5).
* finding the box, reading number and seal, photographing and comparing them: (4, 7, 12); a
  glance at what a robot has found: 1.
* a box that is opened needs a gang with tools (one for each crew), called when it is certain
  that this is the box: it comes within (5, 10, 20). A box that a robot has found right is certain
  before its crew is free; then the gang is called up to a quarter of an hour ahead.
* three boxes in a hundred are the wrong one or bear another seal. A crew that finds out goes
  away, a robot tells before; either way the box is right again after half an hour.
* two robots, (2, 3, 5) a box with the way; what they cannot read the crew reads as without them.
"""

import heapq
from dataclasses import dataclass
from random import Random

Minutes = tuple[float, float, float]

LOOKING: tuple[Minutes, ...] = ((3, 5, 8), (10, 18, 30), (45, 70, 120))
IDENTIFYING: Minutes = (4, 7, 12)
REPORTING: Minutes = (2, 3, 5)
GANG_COMES: Minutes = (5, 10, 20)
ROBOT_LOOKS: Minutes = (2, 3, 5)
WALK_METRES, WALK_M_PER_MIN = (60.0, 400.0), 72.0
GLANCE, AHEAD, PUT_RIGHT = 1.0, 15.0, 30.0


@dataclass(frozen=True, kw_only=True)
class Site:
    """``unread_share``: of the boxes, those a robot's pictures leave to a person."""

    crews: int = 16
    gangs: int = 16
    robots: int = 2
    hours: float = 12.0
    arrivals_per_hour: float = 60.0
    methods: tuple[float, ...] = (0.45, 0.48, 0.07)
    wrong_share: float = 0.03
    unread_share: float = 0.1


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box with all its lots, the same whether robots work or not; minutes."""

    arrives_at: float
    method: int
    walk: float
    identifying: float
    looking: float
    reporting: float
    gang_comes: float
    robot_looks: float
    is_wrong: bool
    is_readable: bool

    @property
    def is_opened(self) -> bool:
        return self.method > 0


def boxes_of_a_day(*, site: Site, seed: int) -> list[Box]:
    """A third of an hour's boxes stand there already when the day begins."""
    chance = Random(f"{seed}/yard")  # noqa: S311  # a model, not a secret
    found, at = [], -20.0
    while at < site.hours * 60:
        method = chance.choices(range(len(LOOKING)), weights=site.methods)[0]
        found.append(
            Box(
                arrives_at=max(0.0, at),
                method=method,
                walk=chance.uniform(*WALK_METRES) / WALK_M_PER_MIN,
                identifying=_lot(chance, IDENTIFYING),
                looking=_lot(chance, LOOKING[method]),
                reporting=_lot(chance, REPORTING),
                gang_comes=_lot(chance, GANG_COMES),
                robot_looks=_lot(chance, ROBOT_LOOKS),
                is_wrong=chance.random() < site.wrong_share,
                is_readable=chance.random() >= site.unread_share,
            )
        )
        at += chance.expovariate(site.arrivals_per_hour / 60)
    return found


def _lot(chance: Random, minutes: Minutes) -> float:
    least, usual, most = minutes
    return chance.triangular(least, most, usual)


@dataclass(order=True)
class _Waiting:
    """A box in the crews' queue: those that a robot has found right first, then by time."""

    at: float
    number: int
    known_at: float | None = None
    put_right: bool = False


def boxes_ended(*, site: Site, seed: int, with_robots: bool) -> int:
    """How many inspections end within the hours of the day."""
    boxes = boxes_of_a_day(site=site, seed=seed)
    coming = _after_robots(boxes, site) if with_robots else _as_they_come(boxes)
    heapq.heapify(coming)
    known: list[tuple[float, int, _Waiting]] = []
    unknown: list[tuple[float, int, _Waiting]] = []
    crews, gangs = [0.0] * site.crews, [0.0] * site.gangs
    ended, end = 0, site.hours * 60
    while crews:
        now = heapq.heappop(crews)
        while coming and coming[0].at <= now:
            one = heapq.heappop(coming)
            line = unknown if one.known_at is None else known
            heapq.heappush(line, (one.at, one.number, one))
        if not known and not unknown:
            if coming and coming[0].at < end:
                heapq.heappush(crews, coming[0].at)
            continue
        waiting = heapq.heappop(known or unknown)[2]
        box = boxes[waiting.number]
        free_at, is_done = _inspect(box, waiting, now=now, gangs=gangs)
        if not is_done:
            again = _Waiting(at=free_at + PUT_RIGHT, number=waiting.number, put_right=True)
            heapq.heappush(coming, again)
        if free_at <= end:
            ended += is_done
            heapq.heappush(crews, free_at)
    return ended


def _inspect(box: Box, waiting: _Waiting, *, now: float, gangs: list[float]) -> tuple[float, bool]:
    """When the crew is free again, and whether the inspection was done."""
    there = now + box.walk
    if waiting.known_at is None:
        certain_at = there + box.identifying
        if box.is_wrong and not waiting.put_right:
            return certain_at, False
        called_at = certain_at
    else:
        certain_at = there + GLANCE
        called_at = max(waiting.known_at, now - AHEAD)
    begins = certain_at
    if box.is_opened:
        gang = heapq.heappop(gangs)
        begins = max(certain_at, max(called_at, gang) + box.gang_comes)
        heapq.heappush(gangs, begins + box.looking)
    return begins + box.looking + box.reporting, True


def _as_they_come(boxes: list[Box]) -> list[_Waiting]:
    return [_Waiting(at=box.arrives_at, number=number) for number, box in enumerate(boxes)]


def _after_robots(boxes: list[Box], site: Site) -> list[_Waiting]:
    """Robots take the boxes as they come; a crew may take one that no robot has reached yet.

    A box that its robot found wrong is put right before a crew hears of it.
    """
    robots = [0.0] * site.robots
    coming = []
    for number, box in enumerate(boxes):
        seen_at = max(box.arrives_at, heapq.heappop(robots)) + box.robot_looks
        heapq.heappush(robots, seen_at)
        if not box.is_readable:
            coming.append(_Waiting(at=box.arrives_at, number=number))
        elif box.is_wrong:
            right_at = seen_at + PUT_RIGHT
            coming.append(_Waiting(at=right_at, number=number, known_at=right_at, put_right=True))
        else:
            coming.append(_Waiting(at=seen_at, number=number, known_at=seen_at))
    return coming
