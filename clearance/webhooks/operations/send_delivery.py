"""Bringing news to its address: signed, tried again with growing waits, given up by the law."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from clearance.webhooks import ports
from clearance.webhooks.events import WebhookPaused
from clearance.webhooks.models import HookAttempt, HookDelivery, Webhook
from clearance.webhooks.operations.register_webhook import PURPOSE
from clearance.webhooks.rules.signing import signature
from clearance.webhooks.states import DeliveryState, HookState
from customs_portal.journal.announce import announce
from customs_portal.kit import seals
from customs_portal.registry import law

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class _Letter:
    url: str
    body: bytes
    headers: dict[str, str]


@transaction.atomic
def take_due(*, now: datetime, limit: int = 50) -> list[str]:
    """Numbers whose time has come; nobody else takes them for a minute."""
    due = list(
        HookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            state=DeliveryState.WAITING,
            next_try_at__lte=now,
            webhook__state=HookState.ACTIVE,
        )
        .order_by("next_try_at")[:limit]
    )
    for delivery in due:
        delivery.lease(until=now + LEASE)
    return [delivery.delivery_no for delivery in due]


def send_delivery(*, delivery_no: str, now: datetime) -> str:
    """One attempt; no transaction is open while the other side takes its time.

    Returns the delivery's state, "" when it no longer waits.
    """
    letter = _open(delivery_no, now=now)
    if letter is None:
        return ""
    seconds = float(law.ask("webhook.timeout_seconds", on=timezone.localdate(now)).value)
    answer = ports.post(url=letter.url, body=letter.body, headers=letter.headers, timeout=seconds)
    return _note(delivery_no, answer, now=now)


@transaction.atomic
def _open(delivery_no: str, *, now: datetime) -> _Letter | None:
    delivery = _locked(delivery_no)
    if delivery is None or delivery.webhook.state != HookState.ACTIVE:
        return None
    delivery.count_try()
    hook, timestamp = delivery.webhook, str(int(now.timestamp()))
    body = delivery.body.encode()
    secret = seals.unlock(hook.sealed_secret, purpose=PURPOSE)
    return _Letter(
        url=hook.url,
        body=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "customs-portal",
            "Connection": "close",
            "X-Portal-Event": delivery.event,
            "X-Portal-Delivery": delivery_no,
            "X-Portal-Timestamp": timestamp,
            "X-Portal-Signature": signature(secret=secret, timestamp=timestamp, body=body),
        },
    )


@transaction.atomic
def _note(delivery_no: str, answer: ports.Answer, *, now: datetime) -> str:
    delivery = _locked(delivery_no)
    if delivery is None:
        return ""
    HookAttempt.objects.create(
        delivery=delivery,
        number=delivery.attempts.count() + 1,
        made_at=now,
        status=answer.status,
        answer=answer.said,
        took_ms=answer.took_ms,
    )
    hook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    if answer.good:
        delivery.deliver(at=now, answer=str(answer.status))
        hook.failures = 0
        hook.save(update_fields=["failures"])
        return str(delivery.state)
    waits = law.ask("webhook.retry_seconds", on=timezone.localdate(now)).value
    if delivery.tries > len(waits):
        delivery.fail(at=now, reason=str(answer.status or answer.said))
    else:
        delivery.try_again(at=now + timedelta(seconds=int(waits[delivery.tries - 1])))
    _count_failure(hook, answer, now=now)
    return str(delivery.state)


def _count_failure(hook: Webhook, answer: ports.Answer, *, now: datetime) -> None:
    hook.failures += 1
    hook.save(update_fields=["failures"])
    most = law.whole_number("webhook.pause_after_failures", at=now)
    if hook.failures < most or hook.state != HookState.ACTIVE:
        return
    hook.pause(at=now, reason=str(answer.status or answer.said))
    announce(
        WebhookPaused(
            hook_no=hook.hook_no,
            enterprise_id=hook.enterprise_id,
            failures=hook.failures,
            paused_at=now,
        )
    )


def _locked(delivery_no: str) -> HookDelivery | None:
    return (
        HookDelivery.objects.select_for_update(of=("self",))
        .select_related("webhook")
        .filter(delivery_no=delivery_no, state=DeliveryState.WAITING)
        .first()
    )
