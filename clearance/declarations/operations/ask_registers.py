"""What the registers say of goods, money and countries; a chunk of a file asks each thing once."""

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from customs_portal.registry.models import Country, CustomsOffice, CustomsRate, HsCode

_remembered: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("registers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, no register is asked the same thing twice; afterwards everything is forgotten."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def rate_on(*, currency: str, on: date) -> Decimal | None:
    """CNY for one unit on that day, or None when no rate was published."""
    if currency == "CNY":
        return Decimal(1)
    rates = CustomsRate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), currency_id=currency, valid_from__lte=on
    ).order_by("-valid_from")
    rate: Decimal | None = _ask(
        ("rate", currency, on), lambda: rates.values_list("cny_per_unit", flat=True).first()
    )
    return rate


def known_countries(codes: Iterable[str]) -> Set[str]:
    """Those of ``codes`` (any case) that the register of countries knows."""
    wanted = frozenset(code.strip().upper() for code in codes)
    known: Set[str] = _ask(
        ("countries", wanted),
        lambda: frozenset(Country.objects.filter(code__in=wanted).values_list("code", flat=True)),
    )
    return known


def knows_subheading(hs6: str) -> bool:
    return bool(_ask(("hs", hs6), lambda: HsCode.objects.filter(code=hs6).exists()))


def office_with(*, code: str) -> CustomsOffice | None:
    office: CustomsOffice | None = _ask(
        ("office", code), lambda: CustomsOffice.objects.filter(code=code).first()
    )
    return office


def first_office() -> CustomsOffice | None:
    """Where nothing names an office: the first subordinate one, else the first of all."""
    level = CustomsOffice.Level.SUBORDINATE
    office: CustomsOffice | None = _ask(
        ("office",),
        lambda: (
            CustomsOffice.objects.filter(level=level).order_by("code").first()
            or CustomsOffice.objects.order_by("code").first()
        ),
    )
    return office


def _ask(question: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
    remembered = _remembered.get()
    if remembered is None:
        return ask()
    if question not in remembered:
        remembered[question] = ask()
    return remembered[question]
