"""200 wall screens, one update a second: every screen gets every version, and how late.

Each screen has a socket of its own and checks that no frame begins after the last one ended.
An update is a real event told in a transaction of its own; its clock stops, screen by screen,
when the frame arrives whose row names it. Half way, every tenth screen is cut and comes back
with the version it had seen last.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import pause_until, sign_in
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web", "sockets"})
CLIENTS = 200
SECONDS = 60
OPENED_AT_ONCE = 20
CUT_EVERY = 10


@dataclass
class Screen:
    """What one screen has seen."""

    seq: int = -1
    gaps: int = 0
    frames: int = 0
    seen: dict[str, float] = field(default_factory=dict)

    def take(self, frame: dict[str, Any], at: float) -> None:
        start = frame.get("from")
        if start is not None and start > self.seq:
            self.gaps += 1
        self.seq = max(self.seq, frame["seq"])
        self.frames += 1
        for row in frame["rows"].get("news") or ():
            vessel = row["values"].get("vessel")
            if vessel:
                self.seen.setdefault(vessel, at)


def run(stack: Stack) -> Result:
    stack.with_django()
    watcher, berth = _watcher_and_berth()
    screens = [Screen() for _ in range(CLIENTS)]
    told = asyncio.run(_measure(stack, screens, watcher, berth))
    late = [
        (screen.seen[vessel] - at) * 1000
        for screen in screens
        for vessel, at in told.items()
        if vessel in screen.seen
    ]
    missing = len(screens) * len(told) - len(late)
    return Result(
        name="live",
        size={
            "screens": CLIENTS,
            "updates": len(told),
            "seconds": SECONDS,
            "cut_and_back": CLIENTS // CUT_EVERY,
            "load": "one process holds all sockets and tells the updates",
        },
        figures={
            "clients": len([screen for screen in screens if screen.frames]),
            "gaps": sum(screen.gaps for screen in screens),
            "missing": missing,
            "p99_ms": round(percentile(late, 99), 1) if late else 1e9,
            "p50_ms": round(percentile(late, 50), 1) if late else 1e9,
            "frames": sum(screen.frames for screen in screens),
        },
        reference={"insert_commit_per_s": stack.insert_commit_rate(), **stack.machine()},
        goals={"clients": f"= {CLIENTS}", "gaps": "= 0", "missing": "= 0", "p99_ms": "< 500"},
    )


def _watcher_and_berth() -> tuple[str, str]:
    from datetime import UTC, datetime

    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.queries import officers_on_duty
    from customs_portal.registry.models import Place

    now = datetime.now(tz=UTC)
    watcher = officers_on_duty(duty=Duty.WATCH_WALL, at=now)[0].username
    return watcher, Place.objects.filter(kind=Place.Kind.BERTH).order_by("code")[0].code


async def _measure(
    stack: Stack, screens: list[Screen], watcher: str, berth: str
) -> dict[str, float]:
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
        await sign_in(stack, session, watcher)
        watching = []
        for at, screen in enumerate(screens):
            watching.append(
                asyncio.create_task(_watch(stack, session, screen, cut=at % CUT_EVERY == 0))
            )
            if at % OPENED_AT_ONCE == 0:
                await asyncio.sleep(0.2)
        until = time.monotonic() + 60
        while any(screen.seq < 0 for screen in screens) and time.monotonic() < until:
            await asyncio.sleep(0.1)
        told = await _tell(berth)
        await asyncio.sleep(3)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    return told


async def _watch(
    stack: Stack, session: aiohttp.ClientSession, screen: Screen, *, cut: bool
) -> None:
    """One screen; a cut one leaves after half of the time and asks for what it missed."""
    await _hear(stack, session, screen, seconds=SECONDS / 2 if cut else None)
    await asyncio.sleep(1)
    await _hear(stack, session, screen, seconds=None, since=screen.seq)


async def _hear(
    stack: Stack,
    session: aiohttp.ClientSession,
    screen: Screen,
    *,
    seconds: float | None,
    since: int | None = None,
) -> None:
    headers = {"Origin": stack.url}
    async with session.ws_connect(
        f"{stack.ws_url}/ws/wall/", headers=headers, max_msg_size=0
    ) as socket:
        if since is not None:
            await socket.send_json({"since": since})
        left_at = None if seconds is None else time.monotonic() + seconds
        async for message in socket:
            if message.type != aiohttp.WSMsgType.TEXT:
                return
            screen.take(json.loads(message.data), time.perf_counter())
            if left_at is not None and time.monotonic() > left_at:
                return


async def _tell(berth: str) -> dict[str, float]:
    """One ship a second comes alongside; when its announcement was begun."""
    told: dict[str, float] = {}
    loop = asyncio.get_running_loop()
    began = loop.time() + 1
    for number in range(SECONDS):
        await pause_until(began + number)
        vessel = f"Bench Star {number:03d}"
        told[vessel] = time.perf_counter()
        await asyncio.to_thread(_announce, number, vessel, berth)
    return told


def _announce(number: int, vessel: str, berth: str) -> None:
    from datetime import UTC, datetime

    from django.db import transaction

    from clearance.manifests.events import ShipArrived
    from customs_portal.journal.announce import announce

    with transaction.atomic():
        announce(
            ShipArrived(
                manifest_no=f"BENCH-{number:05d}",
                vessel=vessel,
                voyage="001E",
                place_code=berth,
                arrived_at=datetime.now(tz=UTC),
            )
        )
