"""A law pack in which some keys say something else, from the first day or from given ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from customs_portal.registry.law import LawPack, current_pack, standing_in

FIRST = date(2014, 12, 1)


@contextmanager
def law_with(**values: Any) -> Iterator[LawPack]:
    """``values``: key → value, or a dict of first days → values that take over from one another."""
    pack = current_pack()
    for key, value in values.items():
        dated = value if _is_dated(value) else {FIRST: value}
        starts = sorted(dated)
        entries = [
            {"valid_from": start, "value": dated[start], "source": "test", "mark": "D"}
            | ({"valid_to": after} if after else {})
            for start, after in zip(starts, [*starts[1:], None], strict=True)
        ]
        pack = pack.with_entries(key, entries, digest=f"{pack.digest[:40]}-{key}"[:64])
    with standing_in(pack):
        yield pack


def _is_dated(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, date) for one in value)
