"""The officer's queue over a year of declarations: each filter, sort, search and deep page.

The figures are server time, as the portal tells it in ``Server-Timing``; wall time, with the
front door and the wire, stands beside it. Every address is asked several times in random order.
"""

import asyncio
import base64
import json
import random
import re
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

import aiohttp
import psycopg2

from customs_portal.benches import Result, percentile
from customs_portal.benches._port import sign_in
from customs_portal.benches._stack import Stack
from customs_portal.benches._year import CITIES, TRADES_EN, TRADES_ZH, Samples, write_a_year

PROCESSES = frozenset({"front", "web"})
DECLARATIONS = 200_000
ROUNDS = 3
QUEUE = "/officer/declarations/"
SORTS = {
    "accepted": "accepted_at",
    "due": "review_by",
    "complete": "complete_by",
    "score": "risk_score",
    "value": "value_cny",
    "number": "declaration_no",
}
STATES = (
    *("AWAITING_MANIFEST", "MISMATCHED", "CLEARED_TO_LEAVE", "HELD", "IN_INSPECTION"),
    *("RELEASED_FOR_PICKUP", "DETAINED", "COMPLETED", "CLOSED", "WITHDRAWN"),
)
DEPTHS = (0.1, 0.5, 0.95)
VIEWS = ("score=50", "grade=ADVANCED", "all=1&value=1000000", "state=CLOSED", "all=1&mode=5")
_DURATION = re.compile(r"app;dur=([0-9.]+)")
Times = dict[str, list[tuple[float, float]]]


def run(stack: Stack) -> Result:
    stack.with_django()
    officer, office = _officer()
    database = stack.environment["DATABASE_URL"]
    samples = write_a_year(database, declarations=DECLARATIONS, officer_id=officer.pk)
    addresses = _addresses(samples, office) + _deep_pages(database)
    times = asyncio.run(_measure(stack, officer.username, addresses))
    app = [one for took in times.values() for one, _wall in took]
    wall = [one for took in times.values() for _app, one in took]
    medians = {path: percentile([one for one, _ in took], 50) for path, took in times.items()}
    slowest = sorted(medians, key=lambda path: -medians[path])[:5]
    return Result(
        name="queues",
        size={
            "declarations": DECLARATIONS,
            "addresses": len(addresses),
            "requests": len(app),
            "saved_views": len(VIEWS),
            "slowest_addresses": [f"{path} {medians[path]:.0f} ms" for path in slowest],
            "load": "one officer, one request after the other",
        },
        figures={
            "p95_ms": round(percentile(app, 95), 1),
            "p50_ms": round(percentile(app, 50), 1),
            "slowest": round(medians[slowest[0]], 1),
            "highest_ms": round(max(app), 1),
            "wall_p95_ms": round(percentile(wall, 95), 1),
        },
        reference={"plain_select_50_p95_ms": _plain_select(database), **stack.machine()},
        goals={"p95_ms": "< 150"},
    )


def _officer() -> tuple[Any, str]:
    """Who reviews, and an office to filter by."""
    from datetime import UTC, datetime

    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.queries import officers_on_duty
    from customs_portal.registry.models import CustomsOffice

    now = datetime.now(tz=UTC)
    officer = officers_on_duty(duty=Duty.REVIEW_DECLARATION, at=now)[0]
    return officer, CustomsOffice.objects.order_by("-id")[0].code


def _addresses(samples: Samples, office: str) -> list[str]:
    narrow: list[dict[str, Any]] = [{}, {"state": "waiting"}]
    narrow += [{"score": score} for score in (20, 50, 80)]
    narrow += [{"grade": grade} for grade in ("ORDINARY", "CERTIFIED", "ADVANCED", "DISHONEST")]
    narrow += [{"mode": mode} for mode in "234569"]
    narrow += [{"office": office}, {"value": 100_000}, {"value": 5_000_000}]
    narrow += [{"claimed": "yes"}, {"claimed": "no"}, {"mine": 1}, {"due": 1}, {"late": 1}]
    narrow += [{"score": 50, "grade": "CERTIFIED", "mode": 5, "value": 200_000}]
    texts = [*samples.numbers, *samples.documents, *samples.containers, *samples.plates]
    texts += [samples.numbers[0][:9], "NOSUCHNO12", f"{CITIES[0][0]} {'Harbour'}", CITIES[1][1]]
    texts += [TRADES_EN[1], TRADES_ZH[2], "0042 Trading", "no such firm"]
    narrow += [{"q": text} for text in texts]
    found = [one | wide for one in narrow for wide in ({}, {"all": 1})]
    found += [{"state": state} for state in STATES]
    for sort in SORTS:
        for sign in ("", "-"):
            order = {"sort": f"{sign}{sort}"}
            found += [order, order | {"all": 1}, order | {"state": "CLOSED"}]
            found += [order | {"all": 1, "grade": "ADVANCED"}, order | {"all": 1, "score": 50}]
            found += [order | {"all": 1, "mode": 6}, order | {"all": 1, "q": TRADES_ZH[0]}]
    return [f"{QUEUE}?{urlencode(one)}" for one in found]


def _deep_pages(database: str) -> list[str]:
    """The address of a page far down each order, with the key the page before it would give."""
    found = []
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        for sort, column in SORTS.items():
            for sign in ("", "-"):
                for depth in DEPTHS:
                    way = "DESC" if sign else "ASC"
                    cursor.execute(
                        f"SELECT {column}, id FROM declarations_declaration"  # noqa: S608
                        f" WHERE {column} IS NOT NULL ORDER BY {column} {way}, id {way} LIMIT 1"
                        f" OFFSET (SELECT (count({column}) * {depth})::int"
                        f" FROM declarations_declaration)"
                    )
                    value, pk = cursor.fetchone()
                    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
                    key = base64.urlsafe_b64encode(json.dumps([text, pk]).encode()).decode()
                    order = {"all": 1, "sort": f"{sign}{sort}", "after": key}
                    found.append(f"{QUEUE}?{urlencode(order)}")
    return found


async def _measure(stack: Stack, username: str, addresses: list[str]) -> Times:
    """Every address ``ROUNDS`` times, shuffled; the first round only warms up."""
    times: Times = defaultdict(list)
    dice = random.Random(7)  # noqa: S311
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        await sign_in(stack, browser, username)
        await _save_views(stack, browser)
        for lap in range(ROUNDS + 1):
            for path in dice.sample(addresses, len(addresses)):
                took = await _ask(stack, browser, path)
                if lap:
                    times[path].append(took)
    return times


async def _save_views(stack: Stack, browser: aiohttp.ClientSession) -> None:
    async with browser.get(stack.url + QUEUE) as page:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', await page.text())
    if token is None:
        raise RuntimeError("the officer's queue shows no form")
    for at, query in enumerate(VIEWS):
        form = {"csrfmiddlewaretoken": token[1], "name": f"View {at}", "query": query}
        async with browser.post(
            f"{stack.url}{QUEUE}views/", data=form, headers={"Referer": stack.url}
        ) as answer:
            if answer.status != 200:
                raise RuntimeError(f"a view was not saved: {answer.status}")


async def _ask(stack: Stack, browser: aiohttp.ClientSession, path: str) -> tuple[float, float]:
    began = time.perf_counter()
    async with browser.get(stack.url + path) as answer:
        await answer.read()
    wall = (time.perf_counter() - began) * 1000
    told = _DURATION.search(answer.headers.get("Server-Timing", ""))
    if answer.status != 200 or told is None:
        raise RuntimeError(f"{path} was answered {answer.status}")
    return float(told[1]), wall


def _plain_select(database: str) -> float:
    """The same table's last fifty rows by an index, straight from the database."""
    took = []
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        for _round in range(100):
            began = time.perf_counter()
            cursor.execute(
                "SELECT * FROM declarations_declaration ORDER BY accepted_at DESC, id DESC LIMIT 50"
            )
            cursor.fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return round(percentile(took, 95), 2)
