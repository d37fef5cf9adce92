"""The law pack as a book: its keys by part, with a title a person understands."""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from customs_portal.kit.errors import NotFound
from customs_portal.registry.law.pack import LawGap, LawPack, LawValue, current_pack

PARTS = {
    "access": gettext_noop("Two-stage access"),
    "amendment": gettext_noop("Amendment and withdrawal"),
    "articles": gettext_noop("Articles of people"),
    "attachment": gettext_noop("Documents with a declaration"),
    "calendar": gettext_noop("Calendar"),
    "credit": gettext_noop("Credit of enterprises"),
    "declaration": gettext_noop("Declarations"),
    "double_random": gettext_noop("Double random"),
    "draw": gettext_noop("Draws"),
    "ecommerce": gettext_noop("E-commerce retail imports"),
    "elements": gettext_noop("Elements of a standard declaration"),
    "export": gettext_noop("Exports"),
    "gate": gettext_noop("Gates"),
    "guarantee": gettext_noop("Guarantees"),
    "inspection": gettext_noop("Inspection"),
    "insurance": gettext_noop("Insurance"),
    "keeping": gettext_noop("Keeping of records"),
    "late_declaration": gettext_noop("Late declaration"),
    "late_payment": gettext_noop("Late payment"),
    "mail": gettext_noop("Mail"),
    "manifest": gettext_noop("Manifests"),
    "message": gettext_noop("Messages"),
    "passengers": gettext_noop("Passengers"),
    "risk": gettext_noop("Risk"),
    "robot": gettext_noop("Inspection robots"),
    "tariff": gettext_noop("Tariff"),
    "tax": gettext_noop("Taxes"),
    "trade": gettext_noop("Trade regimes"),
    "two_step": gettext_noop("Two-step declaration"),
    "vat": gettext_noop("Value added tax"),
    "wall": gettext_noop("Command wall"),
    "webhook": gettext_noop("Webhooks"),
}
MARKS = {
    "S": gettext_noop("Read in a founding document"),
    "L": gettext_noop("Looked up in a public source"),
    "K": gettext_noop("Professional knowledge, still to be confirmed"),
    "C": gettext_noop("Computed"),
    "D": gettext_noop("Demonstration setting of this deployment"),
}
SHORT = 160
TITLES = Path(__file__).parents[1] / "reference" / "law_titles.toml"


class NoSuchRule(NotFound):
    """The pack has never known that key."""

    code = "no_such_rule"
    sentence = gettext_noop("The law pack has no rule of this name.")
    remedy_sentence = gettext_noop("Search the law pack for the word you need.")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One period of a rule, ready to be shown."""

    text: str
    rule: LawValue
    mark_text: str
    in_force: bool

    @property
    def short(self) -> str:
        return self.text if len(self.text) <= SHORT else f"{self.text[:SHORT]}…"

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns of a value that is a list of tables; empty for other values."""
        value = self.rule.value
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            return ()
        return tuple(dict.fromkeys(name for one in value for name in one))

    @property
    def rows(self) -> list[list[str]]:
        heads = self.heads
        if not heads:
            return []
        return [[_cell(one.get(head, "")) for head in heads] for one in self.rule.value]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key with the period in force on the day, None for a gap, and its whole history."""

    key: str
    title: str
    part: str
    current: Reading | None
    history: tuple[Reading, ...]


def read_book(*, words: str, on: date) -> list[Entry]:
    """Entries holding all ``words`` in key, part, source or note, by part and key."""
    wanted = words.lower().split()
    entries = (_entry(current_pack(), key, on) for key in current_pack().keys)
    return sorted(
        (entry for entry in entries if all(word in _text(entry) for word in wanted)),
        key=lambda entry: (entry.part, entry.key),
    )


def read_key(*, key: str, on: date) -> Entry:
    """One entry. Raises ``NoSuchRule``."""
    if key not in current_pack().keys:
        raise NoSuchRule(field="key", key=key[:80])
    return _entry(current_pack(), key, on)


@cache
def titles() -> dict[str, dict[str, str]]:
    """Titles by key, ``en`` and ``zh``."""
    return tomllib.loads(TITLES.read_text(encoding="utf-8"))


def title_of(key: str) -> str:
    """What the rule is called in the reader's language; the key itself when it has no title."""
    return titles().get(key, {}).get(_reader(), key)


def _reader() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def _entry(pack: LawPack, key: str, on: date) -> Entry:
    history = tuple(_reading(rule, on) for rule in pack.history(key))
    try:
        current = _reading(pack.ask(key, on=on), on)
    except LawGap:
        current = None
    head = key.split(".", 1)[0]
    return Entry(
        key=key,
        title=titles().get(key, {}).get(_reader(), key),
        part=_(PARTS[head]) if head in PARTS else head,
        current=current,
        history=history[::-1],
    )


def _reading(rule: LawValue, on: date) -> Reading:
    return Reading(
        text=_shown(rule), rule=rule, mark_text=_(MARKS[rule.mark]), in_force=rule.covers(on)
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _shown(rule: LawValue) -> str:
    if isinstance(rule.value, bool):
        return _cell(rule.value)
    if isinstance(rule.value, list) and all(isinstance(one, str | int) for one in rule.value):
        return ", ".join(str(one) for one in rule.value)
    if isinstance(rule.value, list | dict):
        return json.dumps(rule.value, ensure_ascii=False)
    return str(rule.value)


def _text(entry: Entry) -> str:
    sources = " ".join(f"{one.rule.source} {one.rule.note}" for one in entry.history)
    both = " ".join(titles().get(entry.key, {}).values())
    return f"{entry.key} {entry.key.replace('_', ' ')} {both} {entry.part} {sources}".lower()
