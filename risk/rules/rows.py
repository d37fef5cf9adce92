"""A condition as rows of fact, comparison and value: how a person writes an ordinary rule."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from risk.rules.expressions import ARITHMETIC, Tree, item_facts, shipment_facts

LISTED = {"in": False, "not_in": True, "prefix": False, "not_prefix": True, "overlaps": False}
PLAIN = ("eq", "ne", "lt", "le", "gt", "ge")
SIGHT = ("known", "unknown")
COMPARISONS = (*PLAIN, "between", *LISTED, *SIGHT)
SEPARATOR = re.compile(r"[,，、;；\n]+")
YES, NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})


class RowFault(ValueError):
    """A row that says nothing a rule could ask; ``rule`` names the demand, ``row`` its place."""

    def __init__(self, row: int, rule: str) -> None:
        self.row, self.rule = row, rule
        super().__init__(f"row {row}: {rule}")


@dataclass(frozen=True, kw_only=True)
class Row:
    """``fact`` is a name of ``named_terms``; ``by`` and ``other`` reckon two facts together."""

    fact: str
    comparison: str
    value: str = ""
    by: str = ""
    other: str = ""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """``join``: and, or. ``goods``: rows about goods hold for any line of goods, or for all."""

    rows: tuple[Row, ...]
    join: str = "and"
    goods: str = "any"


def named_terms() -> dict[str, tuple[Tree, str]]:
    """What a row may ask of: name → term and kind."""
    found: dict[str, tuple[Tree, str]] = {}
    for one in shipment_facts().values():
        found[one.name] = ({"fact": one.name}, one.kind)
        if one.kind == "texts":
            found[f"count.{one.name}"] = ({"count": one.name}, "number")
    found["count.items"] = ({"count": "items"}, "number")
    for one in item_facts().values():
        found[f"item.{one.name}"] = ({"item": one.name}, one.kind)
        if one.kind == "number":
            found[f"sum.{one.name}"] = ({"op": "sum", "of": {"item": one.name}}, "number")
    return found


def tree_of(given: Rows) -> dict[str, Any]:
    """The condition that the rows say. Raises ``RowFault``."""
    outer: list[Any] = []
    inner: list[Any] = []
    for at, row in enumerate(given.rows):
        of_goods = row.fact.startswith("item.") or row.other.startswith("item.")
        (inner if of_goods else outer).append(_condition(at, row))
    if inner:
        outer.append({"op": given.goods, "of": _joined(inner, given.join)})
    if not outer:
        raise RowFault(0, "condition.empty")
    return _joined(outer, given.join)


def _joined(parts: list[Any], join: str) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {"op": join, "of": parts}


def _condition(at: int, row: Row) -> dict[str, Any]:
    terms = named_terms()
    if row.fact not in terms or (row.other and row.other not in terms):
        raise RowFault(at, "fact.unknown")
    left, kind = terms[row.fact]
    if row.by or row.other:
        if row.by not in ARITHMETIC or not row.other:
            raise RowFault(at, "term.unknown")
        left, kind = {"op": row.by, "left": left, "right": terms[row.other][0]}, "number"
    op = row.comparison
    if op in SIGHT:
        seen: dict[str, Any] = {"op": "known", "left": left}
        return seen if op == "known" else {"op": "not", "of": seen}
    if op in PLAIN:
        return {"op": op, "left": left, "right": _one(at, row.value, kind)}
    if op == "between":
        ends = [one for one in SEPARATOR.split(row.value) if one.strip()]
        if len(ends) != 2:
            raise RowFault(at, "value.range")
        low, high = (_one(at, one, kind) for one in ends)
        return {"op": op, "left": left, "low": low, "high": high}
    if op not in LISTED:
        raise RowFault(at, "condition.unknown")
    bare = op.removeprefix("not_")
    found = {"op": bare, "left": left, "right": _several(at, row.value, kind)}
    return {"op": "not", "of": found} if LISTED[op] else found


def _one(at: int, text: str, kind: str) -> dict[str, Any]:
    text = text.strip()
    if text.startswith("@"):
        return {"parameter": text[1:]}
    if text.startswith("="):
        named = named_terms().get(text[1:])
        if named is None:
            raise RowFault(at, "fact.unknown")
        return dict(named[0])
    return {"value": _constant(at, text, kind)}


def _several(at: int, text: str, kind: str) -> dict[str, Any]:
    text = text.strip()
    if text.startswith("@"):
        return {"parameter": text[1:]}
    if text.startswith("="):
        return _one(at, text, kind)
    values = [one.strip() for one in SEPARATOR.split(text) if one.strip()]
    if not values:
        raise RowFault(at, "value.needed")
    return {"value": [_constant(at, one, "text" if kind == "texts" else kind) for one in values]}


def _constant(at: int, text: str, kind: str) -> Any:
    if kind == "flag":
        if text.lower() not in YES | NO:
            raise RowFault(at, "value.flag")
        return text.lower() in YES
    return number_of(at, text) if kind == "number" else text


def number_of(at: int, text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError as error:
            raise RowFault(at, "value.number") from error


def rows_of(tree: Tree) -> Rows | None:
    """The rows that say exactly this condition; None when only the tree itself can."""
    join = tree["op"] if tree["op"] in ("and", "or") else "and"
    parts = tree["of"] if tree["op"] in ("and", "or") else [tree]
    rows: list[Row] = []
    goods = "any"
    for one in parts:
        if one["op"] in ("any", "all"):
            goods, inner = one["op"], one["of"]
            if inner["op"] in ("and", "or") and inner["op"] != join and len(parts) > 1:
                return None
            if inner["op"] in ("and", "or"):
                join = inner["op"]
            for each in inner["of"] if inner["op"] in ("and", "or") else [inner]:
                rows.append(_row(each))  # type: ignore[arg-type]
        else:
            rows.append(_row(one))  # type: ignore[arg-type]
    if None in rows:
        return None
    found = Rows(rows=tuple(rows), join=join, goods=goods)
    try:
        return found if tree_of(found) == tree else None
    except RowFault:
        return None


def _row(tree: Tree) -> Row | None:
    op = tree["op"]
    if op == "not":
        inner = tree["of"]
        turned = {"known": "unknown", "in": "not_in", "prefix": "not_prefix"}.get(inner["op"])
        row = _row(inner) if turned else None
        return row and Row(
            fact=row.fact, comparison=str(turned), value=row.value, by=row.by, other=row.other
        )
    if op in ("and", "or", "any", "all"):
        return None
    names = _names(tree["left"])
    if names is None:
        return None
    fact, by, other = names
    if op == "known":
        value: str | None = ""
    elif op == "between":
        ends = [_text(tree[side]) for side in ("low", "high")]
        value = None if None in ends else ", ".join(map(str, ends))
    else:
        value = _text(tree["right"])
    if value is None:
        return None
    return Row(fact=fact, comparison=op, value=value, by=by, other=other)


def _names(left: Tree) -> tuple[str, str, str] | None:
    by_term = {_spelling(one): name for name, (one, _) in named_terms().items()}
    if _spelling(left) in by_term:
        return by_term[_spelling(left)], "", ""
    if left.get("op") not in ARITHMETIC:
        return None
    sides = [by_term.get(_spelling(left[side])) for side in ("left", "right")]
    return None if None in sides else (str(sides[0]), str(left["op"]), str(sides[1]))


def _spelling(term: Tree) -> str:
    return str(sorted((key, str(one)) for key, one in term.items()))


def _text(right: Tree) -> str | None:
    if "parameter" in right:
        return f"@{right['parameter']}"
    if "value" not in right:
        names = _names(right)
        return f"={names[0]}" if names and not names[1] else None
    return shown(right["value"])


def shown(value: Any) -> str:
    """A constant as a person types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(shown, value)) if isinstance(value, list) else str(value)


def rows_from(given: Iterable[Mapping[str, str]], *, join: str, goods: str) -> Rows:
    """Rows as a form sends them; empty ones are left out."""
    kept = tuple(Row(**one) for one in given if one.get("fact"))
    return Rows(
        rows=kept, join="or" if join == "or" else "and", goods="all" if goods == "all" else "any"
    )
