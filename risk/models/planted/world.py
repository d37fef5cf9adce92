"""Eighteen months of declarations with known truth, from one seed.

Firms have goods, sellers, an agent, an address and a price level of their own. Honest firms also
change sellers, lower prices, move in where others failed and ship in bursts, so that none of
that alone is fraud. Amounts are in CNY; ``stake`` is the duty that a fault would have cost.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

DAYS = 548
SETTLED = 365  # the first year teaches, the rest is judged
LIMIT = 50_000.0  # below it a consignment is cleared in the simple way
KINDS = (
    "honest", "undervalued", "phoenix", "split", "laundered", "misclassified", "swapped",
)  # fmt: skip
HONEST, UNDERVALUED, PHOENIX, SPLIT, LAUNDERED, MISCLASSIFIED, SWAPPED = range(7)
Array = npt.NDArray[Any]
CHAPTERS, CODES_EACH, ORIGINS = 14, 6, 24


@dataclass(frozen=True, kw_only=True)
class World:
    """Equally long columns in the order of time; ``case`` numbers each fraudster's faults.

    ``series`` is that number on everything the same firms filed from the turn on, honest or not,
    and -1 before it: the first row of a series is the declaration at which they turned.
    """

    day: Array
    firm: Array
    agent: Array
    address: Array
    seller: Array
    code: Array
    origin: Array
    departure: Array
    mass: Array
    value: Array
    weight_found: Array
    dwell: Array
    certified: Array
    kind: Array
    case: Array
    series: Array
    stake: Array
    rates: Array  # by code
    extra: Array  # anti-dumping rate by chapter and origin

    def __len__(self) -> int:
        return len(self.day)

    @property
    def faulty(self) -> Array:
        return self.kind != HONEST

    def chapter(self) -> Array:
        return self.code // CODES_EACH


class _Maker:
    def __init__(self, seed: int, firms: int) -> None:
        self.dice = np.random.default_rng(seed)
        dice = self.dice
        self.firms = firms
        codes = CHAPTERS * CODES_EACH
        self.level = np.exp(dice.normal(2.5, 0.9, codes))  # CNY a kilogram
        self.rates = dice.choice([0.02, 0.05, 0.08, 0.12, 0.2, 0.3], codes)
        self.extra = np.where(dice.random((CHAPTERS, ORIGINS)) < 0.08, 0.35, 0.0)
        self.rows: list[dict[str, Any]] = []
        self.cases = 0
        self.next_agent, self.next_address, self.next_firm = 90, firms, firms
        self.burnt: list[tuple[int, int]] = []  # address and day of a firm that was found out

    def firm(self, number: int, *, begins: int) -> dict[str, Any]:
        """A firm's habits."""
        dice = self.dice
        chapter = int(dice.integers(CHAPTERS))
        many = int(dice.integers(1, 4))
        codes = chapter * CODES_EACH + dice.choice(CODES_EACH, many, replace=False)
        home = int(dice.integers(ORIGINS))
        sellers = dice.integers(0, 700, int(dice.integers(1, 4)))
        return {
            "firm": number, "codes": codes, "home": home, "sellers": sellers,
            "agent": int(dice.integers(90)), "address": number, "begins": begins,
            "level": float(np.exp(dice.normal(0, 0.45))), "size": float(np.exp(dice.normal(8, 1))),
            "pace": float(np.clip(dice.gamma(1.2, 0.1), 0.01, 0.8)),
            "certified": bool(dice.random() < 0.15),
            "spread": float(dice.uniform(0.06, 0.2)),
            "scales": float(np.exp(dice.normal(-3.9, 1.0))),  # how far its weights are off
        }  # fmt: skip

    def days(self, firm: dict[str, Any], until: int = DAYS) -> Array:
        many = self.dice.poisson(firm["pace"] * max(0, until - firm["begins"]))
        days = np.sort(self.dice.integers(firm["begins"], until, many))
        if many > 12 and self.dice.random() < 0.25:  # an honest burst
            at = int(self.dice.integers(many - 6))
            days[at : at + 6] = days[at]
        return days

    def ship(self, firm: dict[str, Any], day: int, **other: Any) -> dict[str, Any]:
        """One honest declaration of that firm, or with some of its columns otherwise."""
        dice = self.dice
        code = int(other.pop("code", dice.choice(firm["codes"])))
        season = 1 + 0.12 * np.sin(2 * np.pi * (day / 365 + code / 10))
        price = self.level[code] * firm["level"] * season * np.exp(dice.normal(0, firm["spread"]))
        price *= other.pop("cheaper", 1.0)
        mass = float(firm["size"] * np.exp(dice.normal(0, 0.6)))
        home = firm["home"]
        row = {
            "day": int(day), "firm": firm["firm"], "agent": firm["agent"],
            "address": firm["address"], "seller": int(dice.choice(firm["sellers"])),
            "code": code, "origin": home,
            "departure": home if dice.random() < 0.85 else int(dice.integers(ORIGINS)),
            "mass": mass, "value": mass * price,
            "weight_found": mass * float(np.exp(dice.normal(0, firm["scales"]))),
            "dwell": float(np.exp(dice.normal(3.2 + 0.05 * home, 0.35))),
            "certified": firm["certified"], "kind": HONEST, "case": -1, "series": -1, "stake": 0.0,
        }  # fmt: skip
        if "off" in other:
            row["weight_found"] = mass * (1 + other.pop("off"))
        row.update(other)
        self.rows.append(row)
        return row

    def honest(self, firm: dict[str, Any], days: Array) -> None:
        """With the changes that honest firms make."""
        dice = self.dice
        cheaper_from = int(dice.integers(DAYS)) if dice.random() < 0.12 else DAYS + 1
        moves = int(dice.integers(DAYS)) if dice.random() < 0.2 else DAYS + 1
        for day in days:
            if day >= moves:
                firm |= {"sellers": dice.integers(0, 700, 2), "agent": int(dice.integers(90))}
                if dice.random() < 0.3:
                    firm["home"] = int(dice.integers(ORIGINS))
                if dice.random() < 0.3:
                    firm["codes"] = firm["codes"][:1] // CODES_EACH * CODES_EACH + dice.integers(
                        CODES_EACH, size=2
                    )
                moves = DAYS + 1
            more = {"cheaper": 0.82} if day >= cheaper_from else {}
            self.ship(firm, day, **more)

    def turned(self, firm: dict[str, Any], days: Array, kind: int) -> None:
        """Honest until the turn; from then on most declarations are not."""
        dice = self.dice
        turn = int(dice.integers(60, DAYS - 40))
        case, self.cases = self.cases, self.cases + 1
        self.honest(firm, days[days < turn])
        bad = self._habit(firm, kind)
        for day in days[days >= turn]:
            if dice.random() < 0.25:
                self.ship(firm, int(day), series=case)
                continue
            row = self.ship(firm, int(day), kind=kind, case=case, series=case, **bad())
            row["stake"] = self._stake(row, kind, firm)
        if kind in (UNDERVALUED, MISCLASSIFIED):
            self.burnt.append((firm["address"], min(DAYS - 1, turn + 60)))

    def _habit(self, firm: dict[str, Any], kind: int) -> Any:
        dice = self.dice
        if kind == UNDERVALUED:
            deep = dice.uniform(0.45, 0.7)
            return lambda: {"cheaper": deep * float(np.exp(dice.normal(0, 0.05)))}
        if kind == LAUNDERED:
            chapter = int(firm["codes"][0]) // CODES_EACH
            dear = np.flatnonzero(self.extra[chapter] > 0)
            firm["home"] = int(dice.choice(dear)) if len(dear) else firm["home"]
            clean = int(dice.choice(np.flatnonzero(self.extra[chapter] == 0)))
            seller = int(dice.choice(firm["sellers"]))
            departs = firm["home"] if dice.random() < 0.5 else clean
            return lambda: {"origin": clean, "departure": departs, "seller": seller}
        if kind == MISCLASSIFIED:
            own = int(firm["codes"][0])
            near = own // CODES_EACH * CODES_EACH + np.arange(CODES_EACH)
            self.rates[own] = max(self.rates[own], 0.2)
            false = int(near[np.argmin(self.rates[near])])
            ratio = self.level[own] / self.level[false]
            return lambda: {"code": false, "cheaper": float(ratio)}
        firm["scales"] = min(firm["scales"], 0.02)
        return lambda: {
            "off": float(dice.choice([-1, 1]) * dice.uniform(0.08, 0.25)),
            "dwell": float(np.exp(dice.normal(3.8 + 0.05 * firm["home"], 0.3))),
        }

    def _stake(self, row: dict[str, Any], kind: int, firm: dict[str, Any]) -> float:
        rate = self.rates[row["code"]]
        if kind == UNDERVALUED:
            return float(row["value"] * 0.7 * (rate + 0.13))
        if kind == LAUNDERED:
            return float(row["value"] * 0.35)
        if kind == MISCLASSIFIED:
            return float(row["value"] * max(0.05, self.rates[firm["codes"][0]] - rate))
        return float(row["value"] * (0.5 + rate))

    def phoenix(self) -> None:
        """A new agent and a new firm at the address of one that was found out."""
        dice = self.dice
        address, known = self.burnt[int(dice.integers(len(self.burnt)))]
        begins = min(DAYS - 30, known + int(dice.integers(5, 90)))
        firm = self.firm(self.next_firm, begins=begins)
        firm |= {"address": address, "agent": self.next_agent, "certified": False}
        firm["pace"] = float(dice.uniform(0.15, 0.35))
        self.next_firm, self.next_agent = self.next_firm + 1, self.next_agent + 1
        case, self.cases = self.cases, self.cases + 1
        for day in self.days(firm, min(DAYS, firm["begins"] + 120)):
            if dice.random() < 0.2:
                self.ship(firm, int(day), series=case)
                continue
            row = self.ship(firm, int(day), kind=PHOENIX, case=case, series=case, cheaper=0.85)
            row["stake"] = float(row["value"] * 0.4)

    def splitter(self) -> None:
        """Consignments cut into pieces below the limit, under several small firms."""
        dice = self.dice
        fronts = [self.firm(self.next_firm + at, begins=0) for at in range(3)]
        self.next_firm += 3
        seller, code, home = int(dice.integers(700)), int(fronts[0]["codes"][0]), fronts[0]["home"]
        case, self.cases = self.cases, self.cases + 1
        for day in np.sort(dice.integers(20, DAYS - 3, int(dice.integers(3, 7)))):
            for _ in range(int(dice.integers(4, 9))):
                front = fronts[int(dice.integers(3))]
                price = self.level[code] * front["level"] * np.exp(dice.normal(0, 0.1))
                value = LIMIT * dice.uniform(0.75, 0.99)
                row = self.ship(
                    front, int(day + dice.integers(0, 3)), code=code, seller=seller, origin=home,
                    departure=home, kind=SPLIT, case=case, series=case,
                )  # fmt: skip
                row["weight_found"] *= value / price / row["mass"]
                row |= {"value": value, "mass": value / price}
                row["stake"] = value * (self.rates[code] + 0.13)
                self.rows[-1] = row


def world(*, seed: int, firms: int = 1_000) -> World:
    """The same seed is the same world, row by row."""
    maker = _Maker(seed, firms)
    dice = maker.dice
    habits = [
        maker.firm(at, begins=0 if dice.random() < 0.7 else int(dice.integers(1, 480)))
        for at in range(firms)
    ]
    busy = [at for at, one in enumerate(habits) if one["pace"] > 0.05 and one["begins"] < 200]
    clean = [at for at in busy if habits[at]["certified"]]
    other = [at for at in busy if not habits[at]["certified"]]
    chosen: dict[int, int] = {}
    for kind, many, pool in (
        (UNDERVALUED, 14, other), (LAUNDERED, 12, other), (MISCLASSIFIED, 12, other),
        (SWAPPED, 9, clean),
    ):  # fmt: skip
        free = [at for at in pool if at not in chosen]
        for at in dice.choice(free, min(many, len(free)), replace=False):
            chosen[int(at)] = kind
    for at, one in enumerate(habits):
        if at in chosen:
            one["pace"] = float(np.clip(one["pace"], 0.05, 0.12))
            maker.turned(one, maker.days(one), chosen[at])
        else:
            maker.honest(one, maker.days(one))
    for _ in range(6):
        maker.phoenix()
    for _ in range(7):
        maker.splitter()
    rows = sorted(maker.rows, key=lambda row: row["day"])
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name in ("firm", "agent", "address", "seller"):  # a number tells nothing of its holder
        columns[name] = dice.permutation(int(columns[name].max()) + 1)[columns[name]]
    return World(**columns, rates=maker.rates, extra=maker.extra)
