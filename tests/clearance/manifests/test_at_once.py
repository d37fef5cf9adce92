"""A lock and a release in the same moment: one of them wins, never both."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from clearance.manifests.models import LineLock
from clearance.manifests.operations.find_bills import BillAlreadyReleased
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.operations.lock_bills import lock_bills
from tests.factories.clearance import MORNING, reference_data
from tests.factories.manifests import REASON, a_bill, bill, lodge
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("R-02")]
PATIENCE = 60


@pytest.fixture
def family():
    reference_data()
    master = a_bill()
    house = a_bill(master=master.transport_document, container_nos=master.container_nos)
    lodge(master, house)
    return master, house


def waits_for_a_row():
    """Whether some connection of this database stands before a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def second_while_the_first_is_open(first, second):
    """``second`` begins when ``first`` has acted, and must wait for its commit."""
    answers = []

    def run():
        try:
            answers.append(second())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        ends = threading.Event()
        for _ in range(PATIENCE * 100):
            if waits_for_a_row() or answers:
                break
            ends.wait(0.01)
        assert not answers, "it did not wait"
    thread.join(PATIENCE)
    return answers[0]


def test_a_release_that_meets_a_lock_being_placed_on_the_master_is_refused(family):
    master, house = family
    officer = UserFactory(risk_officer=True)
    answer = second_while_the_first_is_open(
        lambda: lock_bills(
            transport_documents=[master.transport_document], reason=REASON, by=officer,
            expires_at=MORNING + timedelta(days=1), now=MORNING,
        ),
        lambda: release_goods(
            transport_document=house.transport_document, container_no="", now=MORNING
        ),
    )  # fmt: skip
    assert answer is False
    assert bill(house.transport_document).state == "01"


def test_a_lock_that_meets_a_release_is_refused_and_leaves_nothing(family):
    master, house = family
    officer = UserFactory(risk_officer=True)
    answer = second_while_the_first_is_open(
        lambda: release_goods(
            transport_document=house.transport_document, container_no="", now=MORNING
        ),
        lambda: lock_bills(
            transport_documents=[master.transport_document], reason=REASON, by=officer,
            expires_at=MORNING + timedelta(days=1), now=MORNING,
        ),
    )  # fmt: skip
    assert isinstance(answer, BillAlreadyReleased)
    assert not LineLock.objects.exists()
    assert bill(master.transport_document).state == "11"
