"""Files of declarations in the format of the labelled set: any order of columns, labels optional.

A row that cannot be read is refused by itself, with its field, its rule and its remedy.
"""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import numpy as np

from risk.models.columns import GREATEST, Columns, columns_of

ID, DATE, FRAUD, CRITICAL = "Declaration ID", "Date", "Fraud", "Critical Fraud"
FIELDS = {
    "hs6": "HS6 Code", "departure": "Country of Departure", "origin": "Country of Origin",
    "rate": "Tax Rate", "tax_type": "Tax Type", "mass": "Net Mass", "price": "Item Price",
}  # fmt: skip
NUMBERS = ("rate", "mass", "price")
CODE = re.compile(r"[0-9]{6}")
COUNTRY = re.compile(r"[A-Z]{2}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class RowRefused:
    """One row that was left out, and what to do about it."""

    line: int
    declaration_id: str
    field: str
    rule: str
    remedy: str


class FileRefused(Exception):
    """The file itself cannot be read: a column is absent, or it is not text."""

    def __init__(self, field: str, rule: str, remedy: str) -> None:
        self.field, self.rule, self.remedy = field, rule, remedy
        super().__init__(f"{field}: {rule} {remedy}")


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some thousand declarations: their numbers, their columns, and what was refused."""

    numbers: list[str]
    columns: Columns
    dates: list[str]
    truth: list[bool]
    refused: list[RowRefused]


def chunks(file: TextIO, *, labelled: bool = False, size: int = 20_000) -> Iterator[Chunk]:
    """The file piece by piece. Raises ``FileRefused``; a bad row is in ``refused``."""
    reader = csv.reader(file)
    try:
        head = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
        at = _places(head, labelled)
        rows: list[tuple[int, list[str]]] = []
        for cells in reader:
            if not cells:
                continue
            rows.append((reader.line_num, cells))
            if len(rows) == size:
                yield _chunk(rows, at, len(head), labelled)
                rows = []
        if rows:
            yield _chunk(rows, at, len(head), labelled)
    except UnicodeDecodeError as error:
        raise FileRefused("file", "It is not UTF-8 text.", "Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise FileRefused("file", f"It is no CSV: {error}.", "Save it as CSV.") from error


def _places(head: Sequence[str], labelled: bool) -> dict[str, int]:
    wanted = [ID, *FIELDS.values(), *([DATE, FRAUD] if labelled else [])]
    for name in wanted:
        if name not in head:
            raise FileRefused(
                name, "The first line has no such column.", f"Add the column {name!r}."
            )
    return {name: head.index(name) for name in (*wanted, DATE) if name in head}


def _chunk(
    rows: list[tuple[int, list[str]]], at: dict[str, int], width: int, labelled: bool
) -> Chunk:
    good: list[dict[str, Any]] = []
    numbers: list[str] = []
    dates: list[str] = []
    truth: list[bool] = []
    refused: list[RowRefused] = []
    for line, cells in rows:
        found = _read(cells, at, width, labelled)
        number = cells[at[ID]].strip() if len(cells) > at[ID] else ""
        if isinstance(found, tuple):
            field, rule, remedy = found
            refused.append(
                RowRefused(line=line, declaration_id=number, field=field, rule=rule, remedy=remedy)
            )
            continue
        good.append(found)
        numbers.append(number)
        dates.append(cells[at[DATE]].strip() if DATE in at else "")
        truth.append(labelled and cells[at[FRAUD]].strip() == "1")
    return Chunk(
        numbers=numbers, columns=columns_of(good), dates=dates, truth=truth, refused=refused
    )


def _read(
    cells: list[str], at: dict[str, int], width: int, labelled: bool
) -> dict[str, Any] | tuple[str, str, str]:
    if len(cells) != width:
        return "row", f"It has {len(cells)} cells, the first line {width}.", "Complete the row."
    if not cells[at[ID]].strip():
        return ID, "It is empty.", "Give the declaration its number."
    row: dict[str, Any] = {name: cells[at[field]].strip() for name, field in FIELDS.items()}
    if not CODE.fullmatch(row["hs6"]):
        return FIELDS["hs6"], "It is not six digits.", "Keep the leading zero: write it as text."
    for name in ("departure", "origin"):
        if not COUNTRY.fullmatch(row[name]):
            return FIELDS[name], "It is no country code.", "Use two capital letters (ISO 3166)."
    for name in NUMBERS:
        if row[name] == "":
            row[name] = None
            continue
        try:
            row[name] = float(row[name])
        except ValueError:
            return FIELDS[name], "It is no number.", "Write digits with a decimal point."
        if not math.isfinite(row[name]) or not 0 <= row[name] <= GREATEST:
            return FIELDS[name], "It is not a finite number of zero or more.", "Correct it."
    if labelled and cells[at[FRAUD]].strip() not in ("0", "1"):
        return FRAUD, "It is neither 0 nor 1.", "Label the row, or leave it out of training."
    if labelled and not DAY.fullmatch(cells[at[DATE]].strip()):
        return DATE, "It is no date.", "Write it as 2020-12-31."
    return row


def collected(pieces: list[Chunk]) -> tuple[Columns, np.ndarray, np.ndarray, list[RowRefused]]:
    """All rows in the order of time: columns, truth, dates, and what was refused."""
    from risk.models.columns import joined

    columns = joined([piece.columns for piece in pieces])
    dates = np.array([date for piece in pieces for date in piece.dates])
    truth = np.array([one for piece in pieces for one in piece.truth], bool)
    order = np.argsort(dates, kind="stable")
    refused = [row for piece in pieces for row in piece.refused]
    return columns.taken(order), truth[order], dates[order], refused
