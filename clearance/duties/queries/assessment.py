"""The tax engine asked with a date: the law pack and the tariff answer, the rules reckon.

No table is opened here: what is billed, estimated, measured and checked against the golden cases
is the same reckoning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clearance.duties.facts import Insurance, Lateness, Step, TaxableItem, ValueRule
from clearance.duties.rules import formulae, periods, surcharges
from clearance.duties.rules.choice import chosen_for
from clearance.duties.rules.exporting import Costs, reckon_export
from clearance.duties.rules.reckoning import ReckonedItem, reckon
from customs_portal.registry import calendar, exports, law, tariff

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Surcharge:
    """A late-declaration surcharge with its days and the law that gave it."""

    first: date
    last: date
    days: int
    value_cny: Decimal
    rate: Decimal
    amount_cny: Decimal
    rule: law.LawValue
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    """The last day to pay; ``provisional`` until the holidays of its year are announced."""

    pay_by: date
    provisional: bool = False


def rate_day(*, accepted: date, entered: date | None) -> date:
    """The day whose rates apply; filed before the transport's entry, the day of the entry."""
    return periods.rate_day(
        accepted=accepted,
        entered=entered,
        normal=law.ask("tax.rate_date.normal", on=accepted).value,
        early=law.ask("tax.rate_date.early_filing", on=accepted).value,
    )


def assess(
    *,
    items: Sequence[TaxableItem],
    on: date,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
    other_cny: Decimal = ZERO,
) -> tuple[ReckonedItem, ...]:
    """Every tax on these items by the law of that day, step by step.

    ``other_cny`` are charges within ``freight_cny``, named in a step of their own.

    Raises ``LawGap`` and its kinds when the law has no answer: never a default.
    """
    rule = law.ask("insurance.default_permille", on=on)
    return reckon(
        items=items,
        rates=[chosen_for(item, tariff.rates_for(item.hs_code, item.origin, on)) for item in items],
        freight_cny=freight_cny,
        other_cny=other_cny,
        insurance=Insurance(
            stated_cny=insurance_cny,
            default_permille=rule.decimal,
            law_key=rule.key,
            law_date=rule.valid_from.isoformat(),
            source=rule.source,
            mark=rule.mark,
        ),
    )


def assess_export(
    *,
    items: Sequence[TaxableItem],
    on: date,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
    other_cny: Decimal = ZERO,
) -> tuple[ReckonedItem, ...]:
    """Export duty (出口关税) by the law of that day; free goods have no tax among theirs.

    ``freight_cny`` and ``insurance_cny`` stand in the price and leave it, ``other_cny`` are
    charges within ``freight_cny`` that the price lacks. Raises ``LawGap``.
    """
    rule = law.ask("export.duty_in_value", on=on)
    return reckon_export(
        items=items,
        rates=[exports.export_rates_for(item.hs_code, on) for item in items],
        costs=Costs(
            inside_cny=freight_cny - other_cny + (insurance_cny or ZERO), other_cny=other_cny
        ),
        rule=ValueRule(
            duty_inside=bool(rule.value),
            law_key=rule.key,
            law_date=rule.valid_from.isoformat(),
            source=rule.source,
            mark=rule.mark,
        ),
    )


def total_of(reckoned: Sequence[ReckonedItem]) -> Decimal:
    return formulae.fen(sum((one.total_cny for one in reckoned), ZERO))


def estimate(
    *,
    items: Sequence[TaxableItem],
    on: date,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
) -> Decimal:
    """What a guarantee must cover: every tax on these items by the law of that day."""
    return total_of(
        assess(items=items, on=on, freight_cny=freight_cny, insurance_cny=insurance_cny)
    )


def is_collected(*, total_cny: Decimal, on: date) -> bool:
    """Whether a bill of that total reaches the minimum of the law."""
    return total_cny > 0 and total_cny >= law.ask("tax.minimum_cny", on=on).decimal


def pay_by(*, billed: date, completed: date) -> date:
    """The last day to pay, from the event and with the days that the law names on that day."""
    starts = {"BILL_ISSUED": billed, "DECLARATION_COMPLETED": completed}
    day = starts[law.ask("tax.payment_starts", on=billed).value]
    return day + timedelta(days=int(law.ask("tax.payment_days", on=billed).value))


def periodic_pay_by(*, billed: date) -> date:
    """The last day to pay a periodic bill: so many working days into the next month."""
    return periods.nth_worked_of_next_month(
        billed,
        nth=int(law.ask("tax.summary_payment_working_day", on=billed).value),
        worked=calendar.is_worked,
    )


def periodic_term(*, billed: date) -> Term:
    """The same day, and whether it stands on a calendar that is provisional."""
    day = periodic_pay_by(billed=billed)
    return Term(pay_by=day, provisional=calendar.provisional_rule(day) is not None)


def late_declaration(*, value_cny: Decimal, lateness: Lateness) -> Surcharge | None:
    """The surcharge by the law of the day of acceptance; None when nothing is owed.

    The first counted day moves from a day of rest to the next working day. Nothing is owed for
    a reason that the law excuses, below the minimum, or once the goods are to be sold.
    """
    on = lateness.accepted
    grace = law.ask("late_declaration.grace_days", on=on)
    first = lateness.entered + timedelta(days=int(grace.value) + 1)
    if on < first or lateness.exemption in law.ask("late_declaration.exemptions", on=on).value:
        return None
    sold_after = int(law.ask("late_declaration.sold_after_months", on=on).value)
    if on > periods.months_later(lateness.entered, sold_after):
        return None
    if law.ask("late_declaration.holiday_moves_start", on=on).value:
        first = periods.first_worked(first, worked=calendar.is_worked)
    rule = law.ask("late_declaration.permille_per_day", on=on)
    days = surcharges.days_between(first, on)
    whole_yuan = law.ask("late_declaration.rounding", on=on).value == surcharges.WHOLE_YUAN
    amount = surcharges.late_declaration(
        value=value_cny,
        days=days,
        permille_per_day=rule.decimal,
        minimum=law.ask("late_declaration.minimum_cny", on=on).decimal,
        whole_yuan=whole_yuan,
    )
    if not amount:
        return None
    provisional = calendar.provisional_rule(first)
    rate = rule.decimal / formulae.PERMILLE
    return Surcharge(
        first=first,
        last=on,
        days=days,
        value_cny=value_cny,
        rate=rate,
        amount_cny=amount,
        rule=rule,
        steps=(
            _step(
                "late_days",
                grace,
                entered=lateness.entered.isoformat(),
                grace=str(grace.value),
                first=first.isoformat(),
                last=on.isoformat(),
                days=str(days),
            ),
            *(
                [_step("provisional_days", provisional, year=str(first.year))]
                if provisional
                else []
            ),
            _step(
                "late_amount",
                rule,
                value=f"{value_cny}",
                permille=f"{rule.decimal}",
                days=str(days),
                raw=f"{(value_cny * rate * days).normalize():f}",
                amount=f"{amount}",
            ),
        ),
    )


def late_payment(*, unpaid_cny: Decimal, pay_by: date, paid: date) -> Decimal:
    """The late-payment surcharge of a day, by the law of that day."""
    return surcharges.late_payment(
        unpaid=unpaid_cny,
        pay_by=pay_by,
        paid=paid,
        permille_per_day=law.ask("late_payment.permille_per_day", on=paid).decimal,
        minimum=law.ask("late_payment.minimum_cny", on=paid).decimal,
    )


def _step(kind: str, rule: law.LawValue, **figures: str) -> Step:
    return Step(
        kind=kind,
        figures=figures,
        law_key=rule.key,
        law_date=rule.valid_from.isoformat(),
        source=rule.source,
        mark=rule.mark,
    )
