"""Premises under supervision that wait for the lottery: where, whose, by which rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.utils import timezone

from customs_portal.registry.law import ask
from inspection.draws.models import PoolSubject
from inspection.draws.states import SubjectKind

MOST_ROWS = 10_000


@dataclass(frozen=True, kw_only=True)
class PremisesRow:
    """One place of a firm. ``times_drawn`` of the pools it lay in, ``rate`` permille of today."""

    reference: str
    place_code: str
    enterprise_en: str
    enterprise_zh: str
    grade: str
    rate: int
    entered_at: datetime
    pools: int
    times_drawn: int
    last_drawn_at: datetime | None
    out_reason: str = ""
    out_asked_by: str = ""


def premises_waiting(*, now: datetime, text: str = "", place_code: str = "") -> list[PremisesRow]:
    """Those that lie in the next pool of their site, by number."""
    found = PoolSubject.objects.waiting().filter(kind=SubjectKind.PREMISES)
    if place_code:
        found = found.filter(place_code=place_code)
    for word in text.split():
        found = found.filter(
            Q(reference__icontains=word)
            | Q(enterprise__name_en__icontains=word)
            | Q(enterprise__name_zh__icontains=word)
        )
    found = found.select_related("enterprise", "out_asked_by").order_by("place_code", "reference")
    rows = list(found[:MOST_ROWS])
    past = _past(row.reference for row in rows)
    rates = ask("draw.premises_permille", on=timezone.localdate(now)).value
    return [
        PremisesRow(
            reference=row.reference,
            place_code=row.place_code,
            enterprise_en=row.enterprise.name_en if row.enterprise else "",
            enterprise_zh=(row.enterprise.name_zh or row.enterprise.name_en)
            if row.enterprise
            else "",
            grade=row.grade,
            rate=int(rates.get(row.grade, 0)),
            entered_at=row.entered_at,
            pools=past.get((row.place_code, row.reference), (0, 0, None))[0],
            times_drawn=past.get((row.place_code, row.reference), (0, 0, None))[1],
            last_drawn_at=past.get((row.place_code, row.reference), (0, 0, None))[2],
            out_reason=row.out_reason,
            out_asked_by=row.out_asked_by.username if row.out_asked_by else "",
        )
        for row in rows
    ]


def _past(
    references: Iterable[str],
) -> dict[tuple[str, str], tuple[int, int, datetime | None]]:
    """Of each: in how many pools it lay, how often it was drawn, when last."""
    rows = (
        PoolSubject.objects.filter(
            kind=SubjectKind.PREMISES, reference__in=list(references), draw__isnull=False
        )
        .values_list("place_code", "reference")
        .annotate(
            lain=Count("pk"),
            chosen=Count("pk", filter=Q(drawn=True)),
            last=Max("draw__ended_at", filter=Q(drawn=True)),
        )
    )
    return {
        (place, reference): (pools, drawn, last) for place, reference, pools, drawn, last in rows
    }
