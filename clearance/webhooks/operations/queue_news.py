"""One fact becomes one piece of news for each address that its firms have chosen for it."""

import hashlib
import json
import secrets
from datetime import datetime

from django.db import transaction

from clearance.declarations.queries.standing import standing_of
from clearance.gates.queries import enterprise_of_pass
from clearance.webhooks.models import HookDelivery, Webhook
from clearance.webhooks.rules.telling import Told, told_of
from clearance.webhooks.states import DeliveryState, HookState
from customs_portal.journal.events import Event
from customs_portal.journal.moves import told as moved
from customs_portal.kit.seals import canonical


@transaction.atomic
def queue_news(*, event: Event, now: datetime) -> int:
    """Returns how many addresses are owed it now; safe to repeat: a fact is owed once."""
    told = told_of(event)
    enterprise_ids, standing = _whose(told)
    hooks = Webhook.objects.filter(
        enterprise_id__in=enterprise_ids, topics__contains=[told.topic]
    ).exclude(state=HookState.REMOVED)
    key = hashlib.sha256(canonical({"name": event.name, "payload": event.payload()})).hexdigest()
    owed = HookDelivery.objects.filter(event_key=key).values("webhook_id")
    rows = [_delivery(hook, told, standing, key, now) for hook in hooks.exclude(pk__in=owed)]
    HookDelivery.objects.bulk_create(rows)
    return len(rows)


def _whose(told: Told) -> tuple[frozenset[int], dict[str, str]]:
    """The firms that may know it, and how the declaration stands by now."""
    pass_no = told.subject.get("pass_no")
    number = told.subject.get("declaration_no") or ""
    if not number and told.subject.get("bill_no"):
        number = str(told.subject["bill_no"]).partition("-")[0]
    standing = standing_of(declaration_no=str(number)) if number else None
    shown = {"state": standing.state, "letter": standing.letter} if standing else {}
    if pass_no:
        owner = enterprise_of_pass(pass_no=str(pass_no))
        return frozenset({owner} if owner is not None else ()), shown
    return standing.enterprise_ids if standing else frozenset(), shown


def _delivery(
    hook: Webhook, told: Told, standing: dict[str, str], key: str, now: datetime
) -> HookDelivery:
    number = secrets.token_hex(16)
    body = {
        "id": number,
        "event": told.event,
        "topic": str(told.topic),
        "happened_at": told.happened_at,
        "subject": told.subject,
        "declaration": standing,
    }
    return HookDelivery(
        delivery_no=number,
        webhook=hook,
        event=told.event,
        event_key=key,
        topic=told.topic,
        number=told.number[:64],
        body=json.dumps(body, ensure_ascii=False, sort_keys=True),
        state=DeliveryState.WAITING,
        move=moved(at=now, reason=told.event),
        next_try_at=now,
        queued_at=now,
    )
