"""Rules as data, measured: one verdict by 500 rules, and a million parcels by 200.

``figures()`` needs no database; ``bench risk`` joins it to its own.
"""

import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from risk.facts import ShipmentFacts
    from risk.rules.columns import Columns

ONE, MANY, PARCELS = 500, 200, 1_000_000
VERDICTS = 200
ON = date(2026, 11, 2)
ORIGINS = ("BR", "CN", "DE", "FR", "GB", "IN", "JP", "KR", "MM", "RU", "TH", "US", "VN")
GRADES = ("ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "")


def figures() -> dict[str, float]:
    """Milliseconds of processor for one verdict, facts a second, and numpy's own limit beside."""
    from risk.rules.book import Book
    from risk.rules.vectors import VectorBook

    dice = np.random.default_rng(7)
    book = Book(_rule(n, dice) for n in range(ONE))
    shipments = [_shipment(n, dice) for n in range(VERDICTS)]
    began = time.process_time()
    spoke = sum(1 for one in shipments for rule in book.rules if rule.hit(one, {}) is not None)
    single = (time.process_time() - began) / VERDICTS
    vector = VectorBook(book.data_rules[:MANY])
    columns = parcels(PARCELS, dice)
    began, worked = time.perf_counter(), time.process_time()
    judged = vector.judge(columns)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    for _ in range(MANY):
        np.greater(columns.numbers["value_cny"], 800.0)
    bare = time.perf_counter() - began
    return {
        "single_verdict_cpu_ms": round(single * 1000, 3),
        "facts_per_s": round(PARCELS / took),
        "parcels_by_200_rules_s": round(took, 2),
        "parcels_by_200_rules_cpu_s": round(worked, 2),
        "numpy_200_comparisons_s": round(bare, 2),
        "hits": spoke + sum(judged.hits.values()),
    }


def _rule(n: int, dice: np.random.Generator) -> dict[str, Any]:
    """One of the shapes that a desk writes: place and worth, goods of a heading, worth a weight."""
    value = int(dice.integers(50, 200_000))
    places = sorted(set(dice.choice(ORIGINS, size=3).tolist()))
    heading = [f"{int(dice.integers(1, 98)):02d}" for _ in range(3)]
    dear = {"op": "gt", "left": {"fact": "value_cny"}, "right": {"value": value}}
    worth = {"op": "div", "left": {"fact": "value_cny"}, "right": {"fact": "gross_weight_kg"}}
    shapes: list[Any] = [
        {"op": "and", "of": [dear, _from("departure_country", places)]},
        {"op": "any", "of": {"op": "and", "of": [
            {"op": "prefix", "left": {"item": "hs6"}, "right": {"value": heading}},
            {"op": "gt", "left": {"item": "value_cny"}, "right": {"value": value}}]}},
        {"op": "lt", "left": worth, "right": {"parameter": "floor"}},
        {"op": "and", "of": [dear, {"op": "eq", "left": {"fact": "grade"}, "right": {"value": ""}},
                             {"op": "not", "of": _from("transport_mode", ["2"])}]},
    ]  # fmt: skip
    shape = shapes[n % len(shapes)]
    period = {
        "valid_from": "2015-01-01",
        "value": 0.5 + n / 10,
        "owner": "Bench",
        "source": "bench",
    }
    return {
        "code": f"D-{n:03d}", "when": shape, "points": 1 + n % 9, "law": "Customs Law, article 28",
        "sentence_en": "Rule of the bench.", "sentence_zh": "测试规则。", "owner": "Bench",
        "parameters": {"floor": [period]} if n % len(shapes) == 2 else {},
    }  # fmt: skip


def _from(fact: str, values: list[str]) -> dict[str, Any]:
    return {"op": "in", "left": {"fact": fact}, "right": {"value": values}}


def _shipment(n: int, dice: np.random.Generator) -> "ShipmentFacts":
    from risk.facts import ItemFacts, ShipmentFacts

    items = tuple(
        ItemFacts(
            hs6=f"{int(dice.integers(10_000, 980_000)):06d}", name="goods",
            origin=str(dice.choice(ORIGINS)), quantity=Decimal(10), unit="pieces",
            value_cny=Decimal(int(dice.integers(100, 100_000))),
        )
        for _ in range(5)
    )  # fmt: skip
    return ShipmentFacts(
        reference=f"{n:018d}", on=ON, transport_mode="2", grade=str(dice.choice(GRADES)),
        enterprise_key="91310000MA1FL0000A", departure_country=str(dice.choice(ORIGINS)),
        items=items, value_cny=sum((one.value_cny for one in items), Decimal(0)),
        gross_weight_kg=Decimal(int(dice.integers(1, 30_000))), manifest_weight_kg=None,
        manifest_pieces=None, declared_pieces=10,
    )  # fmt: skip


def parcels(count: int, dice: np.random.Generator) -> "Columns":
    """So many parcels as columns: one line of goods each, worth little, from everywhere."""
    from risk.rules.columns import Columns, Texts, Words

    def texts(words: tuple[str, ...]) -> Texts:
        return Texts(dice.integers(len(words), size=count).astype(np.int32), Words(words))

    codes = tuple(f"{one:06d}" for one in range(10_100, 980_000, 170))
    value = np.round(dice.lognormal(5, 1, count), 2)
    right = np.zeros(count, dtype=bool)
    return Columns(
        size=count,
        numbers={
            "value_cny": value,
            "gross_weight_kg": np.round(dice.lognormal(0, 1, count), 3) + 0.001,
            "on": np.full(count, float(ON.toordinal())),
        },
        texts={
            "departure_country": texts(ORIGINS), "grade": texts(GRADES),
            "transport_mode": texts(("2", "5", "6")),
        },
        lists={},
        faulty=right,
        items=Columns(
            size=count, numbers={"value_cny": value},
            texts={"hs6": texts(codes), "origin": texts(ORIGINS)}, lists={}, faulty=right,
        ),
        offsets=np.arange(count + 1, dtype=np.int64),
    )  # fmt: skip
