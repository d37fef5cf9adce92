"""A locked bill is not released; who unlocks it has a name and a reason."""

from datetime import timedelta

import pytest

from clearance.declarations.models import Declaration, DeclarationContainer
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.match_manifest_line import look_at_bills_again
from clearance.manifests.models import LineLock, TerminalMessage
from clearance.manifests.operations.find_bills import BillAlreadyReleased
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.operations.lock_bills import (
    AlreadyLocked,
    NotLocked,
    NotYourLock,
    expire_locks,
    lock_bills,
    unlock_bills,
)
from clearance.manifests.queries import stops_on
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, Faults, NotPermitted
from tests.factories.clearance import BERTH, MORNING, file_summary
from tests.factories.manifests import REASON, a_bill, bill, lodge, released
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-02")]
TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture
def risk(registers):
    return UserFactory(risk_officer=True)


@pytest.fixture
def reviewer(registers):
    return UserFactory(reviewer=True)


def lock(*documents, by, until=TOMORROW, reason=REASON):
    return lock_bills(
        transport_documents=documents, reason=reason, expires_at=until, by=by, now=MORNING
    )


def unlock(*documents, by, reason=REASON, now=MORNING):
    return unlock_bills(transport_documents=documents, reason=reason, by=by, now=now)


def see(declaration, now=MORNING):
    for box in declaration.containers.values_list("container_no", flat=True):
        divert_at_shipside(container_no=box, place_code=BERTH, seen_at=now, now=now)
    declaration.refresh_from_db()


def test_a_locked_bill_keeps_its_container_at_the_ship_until_it_is_unlocked(risk, told):
    declaration = file_summary()
    document = declaration.transport_document
    lock(document, by=risk)

    see(declaration)
    assert declaration.state == "CLEARED_TO_LEAVE"
    assert DeclarationContainer.objects.get().released_at is None

    unlock(document, by=risk)
    look_at_bills_again(transport_documents=[document], now=MORNING)
    assert Declaration.objects.get().state == "RELEASED_FOR_PICKUP"
    assert bill(document).state == "11"
    assert told()[-4:] == [
        "clearance.bill-locked",
        "clearance.bill-unlocked",
        "clearance.bill-released",
        "clearance.released-for-pickup",
    ]


def test_the_lock_is_journalled_with_who_why_and_until_when(risk):
    line = a_bill()
    lodge(line)
    lock(line.transport_document, by=risk)
    entry = JournalEntry.objects.get(name="clearance.bill-locked")
    assert entry.actor == risk
    assert entry.payload["reason"] == REASON
    assert entry.payload["expires_at"] == TOMORROW.isoformat()
    (stop,) = stops_on(transport_document=line.transport_document, now=MORNING)
    assert (stop.kind, stop.by, stop.until) == ("LOCK", risk.username, TOMORROW)


def test_a_lock_runs_out_by_itself_and_the_journal_says_so(risk):
    line = a_bill()
    lodge(line)
    lock(line.transport_document, by=risk)
    assert expire_locks(now=TOMORROW - timedelta(seconds=1)) == 0
    assert expire_locks(now=TOMORROW) == 1
    assert expire_locks(now=TOMORROW) == 0
    entry = JournalEntry.objects.get(name="clearance.bill-unlocked")
    assert (entry.payload["expired"], entry.actor) == (True, None)
    assert release_goods(transport_document=line.transport_document, container_no="", now=TOMORROW)


def test_a_lock_on_the_master_holds_its_house_bills(risk):
    master = a_bill()
    house = a_bill(master=master.transport_document, container_nos=master.container_nos)
    lodge(master, house)
    lock(master.transport_document, by=risk)
    assert not release_goods(
        transport_document=house.transport_document, container_no="", now=MORNING
    )
    unlock(master.transport_document, by=risk)
    assert released(house).state == "11"
    assert bill(master.transport_document).state == "11"


def test_two_officers_lock_and_the_bill_stays_until_both_are_gone(risk, reviewer):
    line = a_bill()
    lodge(line)
    document = line.transport_document
    lock(document, by=reviewer)
    lock(document, by=risk)
    with pytest.raises(AlreadyLocked):
        lock(document, by=risk)
    with pytest.raises(NotYourLock):
        unlock(document, by=reviewer)
    assert LineLock.objects.filter(lifted_at=None).count() == 2
    assert unlock(document, by=risk) == 2


def test_the_terminal_hears_of_stop_and_go(risk):
    line = a_bill()
    lodge(line)
    lock(line.transport_document, by=risk)
    unlock(line.transport_document, by=risk)
    assert list(TerminalMessage.objects.order_by("pk").values_list("kind", flat=True)) == [
        "STOP",
        "GO_ON",
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": "short"}, Fault),
        ({"until": MORNING}, Fault),
        ({"until": MORNING + timedelta(days=91)}, Fault),
    ],
)
def test_a_lock_needs_a_reason_and_an_end_in_time(risk, changes, error):
    line = a_bill()
    lodge(line)
    before = JournalEntry.objects.count()
    with pytest.raises(error):
        lock(line.transport_document, by=risk, **changes)
    assert not LineLock.objects.exists()
    assert not TerminalMessage.objects.exists()
    assert JournalEntry.objects.count() == before


def test_locking_is_all_or_nothing(risk):
    line = a_bill()
    lodge(line)
    with pytest.raises(Faults):
        lock(line.transport_document, "NOSUCHBILL", by=risk)
    with pytest.raises(Fault):
        lock(by=risk)
    assert not LineLock.objects.exists()


def test_released_goods_cannot_be_locked_and_carriers_lock_nothing(risk):
    line = a_bill()
    carrier = UserFactory(carrier=True)
    lodge(line, by=carrier)
    with pytest.raises(NotPermitted):
        lock(line.transport_document, by=carrier)
    with pytest.raises(NotLocked):
        unlock(line.transport_document, by=risk)
    released(line)
    with pytest.raises(BillAlreadyReleased):
        lock(line.transport_document, by=risk)


def test_the_reviewer_of_the_declaration_sees_why_nothing_is_released(client, risk, reviewer):
    declaration = file_summary()
    lock(declaration.transport_document, by=risk, until=MORNING + timedelta(days=89))
    client.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
    words = client.get(f"/officer/declarations/{declaration.declaration_no}/").content.decode()
    assert REASON in words
    assert f"/officer/manifests/bills/{declaration.transport_document}/" in words
