"""Reading the law pack and asking it with a date."""

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import DomainError

FOLDER = Path(__file__).parent


class LawGap(DomainError):
    """The pack has no answer for that key on that day."""

    code = "law_gap"
    http_status = 422
    sentence = gettext_noop("The law pack has no rule for this date.")
    remedy_sentence = gettext_noop("Correct the date, or have the missing rule added to the pack.")


class BadLawPack(ValueError):
    """A file of the pack is wrong: overlapping periods, a missing source, an unknown mark."""


@dataclass(frozen=True, kw_only=True)
class LawValue:
    """One rule for one period: ``valid_from`` inclusive, ``valid_to`` exclusive or None."""

    key: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    mark: str
    note: str = ""

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @property
    def decimal(self) -> Decimal:
        """The value as an exact number. Raises ``BadLawPack`` when it is none."""
        try:
            return Decimal(str(self.value))
        except InvalidOperation as error:
            raise BadLawPack(f"{self.key} is not a number: {self.value!r}") from error


class LawPack:
    """All rules of a folder; ``digest`` is the SHA-256 over its files, for the record."""

    MARKS = frozenset({"S", "L", "K", "C", "D"})

    def __init__(self, folder: Path) -> None:
        self._by_key: dict[str, list[LawValue]] = {}
        digest = hashlib.sha256()
        for path in sorted(folder.glob("*.toml")):
            raw = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + raw)
            for key, entries in tomllib.loads(raw.decode()).items():
                self._add(key, entries, path.name)
        self.digest = digest.hexdigest()

    def with_entries(self, key: str, entries: list[dict[str, Any]], *, digest: str) -> "LawPack":
        """This pack with other entries for one key: for asking what would follow from them."""
        other = LawPack.__new__(type(self))
        other._by_key = {name: rules for name, rules in self._by_key.items() if name != key}
        other._add(key, entries, digest)
        other.digest = digest
        return other

    def _add(self, key: str, entries: list[dict[str, Any]], file: str) -> None:
        if key in self._by_key:
            raise BadLawPack(f"{file}: {key} stands in two files")
        rules = [_rule(key, entry, file) for entry in entries]
        rules.sort(key=lambda rule: rule.valid_from)
        for earlier, later in zip(rules, rules[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                raise BadLawPack(f"{file}: periods of {key} overlap at {later.valid_from}")
        self._by_key[key] = rules

    def ask(self, key: str, *, on: date) -> LawValue:
        """The rule in force on that day. Raises ``LawGap`` for an unknown key or a gap."""
        for rule in self._by_key.get(key, ()):
            if rule.covers(on):
                return rule
        raise LawGap(field="date", rule=key, date=on.isoformat())

    def history(self, key: str) -> list[LawValue]:
        return list(self._by_key.get(key, ()))

    @property
    def keys(self) -> list[str]:
        return sorted(self._by_key)


def _rule(key: str, entry: dict[str, Any], file: str) -> LawValue:
    missing = {"valid_from", "value", "source", "mark"} - entry.keys()
    if missing:
        raise BadLawPack(f"{file}: {key} lacks {', '.join(sorted(missing))}")
    unknown = entry.keys() - {"valid_from", "valid_to", "value", "unit", "source", "mark", "note"}
    if unknown:
        raise BadLawPack(f"{file}: {key} has the unknown words {', '.join(sorted(unknown))}")
    if entry["mark"] not in LawPack.MARKS:
        raise BadLawPack(f"{file}: {key} has the unknown mark {entry['mark']!r}")
    for bound in (entry["valid_from"], entry.get("valid_to")):
        if bound is not None and type(bound) is not date:
            raise BadLawPack(f"{file}: {key}: {bound!r} is not a date")
    if entry.get("valid_to") is not None and entry["valid_to"] <= entry["valid_from"]:
        raise BadLawPack(f"{file}: {key} ends before it begins")
    return LawValue(
        key=key,
        value=entry["value"],
        unit=entry.get("unit", ""),
        valid_from=entry["valid_from"],
        valid_to=entry.get("valid_to"),
        source=entry["source"],
        mark=entry["mark"],
        note=entry.get("note", ""),
    )


_instead: ContextVar[LawPack | None] = ContextVar("law_pack", default=None)


def current_pack() -> LawPack:
    """The pack in the repository, read once a process, or the one that stands in for it here."""
    return _instead.get() or _own_pack()


@cache
def _own_pack() -> LawPack:
    return LawPack(FOLDER)


@contextmanager
def standing_in(pack: LawPack) -> Iterator[LawPack]:
    """Within the block every question goes to ``pack``, whose digest must be its own."""
    token = _instead.set(pack)
    try:
        yield pack
    finally:
        _instead.reset(token)


def ask(key: str, *, on: date) -> LawValue:
    return current_pack().ask(key, on=on)


def whole_number(key: str, *, at: datetime) -> int:
    """A rule whose value is a whole number, on the port's own day of ``at``.

    The unit is the rule's (hours, permille, officers ...), as its ``unit`` in the pack says.
    Raises ``LawGap`` where the pack has no answer for that day.
    """
    return int(ask(key, on=timezone.localdate(at)).value)
