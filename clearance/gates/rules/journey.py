"""What a row of fixes means on a supervised road: pure, in metres."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

DEGREE_METRES = 111_195
Point = tuple[float, float]  # longitude, latitude; or metres east and north
OFF_ROUTE, HALT = "OFF_ROUTE", "HALT"


class Position(Protocol):
    """A fix, as the device's room keeps it."""

    @property
    def at(self) -> datetime: ...
    @property
    def longitude(self) -> float: ...
    @property
    def latitude(self) -> float: ...
    @property
    def speed_kmh(self) -> float: ...


@dataclass(frozen=True, kw_only=True)
class Road:
    """A supervised road, how wide it is, and the corners of the destination's fence."""

    points: Sequence[Point]
    fence: Sequence[Point]
    corridor_metres: float
    standing_kmh: float
    longest_halt: timedelta

    def plane(self, point: Point) -> Point:
        """Metres east and north of the road's first point; true enough for a port's hinterland."""
        east, north = self.points[0]
        shrink = math.cos(math.radians(north))
        return ((point[0] - east) * DEGREE_METRES * shrink, (point[1] - north) * DEGREE_METRES)

    def distance(self, point: Point) -> float:
        """Metres from the road."""
        here = self.plane(point)
        road = [self.plane(one) for one in self.points]
        return min(_to_stretch(here, start, end) for start, end in pairwise(road))

    def is_there(self, point: Point) -> bool:
        """Inside the fence of the destination (a ray to the east crosses it an odd number)."""
        x, y = point
        inside = False
        for (x1, y1), (x2, y2) in pairwise([*self.fence, self.fence[0]]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside


def _to_stretch(here: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((here[0] - start[0]) * dx + (here[1] - start[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(here[0] - start[0] - along * dx, here[1] - start[1] - along * dy)


@dataclass(kw_only=True)
class Followed:
    """What is known of a journey; ``changes`` says what began and what ended, in order."""

    open: set[str]
    standing_since: datetime | None
    until: datetime
    arrived_at: datetime | None = None
    changes: list[tuple[str, bool, datetime]] = field(default_factory=list)


def follow(*, known: Followed, fixes: Iterable[Position], road: Road) -> Followed:
    """Take the fixes into account, up to the one inside the fence."""
    for fix in fixes:
        point = (fix.longitude, fix.latitude)
        known.until = fix.at
        if road.is_there(point):
            known.arrived_at = fix.at
            break
        _turn(known, OFF_ROUTE, road.distance(point) > road.corridor_metres, fix.at)
        if fix.speed_kmh > road.standing_kmh:
            known.standing_since = None
        elif known.standing_since is None:
            known.standing_since = fix.at
        since = known.standing_since
        too_long = since is not None and fix.at - since > road.longest_halt
        _turn(known, HALT, too_long, fix.at)
    return known


def _turn(known: Followed, kind: str, holds: bool, at: datetime) -> None:
    if holds == (kind in known.open):
        return
    known.changes.append((kind, holds, at))
    if holds:
        known.open.add(kind)
    else:
        known.open.discard(kind)
