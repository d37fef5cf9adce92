"""A held box at noon: scanned, judged by chance's analyst, opened by chance's crew."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from customs_portal.accounts.duties import Duty
from customs_portal.journal.announce import announce
from customs_portal.journal.delivery import deliver, outstanding_ids
from customs_portal.journal.models import Delivery, JournalEntry
from hardware_adapters.events import FindingTakenOnWrist, OrderAcknowledgedOnWrist
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.claim_review import claim_next_review
from inspection.imaging.operations.judge_review import judge_review, settle_judgements
from inspection.imaging.states import ReviewState, Verdict
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.states import OrderState
from tests.factories.inspection import (
    NOON,
    a_queued_scan,
    a_scan_arrives,
    an_officer,
    an_order,
    analysts,
    inspectors,
)

pytestmark = pytest.mark.django_db(transaction=True)


def say(event):
    with transaction.atomic():
        announce(event)


@pytest.mark.feature("I-05")
def test_from_the_gantry_to_the_wrist_and_back():
    inspectors(4)
    analyst = analysts(1)[0]
    order_no = an_order()

    begun = time.monotonic()
    a_scan_arrives()
    assert ImageReview.objects.get().state == ReviewState.QUEUED
    assert time.monotonic() - begun < 2

    scan_no = claim_next_review(by=analyst, now=NOON)
    judge_review(
        scan_no=scan_no, verdict=Verdict.SUSPECT, reason="dense block", by=analyst, now=NOON
    )
    settle_judgements(now=NOON + timedelta(minutes=1), lot=lambda _many: 999)
    leader = Draw.objects.get().crew[0]
    say(
        OrderAcknowledgedOnWrist(
            device_code="WT-1",
            officer=leader,
            order_no=order_no,
            buzz_no="BZ1",
            acknowledged_at=NOON,
        )  # fmt: skip
    )
    assert InspectionOrder.objects.get().state == OrderState.ACCEPTED
    say(
        FindingTakenOnWrist(
            device_code="WT-1",
            officer=leader,
            order_no=order_no,
            finding="FAULT",
            note="cigarettes",
            picture_keys=(),
            seal_before="A1",
            seal_after="B2",
            taken_at=NOON,
        )  # fmt: skip
    )
    record = InspectionRecord.objects.get()
    assert (record.outcome, record.seal_before, record.seal_after) == ("FAULT", "A1", "B2")
    names = list(JournalEntry.objects.order_by("id").values_list("name", flat=True))
    assert names.count("inspection.concluded") == 1
    for owed in outstanding_ids(older_than_seconds=-1):  # what the sweep would find: nothing new
        deliver(delivery_id=owed)
    assert not Delivery.objects.filter(delivered_at=None).exists()
    assert JournalEntry.objects.count() == len(names)


def test_the_background_check_queues_what_the_first_attempt_missed(monkeypatch):
    from customs_portal.journal import subscriptions
    from hardware_adapters.events import ContainerImaged

    monkeypatch.setitem(subscriptions.now, ContainerImaged, [])
    a_scan_arrives()
    assert ImageReview.objects.get().state == ReviewState.QUEUED


@pytest.mark.feature("I-03")
def test_twenty_analysts_asking_at_once_get_twenty_different_scans():
    for n in range(20):
        a_queued_scan(scan_no=f"XG1-{n:06d}", container_no=f"TGHU{n:07d}")
    people = [an_officer(f"analyst{n}", Duty.REVIEW_IMAGE) for n in range(20)]
    drawn, gate = [], threading.Barrier(len(people))

    def ask(person):
        try:
            gate.wait()
            drawn.append(claim_next_review(by=person, now=NOON))
        finally:
            connection.close()

    askers = [threading.Thread(target=ask, args=(person,)) for person in people]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert len(drawn) == 20
    given = [scan_no for scan_no in drawn if scan_no is not None]
    assert len(given) == len(set(given))
    assert ImageReview.objects.filter(state=ReviewState.CLAIMED).count() == len(given)
    assert len(given) == 20


def test_one_analyst_asking_twice_at_once_holds_one_scan():
    for n in range(4):
        a_queued_scan(scan_no=f"XG1-{n:06d}", container_no=f"TGHU{n:07d}")
    person, drawn, gate = analysts(1)[0], [], threading.Barrier(4)

    def ask():
        try:
            gate.wait()
            drawn.append(claim_next_review(by=person, now=NOON))
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert len(set(drawn)) == 1
    assert ImageReview.objects.filter(state=ReviewState.CLAIMED).count() == 1
