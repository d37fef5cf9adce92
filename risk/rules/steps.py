"""A condition as steps over columns: what ``closures`` says of one row, of many at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from risk.rules.closures import Timeline
from risk.rules.columns import Bools, Columns, Floats, Lists, Texts, Words
from risk.rules.expressions import Tree, kind_of_pair, literal


@dataclass(frozen=True)
class Truth:
    """Where it is true, and where it is false; ``no`` None: wherever it is not true."""

    yes: Bools
    no: Bools | None = None

    def denied(self) -> Bools:
        return ~self.yes if self.no is None else self.no


class Scope:
    """What one evaluation sees: shipments, or their goods with the shipment behind each."""

    def __init__(self, columns: Columns, lines: Mapping[str, Timeline]) -> None:
        self.columns, self.lines = columns, lines
        self.owner: NDArray[np.int64] | None = None
        self.places: dict[str, NDArray[np.int64]] = {}
        self.goods: Scope | None = None

    @property
    def size(self) -> int:
        return len(self.owner) if self.owner is not None else self.columns.size

    def of_goods(self) -> "Scope":
        if self.goods is None:
            self.goods = Scope(self.columns, self.lines)
            self.goods.owner, self.goods.places = self.columns.owner, self.places
        return self.goods

    def spread(self, values: Any) -> Any:
        """A column of shipments as seen from their goods."""
        return values if self.owner is None else values[self.owner]

    def number(self, tree: Tree) -> Floats:
        if "fact" in tree:
            return self.spread(self.columns.numbers[tree["fact"]])  # type: ignore[no-any-return]
        assert self.columns.items is not None
        return self.columns.items.numbers[tree["item"]]

    def text(self, tree: Tree) -> Texts:
        if "fact" in tree:
            whole = self.columns.texts[tree["fact"]]
            return Texts(self.spread(whole.codes), whole.words)
        assert self.columns.items is not None
        return self.columns.items.texts[tree["item"]]

    def period(self, name: str) -> NDArray[np.int64]:
        """Which period of the parameter each shipment falls into; -1 outside all of them."""
        found = self.places.get(name)
        if found is None:
            line, days = self.lines[name], self.columns.numbers["on"]
            found = np.searchsorted(line.starts, days, side="right") - 1
            found[(found >= 0) & (days >= np.array(line.ends)[found])] = -1
            self.places[name] = found
        return found


Condition = Callable[[Scope], Truth]
Term = Callable[[Scope], Floats]
_BY_NAME: dict[str, Callable[[Any, Any], Any]] = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less,
    "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
}  # fmt: skip


def condition(tree: Tree) -> Condition:
    op = tree["op"]
    if op in ("and", "or"):
        return _joined([condition(one) for one in tree["of"]], either=op == "or")
    if op == "not":
        inner = condition(tree["of"])

        def turned(scope: Scope) -> Truth:
            found = inner(scope)
            return Truth(found.denied(), found.yes)

        return turned
    if op in ("any", "all"):
        return _of_items(condition(tree["of"]), some=op == "any")
    if op == "known":
        return _known(tree["left"])
    if op in ("in", "prefix", "overlaps"):
        return _listed(tree, op)
    if op == "between":
        return _joined(
            [
                _compared({"op": "ge", "left": tree["left"], "right": tree["low"]}, tree),
                _compared({"op": "le", "left": tree["left"], "right": tree["high"]}, tree),
            ],
            either=False,
            together=True,
        )
    return _compared(tree, tree)


def _joined(parts: list[Condition], *, either: bool, together: bool = False) -> Condition:
    """``together``: one unknown part makes the whole unknown (a range with an unknown end)."""

    def joined(scope: Scope) -> Truth:
        found = [part(scope) for part in parts]
        yes = found[0].yes if not either else found[0].yes.copy()
        if either:
            for one in found[1:]:
                yes |= one.yes
        else:
            for one in found[1:]:
                yes = yes & one.yes
        if all(one.no is None for one in found):
            return Truth(yes)
        no = found[0].denied()
        if together:
            known = np.ones(scope.size, dtype=bool)
            for one in found:
                known &= one.yes | one.denied()
            return Truth(yes & known, known & ~yes)
        for one in found[1:]:
            no = no & one.denied() if either else no | one.denied()
        return Truth(yes, no)

    return joined


def _of_items(inner: Condition, *, some: bool) -> Condition:
    def of_items(scope: Scope) -> Truth:
        goods = scope.of_goods()
        owner, found = goods.owner, inner(goods)
        assert owner is not None
        denied = found.denied()
        yes = np.zeros(scope.size, dtype=bool)
        no = np.zeros(scope.size, dtype=bool)
        if some:
            yes[owner[found.yes]] = True
            no[:] = True
            no[owner[~denied]] = False
            return Truth(yes, None if found.no is None else no)
        yes[owner] = True
        yes[owner[~found.yes]] = False
        no[owner[denied]] = True
        return Truth(yes, no)

    return of_items


def _known(tree: Tree) -> Condition:
    if kind_of_pair(tree) in ("text", "texts"):

        def known_text(scope: Scope) -> Truth:
            if tree.get("fact") in scope.columns.lists:
                return Truth(np.ones(scope.size, dtype=bool))
            return Truth(scope.text(tree).codes >= 0)

        return known_text
    number = term(tree, "number")
    return lambda scope: Truth(~np.isnan(number(scope)))


def _compared(tree: Tree, whole: Tree) -> Condition:
    sides = [whole[one] for one in ("left", "right", "low", "high") if one in whole]
    kind = kind_of_pair(*sides)
    if kind == "text":
        return _texts_compared(tree)
    left, right = term(tree["left"], kind), term(tree["right"], kind)
    compare = _BY_NAME[tree["op"]]

    def compared(scope: Scope) -> Truth:
        one, other = left(scope), right(scope)
        yes = compare(one, other)
        unknown = np.isnan(one) | np.isnan(other)
        if not unknown.any():
            return Truth(yes)
        return Truth(yes & ~unknown, ~yes & ~unknown)

    return compared


def _texts_compared(tree: Tree) -> Condition:
    left, right, same = tree["left"], tree["right"], tree["op"] == "eq"
    if not {"fact", "item"} & set(left):
        left, right = right, left

    def compared(scope: Scope) -> Truth:
        texts = scope.text(left)
        if "fact" in right or "item" in right:
            other = scope.text(right)
            places = {word: at for at, word in enumerate(texts.words.words)}
            same_word = np.array([*(places.get(w, -2) for w in other.words.words), -2])
            yes = texts.codes == same_word[other.codes]
            unknown = (texts.codes < 0) | (other.codes < 0)
        else:
            yes = _asked(scope, right, texts, "eq").yes
            unknown = texts.codes < 0
        yes = yes if same else ~yes
        return Truth(yes & ~unknown, ~yes & ~unknown) if unknown.any() else Truth(yes)

    return compared


def _listed(tree: Tree, op: str) -> Condition:
    left, right = tree["left"], tree["right"]
    kind = kind_of_pair(left)
    if kind in ("number", "day"):
        number = term(left, kind)
        values = np.array(literal(right["value"], kind))

        def among(scope: Scope) -> Truth:
            found = number(scope)
            unknown = np.isnan(found)
            yes = np.isin(found, values)
            return Truth(yes, ~yes & ~unknown) if unknown.any() else Truth(yes)

        return among

    def listed(scope: Scope) -> Truth:
        if op == "overlaps":
            whole = scope.columns.lists[left["fact"]]
            return Truth(scope.spread(_overlaps(scope, whole, right)))
        texts = scope.text(left)
        if "fact" in right:
            found = Truth(_member(scope, texts, scope.columns.lists[right["fact"]]))
        else:
            found = _asked(scope, right, texts, op)
        unknown = texts.codes < 0
        return Truth(found.yes, ~found.yes & ~unknown) if unknown.any() else found

    return listed


def _question(op: str, value: Any) -> Callable[[str], bool]:
    if op == "eq":
        return lambda word: bool(word == value)
    if op == "prefix":
        return lambda word: word.startswith(tuple(value))
    among = frozenset(value)
    return lambda word: word in among


def _answers(words: Words, op: str, value: Any) -> Bools:
    key = (op, value if isinstance(value, str) else tuple(value))
    return words.answers(key, _question(op, value))


def _asked(scope: Scope, right: Tree, texts: Texts, op: str) -> Truth:
    """A constant or dated parameter asked of every word, looked up for every row."""
    if "value" in right:
        return Truth(_answers(texts.words, op, right["value"])[texts.codes])
    name = right["parameter"]
    places = scope.spread(scope.period(name))
    yes = np.zeros(len(texts.codes), dtype=bool)
    for at, value in enumerate(scope.lines[name].values):
        here = places == at
        if here.any():
            yes |= here & _answers(texts.words, op, value)[texts.codes]
    return Truth(yes)


def _overlaps(scope: Scope, whole: Lists, right: Tree) -> Bools:
    yes = np.zeros(scope.columns.size, dtype=bool)
    owners = whole.owners()
    if "value" in right:
        yes[owners[_answers(whole.words, "in", right["value"])[whole.codes]]] = True
        return yes
    places = scope.period(right["parameter"])[owners]
    for at, value in enumerate(scope.lines[right["parameter"]].values):
        yes[owners[(places == at) & _answers(whole.words, "in", value)[whole.codes]]] = True
    return yes


def _member(scope: Scope, texts: Texts, whole: Lists) -> Bools:
    """Whether each row's text is among the several texts of its shipment."""
    places = {word: at for at, word in enumerate(whole.words.words)}
    same_word = np.array([*(places.get(word, -1) for word in texts.words.words), -1])
    codes = same_word[texts.codes].astype(np.int64)
    width = len(whole.words.words) + 1
    rows = np.arange(scope.columns.size) if scope.owner is None else scope.owner
    held = whole.owners() * width + whole.codes
    return np.isin(rows * width + codes, held) & (codes >= 0)


def term(tree: Tree, kind: str) -> Term:
    """Numbers, NaN where not known; a constant is a single number."""
    if "fact" in tree or "item" in tree:
        return lambda scope: scope.number(tree)
    if "parameter" in tree:
        name = tree["parameter"]
        return lambda scope: np.array([*scope.lines[name].values, np.nan])[
            scope.spread(scope.period(name))
        ]
    if "value" in tree:
        constant = np.array(literal(tree["value"], kind), dtype=np.float64)
        return lambda scope: constant
    if "count" in tree:
        counted = tree["count"]

        def count(scope: Scope) -> Floats:
            held = scope.columns
            offsets = held.offsets if counted == "items" else held.lists[counted].offsets
            assert offsets is not None
            return scope.spread(np.diff(offsets).astype(np.float64))  # type: ignore[no-any-return]

        return count
    if tree["op"] == "sum":
        return _sum(tree)
    left, right = term(tree["left"], "number"), term(tree["right"], "number")
    reckon = _BY_NAME[tree["op"]]

    def reckoned(scope: Scope) -> Floats:
        with np.errstate(all="ignore"):
            return _tidy(reckon(left(scope), right(scope)))

    return reckoned


def _sum(tree: Tree) -> Term:
    of = term(tree["of"], "number")
    where = condition(tree["where"]) if tree.get("where") else None

    def summed(scope: Scope) -> Floats:
        goods = scope.of_goods()
        owner = goods.owner
        assert owner is not None
        values = np.broadcast_to(of(goods), owner.shape)
        if where is not None:
            chosen = where(goods).yes
            owner, values = owner[chosen], values[chosen]
        with np.errstate(all="ignore"):
            return _tidy(np.bincount(owner, weights=values, minlength=scope.size))

    return summed


def _tidy(values: Any) -> Floats:
    found = np.where(np.abs(values) < 1e9, np.rint(values * 1e6) / 1e6, values)
    return np.where(np.isfinite(found), found, np.nan)
