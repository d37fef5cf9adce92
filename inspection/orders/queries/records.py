"""Records of inspection over all crews: what is filled in, waits, stands or was returned."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import pgettext_lazy

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from inspection.orders.models import CrewMember, Draw, InspectionOrder, ReturnedConclusion
from inspection.orders.states import CREW_STATES, Outcome

SORTS = {
    "order": "order_no",
    "state": "record_state",
    "container": "container_no",
    "firm": "firm_notice__enterprise__name_en",
    "place": "place_code",
    "method": "method",
    "result": "record__outcome",
    "day": "said_at",
    "returns": "returned",
}
NEWEST_FIRST = "-day"


class RecordState(TextChoices):
    """Where a record stands between its crew and the supervisor."""

    FILLING = "FILLING", pgettext_lazy("record", "Being filled in")
    RETURNED = "RETURNED", pgettext_lazy("record", "Returned to its crew")
    PRESENTED = "PRESENTED", pgettext_lazy("record", "Waits for the supervisor's look")
    CONCLUDED = "CONCLUDED", pgettext_lazy("record", "Concluded")
    CANCELLED = "CANCELLED", pgettext_lazy("record", "Called off")


@dataclass(frozen=True, kw_only=True)
class RecordFilters:
    """``since`` and ``until`` are days of the conclusion (of the order before there is one)."""

    text: str = ""
    state: str = ""
    method: str = ""
    place: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class RecordRow:
    """``version`` is that of the conclusion that stands or comes next."""

    order_no: str
    record_state: str
    record_state_label: str
    container_no: str
    subject_reference: str
    firm_en: str
    firm_zh: str
    place_code: str
    method: str
    outcome: str
    outcome_label: str
    by_image: bool
    crew: tuple[str, ...]
    concluded_by: str
    concluded_at: datetime | None
    ordered_at: datetime
    version: int
    returned_because: str


class FoundRecords:
    """The records that fit and that this officer may read; three questions a page of them."""

    def __init__(self, filters: RecordFilters, *, by: User, now: datetime) -> None:
        key = filters.sort.removeprefix("-")
        known = key in SORTS
        sign = "-" if filters.sort.startswith("-") or not known else ""
        order = f"{sign}{SORTS[key if known else 'day']}"
        self._found = _fitting(filters, by=by, now=now).order_by(order, "-id")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[RecordRow]:
        rows = self._found.select_related("record__concluded_by", "firm_notice__enterprise")
        return [_row(one) for one in rows.prefetch_related("draws")[part]]


def waiting_for_look(*, by: User, now: datetime) -> int:
    return FoundRecords(RecordFilters(state=RecordState.PRESENTED), by=by, now=now).count()


def places_and_methods_of_records(*, by: User, now: datetime) -> tuple[list[str], list[str]]:
    rows = _readable(by=by, now=now).order_by()
    return (
        sorted(rows.values_list("place_code", flat=True).distinct()),
        sorted(rows.values_list("method", flat=True).distinct()),
    )


def places_seen(*, by: User, at: datetime) -> frozenset[str] | None:
    """Codes of the places of the posts in force; None for all (a post at a whole office)."""
    if by.enterprise_id is not None:
        return frozenset()
    posts = list(by.posts.in_force(at=at).values_list("place__code", flat=True))
    return None if None in posts else frozenset(posts)


def may_see_place(*, place_code: str, by: User, at: datetime) -> bool:
    places = places_seen(by=by, at=at)
    return places is None or place_code in places


def _readable(*, by: User, now: datetime) -> QuerySet[InspectionOrder]:
    """Supervisors read those of their places, members of a crew their own."""
    rows = InspectionOrder.objects.filter(
        Q(record__isnull=False)
        | Q(returns__isnull=False)
        | Q(state__in=CREW_STATES, draws__isnull=False)
    ).distinct()
    if by.holds(Duty.DISPATCH_INSPECTION):
        places = places_seen(by=by, at=now)
        return rows if places is None else rows.filter(place_code__in=places)
    if not by.holds(Duty.INSPECT_GOODS):
        return rows.none()
    return rows.filter(_in_last_crew(Q(officer=by)))


def _in_last_crew(who: Q) -> Exists:
    last = Draw.objects.filter(order=OuterRef(OuterRef("pk"))).order_by("-round_no")
    return Exists(CrewMember.objects.filter(who, draw=Subquery(last.values("pk")[:1])))


def _fitting(filters: RecordFilters, *, by: User, now: datetime) -> QuerySet[InspectionOrder]:
    returned = ReturnedConclusion.objects.filter(order=OuterRef("pk")).order_by()
    number = returned.values("order").annotate(n=Count("pk")).values("n")
    last = ReturnedConclusion.objects.filter(order=OuterRef("pk")).order_by("-version")
    found = _readable(by=by, now=now).annotate(
        returned=Coalesce(Subquery(number), 0),
        returned_because=Coalesce(Subquery(last.values("reason")[:1]), Value("")),
        said_at=Coalesce("record__concluded_at", "ordered_at"),
    )
    found = found.annotate(
        record_state=Case(
            When(state__in=CREW_STATES, returned=0, then=Value(RecordState.FILLING.value)),
            When(state__in=CREW_STATES, then=Value(RecordState.RETURNED.value)),
            default=F("state"),
            output_field=CharField(),
        )
    )
    if filters.state:
        found = found.filter(record_state=filters.state)
    if filters.method:
        found = found.filter(method=filters.method)
    if filters.place:
        found = found.filter(place_code=filters.place)
    if filters.result in Outcome.values:
        found = found.filter(record__outcome=filters.result)
    elif filters.result:
        found = found.none()
    days = found.annotate(said_on=TruncDate("said_at"))
    if filters.since is not None:
        days = days.filter(said_on__gte=filters.since)
    if filters.until is not None:
        days = days.filter(said_on__lte=filters.until)
    for word in filters.text.split():
        days = days.filter(_names(word))
    return days


def _names(word: str) -> Q:
    """Number of order, container or subject, name or code of the firm, name of an officer."""
    firm = "firm_notice__enterprise__"
    people = Q(officer__username__icontains=word) | Q(officer__display_name__icontains=word)
    people |= Q(officer__display_name_zh__icontains=word)
    return (
        Q(order_no__icontains=word)
        | Q(container_no__icontains=word)
        | Q(subject_reference__icontains=word)
        | Q(**{f"{firm}name_en__icontains": word})
        | Q(**{f"{firm}name_zh__icontains": word})
        | Q(**{f"{firm}uscc__iexact": word})
        | Q(record__concluded_by__username__icontains=word)
        | Q(_in_last_crew(people))
    )


def _row(order: InspectionOrder) -> RecordRow:
    draws = sorted(order.draws.all(), key=lambda draw: draw.round_no)
    record = getattr(order, "record", None)
    notice = getattr(order, "firm_notice", None)
    firm = notice.enterprise if notice else None
    state: str = order.record_state  # type: ignore[attr-defined]
    return RecordRow(
        order_no=order.order_no,
        record_state=state,
        record_state_label=str(RecordState(state).label),
        container_no=order.container_no,
        subject_reference=order.subject_reference,
        firm_en=firm.name_en if firm else "",
        firm_zh=(firm.name_zh or firm.name_en) if firm else "",
        place_code=order.place_code,
        method=order.method,
        outcome=record.outcome if record else "",
        outcome_label=record.get_outcome_display() if record else "",
        by_image=record.by_image if record else False,
        crew=tuple(draws[-1].crew) if draws else (),
        concluded_by=record.concluded_by.username if record else "",
        concluded_at=record.concluded_at if record else None,
        ordered_at=order.ordered_at,
        version=order.returned + 1,  # type: ignore[attr-defined]
        returned_because=order.returned_because if state == RecordState.RETURNED else "",  # type: ignore[attr-defined]
    )
