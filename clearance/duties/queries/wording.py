"""The steps of a calculation put into words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from customs_portal.registry.law import current_pack

RATES = {
    "COMMON": gettext_noop("Most-favoured-nation rate"),
    "PROVISIONAL": gettext_noop("Provisional rate"),
    "QUOTA_INSIDE": gettext_noop("Rate inside the tariff quota"),
    "QUOTA_OUTSIDE": gettext_noop("Rate outside the tariff quota"),
    "RETALIATORY": gettext_noop("Retaliatory duty"),
    "ANTI_DUMPING": gettext_noop("Anti-dumping duty"),
    "EXPORT": gettext_noop("Export rate"),
    "EXPORT_PROVISIONAL": gettext_noop("Provisional export rate"),
}
SENTENCES = {
    "goods": gettext_noop("Price of the goods: %(goods)s"),
    "other_charges": gettext_noop("Freight %(freight)s + other charges %(other)s = %(both)s"),
    "freight": gettext_noop(
        "Share of the freight by value: %(freight)s × %(goods)s ÷ %(of_goods)s = %(share)s"
    ),
    "insurance_assumed": gettext_noop(
        "Insurance was not stated: (%(of_goods)s + %(freight)s) × %(permille)s ‰ = %(insurance)s"
    ),
    "insurance": gettext_noop(
        "Share of the insurance by value: %(insurance)s × %(goods)s ÷ %(of_goods)s = %(share)s"
    ),
    "dutiable": gettext_noop("Dutiable value: %(goods)s + %(freight)s + %(insurance)s = %(value)s"),
    "costs_inside": gettext_noop(
        "Share of the freight and insurance in the price: %(costs)s × %(goods)s ÷ %(of_goods)s "
        "= %(share)s"
    ),
    "other_added": gettext_noop(
        "Share of the other charges by value: %(other)s × %(goods)s ÷ %(of_goods)s = %(share)s"
    ),
    "fob": gettext_noop("Price at the border (FOB): %(goods)s − %(costs)s + %(other)s = %(fob)s"),
    "export_value": gettext_noop(
        "Dutiable value without the duty: %(fob)s ÷ (1 + %(percent)s %%) = %(value)s"
    ),
    "rate_considered": gettext_noop("Looked at: %(name)s %(percent)s %%"),
    "rate_chosen": gettext_noop("Applies: %(name)s %(percent)s %%"),
    "proof": gettext_noop("Proof of origin %(paper)s under: %(name)s"),
    "quota": gettext_noop("Quota certificate %(paper)s"),
    "relieved": gettext_noop("Certificate of relief %(paper)s: %(amount)s is not charged"),
    "quantity": gettext_noop("%(quantity)s %(unit)s = %(counted)s %(law_unit)s"),
    "by_value": gettext_noop("%(base)s × %(percent)s %% = %(raw)s"),
    "by_quantity": gettext_noop("%(quantity)s %(unit)s × %(per_unit)s = %(raw)s"),
    "consumption_base": gettext_noop(
        "The tax stands in its own base: (%(value)s + %(duties)s + %(specific)s) "
        "÷ (1 − %(percent)s %%) = %(base)s"
    ),
    "vat_base": gettext_noop(
        "Dutiable value + duties + consumption tax: %(value)s + %(duties)s + %(consumption)s "
        "= %(base)s"
    ),
    "rounded": gettext_noop("Rounded half up to the fen: %(raw)s → %(amount)s"),
    "late_days": gettext_noop(
        "Entered on %(entered)s; after %(grace)s days of grace counted from %(first)s to %(last)s, "
        "both included: %(days)s days"
    ),
    "provisional_days": gettext_noop(
        "The holidays of %(year)s are not announced yet: the statutory ones alone are counted, "
        "provisionally"
    ),
    "late_amount": gettext_noop(
        "%(value)s × %(permille)s ‰ × %(days)s days = %(raw)s; fractions of a yuan dropped: "
        "%(amount)s"
    ),
}
PLAIN = frozenset(
    {"percent", "permille", "days", "grace", "unit", "law_unit", "quantity", "counted", "per_unit"}
    | {"name", "entered", "first", "last", "paper", "year"}
)


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One sentence of a calculation, and its place in the law where it has one."""

    kind: str
    text: str
    law_key: str
    law_date: date | None
    source: str
    mark: str


def in_words(steps: Iterable[dict[str, Any]]) -> tuple[StepView, ...]:
    """The stored steps of a line, in the language of whoever reads now."""
    return tuple(
        StepView(
            kind=step["kind"],
            text=_(SENTENCES[step["kind"]])
            % {name: _shown(name, figure) for name, figure in step["figures"].items()},
            law_key=step["law_key"],
            law_date=date.fromisoformat(step["law_date"]) if step["law_date"] else None,
            source=step["source"],
            mark=step["mark"],
        )
        for step in steps
    )


def agreement_name(code: str) -> str:
    """The agreement in the reader's language, by the newest list; the code of an unknown one."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    known = current_pack().history("tariff.agreement_proofs")[-1].value
    return next((str(one[language]) for one in known if one["name"] == code), code)


def _shown(name: str, figure: str) -> str:
    """Rates by their name, money with its thousands and two places at least."""
    if name == "name":
        return _(RATES[figure]) if figure in RATES else agreement_name(figure)
    if name in PLAIN:
        return figure
    try:
        amount = Decimal(figure)
    except InvalidOperation:
        return figure
    places = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{places}f}"
