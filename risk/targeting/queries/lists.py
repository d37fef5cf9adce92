"""The list of control orders: filters, order of rows, saved views, one order in full."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from customs_portal.accounts.models import User
from customs_portal.journal.moves import MoveView, moves_of
from customs_portal.kit.errors import NotFound
from risk.targeting.facts import Target
from risk.targeting.models import ControlOrder, OrderDraft, OrderHit, SavedOrderView
from risk.targeting.operations.keep_draft import KeptDraft
from risk.targeting.states import ORDER_FLOW, Method, OrderState, Purpose

SORTS = {
    "order": "order_no",
    "state": "state",
    "method": "method",
    "purpose": "purpose",
    "starts": "starts_at",
    "until": "until",
    "placed": "placed_at",
    "hits": "hit_count",
    "hit": "last_hit_at",
}
NEWEST_FIRST = "-placed"
SOON = timedelta(days=7)
MOST_HITS = 200


@dataclass(frozen=True, kw_only=True)
class OrderFilters:
    """``view``: "in-force", "ending", "mine" or "all"."""

    view: str = "in-force"
    text: str = ""
    state: str = ""
    method: str = ""
    purpose: str = ""
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """One order as officers see it. ``hits`` are the judgements that it spoke in."""

    order_no: str
    state: str
    state_label: str
    target: Target
    method: str
    method_label: str
    purpose: str
    purpose_label: str
    ground: str
    reason: str
    starts_at: datetime
    until: datetime
    placed_by: str
    placed_at: datetime
    term_set_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    hits: int
    last_hit_at: datetime | None

    def awaits(self, now: datetime) -> bool:
        return self.state == OrderState.IN_FORCE and self.starts_at > now


@dataclass(frozen=True, kw_only=True)
class HitView:
    assessment_no: str
    subject_reference: str
    hit_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionView:
    until_before: datetime
    until: datetime
    extended_by: str
    reason: str
    extended_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderFile:
    """One order whole; ``hits`` are the latest ones."""

    order: OrderView
    hits: tuple[HitView, ...]
    extensions: tuple[ExtensionView, ...]
    moves: tuple[MoveView, ...]


@dataclass(frozen=True, kw_only=True)
class SavedView:
    view_id: int
    name: str
    query: str


class FoundOrders:
    """The orders that fit; counts and slices without reading them all."""

    def __init__(self, filters: OrderFilters, *, by: User, now: datetime) -> None:
        key = filters.sort.removeprefix("-")
        known = key in SORTS
        sign = "-" if filters.sort.startswith("-") or not known else ""
        self._found = _fitting(filters, by=by, now=now)
        self._order = (f"{sign}{SORTS[key] if known else SORTS['placed']}", "-id")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[OrderView]:
        return [view_of(row) for row in _with_hits(self._found).order_by(*self._order)[part]]


def counts_by_view(*, by: User, now: datetime) -> dict[str, int]:
    in_force = Q(state=OrderState.IN_FORCE, until__gt=now)
    found = ControlOrder.objects.aggregate(
        **{
            "in-force": Count("pk", filter=in_force),
            "ending": Count("pk", filter=in_force & Q(until__lte=now + SOON)),
            "mine": Count("pk", filter=Q(placed_by=by)),
            "all": Count("pk"),
        }
    )
    return {name: int(many) for name, many in found.items()}


def order_view(*, order_no: str) -> OrderView:
    """Raises ``NotFound``."""
    return view_of(_row(order_no))


def order_file(*, order_no: str) -> OrderFile:
    """Raises ``NotFound``."""
    row = _row(order_no)
    return OrderFile(
        order=view_of(row),
        hits=tuple(
            HitView(
                assessment_no=hit.assessment_no,
                subject_reference=hit.subject_reference,
                hit_at=hit.hit_at,
            )
            for hit in row.hits.order_by("-id")[:MOST_HITS]
        ),
        extensions=tuple(
            ExtensionView(
                until_before=one.until_before,
                until=one.until,
                extended_by=one.extended_by.get_username(),
                reason=one.reason,
                extended_at=one.extended_at,
            )
            for one in row.extensions.select_related("extended_by").order_by("id")
        ),
        moves=moves_of(flow=ORDER_FLOW, subject=row.pk),
    )


def saved_views_of(*, by: User) -> list[SavedView]:
    rows = SavedOrderView.objects.filter(user=by).order_by("name")
    return [SavedView(view_id=row.pk, name=row.name, query=row.query) for row in rows]


def draft_of(*, by: User) -> KeptDraft | None:
    row = OrderDraft.objects.filter(officer=by).first()
    if row is None:
        return None
    return KeptDraft(version=row.version, answers=row.answers, saved_at=row.saved_at)


def view_of(row: ControlOrder) -> OrderView:
    return OrderView(
        order_no=row.order_no,
        state=row.state,
        state_label=str(OrderState(row.state).label),
        target=row.target,
        method=row.method,
        method_label=str(Method(row.method).label),
        purpose=row.purpose,
        purpose_label=str(Purpose(row.purpose).label),
        ground=row.ground,
        reason=row.reason,
        starts_at=row.starts_at,
        until=row.until,
        placed_by=row.placed_by.get_username(),
        placed_at=row.placed_at,
        term_set_by=row.term_set_by.get_username(),
        ended_at=row.ended_at,
        ended_by=row.ended_by.get_username() if row.ended_by else "",
        end_reason=row.end_reason,
        hits=getattr(row, "hit_count", 0),
        last_hit_at=getattr(row, "last_hit_at", None),
    )


def _row(order_no: str) -> ControlOrder:
    row = _with_hits(ControlOrder.objects.filter(order_no=order_no)).first()
    if row is None:
        raise NotFound(field="order_no")
    return row


def _with_hits(found: QuerySet[ControlOrder]) -> QuerySet[ControlOrder]:
    hits = OrderHit.objects.filter(order=OuterRef("pk")).order_by().values("order")
    return found.select_related("placed_by", "term_set_by", "ended_by").annotate(
        hit_count=Coalesce(Subquery(hits.annotate(many=Count("pk")).values("many")), 0),
        last_hit_at=Subquery(hits.annotate(last=Max("hit_at")).values("last")),
    )


def _fitting(filters: OrderFilters, *, by: User, now: datetime) -> QuerySet[ControlOrder]:
    found = ControlOrder.objects.all()
    if filters.view == "mine":
        found = found.filter(placed_by=by)
    elif filters.view != "all" and not filters.state:
        found = found.filter(state=OrderState.IN_FORCE, until__gt=now)
        if filters.view == "ending":
            found = found.filter(until__lte=now + SOON)
    for word in filters.text.split():
        found = found.filter(
            Q(order_no__icontains=word)
            | Q(enterprise__icontains=word)
            | Q(container_no__icontains=word)
            | Q(hs_prefix__startswith=word)
            | Q(departure__iexact=word)
            | Q(port__icontains=word)
            | Q(vessel__icontains=word)
            | Q(declarant__icontains=word)
            | Q(reason__icontains=word)
        )
    for name, value in (
        ("state", filters.state),
        ("method", filters.method),
        ("purpose", filters.purpose),
    ):
        if value:
            found = found.filter(**{name: value})
    return found
