"""Locks: placed with a reason, lifted by the named person, stronger than any hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.gates.models import Lock, Passage
from clearance.gates.operations.decide_passage import note_vehicle
from clearance.gates.operations.open_by_hand import LockedByCustoms, open_by_hand
from clearance.gates.operations.place_lock import (
    AlreadyLocked,
    LockEndsTooEarly,
    LockNeedsReason,
    NewLock,
    NoSuchLockKind,
    NoSuchUnlocker,
    NotYourLock,
    expire_locks,
    is_locked,
    lift_lock,
    place_lock,
)
from clearance.gates.states import LOCK_FLOW, LockState
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.kit.identifiers import IdentifierFault
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, LockFactory, a_lane, a_released_container
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]
BOX = "CSQU3054383"
LOCK = NewLock(kind="CONTAINER", number=BOX, reason="tip from the carrier")
WHY = "opened and found as declared"


@pytest.fixture
def officer():
    return UserFactory(gate_officer=True)


def locked(now=MORNING):
    return is_locked(container_no=BOX, pass_no="", declaration_no="", now=now)


def test_a_lock_holds_until_the_named_person_lifts_it(officer, told):
    other = UserFactory(risk_officer=True)
    lock_id = place_lock(
        lock=replace(LOCK, number="csqu 305438-3", unlocker=other.username), by=officer, now=MORNING
    )
    assert locked()
    with pytest.raises(NotYourLock) as refused:
        lift_lock(lock_id=lock_id, reason=WHY, by=officer, now=MORNING)
    assert refused.value.details["unlocker"] == other.username
    assert locked()
    lift_lock(lock_id=lock_id, reason=WHY, by=other, now=MORNING)
    assert not locked()
    lock = Lock.objects.get()
    assert (lock.owner, lock.lifted_by, lock.lift_reason) == (officer, other, WHY)
    assert told() == ["clearance.lock-placed", "clearance.lock-lifted"]
    with pytest.raises(IllegalMove):
        lift_lock(lock_id=lock_id, reason=WHY, by=other, now=MORNING)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "SHIP"}, NoSuchLockKind),
        ({"reason": "because"}, LockNeedsReason),
        ({"expires_at": MORNING}, LockEndsTooEarly),
        ({"unlocker": "nobody"}, NoSuchUnlocker),
        ({"number": "CSQU3054384"}, IdentifierFault),
        ({"kind": "PASS"}, IdentifierFault),
    ],
)
def test_a_wrong_lock_leaves_no_trace(officer, told, changes, refusal):
    with pytest.raises(refusal):
        place_lock(lock=replace(LOCK, **changes), by=officer, now=MORNING)
    assert not Lock.objects.exists()
    assert told() == []


def test_locking_needs_a_duty_and_so_does_being_named(officer):
    clerk = UserFactory(clerk=True)
    with pytest.raises(NotPermitted):
        place_lock(lock=LOCK, by=clerk, now=MORNING)
    with pytest.raises(NoSuchUnlocker):
        place_lock(lock=replace(LOCK, unlocker=clerk.username), by=officer, now=MORNING)
    lock_id = place_lock(lock=LOCK, by=officer, now=MORNING)
    with pytest.raises(NotPermitted):
        lift_lock(lock_id=lock_id, reason=WHY, by=clerk, now=MORNING)
    with pytest.raises(LockNeedsReason):
        lift_lock(lock_id=lock_id, reason="", by=officer, now=MORNING)
    with pytest.raises(NotFound):
        lift_lock(lock_id=lock_id + 1, reason=WHY, by=officer, now=MORNING)


def test_one_number_has_one_lock_until_it_is_over(officer):
    until = MORNING + timedelta(hours=1)
    place_lock(lock=replace(LOCK, expires_at=until), by=officer, now=MORNING)
    with pytest.raises(AlreadyLocked):
        place_lock(lock=LOCK, by=officer, now=MORNING)
    assert locked(until - timedelta(seconds=1))
    assert not locked(until)
    place_lock(lock=LOCK, by=officer, now=until)
    states = Lock.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [LockState.EXPIRED, LockState.ACTIVE]


def test_locks_end_by_themselves():
    LockFactory(expires_at=MORNING + timedelta(hours=1))
    LockFactory()
    assert expire_locks(now=MORNING + timedelta(hours=1)) == 1
    assert expire_locks(now=MORNING + timedelta(hours=1)) == 0


@pytest.mark.parametrize("kind", ["CONTAINER", "PASS", "DECLARATION"])
def test_what_is_locked_does_not_pass_and_no_two_hands_open_it(officer, kind):
    a_lane()
    clerk, declaration_no, container_no = a_released_container()
    gate_pass = GatePassFactory(
        applied_by=clerk, declaration_no=declaration_no, container_no=container_no
    )
    numbers = {
        "CONTAINER": container_no,
        "PASS": gate_pass.pass_no,
        "DECLARATION": declaration_no,
    }
    place_lock(lock=replace(LOCK, kind=kind, number=numbers[kind]), by=officer, now=MORNING)
    note_vehicle(
        passage_no="PG1",
        place_code="G1-1",
        direction="OUT",
        plate_no=gate_pass.plate_no,
        container_no=container_no,
        picture_key="",
        seen_at=MORNING,
        now=MORNING,
    )
    assert Passage.objects.get().rule == "G-10"
    for person in (officer, UserFactory(gate_officer=True)):
        with pytest.raises(LockedByCustoms):
            open_by_hand(passage_no="PG1", reason=WHY, by=person, now=MORNING)
    assert Passage.objects.get().state == "REFUSED"


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"expires_at": MORNING},
        {"state": LockState.LIFTED, "ended_at": MORNING},
        {"state": LockState.EXPIRED, "ended_at": MORNING},
        {"ended_at": MORNING},
    ],
)
def test_the_database_refuses_half_a_lock(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        LockFactory(**changes)


@pytest.mark.parametrize("source", LockState)
@pytest.mark.parametrize("target", LockState)
def test_every_step_of_a_lock_is_allowed_or_refused_by_the_table(officer, source, target):
    ended = {} if source == LockState.ACTIVE else {"ended_at": MORNING}
    if source == LockState.LIFTED:
        ended |= {"lifted_by": officer, "lift_reason": WHY}
    lock = LockFactory(state=source, expires_at=MORNING + timedelta(hours=1), **ended)
    if LOCK_FLOW.allows(source=source, target=target):
        if target == LockState.LIFTED:
            lock.lift(by=officer, reason=WHY, at=MORNING)
        else:
            lock.expire(at=MORNING)
        lock.refresh_from_db()
        assert lock.state == target
    else:
        with pytest.raises(IllegalMove):
            lock._move_to(target, moved(at=MORNING))
