"""Smart safety locks: bound, locked, watched, unlocked by order; what else opens them alarms."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from clearance.gates.events import SafetyLockDisturbed, SafetyLockRighted
from clearance.gates.models import SafetyLockEntry, SafetyLockUse
from clearance.gates.operations.fit_safety_lock import (
    LockOrBoxTaken,
    NewFitting,
    NoPassToGuard,
    NoSuchSafetyLock,
    NothingToGuard,
    fit_safety_lock,
)
from clearance.gates.operations.follow_safety_lock import (
    LockReport,
    follow_safety_lock,
    is_breached,
    watch_safety_locks,
)
from clearance.gates.operations.order_safety_lock import (
    GoodsAreLocked,
    NotInThisState,
    OrderNeedsReason,
    OrderUnderWay,
    end_by_hand,
    order_at_gate,
    order_lock,
    order_unlock,
)
from clearance.gates.states import SAFETY_LOCK_FLOW, SafetyLockState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import moves_of
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from dashboards.wall.listeners import alarm_disturbed_lock, end_disturbed_lock
from dashboards.wall.models import Alarm
from hardware_adapters.models import DeviceCommand
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, LockFactory, SafetyLockUseFactory
from tests.factories.people import DeviceFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-08")]
MINUTE = timedelta(minutes=1)
WHY = "order of the shift leader"


def a_lock(code="SL-1"):
    return DeviceFactory(code=code, kind="safety_lock")


def report(use, *, at=MORNING + MINUTE, **facts):
    said = LockReport(
        device_code=use.device_code,
        is_open=False,
        is_tampered=False,
        cause="BEAT",
        order_no=0,
        battery_percent=90,
        battery_is_low=False,
        reported_at=at,
    )
    news = follow_safety_lock(report=replace(said, **facts))
    use.refresh_from_db()
    return news


def told(name):
    rows = JournalEntry.objects.filter(name=f"clearance.safety-lock-{name}").order_by("id")
    return [one.payload for one in rows]


def wrong():
    return sorted(
        SafetyLockEntry.objects.filter(
            kind__in=["TAMPER", "FORCED", "LOCK_SILENCE", "BATTERY"], ended_at__isnull=True
        ).values_list("kind", flat=True)
    )


def fitted_and_locked(officer):
    a_lock()
    gate_pass = GatePassFactory()
    number = fit_safety_lock(
        fitting=NewFitting(device_code="SL-1", pass_no=gate_pass.pass_no), by=officer, now=MORNING
    )
    use = SafetyLockUse.objects.get(pk=number)
    order = order_lock(use_id=use.pk, reason=WHY, by=officer, now=MORNING)
    report(use, cause="ORDER", order_no=order)
    return use


def test_a_lock_is_bound_locked_watched_and_unlocked_by_order_only(registers):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    assert (use.state, use.enterprise_id is not None) == ("LOCKED", True)
    order = order_unlock(use_id=use.pk, reason=WHY, by=officer, now=MORNING + 3 * MINUTE)
    assert report(use, at=MORNING + 4 * MINUTE, cause="ORDER", order_no=order, is_open=True)
    assert (use.state, use.ended_at) == ("RELEASED", MORNING + 4 * MINUTE)
    assert [one["order"] for one in told("ordered")] == ["LOCK", "UNLOCK"]
    assert [one["state"] for one in told("moved")] == ["LOCKED", "RELEASED"]
    assert told("disturbed") == []
    moves = moves_of(flow=SAFETY_LOCK_FLOW, subject=use.pk)
    assert [one.target for one in moves] == ["FITTED", "LOCKED", "RELEASED"]
    assert (moves[-1].actor, moves[-1].reason) == (officer.username, WHY)
    body = DeviceCommand.objects.get(purpose=f"unlock:{order}").body
    assert body["authority"].startswith(f"CU1|SL-1|{order}|")


def test_opening_without_an_order_is_a_breach(registers):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    for _ in range(2):
        report(use, at=MORNING + 5 * MINUTE, is_open=True, cause="UNORDERED")
    assert (use.state, wrong()) == ("BREACHED", ["FORCED"])
    assert [one["kind"] for one in told("disturbed")] == ["FORCED"]
    assert is_breached(container_no=use.container_no, plate_no="")
    assert is_breached(container_no="", plate_no=use.plate_no)
    assert not is_breached(container_no="", plate_no="")


@pytest.mark.parametrize("order_no", [0, 999_999])
def test_an_order_that_nobody_gave_opens_nothing_rightly(registers, order_no):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    report(use, at=MORNING + 5 * MINUTE, is_open=True, cause="ORDER", order_no=order_no)
    assert (use.state, wrong()) == ("BREACHED", ["FORCED"])


def test_the_order_to_lock_does_not_open(registers):
    officer = UserFactory(gate_officer=True)
    a_lock()
    fitting = NewFitting(device_code="SL-1", plate_no="粤B12345")
    number = fit_safety_lock(fitting=fitting, by=officer, now=MORNING)
    use = SafetyLockUse.objects.get(pk=number)
    order = order_lock(use_id=number, reason=WHY, by=officer, now=MORNING)
    report(use, cause="ORDER", order_no=order, is_open=True)
    assert use.state == "FITTED"


@pytest.mark.parametrize("cause", ["SHIM", "SHACKLE_CUT", "CASING"])
def test_tampering_is_a_breach_told_once(registers, cause):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    for _ in range(2):
        report(use, at=MORNING + 5 * MINUTE, is_tampered=True, cause=cause)
    report(use, at=MORNING + 6 * MINUTE, is_tampered=True)
    assert (use.state, wrong()) == ("BREACHED", ["TAMPER"])
    assert [(one["kind"], one["cause"]) for one in told("disturbed")] == [("TAMPER", cause)]


def test_a_breached_lock_is_unlocked_or_ended_by_hand_and_its_alarms_end(registers):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    report(use, at=MORNING + 5 * MINUTE, is_tampered=True, is_open=True, cause="SHACKLE_CUT")
    assert wrong() == ["TAMPER"]
    end_by_hand(use_id=use.pk, reason=WHY, by=officer, now=MORNING + 9 * MINUTE)
    use.refresh_from_db()
    assert (use.state, wrong()) == ("RELEASED", [])
    assert [one["kind"] for one in told("righted")] == ["TAMPER"]


def test_silence_alarms_once_and_the_next_report_ends_it(registers):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    assert watch_safety_locks(now=MORNING + 11 * MINUTE) == 0
    assert watch_safety_locks(now=MORNING + 12 * MINUTE) == 1
    assert watch_safety_locks(now=MORNING + 13 * MINUTE) == 0
    report(use, at=MORNING + 14 * MINUTE)
    assert [one["kind"] for one in told("righted")] == ["LOCK_SILENCE"]
    assert use.state == "LOCKED"


def test_a_low_battery_is_told_until_it_is_charged(registers):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    report(use, at=MORNING + 2 * MINUTE, battery_percent=12, battery_is_low=True)
    assert (use.battery_percent, wrong()) == (12, ["BATTERY"])
    report(use, at=MORNING + 3 * MINUTE)
    assert wrong() == []


def test_an_older_report_changes_nothing_and_a_lock_out_of_use_is_nobodys(registers):
    use = fitted_and_locked(UserFactory(gate_officer=True))
    assert report(use, at=MORNING + 5 * MINUTE)
    assert not report(use, at=MORNING + 4 * MINUTE, is_open=True, cause="UNORDERED")
    assert use.state == "LOCKED"
    said = LockReport(
        device_code="SL-77", is_open=True, is_tampered=True, cause="SHIM", order_no=0,
        battery_percent=1, battery_is_low=True, reported_at=MORNING,
    )  # fmt: skip
    assert not follow_safety_lock(report=said)
    assert told("disturbed") == []


def test_a_refused_order_is_on_the_trail_and_the_lock_stays_locked(registers):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    order = order_unlock(use_id=use.pk, reason=WHY, by=officer, now=MORNING + 2 * MINUTE)
    report(use, at=MORNING + 3 * MINUTE, cause="ORDER_REFUSED", order_no=order)
    assert use.state == "LOCKED"
    assert use.entries.filter(kind="ORDER_REFUSED").count() == 1
    assert order_unlock(use_id=use.pk, reason=WHY, by=officer, now=MORNING + 3 * MINUTE)


@pytest.mark.parametrize("minutes", [0, 1, 2])
def test_one_order_at_a_time_until_its_authority_is_over(registers, minutes):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    start = MORNING + 5 * MINUTE
    order_unlock(use_id=use.pk, reason=WHY, by=officer, now=start)
    again = {"use_id": use.pk, "reason": WHY, "by": officer, "now": start + minutes * MINUTE}
    if minutes < 2:
        with pytest.raises(OrderUnderWay):
            order_unlock(**again)
        assert len(told("ordered")) == 2
    else:
        assert order_unlock(**again)


def test_what_customs_locked_is_not_opened_by_its_smart_lock(registers):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    LockFactory(number=use.container_no)
    with pytest.raises(GoodsAreLocked):
        order_unlock(use_id=use.pk, reason=WHY, by=officer, now=MORNING + MINUTE)
    assert not DeviceCommand.objects.filter(purpose__startswith="unlock").exists()


@pytest.mark.parametrize("act", [order_lock, order_unlock, end_by_hand])
def test_only_a_gate_officer_with_a_reason_and_in_the_right_state(registers, act):
    officer = UserFactory(gate_officer=True)
    asked = {"reason": WHY, "now": MORNING}
    state = "FITTED" if act is order_unlock else "LOCKED"
    use = SafetyLockUseFactory(state=state, reported_at=MORNING)
    with pytest.raises(NotPermitted):
        act(use_id=use.pk, by=UserFactory(reviewer=True), **asked)
    with pytest.raises(NotFound):
        act(use_id=use.pk + 1, by=officer, **asked)
    with pytest.raises(OrderNeedsReason):
        act(use_id=use.pk, by=officer, **(asked | {"reason": "because"}))
    with pytest.raises(NotInThisState):
        act(use_id=use.pk, by=officer, **asked)
    over = SafetyLockUseFactory(state="RELEASED", ended_at=MORNING, reported_at=MORNING)
    with pytest.raises(NotInThisState):
        act(use_id=over.pk, by=officer, **asked)
    assert not SafetyLockEntry.objects.exists() and not JournalEntry.objects.exists()


def test_a_lock_that_never_locked_is_taken_off(registers):
    officer = UserFactory(gate_officer=True)
    use = SafetyLockUseFactory()
    assert end_by_hand(use_id=use.pk, reason=WHY, by=officer, now=MORNING) == "TAKEN_OFF"


@pytest.mark.parametrize(
    ("fitting", "refusal"),
    [
        ({"device_code": "SL-9"}, NoSuchSafetyLock),
        ({}, NothingToGuard),
        ({"pass_no": "510120261121999999999999"}, NoPassToGuard),
        ({"container_no": "TEMU3108252", "pass_no": "THEIRS"}, NoPassToGuard),
    ],
)
def test_a_fitting_that_fits_nothing_is_refused_without_a_trace(registers, fitting, refusal):
    a_lock()
    gate_pass = GatePassFactory()
    given = {"device_code": "SL-1"} | fitting
    if given.get("pass_no") == "THEIRS":
        given["pass_no"] = gate_pass.pass_no
    with pytest.raises(refusal):
        fit_safety_lock(fitting=NewFitting(**given), by=UserFactory(gate_officer=True), now=MORNING)
    assert not SafetyLockUse.objects.exists() and told("fitted") == []


def test_one_lock_guards_one_thing_and_one_box_has_one_lock(registers):
    officer = UserFactory(gate_officer=True)
    use = fitted_and_locked(officer)
    a_lock("SL-2")
    for fitting in (
        NewFitting(device_code="SL-1", plate_no="粤B99999"),
        NewFitting(device_code="SL-2", container_no=use.container_no),
    ):
        with pytest.raises(LockOrBoxTaken):
            fit_safety_lock(fitting=fitting, by=officer, now=MORNING)
    with pytest.raises(NotPermitted):
        fit_safety_lock(fitting=fitting, by=UserFactory(clerk=True), now=MORNING)
    assert SafetyLockUse.objects.count() == 1


def test_the_first_gate_locks_and_the_second_unlocks(registers):
    officer = UserFactory(gate_officer=True)
    a_lock()
    gate_pass = GatePassFactory(two_gates=True, state="PASSED_FIRST", first_passed_at=MORNING)
    fitting = NewFitting(device_code="SL-1", pass_no=gate_pass.pass_no)
    use = SafetyLockUse.objects.get(pk=fit_safety_lock(fitting=fitting, by=officer, now=MORNING))
    for _ in range(2):
        with transaction.atomic():
            order_at_gate(gate_pass=gate_pass, passage_no="P-1", now=MORNING)
    (first,) = use.entries.all()
    assert (first.kind, first.by, first.passage_no) == ("LOCK_ORDER", None, "P-1")
    report(use, cause="ORDER", order_no=first.pk)
    with transaction.atomic():
        gate_pass.write_off(at=MORNING + 9 * MINUTE)
        order_at_gate(gate_pass=gate_pass, passage_no="P-2", now=MORNING + 9 * MINUTE)
    last = use.entries.get(kind="UNLOCK_ORDER")
    report(use, at=MORNING + 10 * MINUTE, cause="ORDER", order_no=last.pk, is_open=True)
    assert use.state == "RELEASED"


@pytest.mark.parametrize("kind", ["TAMPER", "FORCED", "LOCK_SILENCE", "BATTERY"])
def test_every_trouble_is_an_alarm_until_it_is_over(kind):
    facts = {"device_code": "SL-1", "container_no": "", "plate_no": "粤B12345", "pass_no": ""}
    for _ in range(2):
        alarm_disturbed_lock(
            SafetyLockDisturbed(**facts, kind=kind, cause="SHIM", began_at=MORNING)
        )
    alarm = Alarm.objects.get()
    assert (alarm.rule.removeprefix("LOCK_"), alarm.occasions) == (kind.removeprefix("LOCK_"), 1)
    assert alarm.details["plate"] == "粤B12345"
    end_disturbed_lock(SafetyLockRighted(**facts, kind=kind, righted_at=MORNING + MINUTE))
    alarm.refresh_from_db()
    assert alarm.cleared_at == MORNING + MINUTE


@pytest.mark.parametrize("source", SafetyLockState)
@pytest.mark.parametrize("target", SafetyLockState)
def test_the_database_keeps_the_flow_of_a_lock(source, target):
    ended = {"ended_at": MORNING}
    over = ("RELEASED", "TAKEN_OFF")
    use = SafetyLockUseFactory(state=source, **(ended if source in over else {}))
    change = {
        "state": target,
        "ended_at": MORNING if target in over else None,
        "move": {"at": MORNING.isoformat(), "by": None, "reason": "", "law": ""},
    }
    rows = SafetyLockUse.objects.filter(pk=use.pk)
    if SAFETY_LOCK_FLOW.allows(source=source, target=target):
        assert rows.update(**change) == 1
    elif source != target:
        with pytest.raises(IllegalMove):
            use._move_to(target, change["move"])
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_the_database_refuses_a_lock_that_guards_nothing():
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyLockUseFactory(container_no="", plate_no="")
