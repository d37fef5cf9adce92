"""What the registers say of goods, money and countries; a chunk of a file asks each thing once."""

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from customs_portal.kit.statements import Question, columns, read
from customs_portal.registry.models import (
    Country,
    CustomsOffice,
    CustomsRate,
    HsCode,
    Place,
    Port,
)

_remembered: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("registers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, no register is asked the same thing twice; afterwards everything is forgotten."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def ask_together(
    *, countries: Iterable[str], subheadings: Iterable[str], currencies: Iterable[str], on: date
) -> None:
    """Ask with one statement what the checks will ask one by one; within ``asked_once``."""
    remembered = _remembered.get()
    if remembered is None:
        raise LookupError("nothing is remembered outside asked_once")
    wanted = frozenset(code.strip().upper() for code in countries)
    foreign = sorted({code.strip().upper() for code in currencies} - {"CNY"})
    codes = sorted({code[:6] for code in subheadings})
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [sorted(wanted), codes, on, on, foreign])
        countries_known, codes_known, rates = cursor.fetchone()
    known = frozenset(countries_known)
    remembered |= {("country", code): code in known for code in wanted}
    remembered |= {("hs", code): code in codes_known for code in codes}
    remembered |= {("rate", code, on): None for code in foreign}
    for rate in rates:
        currency, cny = rate.split(" ")
        remembered["rate", currency, on] = Decimal(cny)


def _together() -> str:
    rate = CustomsRate._meta
    return (
        f"SELECT ARRAY(SELECT code FROM {Country._meta.db_table} WHERE code = ANY(%s)),"  # noqa: S608
        f" ARRAY(SELECT code FROM {HsCode._meta.db_table} WHERE code = ANY(%s)),"
        " ARRAY(SELECT DISTINCT ON (currency_id) currency_id || ' ' || cny_per_unit"
        f" FROM {rate.db_table} WHERE (valid_to IS NULL OR valid_to > %s) AND valid_from <= %s"
        " AND currency_id = ANY(%s) ORDER BY currency_id, valid_from DESC)"
    )


_TOGETHER = _together()


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
    remembered = _remembered.get()
    if remembered is None:
        return _countries_among(wanted)
    unasked = {code for code in wanted if ("country", code) not in remembered}
    if unasked:
        known = _countries_among(unasked)
        remembered |= {("country", code): code in known for code in unasked}
    return {code for code in wanted if remembered["country", code]}


def _countries_among(codes: Iterable[str]) -> Set[str]:
    return set(Country.objects.filter(code__in=codes).values_list("code", flat=True))


def knows_subheading(hs6: str) -> bool:
    return bool(_ask(("hs", hs6), lambda: HsCode.objects.filter(code=hs6).exists()))


def knows_port(code: str) -> bool:
    return bool(_ask(("port", code), lambda: Port.objects.filter(code=code).exists()))


def office_with(*, code: str) -> CustomsOffice | None:
    office: CustomsOffice | None = _ask(
        ("office", code), lambda: CustomsOffice.objects.filter(code=code).first()
    )
    return office


def office_of_place(*, code: str) -> CustomsOffice | None:
    """The office that watches a place; a mere site has its parent act for it."""
    row = _OFFICE_OF_PLACE.row(code=code)
    if row is None:
        return None
    office: CustomsOffice = read(CustomsOffice, row[:_OF_OFFICE])
    if office.level == CustomsOffice.Level.SITE and office.parent_id is not None:
        parent: CustomsOffice = read(CustomsOffice, row[_OF_OFFICE:])
        return parent
    return office


def _places(code: str) -> "QuerySet[Place, Any]":
    return Place.objects.filter(code=code).values_list(
        *(f"office__{name}" for name in columns(CustomsOffice)),
        *(f"office__parent__{name}" for name in columns(CustomsOffice)),
    )


_OFFICE_OF_PLACE = Question(_places, code=str)
_OF_OFFICE = len(columns(CustomsOffice))


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
