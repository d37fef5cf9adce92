"""What a model sees of many declarations: columns of codes and whole numbers.

Mass is counted in grams, price in hundredths, a rate of tax in hundredths of a percent: whole
numbers are equal or they are not, on every machine. ``UNKNOWN`` marks what is not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.models.reading import ModelFault

Integers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.signedinteger[Any]]  # of a matrix: 32 bits do
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.str_]
UNKNOWN = -1
GREATEST = 9_000_000_000_000.0  # a thousand of these still fits into 64 bits
WORDS = ("hs6", "departure", "origin", "tax_type")
SCALES = {"rate": 100, "mass": 1000, "price": 100}
COMPULSORY = ("hs6", "departure", "origin")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Equally long columns; words are "" and numbers ``UNKNOWN`` where nothing is known."""

    hs6: Words
    departure: Words
    origin: Words
    tax_type: Words
    rate: Integers
    mass: Integers
    price: Integers

    def __len__(self) -> int:
        return len(self.hs6)

    def column(self, name: str) -> Words | Integers:
        """A column by name; the heading (``hs4``) and chapter (``hs2``) are cut from the code."""
        if name in ("hs4", "hs2"):
            return self.hs6.astype(f"<U{name[-1]}")
        return getattr(self, name)

    def taken(self, rows: npt.NDArray[Any] | slice) -> "Columns":
        return Columns(**{name: getattr(self, name)[rows] for name in (*WORDS, *SCALES)})

    def masked(self, names: Iterable[str]) -> "Columns":
        """The same declarations as if these columns were not known."""
        hidden = set(names)
        return Columns(
            **{
                name: np.full_like(getattr(self, name), "" if name in WORDS else UNKNOWN)
                if name in hidden
                else getattr(self, name)
                for name in (*WORDS, *SCALES)
            }
        )


def columns_of(rows: Sequence[dict[str, Any]]) -> Columns:
    """Columns from rows with these names; ``None`` is not known.

    Raises ``ModelFault`` naming the feature that is compulsory and absent, or not a number.
    """
    for name in COMPULSORY:
        if any(not row.get(name) for row in rows):
            raise ModelFault(f"the feature {name} is missing")
    words: dict[str, Any] = {
        name: np.array([row.get(name) or "" for row in rows], "<U8") for name in WORDS
    }
    numbers: dict[str, Any] = {
        name: whole([row.get(name) for row in rows], name) for name in SCALES
    }
    return Columns(**words, **numbers)


def whole(values: Sequence[float | None], name: str) -> Integers:
    """Numbers counted in the unit of that column. Raises ``ModelFault`` naming the column."""
    lacking = np.array([value is None for value in values], bool)
    try:
        floats = np.array([0.0 if value is None else float(value) for value in values])
    except (TypeError, ValueError) as error:
        raise ModelFault(f"the feature {name} is not a number") from error
    if not np.isfinite(floats).all():
        raise ModelFault(f"the feature {name} is not a finite number")
    if (floats < 0).any() or (floats > GREATEST).any():
        raise ModelFault(f"the feature {name} is outside of what can be")
    counted = np.rint(floats * SCALES[name]).astype(np.int64)
    counted[lacking] = UNKNOWN
    return counted


def joined(parts: Sequence[Columns]) -> Columns:
    return Columns(
        **{name: np.concatenate([getattr(p, name) for p in parts]) for name in (*WORDS, *SCALES)}
    )
