"""What a firm is told of inspections of its goods: where, when, what to bring; never why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound
from customs_portal.registry.law import ask
from customs_portal.registry.models import Place
from inspection.orders.models import BoxMove, FirmNotice
from inspection.orders.states import OPEN_STATES, MoveState, NoticeState

COMING, READY, APPOINTED, THERE, OVER = "COMING", "READY", "APPOINTED", "THERE", "OVER"


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """``when`` is COMING (the terminal brings the box by ``at``), READY (since ``at``), APPOINTED
    (at ``at``), THERE (goods without a box, at once) or OVER."""

    order_no: str
    subject_reference: str
    container_no: str
    place_code: str
    place_en: str
    place_zh: str
    office_en: str
    office_zh: str
    told_at: datetime
    state: str
    state_label: str
    is_open: bool
    when: str
    at: datetime | None
    bring: tuple[str, ...]
    telephone_of_customs: str
    representative: str
    telephone: str
    wanted_at: datetime | None
    wanted_because: str
    decision: str
    ended_at: datetime | None

    @property
    def asks(self) -> bool:
        return self.is_open and self.state == NoticeState.ASKED


def notices_of(
    *,
    by: User,
    now: datetime,
    references: Iterable[str] = (),
    text: str = "",
    only_open: bool = False,
) -> list[NoticeView]:
    """The firm's own, newest first; of these declarations only where they are named."""
    if by.enterprise_id is None:
        return []
    found = FirmNotice.objects.filter(enterprise_id=by.enterprise_id)
    if wanted := list(references):
        found = found.filter(order__subject_reference__in=wanted)
    for word in text.split():
        found = found.filter(order__subject_reference__icontains=word) | found.filter(
            order__container_no__icontains=word
        )
    if only_open:
        found = found.filter(order__state__in=OPEN_STATES)
    rows = found.select_related("order", "order__box_move").order_by("-pk")[:500]
    return _views(list(rows), now=now)


def notice_of(*, order_no: str, by: User, now: datetime) -> NoticeView:
    """Raises ``NotFound``, also for another firm's."""
    found = FirmNotice.objects.filter(order__order_no=order_no, enterprise=by.enterprise)
    rows = list(found.select_related("order", "order__box_move")) if by.enterprise_id else []
    if not rows:
        raise NotFound(field="order_no", order_no=order_no)
    return _views(rows, now=now)[0]


def firms_answer(*, order_no: str, now: datetime) -> NoticeView | None:
    """For the officers of the order."""
    rows = FirmNotice.objects.filter(order__order_no=order_no)
    found = _views(list(rows.select_related("order", "order__box_move")), now=now)
    return found[0] if found else None


def _views(rows: list[FirmNotice], *, now: datetime) -> list[NoticeView]:
    codes = {row.order.place_code for row in rows}
    places = {
        one.code: one for one in Place.objects.select_related("office").filter(code__in=codes)
    }
    today = timezone.localdate(now)
    bring = tuple(str(one) for one in ask("inspection.bring", on=today).value)
    telephone = str(ask("inspection.hotline", on=today).value)
    return [
        _view(row, places.get(row.order.place_code), bring=bring, telephone=telephone)
        for row in rows
    ]


def _view(
    row: FirmNotice, place: Place | None, *, bring: tuple[str, ...], telephone: str
) -> NoticeView:
    order = row.order
    when, at = _when(row)
    return NoticeView(
        order_no=order.order_no,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        place_code=order.place_code,
        place_en=place.name_en if place else order.place_code,
        place_zh=(place.name_zh or place.name_en) if place else order.place_code,
        office_en=place.office.name_en if place else "",
        office_zh=(place.office.name_zh or place.office.name_en) if place else "",
        told_at=row.told_at,
        state=row.state,
        state_label=row.get_state_display(),
        is_open=order.is_open,
        when=when,
        at=at,
        bring=bring,
        telephone_of_customs=telephone,
        representative=row.representative,
        telephone=row.telephone,
        wanted_at=row.wanted_at,
        wanted_because=row.wanted_because,
        decision=row.decision,
        ended_at=order.ended_at,
    )


def _when(row: FirmNotice) -> tuple[str, datetime | None]:
    box: BoxMove | None = getattr(row.order, "box_move", None)
    if not row.order.is_open:
        return OVER, row.order.ended_at
    if row.appointment_at is not None:
        return APPOINTED, row.appointment_at
    if box is None:
        return THERE, None
    if box.state == MoveState.READY:
        return READY, box.ready_at
    return COMING, box.due_at
