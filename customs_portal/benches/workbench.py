"""The fraud workbench and its reports over a year of 200,000 judgements, page by page.

Every page is asked for the year and for ninety days, several times in random order, as the portal
tells its time in ``Server-Timing``. Days are counted first by the command that rebuilds them; what
drift costs while no day is counted stands beside it, and the bare sum of the year's rows.
"""

import asyncio
import io
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import aiohttp
import psycopg2

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import sign_in
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web"})
JUDGEMENTS = 200_000
ROUNDS = 3
DAYS = 364
COUNTRIES = ("VN", "KR", "JP", "DE", "AU", "TH", "US")
GRADES = ("ORDINARY", "ORDINARY", "ORDINARY", "ADVANCED", "CERTIFIED", "DISHONEST", "")
COLUMNS = (
    "position", "assessment_no", "subject_reference", "assessed_at", "superseded",
    "enterprise_key", "agent_key", "declarant", "seller", "address", "vessel", "port",
    "departure", "origin", "hs6", "mode", "direction", "grade", "value_cny", "weight_kg",
    "declared_before", "score", "controlled", "channel", "rules", "by_chance", "chance_alone",
    "model", "probability_ppm", "found", "looked", "fault_kind", "looked_at",
)  # fmt: skip
REPORTS = "/officer/risk/outcomes/"
DESK = "/officer/risk/workbench/"
PAGES = (
    REPORTS, *(f"{REPORTS}?by={by}" for by in ("channel", "model", "month")),
    *(f"{REPORTS}{name}/" for name in ("fairness", "chance", "drift", "labels")),
    DESK, f"{DESK}?q=Seller+12", f"{DESK}?q=Harbour", f"{DESK}?q=CN",
    *(f"{DESK}network/?{urlencode({'kind': kind, 'key': key})}" for kind, key in (
        ("firm", "FIRM00000"), ("firm", "FIRM01500"), ("agent", "AGENT0"), ("agent", "AGENT150"),
        ("seller", "Seller 5 Trading"), ("address", "7 Harbour Road"), ("declarant", "person0"))),
    *(f"{DESK}series/?{urlencode({'kind': kind, 'key': key})}" for kind, key in (
        ("firm", "FIRM00000"), ("agent", "AGENT0"), ("origin", "VN"), ("departure", "KR"),
        ("code", "100000"), ("seller", "Seller 5 Trading"))),
    f"{DESK}firms/FIRM00000/", f"{DESK}firms/FIRM02500/",
    f"{DESK}similar/as199000/", f"{DESK}similar/as100000/?looked=yes",
)  # fmt: skip
_DURATION = re.compile(r"app;dur=([0-9.]+)")


def run(stack: Stack) -> Result:
    database = stack.environment["DATABASE_URL"]
    end = datetime.now(tz=UTC)
    _write(database, end)
    uncounted = asyncio.run(_measure(stack, [f"{REPORTS}drift/?{_period(end, DAYS)}"]))
    began = time.perf_counter()
    stack.manage("count_case_days")
    counting = time.perf_counter() - began
    addresses = [
        f"{path}{'&' if '?' in path else '?'}{_period(end, days)}"
        for path in PAGES for days in (DAYS, 89)
    ]  # fmt: skip
    times = asyncio.run(_measure(stack, addresses))
    slow = {path: percentile(took, 95) for path, took in times.items()}
    worst = sorted(slow, key=lambda path: -slow[path])
    every = [one for took in times.values() for one in took]
    return Result(
        name="workbench",
        size={
            "judgements": JUDGEMENTS,
            "addresses": len(addresses),
            "requests": len(every),
            "slowest_addresses": [f"{path} {slow[path]:.0f} ms" for path in worst[:5]],
            "load": "one analyst, one request after the other",
        },
        figures={
            "slowest_p95_ms": round(slow[worst[0]], 1),
            "p95_ms": round(percentile(every, 95), 1),
            "p50_ms": round(percentile(every, 50), 1),
            "drift_p95_ms": round(max(v for k, v in slow.items() if "/drift/" in k), 1),
            "count_a_year_s": round(counting, 1),
        },
        reference={
            "drift_uncounted_ms": round(percentile(next(iter(uncounted.values())), 50), 1),
            "plain_sum_of_the_year_ms": _plain_sum(database, end),
            **stack.machine(),
        },
        goals={"slowest_p95_ms": "< 150"},
    )


def _period(end: datetime, days: int) -> str:
    last = end.date()
    return urlencode({"from": (last - timedelta(days=days)).isoformat(), "to": last.isoformat()})


def _write(database: str, end: datetime) -> None:
    """A year of judgements by COPY; firms, agents and sellers of very different size."""
    table = "cases_judgedsubject"
    text = io.StringIO("".join("\t".join(row) + "\n" for row in _rows(end)))
    with closing(psycopg2.connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN", text)
            cursor.execute(f"VACUUM ANALYZE {table}")


def _rows(end: datetime) -> Iterator[tuple[str, ...]]:
    dice = random.Random(7)  # noqa: S311
    step = timedelta(days=DAYS) / JUDGEMENTS
    since = end - timedelta(days=DAYS)
    for number in range(1, JUDGEMENTS + 1):
        at = (since + number * step).isoformat()
        by_chance, by_rule = dice.random() < 0.02, dice.random() < 0.06
        stopped = by_chance or by_rule
        looked = stopped and dice.random() < 0.75
        found = looked and dice.random() < 0.25
        rules = "S-900" if by_chance else f"S-101,S-20{dice.randint(1, 9)}" if by_rule else "S-208"
        yield (
            str(number + 10_000_000), f"as{number}", f"ref{number}", at, "f",
            f"FIRM{int(5_000 * dice.random() ** 2):05d}",
            f"AGENT{int(200 * dice.random() ** 2)}" if dice.random() < 0.6 else "",
            f"person{int(8_000 * dice.random() ** 2)}",
            f"Seller {int(3_000 * dice.random() ** 2)} Trading" if dice.random() < 0.5 else "",
            f"{int(4_000 * dice.random())} Harbour Road" if dice.random() < 0.4 else "",
            "", "", dice.choice(COUNTRIES), COUNTRIES[int(7 * dice.random() ** 2)],
            f"{100_000 + int(600 * dice.random() ** 3) * 1_307:06d}", "2", "IMPORT",
            dice.choice(GRADES), f"{1_000 + 900_000 * dice.random():.2f}",
            f"{10 + 20_000 * dice.random():.2f}", str(int(200 * dice.random() ** 3)),
            "60" if stopped else "10", "ft"[stopped], "SCAN" if stopped else "RELEASE",
            f"{{{rules}}}", "ft"[by_chance], "ft"[by_chance], "one",
            str(int(1_000_000 * dice.random() ** 4)),
            "ft"[found] if looked else "\\N", "OPENED" if looked else "",
            "FAULT" if found else "", at if looked else "\\N",
        )  # fmt: skip


async def _measure(stack: Stack, addresses: list[str]) -> dict[str, list[float]]:
    """Every address ``ROUNDS`` times, shuffled; the first round only warms up."""
    times: dict[str, list[float]] = defaultdict(list)
    dice = random.Random(7)  # noqa: S311
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        await sign_in(stack, browser, "risk")
        for lap in range(ROUNDS + 1):
            for path in dice.sample(addresses, len(addresses)):
                async with browser.get(stack.url + path) as answer:
                    await answer.read()
                told = _DURATION.search(answer.headers.get("Server-Timing", ""))
                if answer.status != 200 or told is None:
                    raise RuntimeError(f"{path} was answered {answer.status}")
                if lap:
                    times[path].append(float(told[1]))
    return times


def _plain_sum(database: str, end: datetime) -> float:
    """The year's rows counted by one key, straight from the database."""
    took = []
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        for _round in range(10):
            began = time.perf_counter()
            cursor.execute(
                "SELECT grade, count(*) FROM cases_judgedsubject"
                " WHERE assessed_at >= %s GROUP BY 1",
                [end - timedelta(days=DAYS)],
            )
            cursor.fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return round(percentile(took, 50), 1)
