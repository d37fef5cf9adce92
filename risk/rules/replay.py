"""Stored facts read back: the exact inverse of how a judgement stores them."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from risk.facts import ItemFacts, ShipmentFacts

Reader = Callable[[Any], Any]


class FactsChanged(ValueError):
    """Facts stored long ago lack a field that has no default today."""


def facts_from(stored: Mapping[str, Any]) -> ShipmentFacts:
    """The facts of a stored judgement; what was not asked in its time gets today's default."""
    return ShipmentFacts(**_values(ShipmentFacts, stored))


def _values(model: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, reader, needed in _readers(model):
        if name in stored:
            value = stored[name]
            found[name] = value if reader is None or value is None else reader(value)
        elif needed:
            raise FactsChanged(f"{model.__name__}.{name}")
    return found


@cache
def _readers(model: type) -> tuple[tuple[str, Reader | None, bool], ...]:
    """How each field is read back (None: as it stands), and whether it has no default."""
    hints = get_type_hints(model)
    return tuple(
        (
            one.name,
            _reader(hints[one.name]),
            one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(model)
    )


def _reader(hint: Any) -> Reader | None:
    optional = get_origin(hint) in (Union, UnionType)
    if optional:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        inner = _reader(get_args(hint)[0])
        return tuple if inner is None else lambda stored: tuple(map(inner, stored))
    if get_origin(hint) is frozenset:
        return frozenset
    if hint is ItemFacts:
        return lambda stored: ItemFacts(**_values(ItemFacts, stored))
    if hint is Decimal:
        return lambda stored: Decimal(str(stored))
    if hint is str and optional:
        return lambda stored: stored or None  # once an unknown text was stored as an empty one
    return date.fromisoformat if hint is date else None
