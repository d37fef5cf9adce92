"""From columns to the whole numbers that the trees compare.

No party identifier is among them: who imports is for the rules and for models with history.
"""

from dataclasses import dataclass

import numpy as np

from risk.models.columns import UNKNOWN, Columns, Floats, Integers, Rows
from risk.models.encodings import Encoding, Tables, encoding

GOODS = "hs2+hs4+hs6"
WHOLE = f"{GOODS}+origin+departure+rate+tax_type"
ENCODINGS: tuple[Encoding, ...] = tuple(
    encoding(path)
    for path in (
        "hs2", "hs2+hs4", GOODS,
        "origin", "origin+departure", "origin+tax_type",
        "origin+departure+rate", "origin+departure+rate+tax_type",
        "rate", "rate+tax_type", "tax_type",
        "hs2+origin", "hs2+hs4+origin", "hs2+hs4+origin+departure",
        f"{GOODS}+rate", f"{GOODS}+rate+tax_type", f"{GOODS}+rate+tax_type+origin",
        f"{GOODS}+origin", f"{GOODS}+origin+departure", f"{GOODS}+origin+departure+rate", WHOLE,
        f"{WHOLE}+mass", f"{WHOLE}+mass+price", f"{WHOLE}+price",
        f"{GOODS}+mass", f"{GOODS}+mass+price", f"{GOODS}+price",
        "mass", "mass+price", "price",
    )
)  # fmt: skip
REPEATS = ("mass", "price")
FEWEST = 5
UNKNOWN_BIN = -1


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Cut points that turn amounts into small whole numbers, and the median price of a kilogram.

    ``medians`` holds it by commodity code, by heading where a code is rare, and for all ("").
    """

    mass: Floats
    price: Floats
    ratio: Floats
    medians: dict[str, float]


def names_of(tables: Tables) -> tuple[str, ...]:
    """The features in their order: a share and a count for each encoding, then three amounts."""
    found = [one.name.replace("hs2+hs4+hs6", "hs6").replace("hs2+hs4", "hs4") for one in
             tables.encodings]  # fmt: skip
    return (
        *(f"share of {name}" for name in found),
        *(f"number of {name}" for name in found),
        "mass", "price", "price of a kg against the median",
    )  # fmt: skip


def part_of(feature: str) -> str:
    """The part of an explanation that a feature belongs to: share and number are one."""
    return feature.removeprefix("share of ").removeprefix("number of ")


def matrix(columns: Columns, tables: Tables, scales: Scales) -> Rows:
    """Every declaration as a row of whole numbers, each below 2**24 so that ONNX keeps them."""
    shares, counts = tables.read(columns)
    amounts = np.column_stack(
        [
            _binned(columns.mass, columns.mass.astype(np.float64), scales.mass),
            _binned(columns.price, columns.price.astype(np.float64), scales.price),
            _binned(
                np.minimum(columns.mass, columns.price), ratio(columns, scales.medians),
                scales.ratio,
            ),
        ]
    )  # fmt: skip
    return np.concatenate([shares, counts, amounts], axis=1, dtype=np.int32)


def scales_of(columns: Columns, *, cuts: int = 63) -> Scales:
    """Learned from the training period."""
    medians = _medians(columns)
    known = np.minimum(columns.mass, columns.price) != UNKNOWN
    return Scales(
        mass=_cut_points(columns.mass[columns.mass != UNKNOWN].astype(np.float64), cuts),
        price=_cut_points(columns.price[columns.price != UNKNOWN].astype(np.float64), cuts),
        ratio=_cut_points(ratio(columns, medians)[known], cuts),
        medians=medians,
    )


def ratio(columns: Columns, medians: dict[str, float]) -> Floats:
    """The price of a kilogram over the median of its code, of its heading, of all."""
    usual = np.array(
        [medians.get(code) or medians.get(code[:4]) or medians[""] for code in columns.hs6.tolist()]
    )
    return _per_kg(columns) / usual


def _per_kg(columns: Columns) -> Floats:
    return np.maximum(columns.price, 1) / np.maximum(columns.mass, 1)


def _medians(columns: Columns) -> dict[str, float]:
    known = np.minimum(columns.mass, columns.price) != UNKNOWN
    prices = _per_kg(columns)[known]
    found = {"": float(np.median(prices)) if len(prices) else 1.0}
    for name in ("hs4", "hs6"):
        codes, at = np.unique(columns.column(name)[known], return_inverse=True)
        order = np.argsort(at, kind="stable")
        for code, group in zip(
            codes.tolist(),
            np.split(prices[order], np.cumsum(np.bincount(at))[:-1]),
            strict=True,
        ):
            if len(group) >= FEWEST:
                found[code] = float(np.median(group))
    return found


def _cut_points(values: Floats, cuts: int) -> Floats:
    if not len(values):
        return np.zeros(0)
    return np.unique(np.quantile(values, np.arange(1, cuts + 1) / (cuts + 1)))


def _binned(known: Integers, values: Floats, cuts: Floats) -> Integers:
    return np.where(known == UNKNOWN, UNKNOWN_BIN, np.searchsorted(cuts, values, side="right"))
