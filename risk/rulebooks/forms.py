"""What a person types to write a rule: rows of fact, comparison and value, never a tree."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customs_portal.kit.errors import Fault, Faults
from risk.rulebooks.rules.wording import WORDS, faults_from
from risk.rules.checking import sound
from risk.rules.expressions import BadRule
from risk.rules.rows import (
    SEPARATOR,
    RowFault,
    named_terms,
    number_of,
    rows_from,
    rows_of,
    shown,
    tree_of,
)

Words = str | Promise
PLAIN = ("code", "at_least", "sentence_en", "sentence_zh", "law", "owner")
ROW = ("fact", "by", "other", "comparison", "value")
PERIOD = ("name", "valid_from", "valid_to", "value", "owner", "source")
DATED = ("valid_from", "valid_to", "owner", "source")
QUOTE = ("name", "fact", "by", "other")
MOST_LINES = 60
UNREAD = ("when", "parameters", "quotes")
CHANNELS = [
    ("", gettext_lazy("As the points say")),
    ("DOCUMENTS", pgettext_lazy("risk channel", "Documents")),
    ("SCAN", pgettext_lazy("risk channel", "Scan")),
    ("OPEN", pgettext_lazy("risk channel", "Open")),
]
JOINS = [("and", gettext_lazy("All rows hold")), ("or", gettext_lazy("At least one row holds"))]
GOODS = [
    ("any", gettext_lazy("for the same line of goods, any of them")),
    ("all", gettext_lazy("for every line of goods")),
]
RECKONED = [("", "–"), ("add", "+"), ("sub", "−"), ("mul", "×"), ("div", "÷")]
COMPARISONS = [
    ("eq", gettext_lazy("is")),
    ("ne", gettext_lazy("is not")),
    ("lt", gettext_lazy("is less than")),
    ("le", gettext_lazy("is at most")),
    ("gt", gettext_lazy("is more than")),
    ("ge", gettext_lazy("is at least")),
    ("between", gettext_lazy("lies between")),
    ("in", gettext_lazy("is one of")),
    ("not_in", gettext_lazy("is none of")),
    ("prefix", gettext_lazy("begins with")),
    ("not_prefix", gettext_lazy("does not begin with")),
    ("overlaps", gettext_lazy("holds one of")),
    ("known", gettext_lazy("is known")),
    ("unknown", gettext_lazy("is not known")),
]
FACTS: dict[str, Words] = {
    "reference": gettext_lazy("Declaration"),
    "on": gettext_lazy("Day of the law"),
    "transport_mode": gettext_lazy("Mode of transport"),
    "enterprise_key": gettext_lazy("Enterprise"),
    "grade": gettext_lazy("Credit grade"),
    "departure_country": gettext_lazy("Country of departure"),
    "value_cny": gettext_lazy("Total value"),
    "gross_weight_kg": gettext_lazy("Gross weight declared"),
    "manifest_weight_kg": gettext_lazy("Gross weight on the manifest"),
    "declared_pieces": gettext_lazy("Pieces declared"),
    "manifest_pieces": gettext_lazy("Pieces on the manifest"),
    "container_nos": gettext_lazy("Containers"),
    "involves_licence": gettext_lazy("Declared as needing a licence"),
    "involves_inspection": gettext_lazy("Declared as needing inspection"),
    "involves_tax": gettext_lazy("Declared as liable to tax"),
    "declarations_last_90_days": gettext_lazy("Declarations of the enterprise in 90 days"),
    "faults_last_365_days": gettext_lazy("Faults found at the enterprise in 365 days"),
    "known_hs6": gettext_lazy("Goods it declared before, by code"),
    "procedure": gettext_lazy("Procedure"),
    "direction": gettext_lazy("Import or export"),
    "lot": gettext_lazy("Lot of the random draw, 0 to 999"),
    "agent_key": gettext_lazy("Customs agent"),
    "declarant": gettext_lazy("Declarant"),
    "seller": gettext_lazy("Seller"),
    "consignee_address": gettext_lazy("Address of the consignee"),
    "vessel": gettext_lazy("Vessel"),
    "voyage": pgettext_lazy("fact", "Voyage"),
    "tax_cny": gettext_lazy("Taxes at the rates of the day"),
    "port": gettext_lazy("Port"),
    "hs6": gettext_lazy("Commodity code, six digits"),
    "name": gettext_lazy("Name of the goods"),
    "origin": gettext_lazy("Country of origin"),
    "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit"),
    "needs_licence": gettext_lazy("Needs a licence by the tariff"),
    "needs_inspection": gettext_lazy("Needs inspection by the tariff"),
}


RULE_FIELDS: dict[str, Words] = {
    "code": gettext_lazy("Number of the rule"),
    "when": gettext_lazy("Condition"),
    "points": gettext_lazy("Points"),
    "at_least": gettext_lazy("Channel at least"),
    "sentence_en": gettext_lazy("Sentence in English"),
    "sentence_zh": gettext_lazy("Sentence in Chinese"),
    "quotes": gettext_lazy("What the sentence quotes"),
    "law": gettext_lazy("Law"),
    "shown_to_enterprise": gettext_lazy("Shown to the enterprise"),
    "owner": pgettext_lazy("rule", "Owner"),
    "parameters": gettext_lazy("Parameters"),
}


def rule_field(name: str) -> str:
    """What a field of a rule is called."""
    return str(RULE_FIELDS.get(name, name))


def fact_label(name: str) -> str:
    """What a fact of a row is called."""
    head, dot, bare = name.partition(".")
    words = str(FACTS.get(bare if dot else head, bare or head))
    if head == "count" and dot:
        words = _("Goods") if bare == "items" else words
        return _("Number of: %(what)s") % {"what": words}
    if head == "sum" and dot:
        return _("Sum over the goods: %(what)s") % {"what": words}
    if head == "item" and dot:
        value = _("Value, CNY") if bare == "value_cny" else words
        return _("Goods: %(what)s") % {"what": value}
    return words


def fact_choices(*, numbers_only: bool = False) -> list[tuple[str, str]]:
    named = named_terms().items()
    kept = [name for name, (_term, kind) in named if not numbers_only or kind == "number"]
    return [("", "–"), *((name, fact_label(name)) for name in kept)]


@dataclass
class RuleAnswers:
    """The answers as typed; ``tree`` is JSON where rows cannot say the condition."""

    plain: dict[str, str]
    points: str
    shown_to_enterprise: bool
    join: str = "and"
    goods: str = "any"
    rows: list[dict[str, str]] = field(default_factory=list)
    parameters: list[dict[str, str]] = field(default_factory=list)
    quotes: list[dict[str, str]] = field(default_factory=list)
    tree: str = ""

    @classmethod
    def blank(cls, *, code: str, owner: str) -> "RuleAnswers":
        plain = dict.fromkeys(PLAIN, "") | {"code": code, "owner": owner}
        return cls(plain=plain, points="", shown_to_enterprise=False, rows=[_empty(ROW)])

    @classmethod
    def from_rule(cls, rule: Mapping[str, Any]) -> "RuleAnswers":
        rows = rows_of(rule["when"])
        return cls(
            plain={name: str(rule[name]) for name in PLAIN},
            points=str(rule["points"]),
            shown_to_enterprise=rule["shown_to_enterprise"],
            join=rows.join if rows else "and",
            goods=rows.goods if rows else "any",
            rows=[asdict(one) for one in rows.rows] if rows else [],
            parameters=[
                {
                    "name": name,
                    **{
                        key: str(row.get(key) or "")
                        for key in PERIOD
                        if key not in ("name", "value")
                    },
                    "value": shown(row["value"]),
                }
                for name, periods in rule["parameters"].items()
                for row in periods
            ],
            quotes=[_quote_row(name, term) for name, term in rule["quotes"].items()],
            tree="" if rows else json.dumps(rule["when"], ensure_ascii=False, indent=2),
        )

    @classmethod
    def from_post(cls, sent: Mapping[str, str]) -> "RuleAnswers":
        return cls(
            plain={name: sent.get(name, "").strip() for name in PLAIN},
            points=sent.get("points", "").strip(),
            shown_to_enterprise=sent.get("shown_to_enterprise", "") in ("on", "yes", "true"),
            join=sent.get("join", "and"),
            goods=sent.get("goods", "any"),
            rows=_lines(sent, "row", ROW) or [_empty(ROW)],
            parameters=_lines(sent, "par", PERIOD),
            quotes=_lines(sent, "quote", QUOTE),
            tree=sent.get("tree", "").strip(),
        )

    def definition(self) -> dict[str, Any]:
        """The rule as data. Raises ``Faults`` for what cannot be one."""
        faults: list[Fault] = []
        try:
            points: Any = int(self.points)
        except ValueError:
            points = self.points
        found = {
            **self.plain,
            "when": self._condition(faults),
            "points": points,
            "quotes": self._quotes(faults),
            "shown_to_enterprise": self.shown_to_enterprise,
            "parameters": self._parameters(faults),
        }
        if faults:
            raise Faults(faults + self._others(found))
        return found

    def _others(self, found: dict[str, Any]) -> list[Fault]:
        """What else is wrong, though the condition cannot be read yet."""
        try:
            sound(found)
        except BadRule as bad:
            told = faults_from(bad.faults, code=bad.code)
            return [one for one in told if not one.field.startswith(UNREAD)]
        return []

    def _condition(self, faults: list[Fault]) -> Any:
        if self.tree:
            try:
                return json.loads(self.tree)
            except ValueError:
                faults.append(_fault("tree", "condition.shape"))
                return None
        try:
            return tree_of(rows_from(self.rows, join=self.join, goods=self.goods))
        except RowFault as bad:
            faults.append(_fault(f"row-{bad.row}-value", bad.rule))
            return None

    def _quotes(self, faults: list[Fault]) -> dict[str, Any]:
        found = {}
        for at, row in enumerate(self.quotes):
            given = {key: row[key] for key in ("fact", "by", "other")}
            try:
                seen = rows_from([given | {"comparison": "known"}], join="and", goods="any")
                found[row["name"]] = tree_of(seen)["left"]
            except (RowFault, KeyError):
                faults.append(_fault(f"quote-{at}-name", "term.shape"))
        return found

    def _parameters(self, faults: list[Fault]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.parameters:
            period = {key: row[key] for key in PERIOD if key != "name"}
            found.setdefault(row["name"], []).append(
                period | {"valid_to": row["valid_to"] or None, "value": _value(row["value"])}
            )
        return found

    def add(self, kind: str) -> None:
        """One more empty line for the person to fill."""
        lines, names = {
            "row": (self.rows, ROW),
            "par": (self.parameters, PERIOD),
            "quote": (self.quotes, QUOTE),
        }[kind]
        lines.append(_empty(names))


def _empty(names: tuple[str, ...]) -> dict[str, str]:
    return dict.fromkeys(names, "")


def _lines(sent: Mapping[str, str], kind: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Numbered lines of the form that hold anything."""
    first = names[0]
    found = []
    for at in range(MOST_LINES):
        line = {name: sent.get(f"{kind}-{at}-{name}", "").strip() for name in names}
        if line[first] or line.get("value"):
            found.append(line)
    return found


def _quote_row(name: str, term: Mapping[str, Any]) -> dict[str, str]:
    rows = rows_of({"op": "known", "left": term})
    one = rows.rows[0] if rows else None
    return {
        "name": name,
        "fact": one.fact if one else "",
        "by": one.by if one else "",
        "other": one.other if one else "",
    }


def _value(text: str) -> Any:
    """A parameter's value: a number, several texts with commas between, or one text."""
    parts = [one.strip() for one in SEPARATOR.split(text) if one.strip()]
    if len(parts) > 1 or text.rstrip().endswith((",", "，")):
        return parts
    try:
        return number_of(0, text)
    except RowFault:
        return text


def _fault(field_name: str, rule: str) -> Fault:
    sentence, remedy = WORDS[rule]
    return Fault(_(sentence), field=field_name, rule=rule, remedy=_(remedy))
