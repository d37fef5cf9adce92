"""A sketch of a way, without tiles from anywhere: road, fence and track as points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from clearance.gates.rules.journey import Point, Road
from hardware_adapters.facts import Fix

WIDTH, HEIGHT, MARGIN = 1000, 560, 60
KILOMETRE = 1000
LEAST_METRES = 1000.0  # a truck that stands is still drawn on a plan


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """The road, the fence and the track as points of a drawing with north on top."""

    road: str
    corridor: int
    fence: str
    track: str
    start: tuple[int, int]
    last: tuple[int, int] | None
    label: tuple[int, int]
    bar: int  # one kilometre in this drawing
    width: int = WIDTH
    height: int = HEIGHT


def draw_plan(*, road: Road | None, fixes: Sequence[Fix]) -> PlanView | None:
    """Road, fence and track; the track alone where no road is supervised. None for nothing."""
    if road is None:
        if not fixes:
            return None
        road = _nowhere(fixes[0])
    way = [road.plane(one) for one in road.points]
    fence = [road.plane(one) for one in road.fence]
    track = [road.plane((fix.longitude, fix.latitude)) for fix in fixes]
    everything = [*way, *fence, *track]
    west, south = (min(one[axis] for one in everything) for axis in (0, 1))
    east, north = (max(one[axis] for one in everything) for axis in (0, 1))
    scale = min(
        (WIDTH - 2 * MARGIN) / max(east - west, LEAST_METRES),
        (HEIGHT - 2 * MARGIN) / max(north - south, LEAST_METRES),
    )

    def spot(point: Point) -> tuple[int, int]:
        x, y = (point[0] - west) * scale, (north - point[1]) * scale
        return round(MARGIN + x), round(MARGIN + y)

    def spots(points: Sequence[Point]) -> str:
        return " ".join(f"{x},{y}" for x, y in map(spot, points))

    return PlanView(
        road=spots(way),
        corridor=max(2, round(2 * road.corridor_metres * scale)),
        fence=spots(fence),
        track=spots([way[0], *track]) if track else "",
        start=spot(way[0]),
        last=spot(track[-1]) if track else None,
        label=min((spot(one) for one in fence or way), key=lambda one: one[1]),
        bar=max(1, round(KILOMETRE * scale)),
    )


def _nowhere(fix: Fix) -> Road:
    """No road and no fence: the sketch begins where the first position is."""
    return Road(
        points=[(fix.longitude, fix.latitude)],
        fence=[],
        corridor_metres=0.0,
        standing_kmh=0.0,
        longest_halt=timedelta(0),
    )
