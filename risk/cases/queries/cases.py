"""Single cases: one by number, those of a thing, and the past cases most like one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from customs_portal.kit.errors import NotFound
from risk.cases.models import JudgedSubject
from risk.cases.queries import Period
from risk.cases.queries.things import COLUMNS
from risk.cases.rules.likeness import Traits, likeness

CANDIDATES = 300  # of each sort: same code, same firm, same route
COMPARED = (
    "hs6", "origin", "departure", "enterprise_key", "agent_key", "seller", "value_cny", "weight_kg",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """One judged case. ``found`` is None while nobody looked."""

    assessment_no: str
    subject_reference: str
    assessed_at: datetime
    enterprise_key: str
    agent_key: str
    seller: str
    departure: str
    origin: str
    hs6: str
    grade: str
    value_cny: Decimal
    weight_kg: Decimal | None
    score: int
    controlled: bool
    channel: str
    rules: tuple[str, ...]
    found: bool | None
    looked: str
    fault_kind: str

    @property
    def per_kg(self) -> Decimal | None:
        return self.value_cny / self.weight_kg if self.weight_kg else None

    @property
    def traits(self) -> Traits:
        return _traits(
            self.hs6,
            self.origin,
            self.departure,
            self.enterprise_key,
            self.agent_key,
            self.seller,
            self.value_cny,
            self.weight_kg,
        )


@dataclass(frozen=True, kw_only=True)
class Similar:
    case: Case
    points: int


def case_of(*, assessment_no: str) -> Case:
    """That case. Raises ``NotFound``, also while the keeper has not come to it."""
    row = JudgedSubject.objects.filter(assessment_no=assessment_no).first()
    if row is None:
        raise NotFound(field="assessment_no")
    return _case(row)


def cases_of(*, kind: str, key: str, period: Period) -> QuerySet[JudgedSubject]:
    """Cases of one thing in the period, the newest first."""
    return JudgedSubject.objects.filter(
        **{COLUMNS[kind]: key},
        assessed_at__gte=period.since,
        assessed_at__lt=period.until,
        superseded=False,
    ).order_by("-assessed_at", "-id")


def case_views(rows: Iterable[JudgedSubject]) -> list[Case]:
    return [_case(row) for row in rows]


def similar_to(*, case: Case, only_looked: bool = False, limit: int = 20) -> list[Similar]:
    """Earlier cases most like this one: of each sort the newest are compared, the likest told."""
    before = JudgedSubject.objects.filter(assessed_at__lte=case.assessed_at).exclude(
        subject_reference=case.subject_reference
    )
    if only_looked:
        before = before.filter(found__isnull=False)
    sorts = [
        {"hs6": case.hs6},
        {"enterprise_key": case.enterprise_key},
        {"departure": case.departure, "origin": case.origin},
    ]
    compared: dict[int, tuple[int, datetime]] = {}
    for sort in sorts:
        if all(sort.values()):
            newest = before.filter(**sort).order_by("-assessed_at")[:CANDIDATES]
            for pk, at, *known in newest.values_list("pk", "assessed_at", *COMPARED):
                if pk not in compared:
                    compared[pk] = likeness(case.traits, _traits(*known)), at
    likest = sorted(compared, key=lambda pk: (*compared[pk], pk), reverse=True)[:limit]
    rows = JudgedSubject.objects.in_bulk(likest)
    return [Similar(case=_case(rows[pk]), points=compared[pk][0]) for pk in likest]


def _traits(
    hs6: str,
    origin: str,
    departure: str,
    firm: str,
    agent: str,
    seller: str,
    value_cny: Decimal,
    weight_kg: Decimal | None,
) -> Traits:
    return Traits(
        hs6=hs6,
        origin=origin,
        departure=departure,
        firm=firm,
        agent=agent,
        seller=seller,
        per_kg=value_cny / weight_kg if weight_kg else None,
    )


def _case(row: JudgedSubject) -> Case:
    return Case(
        assessment_no=row.assessment_no,
        subject_reference=row.subject_reference,
        assessed_at=row.assessed_at,
        enterprise_key=row.enterprise_key,
        agent_key=row.agent_key,
        seller=row.seller,
        departure=row.departure,
        origin=row.origin,
        hs6=row.hs6,
        grade=row.grade,
        value_cny=row.value_cny,
        weight_kg=row.weight_kg,
        score=row.score,
        controlled=row.controlled,
        channel=row.channel,
        rules=tuple(row.rules),
        found=row.found,
        looked=row.looked,
        fault_kind=row.fault_kind,
    )
