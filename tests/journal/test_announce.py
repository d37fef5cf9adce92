"""Announcing: one append-only row that is trail, outbox and feed."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from customs_portal.journal import delivery, queries, subscriptions
from customs_portal.journal.announce import AnnouncedOutsideTransaction, announce
from customs_portal.journal.models import Delivery, JournalEntry
from tests.journal.events import CraneMoved

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def say(number: str = "QC-1", **values: object) -> None:
    with transaction.atomic():
        announce(CraneMoved(crane_no=number, moved_at=AT, **values))  # type: ignore[arg-type]


@pytest.fixture
def heard():
    """Listeners of both lanes, unwired afterwards."""
    told: list[CraneMoved] = []
    yield told
    for lane in (subscriptions.now, subscriptions.soon):
        lane.pop(CraneMoved, None)
    subscriptions.events_by_name.pop(CraneMoved.name, None)


def test_a_kept_event_must_commit_with_its_change():
    with pytest.raises(AnnouncedOutsideTransaction):
        announce(CraneMoved(crane_no="QC-1"))
    assert not JournalEntry.objects.exists()


def test_an_event_survives_the_wire_unchanged():
    event = CraneMoved(crane_no="QC-1", boxes=("A", "B"), weight_t=Decimal("1.50"), moved_at=AT)
    assert CraneMoved.from_payload(event.payload()) == event


def test_a_rolled_back_change_leaves_no_entry_and_no_gap():
    say("QC-1")
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(CraneMoved(crane_no="QC-2"))
        raise RuntimeError
    say("QC-3")
    assert [(e.seq, e.subjects) for e in queries.since(feed="tests", seq=0)] == [
        (1, ("QC-1",)),
        (2, ("QC-3",)),
    ]


def test_numbers_have_no_gap_when_many_speak_at_once():
    def talk() -> None:
        for number in range(10):
            say(f"QC-{number}")
        connection.close()

    speakers = [threading.Thread(target=talk) for _ in range(6)]
    for one in speakers:
        one.start()
    for one in speakers:
        one.join()
    assert [e.seq for e in queries.since(feed="tests", seq=0)] == list(range(1, 61))
    assert queries.head_of(feed="tests") == 60


def test_the_trail_of_a_number_finds_every_mention_in_order():
    say("QC-1", boxes=("MSKU6011672",))
    say("QC-2", boxes=("CSQU3054383",))
    say("QC-3", boxes=("CSQU3054383", "MSKU6011672"))
    found = queries.trail_of(number="MSKU6011672")
    assert [entry.payload["crane_no"] for entry in found] == ["QC-1", "QC-3"]


@pytest.mark.parametrize(
    "act", ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "UPDATE {} SET seq = 7"]
)
def test_the_database_refuses_to_rewrite_the_journal(act):
    say()
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(act.format("journal_journalentry"))
    assert queries.head_of(feed="tests") == 1


def test_the_database_refuses_to_empty_the_journal(journal_refuses_truncating):
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_journalentry CASCADE")


def test_now_listeners_hear_after_commit_and_one_failing_stops_no_other(heard):
    def broken(event: CraneMoved) -> None:
        raise RuntimeError("deaf")

    subscriptions.subscribe(CraneMoved, now_=[broken, heard.append])
    with transaction.atomic():
        announce(CraneMoved(crane_no="QC-1"))
        assert heard == []
    assert [event.crane_no for event in heard] == ["QC-1"]


def test_a_failed_delivery_stays_owed_and_is_paid_once(heard):
    tries: list[str] = []

    def listen(event: CraneMoved) -> None:
        tries.append(event.crane_no)
        if len(tries) == 1:
            raise RuntimeError("not yet")

    subscriptions.subscribe(CraneMoved, soon_=[listen])
    say()
    owed = Delivery.objects.get()
    if owed.delivered_at is None:
        delivery.deliver(delivery_id=owed.pk)
    delivery.deliver(delivery_id=owed.pk)
    owed.refresh_from_db()
    assert owed.delivered_at is not None
    assert tries == ["QC-1", "QC-1"]
    assert owed.attempts == 1
    assert delivery.outstanding_ids(older_than_seconds=-1) == []


def test_a_listener_with_a_condition_is_owed_only_the_news_that_meets_it(heard):
    @subscriptions.only_when(lambda event: event.crane_no == "QC-2")
    def listen(event: CraneMoved) -> None:
        heard.append(event)

    subscriptions.subscribe(CraneMoved, soon_=[listen])
    say("QC-1")
    assert not Delivery.objects.exists()
    say("QC-2")
    owed = Delivery.objects.get()
    delivery.deliver(delivery_id=owed.pk)
    assert {event.crane_no for event in heard} == {"QC-2"}
