"""Filters of the bills' queue as they stand in an address, and answers of pages as values."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from clearance.manifests.facts import Amendment
from clearance.manifests.queries.bills import BillFilters
from customs_portal.kit.errors import Fault, Faults

MARKS = ("locked", "differs", "changing", "dangerous", "late")


def filters_from(query: Mapping[str, str]) -> BillFilters:
    """What the address asks for; nonsense in a filter is left out, not refused."""
    mark = query.get("mark", "")
    return BillFilters(
        text=query.get("q", "")[:80],
        state=query.get("state", "")[:2],
        mode=query.get("mode", "")[:1],
        kind=query.get("kind", "")[:12],
        manifest_no=query.get("manifest", "")[:18],
        sort=query.get("sort", "")[:12],
        **{mark: True} if mark in MARKS else {},  # type: ignore[arg-type]
    )


def moment_from(text: str, *, field: str) -> datetime:
    """A time as a page sends it, in the port's own zone. Raises a ``Fault``."""
    try:
        moment = parse_datetime(text.strip())
    except ValueError:
        moment = None
    if moment is None:
        raise Fault(
            _("Write this as a date and time, for example 2026-11-22 08:00."),
            field=field,
            rule="date.shape",
            remedy=_("Year, month and day, then hours and minutes."),
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def number_from(text: str, *, field: str) -> Decimal:
    """An amount as typed or pasted. Raises a ``Fault``."""
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
        raise Fault(
            _("Write this as a number, for example 8640.5."),
            field=field,
            rule="number.shape",
            remedy=_("Use digits, at most one point, and no unit."),
        )
    return value.quantize(Decimal("0.00001"))


def whole_from(text: str, *, field: str) -> int:
    value = number_from(text, field=field)
    if value != value.to_integral_value() or not 0 <= value <= 100_000_000:
        raise Fault(
            _("Write a whole number."),
            field=field,
            rule="number.whole",
            remedy=_("Pieces are counted one by one."),
        )
    return int(value)


def containers_from(text: str) -> tuple[str, ...]:
    """Numbers between spaces, commas or on lines of their own, as people paste them."""
    for mark in (",", ";", "，", "；", "、", "\n"):
        text = text.replace(mark, " ")
    return tuple(text.split())


def amendment_from(answers: Mapping[str, str]) -> Amendment:
    """The amendment form: every answer as it should stand. Raises ``Faults``."""
    faults: list[Fault] = []
    weight, pieces = None, None
    try:
        weight = number_from(answers.get("gross_weight_kg", ""), field="gross_weight_kg")
    except Fault as fault:
        faults.append(fault)
    try:
        pieces = whole_from(answers.get("pieces", ""), field="pieces")
    except Fault as fault:
        faults.append(fault)
    if faults:
        raise Faults(faults)
    return Amendment(
        gross_weight_kg=weight,
        pieces=pieces,
        goods_name=answers.get("goods_name", "")[:255],
        package_kind=answers.get("package_kind", "")[:3],
        consignee_name=answers.get("consignee_name", "")[:120],
        consignee_address=answers.get("consignee_address", "")[:200],
        consignee_uscc=answers.get("consignee_uscc", "")[:24],
        container_nos=containers_from(answers.get("container_nos", "")),
    )
