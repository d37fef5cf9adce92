"""Whose box it is: the firm behind an order, as the risk desk knew it."""

from dataclasses import dataclass

from inspection.orders.queries import OrderView
from risk.assessments.queries import assessment_of


@dataclass(frozen=True, kw_only=True)
class Firm:
    """``key`` is the credit code, "" when the order names no firm."""

    key: str
    grade: str


def firm_of(*, order: OrderView | None) -> Firm:
    judged = assessment_of(subject_reference=order.subject_reference) if order else None
    if judged is None:
        return Firm(key="", grade="")
    facts = judged.facts
    return Firm(key=str(facts.get("enterprise_key", ""))[:40], grade=str(facts.get("grade", "")))


def hs_codes_of(*, order: OrderView | None) -> list[str]:
    """The codes that the order says are inside, each once."""
    found = [str(one.get("code", ""))[:10] for one in order.declared] if order else []
    return list(dict.fromkeys(code for code in found if code.isdecimal()))
