"""Handing one journal entry to one background listener, exactly when still owed."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F

from customs_portal.journal import models, subscriptions
from customs_portal.kit import clock


def deliver(*, delivery_id: int) -> None:
    """Run the listener in one transaction with the mark that it ran; safe to repeat."""
    try:
        with structlog.contextvars.bound_contextvars(**_request_of(delivery_id)):
            _deliver_if_owed(delivery_id)
    except Exception as error:
        models.Delivery.objects.filter(pk=delivery_id).update(
            attempts=F("attempts") + 1, last_error=repr(error)[:500]
        )
        raise


def _request_of(delivery_id: int) -> dict[str, str]:
    """The id of the request that began it all: what follows is written under the same id."""
    of_entry = models.Delivery.objects.filter(pk=delivery_id).exclude(entry__request_id="")
    found = of_entry.values_list("entry__request_id", flat=True).first()
    return {"request_id": found} if found else {}


@transaction.atomic
def _deliver_if_owed(delivery_id: int) -> None:
    owed = (
        models.Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("entry")
        .filter(pk=delivery_id, delivered_at=None)
        .first()
    )
    if owed is None:
        return
    event_type = subscriptions.events_by_name[owed.entry.name]
    listener = subscriptions.background_listener(event_type, owed.listener)
    listener(event_type.from_payload(owed.entry.payload))
    owed.delivered_at = clock.now()
    owed.save(update_fields=["delivered_at"])


def outstanding_ids(*, older_than_seconds: int, limit: int = 500) -> list[int]:
    """The oldest debts that no worker has paid within ``older_than_seconds``."""
    before = clock.now() - timedelta(seconds=older_than_seconds)
    return list(
        models.Delivery.objects.filter(delivered_at=None, entry__recorded_at__lt=before)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
