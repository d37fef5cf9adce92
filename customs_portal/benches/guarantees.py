"""Five hundred declarations reserve one guarantee at the same moment: nothing lost or overdrawn.

Every reservation is a process's own transaction through the operation that filing calls. The
guarantee covers about two thirds of them; who comes too late must be refused with the figures,
and what was taken must be what the ledger says, to the fen.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

from customs_portal.benches import Result, percentile
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
FILINGS = 500
CONNECTIONS = 100
COVERED = 330  # of the average amount


def run(stack: Stack) -> Result:
    stack.with_django()
    from clearance.duties.operations.free_guarantee import free_guarantee
    from customs_portal.kit import clock

    dice = random.Random(7)
    amounts = [Decimal(dice.randrange(100_00, 9_900_00)) / 100 for _ in range(FILINGS)]
    guarantee = _a_guarantee(limit=sum(amounts, Decimal(0)) * COVERED / FILINGS)
    took, outcomes = _all_at_once(guarantee, amounts)
    reserved = [number for number, outcome in outcomes.items() if outcome == "reserved"]
    state = _state(guarantee)
    asked = sum((amounts[number] for number in reserved), Decimal(0))
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(
            pool.map(
                _closing,
                [
                    lambda number=number: free_guarantee(
                        declaration_no=_declaration(number), now=clock.now()
                    )
                    for number in reserved
                ],
            )
        )
    left = _state(guarantee)
    return Result(
        name="guarantees",
        size={"reservations": FILINGS, "connections": CONNECTIONS, "reserved": len(reserved)},
        figures={
            "lost": FILINGS - len(outcomes) + abs(len(reserved) - state["entries"]),
            "overdrawn": int(state["used"] > state["limit"] or state["used"] != asked),
            "left_after_freeing_fen": int(left["used"] * 100),
            "p95_ms": round(percentile(took, 95), 1),
            "reservations_per_s": round(FILINGS / (max(took) / 1000), 1),
        },
        reference={"insert_commit_per_s": stack.insert_commit_rate(), **stack.machine()},
        goals={"lost": "= 0", "overdrawn": "= 0", "left_after_freeing_fen": "= 0"},
    )


def _a_guarantee(*, limit: Decimal) -> Any:
    from clearance.duties.operations.open_guarantee import open_guarantee
    from customs_portal.kit import clock
    from customs_portal.registry.models import Enterprise

    enterprise = Enterprise.objects.exclude(uscc="").order_by("id")[0]
    number = open_guarantee(
        enterprise=enterprise,
        kind="BANK",
        limit_cny=limit.quantize(Decimal("0.01")),
        valid_from=date(2020, 1, 1),
        valid_to=date(2035, 12, 31),
        now=clock.now(),
    )
    return enterprise, number


def _all_at_once(guarantee: Any, amounts: list[Decimal]) -> tuple[list[float], dict[int, str]]:
    """Everybody waits at the same line; milliseconds from the start, and what became of each."""
    from django.utils import timezone

    from clearance.duties.operations.reserve_guarantee import (
        GuaranteeTooSmall,
        reserve_guarantee,
    )
    from customs_portal.kit import clock

    enterprise, guarantee_no = guarantee
    start = threading.Event()
    slots = threading.Semaphore(CONNECTIONS)
    took: list[float] = []
    outcomes: dict[int, str] = {}

    def file(number: int) -> None:
        start.wait()
        with slots:
            now = clock.now()
            try:
                reserve_guarantee(
                    enterprise=enterprise,
                    declaration_no=_declaration(number),
                    guarantee_no=guarantee_no,
                    amount_cny=amounts[number],
                    on=timezone.localdate(now),
                    now=now,
                )
                outcomes[number] = "reserved"
            except GuaranteeTooSmall:
                outcomes[number] = "refused"
            finally:
                _close()
        took.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=file, args=(number,)) for number in range(FILINGS)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    start.set()
    for thread in threads:
        thread.join()
    return took, outcomes


def _declaration(number: int) -> str:
    return f"510120261{number:09d}"


def _closing(act: Any) -> None:
    try:
        act()
    finally:
        _close()


def _close() -> None:
    from django.db import connection

    connection.close()


def _state(guarantee: Any) -> dict[str, Any]:
    """What the guarantee's row and its ledger say."""
    from clearance.duties.queries.guarantees import guarantee_of, ledger_of

    enterprise, number = guarantee
    view = guarantee_of(guarantee_no=number, enterprise_id=enterprise.pk, on=date(2026, 1, 1))
    entries = ledger_of(guarantee_no=number, enterprise_id=enterprise.pk)
    return {
        "limit": view.limit_cny,
        "used": view.used_cny,
        "entries": sum(1 for entry in entries if entry.kind == "RESERVE"),
    }
