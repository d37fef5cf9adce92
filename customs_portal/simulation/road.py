"""The way from the gate to a yard: a truck with a positioner, and a smart lock on its box."""

import asyncio
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from customs_portal.registry import law
from customs_portal.simulation.doors import Officer
from customs_portal.simulation.truth import Story
from customs_portal.simulation.voyage import ASK_EVERY, Clock, Enterprise
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.positioner.simulator import report
from hardware_adapters.devices.safety_lock.simulator import SafetyLock
from hardware_adapters.facts import Fix

Point = tuple[float, float]
CALM_SECONDS, HURRIED_SECONDS = 15.0, 4.0  # between two reports
HURRIED = 10.0  # port minutes a minute from which trucks take the shortest road, and fast
CALM_KMH, HURRIED_KMH = 60.0, 110.0
DEGREE_KM = 111.195
WHY = "The truck stands before the officer, who has seen the papers"
LOCKS = "/officer/gates/safety-locks/"


@dataclass(frozen=True, kw_only=True)
class Escort:
    """What rides on a truck: a positioner, and a lock where one is free."""

    positioner: DeviceClient
    lock: SafetyLock | None
    destination: str
    points: tuple[Point, ...]
    speed_kmh: float
    every_seconds: float


def escorts(
    *, positioners: list[DeviceClient], locks: list[SafetyLock], clock: Clock
) -> Iterator[Escort]:
    """One for each positioner, along the supervised roads of today."""
    today = datetime.now(UTC).date()
    roads = {
        one["destination"]: tuple((east, north) for east, north in one["points"])
        for one in law.ask("positioning.routes", on=today).value
    }
    nearest = min(roads, key=lambda code: _kilometres(roads[code]))
    codes = [nearest] if clock.speed >= HURRIED else sorted(roads)
    for index, positioner in enumerate(positioners):
        code = codes[index % len(codes)]
        yield Escort(
            positioner=positioner,
            lock=locks[index] if index < len(locks) else None,
            destination=code,
            points=roads[code],
            speed_kmh=HURRIED_KMH if clock.speed >= HURRIED else CALM_KMH,
            every_seconds=HURRIED_SECONDS if clock.speed >= HURRIED else CALM_SECONDS,
        )


class GateKeeper:
    """The gate officer at his pages: fits smart locks, and orders them shut and open."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer

    async def fit_and_lock(self, lock: SafetyLock, pass_no: str, *, clock: Clock) -> bool:
        """Whether the bolt is shut; False when this lock could not be had."""
        status, _ = await self.officer.post(
            LOCKS, {"device_code": lock.line.code, "pass_no": pass_no}
        )
        if status >= 400:
            return False
        return await self._order(lock, "lock", shut=True, clock=clock)

    async def unlock(self, lock: SafetyLock, *, clock: Clock) -> bool:
        return await self._order(lock, "unlock", shut=False, clock=clock)

    async def clear_away(self, locks: list[SafetyLock], *, clock: Clock) -> None:
        """Locks that an earlier port left in use are opened and free again."""
        for lock in locks:
            use = await self._use_of(lock)
            if use is None:
                continue
            lock.is_locked = use["state"] == "LOCKED"
            if use["state"] == "LOCKED" and await self.unlock(lock, clock=clock):
                continue
            await self.officer.post(f"{LOCKS}{use['id']}/order", {"act": "end", "reason": WHY})

    async def _order(self, lock: SafetyLock, act: str, *, shut: bool, clock: Clock) -> bool:
        use = await self._use_of(lock)
        if use is None:
            return False
        await self.officer.post(f"{LOCKS}{use['id']}/order", {"act": act, "reason": WHY})
        ends = time.monotonic() + min(30.0, clock.patience)
        while lock.is_locked != shut and time.monotonic() < ends:
            await asyncio.sleep(ASK_EVERY)
        return lock.is_locked == shut

    async def _use_of(self, lock: SafetyLock) -> dict[str, str] | None:
        status, text = await self.officer.page(
            f"/api/v1/safety-locks?state=OPEN&q={lock.line.code}"
        )
        rows = json.loads(text) if status == 200 else []
        return rows[0] if rows else None


async def drive(escort: Escort, story: Story) -> None:
    """Along the road in real time; positioner and lock say where they are."""
    for fix in _fixes(escort):
        await asyncio.sleep(escort.every_seconds)
        at = datetime.now(UTC).replace(microsecond=0)
        here = Fix(at=at, **fix)  # type: ignore[arg-type]
        await report(escort.positioner, [here])
        if escort.lock is not None and escort.lock.is_locked:
            await escort.lock.beat(fix=here)
    story.did["arrived_at_fence"] = True


async def until_arrived(trader: Enterprise, pass_no: str, *, clock: Clock) -> None:
    """The portal has written the journey off at its fence."""
    ends = time.monotonic() + min(60.0, clock.patience)
    while time.monotonic() < ends:
        journey = await trader.api.get(f"/api/v1/gate-journeys/{pass_no}", trader.firm.token)
        trader.story.did["journey"] = journey["state"]
        if journey["state"] != "UNDER_WAY":
            return
        await asyncio.sleep(ASK_EVERY)


def _fixes(escort: Escort) -> Iterator[dict[str, float | int]]:
    """A place every few seconds of the way, the last one at the end of the road."""
    step = escort.speed_kmh / 3600 * escort.every_seconds
    for start, end in pairwise(escort.points):
        count = max(1, math.ceil(_kilometres((start, end)) / step))
        course = round(math.degrees(math.atan2(end[0] - start[0], end[1] - start[1]))) % 360
        for number in range(1, count + 1):
            share = number / count
            yield {
                "longitude": start[0] + (end[0] - start[0]) * share,
                "latitude": start[1] + (end[1] - start[1]) * share,
                "speed_kmh": escort.speed_kmh,
                "course": course,
                "satellites": 11,
            }


def _kilometres(points: tuple[Point, ...]) -> float:
    shrink = math.cos(math.radians(points[0][1]))
    return sum(
        DEGREE_KM * math.hypot((end[0] - start[0]) * shrink, end[1] - start[1])
        for start, end in pairwise(points)
    )
