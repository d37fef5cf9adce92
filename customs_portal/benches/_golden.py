"""The golden cases: what the law says, computed by hand, and asking the portal the same.

A case is a line of a CSV file: what is asked, on which day, with what given, what is expected,
and the arithmetic. Nothing here opens a table: the tax engine and the law pack answer.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from customs_portal.launch.environment import ROOT

FOLDER = ROOT / "tests" / "golden"
GAP = "GAP"


@dataclass(frozen=True, kw_only=True)
class Case:
    """``given`` holds words by name; ``expected`` is the answer as text."""

    name: str
    ask: str
    on: date
    given: dict[str, str]
    expected: str
    note: str


def golden_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file, in order. A name may stand once."""
    cases = [case for path in sorted(folder.glob("*.csv")) for case in _read(path)]
    names = [case.name for case in cases]
    if len(names) != len(set(names)):
        raise ValueError("two golden cases have one name")
    return cases


def _read(path: Path) -> Iterator[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = (word.partition("=") for word in row["given"].split("; ") if word)
            yield Case(
                name=row["case"],
                ask=row["ask"],
                on=date.fromisoformat(row["on"]),
                given={name.strip(): value.strip() for name, _, value in words},
                expected=row["expected"],
                note=row["note"],
            )


def answer(case: Case) -> str:
    """What the portal says; ``GAP`` when its law has no answer."""
    from customs_portal.registry.law import LawGap

    try:
        return ASKS[case.ask](case.on, case.given)
    except LawGap:
        return GAP


def _law(on: date, given: dict[str, str]) -> str:
    return json.dumps(_value(on, given), ensure_ascii=False, sort_keys=True)


def _known(on: date, given: dict[str, str]) -> str:
    from customs_portal.registry import law

    law.ask(given["key"], on=on)
    return "yes"


def _within(on: date, given: dict[str, str]) -> str:
    """Whether an amount stays at or below the limit of the law."""
    return _yes(Decimal(given["amount"]) <= Decimal(str(_value(on, given))))


def _reaches(on: date, given: dict[str, str]) -> str:
    """Whether an amount reaches the threshold of the law."""
    return _yes(Decimal(given["amount"]) >= Decimal(str(_value(on, given))))


def _share(on: date, given: dict[str, str]) -> str:
    """A share of the law, in permille or percent, of an amount."""
    whole = Decimal(1000 if "permille" in given["key"] else 100)
    return _money(Decimal(given["amount"]) * Decimal(str(_value(on, given))) / whole)


def _tax(on: date, given: dict[str, str]) -> str:
    from clearance.duties.facts import TaxableItem
    from clearance.duties.queries import assessment

    insurance = given.get("insurance", "0")
    (reckoned,) = assessment.assess(
        items=[
            TaxableItem(
                item_no=1,
                hs_code=given["hs"],
                name="goods",
                origin=given.get("origin", "BR"),
                quantity=Decimal(given.get("quantity", "1")),
                unit=given.get("unit", ""),
                value_cny=Decimal(given["value"]),
                proof=given.get("proof", ""),
                in_quota="quota" in given,
                exporter=given.get("exporter", ""),
            )
        ],
        on=on,
        freight_cny=Decimal(given.get("freight", "0")),
        insurance_cny=None if insurance == "unstated" else Decimal(insurance),
    )
    return " ".join(f"{tax.tax} {tax.amount_cny}" for tax in reckoned.taxes)


def _export_tax(on: date, given: dict[str, str]) -> str:
    """The dutiable value of one line of goods that leaves, and its duty."""
    from clearance.duties.facts import TaxableItem
    from clearance.duties.queries import assessment

    other = Decimal(given.get("other", "0"))
    (reckoned,) = assessment.assess_export(
        items=[
            TaxableItem(
                item_no=1,
                hs_code=given["hs"],
                name="goods",
                origin="CN",
                quantity=Decimal(1),
                unit="",
                value_cny=Decimal(given["value"]),
            )
        ],
        on=on,
        freight_cny=Decimal(given.get("freight", "0")) + other,
        insurance_cny=Decimal(given["insurance"]) if "insurance" in given else None,
        other_cny=other,
    )
    taxes = [f"{tax.tax} {tax.amount_cny}" for tax in reckoned.taxes]
    return " ".join([f"value {reckoned.dutiable_value_cny}", *(taxes or ["free"])])


def _leaving(on: date, given: dict[str, str]) -> str:
    """The letters of the documents that goods need to leave."""
    from customs_portal.registry.exports import export_needs_of

    needs = export_needs_of(given["hs"], on)
    letters = [one.code for one in (needs.licence, needs.inspection) if one is not None]
    return " ".join(letters) or "none"


def _line(on: date, given: dict[str, str]) -> str:
    """A line of the tariff itself, whatever stands beside it for an origin."""
    from customs_portal.registry.tariff import rates_for

    rates = rates_for(given["hs"], "VN", on)
    flags = {
        "licence": rates.licence,
        "inspection": rates.inspection,
        "agreement": bool(rates.agreements),
    }
    words = [f"duty {_plain(rates.duty_rate * 100)}", f"vat {_plain(rates.vat_rate * 100)}"]
    return " ".join(words + [name for name, is_so in flags.items() if is_so])


def _surcharge(on: date, given: dict[str, str]) -> str:
    from clearance.duties.facts import Lateness
    from clearance.duties.queries import assessment

    found = assessment.late_declaration(
        value_cny=Decimal(given["value"]),
        lateness=Lateness(
            entered=date.fromisoformat(given["entered"]),
            accepted=on,
            exemption=given.get("exemption", ""),
        ),
    )
    return f"{found.days} days {found.amount_cny}" if found else "none"


def _late_payment(on: date, given: dict[str, str]) -> str:
    from clearance.duties.queries import assessment

    return _money(
        assessment.late_payment(
            unpaid_cny=Decimal(given["unpaid"]),
            pay_by=date.fromisoformat(given["pay_by"]),
            paid=on,
        )
    )


def _pay_by(on: date, given: dict[str, str]) -> str:
    from clearance.duties.queries import assessment

    completed = date.fromisoformat(given.get("completed", on.isoformat()))
    return assessment.pay_by(billed=on, completed=completed).isoformat()


def _periodic(on: date, _: dict[str, str]) -> str:
    from clearance.duties.queries import assessment

    return assessment.periodic_pay_by(billed=on).isoformat()


def _rate_day(on: date, given: dict[str, str]) -> str:
    from clearance.duties.queries import assessment

    entered = date.fromisoformat(given["entered"]) if "entered" in given else None
    return assessment.rate_day(accepted=on, entered=entered).isoformat()


def _worked(on: date, _: dict[str, str]) -> str:
    from customs_portal.registry.calendar import is_worked

    return _yes(is_worked(on))


def _collected(on: date, given: dict[str, str]) -> str:
    from clearance.duties.queries import assessment

    return _yes(assessment.is_collected(total_cny=Decimal(given["total"]), on=on))


def _composite(on: date, _: dict[str, str]) -> str:
    """The composite rate of high-end cosmetics bought in e-commerce, in percent."""
    from clearance.duties.rules.formulae import composite_rate
    from customs_portal.registry import law

    rate = composite_rate(
        consumption_rate=law.ask("ecommerce.cosmetics_ct_percent", on=on).decimal / 100,
        vat_rate=law.ask("vat.standard", on=on).decimal / 100,
        share=law.ask("ecommerce.tax_share_percent_within", on=on).decimal / 100,
    )
    return f"{(rate * 100).quantize(Decimal('0.0001'))}"


def _value(on: date, given: dict[str, str]) -> Any:
    from customs_portal.registry import law

    value = law.ask(given["key"], on=on).value
    for step in given.get("at", "").split("."):
        if step:
            value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01'))}"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


ASKS: dict[str, Callable[[date, dict[str, str]], str]] = {
    "law": _law,
    "known": _known,
    "within": _within,
    "reaches": _reaches,
    "share": _share,
    "tax": _tax,
    "export_tax": _export_tax,
    "leaving": _leaving,
    "line": _line,
    "surcharge": _surcharge,
    "late_payment": _late_payment,
    "pay_by": _pay_by,
    "periodic": _periodic,
    "rate_day": _rate_day,
    "worked": _worked,
    "collected": _collected,
    "composite": _composite,
}
