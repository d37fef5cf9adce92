"""Firms as the register knows them, by the key under which they are judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import CreditGrade, Enterprise
from risk.cases.queries.things import is_known

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Firm:
    """``key`` is the USCC, or the name in the file a firm came from."""

    key: str
    name: str
    kind: str
    customs_code: str


@dataclass(frozen=True, kw_only=True)
class GradePeriod:
    grade: str
    valid_from: date
    valid_to: date | None
    source: str


def firm_of(*, key: str) -> Firm:
    """The registered firm, or one that only cases name. Raises ``NotFound``."""
    row = Enterprise.objects.filter(Q(uscc=key) | Q(file_reference=key)).first() if key else None
    if row is not None:
        return _firm(row)
    if is_known(kind="firm", key=key) or is_known(kind="agent", key=key):
        return Firm(key=key, name=key, kind="", customs_code="")
    raise NotFound(field="key")


def firms_found(*, text: str) -> list[Firm]:
    """Firms by number or a part of their names."""
    rows = Enterprise.objects.filter(
        Q(uscc=text.upper())
        | Q(customs_code=text)
        | Q(file_reference=text)
        | Q(name_en__icontains=text)
        | Q(name_zh__contains=text)
    ).order_by("name_en", "pk")[:MOST]
    return [_firm(row) for row in rows]


def names_of_firms(*, keys: Iterable[str]) -> dict[str, str]:
    """What firms are called, by their keys; one question for all of them."""
    wanted = set(keys) - {""}
    rows = Enterprise.objects.filter(Q(uscc__in=wanted) | Q(file_reference__in=wanted))
    return {row.uscc or row.file_reference or "": row.name for row in rows}


def grades_of(*, key: str) -> list[GradePeriod]:
    """The credit grades of the firm, the newest first."""
    rows = CreditGrade.objects.filter(
        Q(enterprise__uscc=key) | Q(enterprise__file_reference=key)
    ).order_by("-valid_from")
    return [
        GradePeriod(
            grade=row.grade, valid_from=row.valid_from, valid_to=row.valid_to, source=row.source
        )
        for row in rows
    ]


def _firm(row: Enterprise) -> Firm:
    return Firm(
        key=row.uscc or row.file_reference or "",
        name=row.name,
        kind=row.get_kind_display(),
        customs_code=row.customs_code or "",
    )
