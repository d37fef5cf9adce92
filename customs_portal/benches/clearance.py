"""A summary filed through the API until its release decision is committed and on the wall.

Open loop: filings leave on the clock, whether or not earlier ones were answered, so that a slow
portal is measured as slow. Each filing has its manifest line, its guarantee and its container.
The clock of a filing stops when a screen of the wall has received the frame that names it.
"""

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import (
    Filer,
    container_numbers,
    frames_of,
    pause_until,
    sign_in,
    wall_frames,
)
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web", "sockets", "worker", "beat"})
PER_SECOND = 50
SECONDS = 60
CALM_PER_SECOND = 20
CALM_SECONDS = 30
WARM_UP_SECONDS = 5
LINES_PER_MANIFEST = 100


@dataclass
class Clocks:
    """When each filing left, was answered, and appeared on the wall (seconds)."""

    left: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    refused: list[Any] = field(default_factory=list)


def run(stack: Stack) -> Result:
    stack.with_django()
    filers, carrier, watcher, berth = _people()
    calm_filings = CALM_PER_SECOND * (CALM_SECONDS + WARM_UP_SECONDS)
    filings = _prepare(
        stack, filers, carrier, berth, PER_SECOND * (SECONDS + WARM_UP_SECONDS) + calm_filings
    )
    calm = _told(asyncio.run(_measure(stack, filings[:calm_filings], watcher, CALM_PER_SECOND)))
    busy = _told(asyncio.run(_measure(stack, filings[calm_filings:], watcher, PER_SECOND)))
    return Result(
        name="clearance",
        size={
            "filings": PER_SECOND * SECONDS,
            "per_second": PER_SECOND,
            "seconds": SECONDS,
            "calm": f"{CALM_PER_SECOND} a second for {CALM_SECONDS} s",
            "enterprises": len(filers),
            "load": "open loop, keep-alive connections, one wall screen",
        },
        figures={
            "filed_to_decision_p95_ms": round(percentile(busy.to_wall, 95), 1),
            "filed_to_decision_p50_ms": round(percentile(busy.to_wall, 50), 1),
            "filed_to_answer_p95_ms": round(percentile(busy.to_answer, 95), 1),
            "filings_per_s": round(busy.per_second, 2),
            "at_20_per_s_p95_ms": round(percentile(calm.to_wall, 95), 1),
            "at_20_per_s_answer_p95_ms": round(percentile(calm.to_answer, 95), 1),
            "at_20_per_s_filings_per_s": round(calm.per_second, 2),
            "refused": calm.refused + busy.refused,
            "not_seen_on_wall": calm.unseen + busy.unseen,
        },
        reference={"insert_commit_per_s": stack.insert_commit_rate(), **stack.machine()},
        goals={
            "filed_to_decision_p95_ms": "< 150",
            "filings_per_s": ">= 49",
            "at_20_per_s_p95_ms": "< 300",
            "at_20_per_s_filings_per_s": ">= 19.5",
            "refused": "= 0",
            "not_seen_on_wall": "= 0",
        },
    )


@dataclass(frozen=True)
class Told:
    """What the clocks of one pace say, in milliseconds."""

    to_wall: list[float]
    to_answer: list[float]
    per_second: float
    refused: int
    unseen: int


def _told(clocks: Clocks) -> Told:
    counted = [no for no in clocks.answered if no in clocks.left]
    if not counted:
        raise RuntimeError(f"nothing was accepted: {clocks.refused[:1]}")
    seen = [no for no in counted if no in clocks.shown]
    span = max(clocks.answered[no] for no in counted) - min(clocks.left[no] for no in counted)
    return Told(
        to_wall=[(clocks.shown[no] - clocks.left[no]) * 1000 for no in seen],
        to_answer=[(clocks.answered[no] - clocks.left[no]) * 1000 for no in counted],
        per_second=len(counted) / span,
        refused=len(clocks.refused),
        unseen=len(counted) - len(seen),
    )


def _people() -> tuple[list[Filer], Filer, str, str]:
    """Firms that may file in two steps, the carrier, who watches the wall, and a berth."""
    from datetime import UTC, datetime, timedelta
    from decimal import Decimal

    from rest_framework.authtoken.models import Token

    from clearance.duties.operations.open_guarantee import open_guarantee
    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.models import User
    from customs_portal.accounts.queries import officers_on_duty
    from customs_portal.registry.models import CreditGrade, Enterprise, Place

    def member(enterprise: Enterprise, duty: Duty) -> Filer | None:
        for user in User.objects.filter(enterprise=enterprise, is_active=True):
            if user.holds(duty):
                token, _ = Token.objects.get_or_create(user=user)
                return Filer(uscc=enterprise.uscc or "", token=token.key)
        return None

    now = datetime.now(tz=UTC)
    filers = []
    for firm in Enterprise.objects.filter(kind=Enterprise.Kind.TRADER, source="REGISTERED"):
        grade = firm.grade_on(now.date())
        filer = member(firm, Duty.FILE_DECLARATION)
        if filer and grade and grade.grade == CreditGrade.Grade.ORDINARY:
            guarantee_no = open_guarantee(
                enterprise=firm,
                kind="BANK",
                limit_cny=Decimal(100_000_000),
                valid_from=now.date(),
                valid_to=now.date() + timedelta(days=365),
                now=now,
            )
            filers.append(replace(filer, guarantee_no=guarantee_no))
    carriers = Enterprise.objects.filter(kind=Enterprise.Kind.CARRIER)
    carrier = next(c for firm in carriers if (c := member(firm, Duty.FILE_MANIFEST)))
    watcher = officers_on_duty(duty=Duty.WATCH_WALL, at=now)[0].username
    berth = Place.objects.filter(kind=Place.Kind.BERTH).order_by("code")[0].code
    return filers, carrier, watcher, berth


def _prepare(
    stack: Stack, filers: list[Filer], carrier: Filer, berth: str, count: int
) -> list[tuple[Filer, dict[str, Any]]]:
    """Lodge the manifests of all filings; the filings themselves, ready to send."""
    numbers = container_numbers()
    filings = []
    for at in range(count):
        filer = filers[at % len(filers)]
        filings.append((filer, _summary(filer, f"BNCH{at:07d}", next(numbers))))
    for start in range(0, len(filings), LINES_PER_MANIFEST):
        voyage = f"B{start // LINES_PER_MANIFEST:04d}"
        part = filings[start : start + LINES_PER_MANIFEST]
        status, answer = stack.post(
            "/api/v1/manifests", _manifest(voyage, berth, part), token=carrier.token
        )
        if status != 201:
            raise RuntimeError(f"the manifest was refused: {answer}")
        for _, body in part:
            body["voyage"] = voyage
    return filings


def _summary(filer: Filer, document: str, container_no: str) -> dict[str, Any]:
    return {
        "transport_document": document,
        "transport_mode": "2",
        "vessel": "BENCH STAR",
        "supervision_mode": "0110",
        "consignee_uscc": filer.uscc,
        "departure_country": "VN",
        "involves_licence": False,
        "involves_inspection": False,
        "involves_tax": True,
        "guarantee_no": filer.guarantee_no,
        "gross_weight_kg": "8640",
        "pieces": 420,
        "container_nos": [container_no],
        "items": [
            {
                "hs_code": "610910",
                "name": "Cotton T-shirts, knitted",
                "quantity": "420",
                "unit": "carton",
                "value": "418656.00",
                "currency": "CNY",
                "origin": "VN",
            }
        ],
    }


def _manifest(voyage: str, berth: str, part: list[tuple[Filer, dict[str, Any]]]) -> dict[str, Any]:
    return {
        "vessel": "BENCH STAR",
        "imo": "9321483",
        "voyage": voyage,
        "loading_port": "VNSGN",
        "place_code": berth,
        "expected_at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 86_400)),
        "lines": [
            {
                "transport_document": body["transport_document"],
                "container_no": body["container_nos"][0],
                "gross_weight_kg": body["gross_weight_kg"],
                "pieces": body["pieces"],
                "goods_name": "Cotton T-shirts, knitted",
                "consignee_uscc": filer.uscc,
                "departure_country": "VN",
            }
            for filer, body in part
        ],
    }


async def _measure(
    stack: Stack, filings: list[tuple[Filer, dict[str, Any]]], watcher: str, per_second: int
) -> Clocks:
    """The filings leave at this pace; those of the first seconds warm up and are not counted."""
    clocks = Clocks()
    connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=30)
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as screen,
        aiohttp.ClientSession(connector=connector) as programs,
    ):
        await sign_in(stack, screen, watcher)
        async with wall_frames(stack, screen) as socket:
            looking = asyncio.create_task(_look(socket, clocks))
            began = asyncio.get_running_loop().time() + 0.5
            sent = []
            for at, (filer, body) in enumerate(filings):
                await pause_until(began + at / per_second)
                counts = at >= WARM_UP_SECONDS * per_second
                sent.append(
                    asyncio.create_task(_file(stack, programs, filer, body, clocks, counts))
                )
            await asyncio.gather(*sent)
            await asyncio.sleep(3)
            looking.cancel()
    return clocks


async def _file(
    stack: Stack,
    programs: aiohttp.ClientSession,
    filer: Filer,
    body: dict[str, Any],
    clocks: Clocks,
    counts: bool,
) -> None:
    left = time.perf_counter()
    headers = {"Authorization": f"Token {filer.token}"}
    async with programs.post(
        f"{stack.url}/api/v1/declarations/summary", json=body, headers=headers
    ) as answer:
        told = await answer.json(content_type=None)
    if answer.status != 201 or not told.get("decision"):
        clocks.refused.append(told)
    elif counts:
        clocks.left[told["declaration_no"]] = left
        clocks.answered[told["declaration_no"]] = time.perf_counter()


async def _look(socket: aiohttp.ClientWebSocketResponse, clocks: Clocks) -> None:
    async for frame in frames_of(socket):
        at = time.perf_counter()
        for item in frame["rows"].get("news") or ():
            number = item.get("values", item).get("declaration_no")
            if number:
                clocks.shown.setdefault(number, at)
