"""Every number of the law pack altered in turn: how many alterations the golden cases notice.

Values go up and down by their last written place, dates by a day, truths are turned round. The
cases that asked the altered rule are asked again, in this process; one answer that differs, or a
pack that refuses to be read, is a notice.
"""

import re
import time
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from customs_portal.benches import Result
from customs_portal.benches._golden import Case, answer, golden_cases
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
NUMBER = re.compile(r"-?\d+(\.\d+)?")
CLOCK = re.compile(r"(\d\d):(\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NAMES = frozenset({"hs"})  # digits that name goods and measure nothing
ONE_DAY = timedelta(days=1)
Entries = list[dict[str, Any]]


def run(stack: Stack) -> Result:
    stack.with_django()
    from customs_portal.registry.law import pack

    began = time.perf_counter()
    cases = golden_cases()
    by_key = _cases_by_key(cases)
    mutants = noticed = refused = 0
    missed: list[str] = []
    for key, entries in _entries(pack.FOLDER).items():
        for what, altered in mutants_of(entries):
            mutants += 1
            verdict = _verdict(key, altered, by_key.get(key, []), mutants)
            refused += verdict == "refused"
            if verdict == "missed":
                missed.append(f"{key}: {what}")
            else:
                noticed += 1
    took = time.perf_counter() - began
    return Result(
        name="law",
        size={
            "golden_cases": len(cases),
            "rules": len(by_key),
            "not_noticed": missed[:20],
        },
        figures={
            "mutants": mutants,
            "noticed": noticed,
            "refused_at_reading": refused,
            "seconds": round(took, 1),
        },
        reference={"share_noticed": round(noticed / mutants, 4), **stack.machine()},
        goals={"noticed": f"= {mutants}"},
    )


def _entries(folder: Path) -> dict[str, Entries]:
    found: dict[str, Entries] = {}
    for path in sorted(folder.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def _cases_by_key(cases: list[Case]) -> dict[str, list[Case]]:
    """Which rules each case asks; every case must hold under the law as it is."""
    from customs_portal.registry.law import LawPack, LawValue, standing_in
    from customs_portal.registry.law.pack import FOLDER

    class Heard(LawPack):
        asked: set[str]

        def ask(self, key: str, *, on: date) -> LawValue:
            self.asked.add(key)
            return super().ask(key, on=on)

    heard = Heard(FOLDER)
    by_key: dict[str, list[Case]] = {}
    with standing_in(heard):
        for case in cases:
            heard.asked = set()
            said = answer(case)
            if said != case.expected:
                raise RuntimeError(f"golden case {case.name}: {said!r}, not {case.expected!r}")
            for key in heard.asked:
                by_key.setdefault(key, []).append(case)
    return by_key


def _verdict(key: str, altered: Entries, cases: list[Case], number: int) -> str:
    from customs_portal.registry.law import current_pack, standing_in
    from customs_portal.registry.law.pack import BadLawPack

    try:
        other = current_pack().with_entries(key, altered, digest=f"alteration {number}")
    except BadLawPack:
        return "refused"
    with standing_in(other):
        return "noticed" if any(_differs(case) for case in cases) else "missed"


def _differs(case: Case) -> bool:
    try:
        return answer(case) != case.expected
    except (ArithmeticError, LookupError, ValueError):
        return True


def mutants_of(entries: Entries) -> Iterator[tuple[str, Entries]]:
    """Each alteration with what it does."""
    for at, entry in enumerate(entries):
        for bound in ("valid_from", "valid_to"):
            if bound in entry:
                for other in (entry[bound] - ONE_DAY, entry[bound] + ONE_DAY):
                    yield (
                        f"{bound} {entry[bound]} to {other}",
                        _replaced(entries, at, entry | {bound: other}),
                    )
        for what, value in _altered(entry["value"]):
            yield f"{entry['valid_from']} {what}", _replaced(entries, at, entry | {"value": value})


def _replaced(entries: Entries, at: int, entry: dict[str, Any]) -> Entries:
    return [*entries[:at], entry, *entries[at + 1 :]]


def _altered(value: Any) -> Iterator[tuple[str, Any]]:
    """Every value that differs from this one in one number."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in NAMES:
                for what, other in _altered(one):
                    yield f"{name} {what}", value | {name: other}
    elif isinstance(value, list):
        for at, one in enumerate(value):
            for what, other in _altered(one):
                yield f"[{at}] {what}", [*value[:at], other, *value[at + 1 :]]
    else:
        for other in _steps(value):
            yield f"{value} to {other}", other


def _steps(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value - 1, value + 1]
    if not isinstance(value, str):
        return []
    if DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return [(day - ONE_DAY).isoformat(), (day + ONE_DAY).isoformat()]
    if clock := CLOCK.fullmatch(value):
        minutes = int(clock[1]) * 60 + int(clock[2])
        turned = [(minutes + step) % 1440 for step in (-1, 1)]
        return [f"{one // 60:02d}:{one % 60:02d}" for one in turned]
    if NUMBER.fullmatch(value):
        places = len(value.partition(".")[2])
        least = Decimal(1).scaleb(-places)
        return [f"{Decimal(value) - least:f}", f"{Decimal(value) + least:f}"]
    return []
