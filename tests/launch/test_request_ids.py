"""One id from the browser's request to what a worker does because of it."""

from datetime import UTC, datetime

import pytest
import structlog
from django.db import transaction
from django.test import Client

from customs_portal.celery import app
from customs_portal.journal import delivery, subscriptions
from customs_portal.journal.announce import announce
from customs_portal.journal.models import Delivery, JournalEntry
from customs_portal.request_ids import HEADER
from tests.journal.events import CraneMoved

AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def announce_again(event):
    """Stands for a listener whose work is news itself."""
    if event.crane_no == "QC-1":
        announce(CraneMoved(crane_no="QC-2", moved_at=AT))


@pytest.fixture
def wired():
    subscriptions.subscribe(CraneMoved, soon_=[announce_again])
    yield
    subscriptions.soon.pop(CraneMoved, None)
    subscriptions.events_by_name.pop(CraneMoved.name, None)


def test_the_answer_names_the_request(db):
    first, second = (Client().get("/healthz") for _ in range(2))
    assert len(first.headers[HEADER]) == 36
    assert first.headers[HEADER] != second.headers[HEADER]


def test_workers_take_the_id_from_the_task():
    assert "DjangoStructLogInitStep" in {step.__name__ for step in app.steps["worker"]}


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_announces_carries_the_id_of_the_first_request(wired):
    bound = structlog.contextvars.bound_contextvars(request_id="from-the-browser")
    with bound, transaction.atomic():
        announce(CraneMoved(crane_no="QC-1", moved_at=AT))
    for owed in Delivery.objects.filter(delivered_at=None):
        delivery.deliver(delivery_id=owed.pk)
    told = JournalEntry.objects.order_by("position").values_list("request_id", flat=True)
    assert list(told[:2]) == ["from-the-browser", "from-the-browser"]
    assert "request_id" not in structlog.contextvars.get_contextvars()
