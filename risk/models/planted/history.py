"""What is known of firm, agent, address, seller, route and price when a declaration comes in.

Point in time: a row is described by rows before it, and by outcomes that were known then. Only
an inspected declaration returns an outcome, and only when its week is over.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np

from risk.models.planted.world import CODES_EACH, LIMIT, World

MEMORY = 0.8  # weight of the past in a running mean
WINDOW = 4  # days in which pieces of one consignment arrive
PLAIN = (
    "firm", "agent", "address", "seller", "code", "origin", "departure", "mass", "value",
    "price of a kg", "weight difference", "dwell", "certified", "rate",
)  # fmt: skip
PARTIES = ("firm", "agent", "address", "seller", "route", "goods and origin")
HISTORY = (
    *(f"{name}: declarations" for name in PARTIES),
    *(f"{name}: share at fault" for name in PARTIES),
    *(f"{name}: days known" for name in ("firm", "agent", "seller")),
    "firm: price against its own past", "seller: price against its own past",
    "price against the market", "firm: price level against the market",
    "price against the nearest neighbour", "rate of the nearest neighbour against its own",
    "firm: code is new", "firm: declared a neighbour before", "firm: origin is new",
    "seller: origin is new", "seller: dearest extra duty of its origins",
    "firm: dearest extra duty of its origins", "extra duty of the departure",
    "address: other firms", "address: faults of other firms", "address: newest agent is new",
    "seller and goods: declarations in the window", "seller and goods: value in the window",
    "seller and goods: firms in the window", "value against the limit",
    "firm: weight difference against its past", "dwell against the route",
    "firm: days since a fault",
)  # fmt: skip


def plain(world: World) -> np.ndarray:
    """What a file of declarations says by itself, parties as labels."""
    price = np.log(world.value / world.mass)
    return np.column_stack(
        [
            world.firm, world.agent, world.address, world.seller, world.code, world.origin,
            world.departure, np.log(world.mass), np.log(world.value), price,
            np.abs(world.weight_found / world.mass - 1), world.dwell, world.certified,
            world.rates[world.code],
        ]
    )  # fmt: skip


@dataclass
class Known:
    """What is remembered of one party."""

    count: int = 0
    first: int = -1
    inspected: int = 0
    faults: int = 0
    fault_day: int = -1


@dataclass
class Running:
    """A running mean that forgets."""

    mean: float = 0.0
    count: int = 0

    def add(self, value: float, keep: float = MEMORY) -> None:
        self.mean = value if not self.count else keep * self.mean + (1 - keep) * value
        self.count += 1


@dataclass
class Memory:
    """Everything that was declared and found so far."""

    world: World
    known: dict[Any, Known] = field(default_factory=lambda: defaultdict(Known))
    running: dict[Any, Running] = field(default_factory=lambda: defaultdict(Running))
    firms_at: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    codes_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    origins_of: dict[Any, set[int]] = field(default_factory=lambda: defaultdict(set))
    window: dict[Any, deque[Any]] = field(default_factory=lambda: defaultdict(deque))

    def __post_init__(self) -> None:
        world = self.world
        columns = {
            name: getattr(world, name).tolist()
            for name in (
                "day", "firm", "agent", "address", "seller", "code", "origin", "departure",
                "mass", "value", "weight_found", "dwell",
            )
        }  # fmt: skip
        self._rows = list(zip(*columns.values(), strict=True))
        self._rates, self._extra = world.rates.tolist(), world.extra.tolist()

    def describe(self, at: int) -> list[float]:
        """The history of row ``at``; afterwards the row itself is remembered as declared."""
        row = self._rows[at]
        day, firm, agent, address, seller, code, origin, departs, mass, value, found, dwell = row
        keys = _keys(row)
        parties = [self.known[key] for key in keys]
        price, chapter = log(value / mass), code // CODES_EACH
        market = self.running["market", code]
        usual = self.running["price", firm, code]
        of_seller = self.running["price of", seller, code]
        level = self.running["level", firm]
        against = price - market.mean if market.count else 0.0
        near, near_rate = self._nearest(price - (level.mean if level.count else 0.0), code)
        extra = self._extra[chapter]
        others = self.firms_at[address] - {firm}
        recent = self._recent(seller, code, day)
        weight = abs(found / mass - 1)
        light, route = self.running["weight", firm], self.running["dwell", departs]
        mine = parties[0]
        told = [
            *(float(one.count) for one in parties),
            *((one.faults + 0.3) / (one.inspected + 10.0) for one in parties),
            *(float(day - one.first) if one.count else -1.0 for one in
              (parties[0], parties[1], parties[3])),
            price - usual.mean if usual.count else 0.0,
            price - of_seller.mean if of_seller.count else 0.0,
            against,
            level.mean if level.count else 0.0,
            near, near_rate,
            float(code not in self.codes_of[firm]),
            float(any(one // CODES_EACH == chapter and one != code for one in
                      self.codes_of[firm])),
            float(origin not in self.origins_of["firm", firm]),
            float(origin not in self.origins_of["seller", seller]),
            max((extra[one] for one in self.origins_of["seller", seller]), default=0.0)
            - extra[origin],
            max((extra[one] for one in self.origins_of["firm", firm]), default=0.0)
            - extra[origin],
            extra[departs] - extra[origin],
            float(len(others)),
            float(sum(self.known["firm", one].faults for one in others)),
            float(day - parties[1].first if parties[1].count else 0),
            float(len(recent)), log(1 + sum(one[2] for one in recent)),
            float(len({one[1] for one in recent})), value / LIMIT,
            weight - light.mean if light.count else weight,
            log(dwell) - route.mean if route.count else 0.0,
            float(day - mine.fault_day) if mine.faults else -1.0,
        ]  # fmt: skip
        self._remember(row, keys, price, against, weight)
        return told

    def learn(self, at: int, *, fault: bool) -> None:
        """An inspection of row ``at`` has ended."""
        row = self._rows[at]
        for key in _keys(row):
            one = self.known[key]
            one.inspected += 1
            one.faults += fault
            if fault:
                one.fault_day = row[0]

    def _nearest(self, price: float, code: int) -> tuple[float, float]:
        """How much better this price fits another code of the chapter, and that code's rate."""
        own = self.running["market", code]
        if not own.count:
            return 0.0, 0.0
        first = code - code % CODES_EACH
        best, rate = 0.0, 0.0
        for other in range(first, first + CODES_EACH):
            market = self.running["market", other]
            if other != code and market.count:
                gain = abs(price - own.mean) - abs(price - market.mean)
                dearer = self._rates[other] - self._rates[code]
                if dearer > 0 and gain > best:
                    best, rate = gain, dearer
        return best, rate

    def _recent(self, seller: int, code: int, day: int) -> deque[Any]:
        recent = self.window[seller, code]
        while recent and recent[0][0] < day - WINDOW:
            recent.popleft()
        return recent

    def _remember(
        self, row: Any, keys: list[Any], price: float, against: float, weight: float
    ) -> None:
        day, firm, _, address, seller, code, origin, departs, _, value, _, dwell = row
        for key in keys:
            one = self.known[key]
            if not one.count:
                one.first = day
            one.count += 1
        self.running["market", code].add(price, 0.98)
        self.running["price", firm, code].add(price, 0.9)
        self.running["price of", seller, code].add(price)
        self.running["level", firm].add(against, 0.9)
        self.running["weight", firm].add(weight)
        self.running["dwell", departs].add(log(dwell), 0.98)
        self.firms_at[address].add(firm)
        self.codes_of[firm].add(code)
        self.origins_of["firm", firm].add(origin)
        self.origins_of["seller", seller].add(origin)
        self.window[seller, code].append((day, firm, value))


def _keys(row: Any) -> list[Any]:
    _, firm, agent, address, seller, code, origin, departs = row[:8]
    return [
        ("firm", firm), ("agent", agent), ("address", address), ("seller", seller),
        ("route", departs, origin), ("goods", code, origin),
    ]  # fmt: skip


def exposure(world: World) -> np.ndarray:
    """What a fault could cost at most: the value at the dearest rates of its chapter."""
    by_chapter = world.rates.reshape(-1, CODES_EACH).max(axis=1)
    chapter = world.code // CODES_EACH
    return world.value * (by_chapter[chapter] + 0.13 + world.extra[chapter].max(axis=1))
