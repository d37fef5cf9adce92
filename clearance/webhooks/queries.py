"""Questions about webhooks, always of one enterprise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from clearance.webhooks.models import HookDelivery, Webhook
from clearance.webhooks.states import DeliveryState, HookState, Topic
from customs_portal.kit.errors import NotFound

SORTS = {"queued": "id", "-queued": "-id", "event": "event", "-event": "-event"}


@dataclass(frozen=True, kw_only=True)
class HookView:
    hook_no: str
    url: str
    topics: tuple[str, ...]
    topic_labels: tuple[str, ...]
    state: str
    state_label: str
    failures: int
    paused_because: str
    created_at: datetime
    waiting: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class AttemptView:
    number: int
    made_at: datetime
    status: int | None
    answer: str
    took_ms: int

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    delivery_no: str
    hook_no: str
    event: str
    topic: str
    topic_label: str
    number: str
    state: str
    state_label: str
    tries: int
    queued_at: datetime
    next_try_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryView(DeliveryRow):
    body: str
    url: str
    attempts: tuple[AttemptView, ...]
    may_send_again: bool


@dataclass(frozen=True, kw_only=True)
class DeliverySearch:
    """What the list of one address's news is narrowed to."""

    text: str = ""
    state: str = ""
    topic: str = ""
    sort: str = "-queued"

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> "DeliverySearch":
        state, topic, sort = (words.get(name, "") for name in ("state", "topic", "sort"))
        return cls(
            text=words.get("q", "").strip()[:64],
            state=state if state in DeliveryState.values else "",
            topic=topic if topic in Topic.values else "",
            sort=sort if sort in SORTS else "-queued",
        )

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.state or self.topic)


def webhooks_of(*, enterprise_id: int) -> tuple[HookView, ...]:
    """Every address that was not removed, the newest first."""
    return tuple(_hook(row) for row in _hooks(enterprise_id).order_by("-id"))


def webhook_of(*, hook_no: str, enterprise_id: int) -> HookView:
    """Raises ``NotFound``, also for one that was removed."""
    row = _hooks(enterprise_id).filter(hook_no=hook_no).first()
    if row is None:
        raise NotFound(field="hook_no")
    return _hook(row)


def find_deliveries(
    *, hook_no: str, enterprise_id: int, search: DeliverySearch
) -> QuerySet[HookDelivery]:
    found = HookDelivery.objects.filter(
        webhook__hook_no=hook_no, webhook__enterprise_id=enterprise_id
    ).select_related("webhook")
    if search.text:
        found = found.filter(Q(number__startswith=search.text) | Q(event__contains=search.text))
    if search.state:
        found = found.filter(state=search.state)
    if search.topic:
        found = found.filter(topic=search.topic)
    return found.order_by(SORTS[search.sort], "-id")


def delivery_rows(rows: Iterable[HookDelivery]) -> list[DeliveryRow]:
    return [DeliveryRow(**_row(row)) for row in rows]  # type: ignore[arg-type]


def delivery_of(*, delivery_no: str, enterprise_id: int) -> DeliveryView:
    """With its body and every attempt. Raises ``NotFound``."""
    row = (
        HookDelivery.objects.filter(delivery_no=delivery_no, webhook__enterprise_id=enterprise_id)
        .select_related("webhook")
        .prefetch_related("attempts")
        .first()
    )
    if row is None:
        raise NotFound(field="delivery_no")
    ended = row.state != DeliveryState.WAITING
    return DeliveryView(
        **_row(row),  # type: ignore[arg-type]
        body=row.body,
        url=row.webhook.url,
        attempts=tuple(
            AttemptView(
                number=one.number,
                made_at=one.made_at,
                status=one.status,
                answer=one.answer,
                took_ms=one.took_ms,
            )
            for one in sorted(row.attempts.all(), key=lambda one: one.number)
        ),
        may_send_again=ended and row.webhook.state != HookState.REMOVED,
    )


def _hooks(enterprise_id: int) -> QuerySet[Webhook]:
    return (
        Webhook.objects.filter(enterprise_id=enterprise_id)
        .exclude(state=HookState.REMOVED)
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
            failed=Count("deliveries", filter=Q(deliveries__state=DeliveryState.FAILED)),
        )
    )


def _hook(row: Webhook) -> HookView:
    return HookView(
        hook_no=row.hook_no,
        url=row.url,
        topics=tuple(row.topics),
        topic_labels=tuple(str(Topic(one).label) for one in row.topics),
        state=row.state,
        state_label=str(HookState(row.state).label),
        failures=row.failures,
        paused_because=row.paused_because,
        created_at=row.created_at,
        waiting=row.waiting,  # type: ignore[attr-defined]
        failed=row.failed,  # type: ignore[attr-defined]
    )


def _row(row: HookDelivery) -> dict[str, object]:
    return {
        "delivery_no": row.delivery_no,
        "hook_no": row.webhook.hook_no,
        "event": row.event,
        "topic": row.topic,
        "topic_label": str(Topic(row.topic).label),
        "number": row.number,
        "state": row.state,
        "state_label": str(DeliveryState(row.state).label),
        "tries": row.tries,
        "queued_at": row.queued_at,
        "next_try_at": row.next_try_at,
        "ended_at": row.ended_at,
    }
