"""Lists of declarations: filtered, sorted, paged by key, fast over hundreds of thousands."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from clearance.declarations.models import Declaration, DeclarationContainer, DocumentAsk
from clearance.declarations.operations.ask_ranking import rank_column
from clearance.declarations.queries.details import visible_to
from clearance.declarations.queries.explanations import way_in_words
from clearance.declarations.states import (
    WAITING_FOR_AN_OFFICER,
    AskState,
    DeclarationState,
    Direction,
    Procedure,
    TransportMode,
    letter_of,
    receipt_name,
)
from customs_portal.journal.queries import trail_of
from customs_portal.kit.errors import Fault
from customs_portal.registry.models import CreditGrade, Enterprise
from risk.models.ranking import Ranking

COUNTED_TO = 5_000
MOST_FIRMS = 200

SORTS = {
    "accepted": "accepted_at",
    "due": "review_by",
    "complete": "complete_by",
    "score": "risk_score",
    "rank": "",  # by the column of the policy that holds
    "value": "value_cny",
    "number": "declaration_no",
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is asked for. ``sort`` is a key of ``SORTS``, with "-" for descending."""

    state: str = ""
    waiting: bool = False
    grade: str = ""
    mode: str = ""
    office: str = ""
    procedure: str = ""
    direction: str = ""
    score_from: int | None = None
    value_from: Decimal | None = None
    text: str = ""
    claimed: str = ""
    claimed_by: int | None = None
    proposed_beside: int | None = None  # a release proposed by anybody but this person
    late_at: datetime | None = None
    documents_asked: bool = False
    due_before: datetime | None = None
    enterprise: Enterprise | None = None
    sort: str = "-accepted"
    ranking: str = Ranking.PROBABILITY.value  # what the policy of the day ranks by
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    declaration_no: str
    state: str
    state_label: str
    letter: str
    receipt: str
    transport_document: str
    mode_label: str
    enterprise: str
    grade: str
    goods_name: str
    hs_code: str
    score: int | None
    rank: int | None
    ranking: str
    value_cny: Decimal
    office_code: str
    accepted_at: datetime
    complete_by: datetime
    review_by: datetime | None
    claimed_by: str
    claimed_by_id: int | None
    source: str
    documents_asked: bool
    procedure: str
    direction: str
    proposed_by: str
    release_reason: str

    @property
    def way(self) -> str:
        """Procedure and direction in the reader's words."""
        return way_in_words(self.procedure, self.direction)

    @property
    def percent(self) -> str:
        """A rank by chance, as a share of a hundred with one digit after the point."""
        return f"{(self.rank or 0) // 10_000}.{(self.rank or 0) // 1_000 % 10}"

    @property
    def level(self) -> int:
        """The score as 0 to 5 pips: twenty points each."""
        return min(5, -(-(self.score or 0) // 20))

    @property
    def grade_label(self) -> str:
        return str(CreditGrade.Grade(self.grade).label) if self.grade else ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows and the key of the next page, "" at the end."""

    rows: tuple[Row, ...]
    after: str


def page_of(filters: Filters) -> Page:
    """One page. Raises ``Fault`` for a sort or key that cannot be."""
    descending = filters.sort.startswith("-")
    name = filters.sort.lstrip("-")
    column = rank_column(ranking=filters.ranking) if name == "rank" else SORTS.get(name)
    if column is None:
        raise _bad("sort")
    rows = _filtered(filters)
    if column in ("review_by", "risk_score"):
        rows = rows.filter(**{f"{column}__isnull": False})
    if filters.after:
        rows = rows.filter(_beyond(column, filters.after, descending=descending))
    sign = "-" if descending else ""
    found = list(_lean(rows).order_by(f"{sign}{column}", f"{sign}id")[: filters.limit + 1])
    page = found[: filters.limit]
    after = _key(page[-1], column) if len(found) > filters.limit else ""
    return Page(rows=tuple(_row(one, ranking=filters.ranking) for one in page), after=after)


def counts_of(questions: Sequence[tuple[Filters, int]]) -> list[int]:
    """How many rows match each filter, counted no further than its limit + 1: cheap on any size.

    All in one statement, so that a page with ten numbers waits for the database once.
    """
    parts: list[str] = []
    values: list[Any] = []
    for filters, up_to in questions:
        try:
            rows = _filtered(filters).order_by().values("pk")[: up_to + 1]
            statement, given = rows.query.sql_with_params()
        except EmptyResultSet:  # a search that nothing can match
            statement, given = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({statement}) found)")  # noqa: S608
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)  # noqa: S608
        return list(cursor.fetchone())


def newer_than(filters: Filters, *, at: datetime) -> int:
    """How many matching declarations were accepted or decided after ``at``."""
    rows = _filtered(filters).filter(accepted_at__gt=at)
    return rows.order_by().values("pk")[:100].count()


def rows_for_export(filters: Filters, *, most: int = 200_000) -> Iterator[Row]:
    """Every matching row, page by page, so that memory stays small."""
    given = 0
    filters = replace(filters, limit=2_000, after="")
    while given < most:
        page = page_of(filters)
        yield from page.rows
        given += len(page.rows)
        if not page.after:
            return
        filters = replace(filters, after=page.after)


def _filtered(filters: Filters) -> QuerySet[Declaration]:
    rows = Declaration.objects.all()
    if filters.enterprise is not None:
        rows = rows.filter(visible_to(filters.enterprise))
    if filters.waiting:
        rows = rows.filter(state__in=WAITING_FOR_AN_OFFICER)
    simple = {
        "state": filters.state,
        "grade": filters.grade,
        "transport_mode": filters.mode,
        "office__code": filters.office,
        "procedure": filters.procedure,
        "direction": filters.direction,
        "risk_score__gte": filters.score_from,
        "value_cny__gte": filters.value_from,
        "review_by__lt": filters.due_before,
        "claimed_by": filters.claimed_by,
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value not in (None, "")})
    if filters.direction == Direction.EXPORT:
        rows = rows.filter(procedure=Procedure.ONE_STEP)  # so that the index of those is used
    if filters.claimed:
        rows = rows.filter(claimed_by__isnull=filters.claimed == "no")
    if filters.late_at is not None:
        rows = rows.filter(
            complete_by__lt=filters.late_at,
            state=DeclarationState.RELEASED_FOR_PICKUP,
            procedure=Procedure.TWO_STEP,
        )
    if filters.proposed_beside is not None:
        rows = rows.filter(release_proposed_by__isnull=False).exclude(
            release_proposed_by=filters.proposed_beside
        )
    if filters.documents_asked:
        open_asks = DocumentAsk.objects.filter(state=AskState.ASKED)
        rows = rows.filter(pk__in=open_asks.values("declaration_id"))
    if filters.text.strip():
        rows = rows.filter(_about(filters.text.strip()))
    return rows


def _about(text: str) -> Q:
    """Numbers by their beginning, containers and plates exactly, firms by any part of a name."""
    folded = "".join(text.replace("-", "").split()).upper()
    known = set(
        Declaration.objects.filter(transport_document=folded).values_list("pk", flat=True)[:50]
    )
    if folded.isdigit() and len(folded) >= 4:
        return Q(declaration_no__startswith=folded) | Q(pk__in=known)
    known |= set(
        DeclarationContainer.objects.filter(container_no=folded).values_list(
            "declaration_id", flat=True
        )[:50]
    )
    numbers = Q(pk__in=known)
    on_plate = {
        str(entry.payload["declaration_no"])
        for entry in trail_of(number=folded, limit=100)
        if entry.payload.get("declaration_no")
    }
    if on_plate:
        numbers |= Q(declaration_no__in=on_plate)
    firms = list(
        Enterprise.objects.filter(
            Q(name_en__icontains=text) | Q(name_zh__icontains=text) | Q(uscc=folded)
        ).values_list("pk", flat=True)[:MOST_FIRMS]
    )
    return numbers | Q(enterprise__in=firms) if firms else numbers


def _lean(rows: QuerySet[Declaration]) -> QuerySet[Declaration]:
    asked = DocumentAsk.objects.filter(declaration=OuterRef("pk"), state=AskState.ASKED)
    return (
        rows.select_related("enterprise", "office", "claimed_by", "release_proposed_by")
        .annotate(documents_asked=Exists(asked))
        .defer("extras", "head", "mismatches", "absent")
    )


def _row(one: Declaration, *, ranking: str) -> Row:
    rank: int = getattr(one, rank_column(ranking=ranking))
    claimed, proposer = one.claimed_by, one.release_proposed_by
    letter = letter_of(one.state, procedure=one.procedure, detention_kind=one.detention_kind)
    return Row(
        declaration_no=one.declaration_no,
        state=one.state,
        state_label=str(DeclarationState(one.state).label),
        letter=letter,
        receipt=receipt_name(letter),
        transport_document=one.transport_document,
        mode_label=str(TransportMode(one.transport_mode).label),
        enterprise=one.enterprise.name,
        grade=one.grade,
        goods_name=one.goods_name,
        hs_code=one.hs_code,
        score=one.risk_score,
        rank=None if rank < 0 else rank,
        ranking=ranking,
        value_cny=one.value_cny,
        office_code=one.office.code,
        accepted_at=one.accepted_at,
        complete_by=one.complete_by,
        review_by=one.review_by,
        claimed_by=(claimed.display_name or claimed.username) if claimed else "",
        claimed_by_id=one.claimed_by_id,
        source=one.source,
        documents_asked=one.documents_asked,  # type: ignore[attr-defined]
        procedure=one.procedure,
        direction=one.direction,
        proposed_by=(proposer.display_name or proposer.username) if proposer else "",
        release_reason=one.release_reason if proposer else "",
    )


def _key(row: Declaration, column: str) -> str:
    value = getattr(row, column)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(json.dumps([text, row.pk]).encode()).decode()


def _beyond(column: str, key: str, *, descending: bool) -> TupleLessThan | TupleGreaterThan:
    """A comparison of rows: one range of the index, however deep the page is."""
    try:
        text, pk = json.loads(base64.urlsafe_b64decode(key.encode()))
        value: Any = text
        if column in ("accepted_at", "review_by", "complete_by"):
            value = datetime.fromisoformat(text)
        elif column in ("risk_score", "value_cny", "rank_ppm", "rank_cny"):
            value = Decimal(text)
        pk = int(pk)
    except (ValueError, TypeError, binascii.Error, InvalidOperation) as error:
        raise _bad("after") from error
    beyond = TupleLessThan if descending else TupleGreaterThan
    return beyond(Tuple(F(column), F("pk")), (value, pk))


def _bad(field: str) -> Fault:
    return Fault(
        _("This list cannot be shown like that."),
        field=field,
        rule="list.unknown_order",
        remedy=_("Open the list again without its last parameters."),
    )
