"""Pools: who may enter, commit and name the public value; what is refused leaves no trace."""

from datetime import timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal import sealing
from customs_portal.kit.errors import NotFound, NotPermitted
from inspection.draws.models import LiveLot, PoolDraw, PoolSubject
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.draws.operations.commit_pool import (
    CutOffPassed,
    CutOffToCome,
    NothingWaits,
    PoolTooFewOfficers,
    commit_pool,
)
from inspection.draws.operations.enter_subjects import (
    AlreadyWaiting,
    UnknownGrade,
    UnknownSubject,
    enter_subjects,
)
from inspection.draws.operations.fix_beacon import (
    NotCommitted,
    NotSealedYet,
    OwnOffice,
    ValueMissing,
    fix_beacon,
    lapse_overdue,
    value_in,
)
from inspection.draws.operations.hold_cut_offs import hold_cut_offs
from inspection.draws.operations.keep_out import KeepingOutNeedsReason, keep_out
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.operations.note_pick import cast_recheck_lot
from inspection.draws.queries.draws import draw_file
from inspection.draws.queries.receipts import own_subjects, receipt
from inspection.draws.states import DrawState
from inspection.orders.models import Draw, InspectionOrder
from inspection.orders.operations.exclude_officer import CrewAlreadyDrawn, exclude_officer
from inspection.orders.operations.order_drawn import order_drawn
from tests.factories.draws import (
    SITE,
    VALUE,
    a_committed_pool,
    a_drawn_pool,
    an_auditor,
    containers,
    enter,
)
from tests.factories.inspection import NOON, a_place, an_officer, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-01")]
LATER = NOON + timedelta(hours=2)


def test_what_comes_after_the_cut_off_waits_for_the_next_one():
    enter(containers(3))
    enter(containers(2, first=10), now=NOON + timedelta(minutes=1))
    inspectors(3)
    draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=LATER)
    assert draw_file(draw_no=draw_no).row.pool == 3
    assert PoolSubject.objects.filter(draw=None).count() == 2


@pytest.mark.feature("R-14")
def test_premises_wait_again_as_soon_as_they_lie_in_a_pool():
    enter(containers(2, kind="premises", grade="B"))
    inspectors(3)
    commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    assert PoolSubject.objects.filter(draw=None, kind="premises").count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "ship"}, UnknownSubject),
        ({"grade": "FRIEND"}, UnknownGrade),
        ({"reference": " "}, UnknownSubject),
        ({"reference": "two\nlines"}, UnknownSubject),
        ({"uscc": "91350100M000100Y43"}, NotFound),
    ],
)
def test_a_subject_that_cannot_be_drawn_is_refused(changes, refusal, told):
    with pytest.raises(refusal):
        enter(containers(1, **changes))
    assert not PoolSubject.objects.exists()
    assert told() == []


def test_nobody_lies_in_a_pool_twice():
    enter(containers(2))
    with pytest.raises(AlreadyWaiting):
        enter(containers(1, first=5) + containers(1))
    assert PoolSubject.objects.count() == 2


def test_a_pool_needs_subjects_and_a_crew_and_a_cut_off_that_has_come(told):
    a_place(SITE)
    with pytest.raises(NothingWaits):
        commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    enter(containers(1))
    inspectors(1)
    with pytest.raises(PoolTooFewOfficers):
        commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    with pytest.raises(CutOffToCome):
        commit_pool(place_code=SITE, cut_off_at=LATER, now=NOON)
    assert not PoolDraw.objects.exists()
    assert told() == ["inspection.subjects-entered"]


def test_a_cut_off_has_one_pool():
    a_committed_pool(3)
    enter(containers(2, first=100))
    with pytest.raises(CutOffPassed):
        commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)


def test_only_dispatchers_enter_commit_and_keep_others_out():
    a_place(SITE)
    stranger = inspectors(2)[0]
    with pytest.raises(NotPermitted):
        enter_subjects(place_code=SITE, subjects=containers(1), by=stranger, now=NOON)
    with pytest.raises(NotPermitted):
        commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON, by=stranger)
    with pytest.raises(NotPermitted):
        keep_out(place_code=SITE, officer="inspector2", reason="x", by=stranger, now=NOON)
    with pytest.raises(KeepingOutNeedsReason):
        keep_out(place_code=SITE, officer="inspector1", reason=" ", by=stranger, now=NOON)


def test_who_is_kept_out_and_who_has_too_much_to_do_lies_in_no_pool():
    inspectors(4)
    enter(containers(2))
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    keep_out(place_code=SITE, officer="inspector1", reason="brother", by=chief, now=NOON)
    file = draw_file(draw_no=commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON, by=chief))
    assert [one for one, _load in file.officers] == ["inspector2", "inspector3", "inspector4"]
    assert file.kept_out == (("inspector1", "brother"),)


def test_the_public_value_comes_from_another_office_after_the_seal(told):
    draw_no = a_committed_pool(4)
    own, auditor = an_officer("own", Duty.DISPATCH_INSPECTION), an_auditor()
    for by, value, refusal in (
        (own, VALUE, OwnOffice),
        (inspectors_one(), VALUE, NotPermitted),
        (auditor, "  ", ValueMissing),
        (auditor, '{"round": 5}', ValueMissing),
        (auditor, VALUE, NotSealedYet),
    ):
        with pytest.raises(refusal):
            fix_beacon(draw_no=draw_no, public_value=value, by=by, now=LATER)
    assert "inspection.beacon-fixed" not in told()

    sealing.seal_outstanding(now=NOON)
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=auditor, now=LATER)
    assert draw_file(draw_no=draw_no).row.state == DrawState.DRAWN
    with pytest.raises(NotCommitted):
        fix_beacon(draw_no=draw_no, public_value="another", by=auditor, now=LATER)


def inspectors_one():
    return UserFactory()


def test_the_file_of_a_public_beacon_is_read():
    assert value_in('{"round": 4, "randomness": "AB01"}') == "round 4 ab01"


def test_a_draw_without_its_value_lapses_and_its_subjects_wait_again():
    draw_no = a_committed_pool(4)
    assert lapse_overdue(now=NOON + timedelta(hours=95)) == 0
    assert reveal_draw_secrets(now=NOON + timedelta(days=2)) == 0
    assert lapse_overdue(now=NOON + timedelta(hours=97)) == 1
    file = draw_file(draw_no=draw_no)
    assert (file.row.state, file.lapse_reason) == ("LAPSED", "no public value within 96 hours")
    assert PoolSubject.objects.filter(draw=None).count() == 4
    assert reveal_draw_secrets(now=NOON + timedelta(days=5)) == 1


def test_the_clock_holds_the_cut_offs_once():
    enter(containers(2))
    inspectors(3)
    assert hold_cut_offs(now=NOON) == []
    evening = NOON + timedelta(hours=6)
    assert len(hold_cut_offs(now=evening)) == 1
    assert hold_cut_offs(now=evening) == []


def test_what_was_drawn_is_ordered_with_its_own_crew():
    draw_no = a_drawn_pool(60)
    premises_free = order_drawn(draw_no=draw_no, now=LATER)
    file = draw_file(draw_no=draw_no)
    assert len(premises_free) == len(file.drawn) > 0
    assert order_drawn(draw_no=draw_no, now=LATER) == premises_free
    assert set(InspectionOrder.objects.values_list("drawn_in", flat=True)) == {draw_no}
    with pytest.raises(CrewAlreadyDrawn):
        exclude_officer(
            order_no=premises_free[0], officer="inspector1", reason="late",
            by=an_officer("chief", Duty.DISPATCH_INSPECTION), now=LATER,
        )  # fmt: skip


@pytest.mark.feature("R-14")
def test_drawn_premises_are_visited_by_the_crew_of_the_draw():
    enter(containers(12, kind="premises", grade="D"))
    inspectors(6)
    draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    sealing.seal_outstanding(now=NOON)
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=LATER)
    order_drawn(draw_no=draw_no, now=LATER)
    crews = {reference: crew for _kind, reference, _grade, crew in draw_file(draw_no=draw_no).drawn}
    found = Draw.objects.select_related("order").filter(drawn_in=draw_no)
    assert {one.order.subject_reference: tuple(one.crew) for one in found} == crews
    assert crews


def test_a_firm_has_the_receipt_of_its_own_subject_only():
    clerk, other = UserFactory(clerk=True), UserFactory(clerk=True)
    enter(containers(3) + containers(1, first=50, uscc=clerk.enterprise.uscc))
    inspectors(3)
    draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
    (own,) = own_subjects(by=clerk)
    before = receipt(key=own.key, by=clerk)
    assert (before["drawn"], before["secret"], before["lot"], before["beacon"]) == (None,) * 4
    assert before["root"] == draw_file(draw_no=draw_no).row.root
    with pytest.raises(NotFound):
        receipt(key=own.key, by=other)
    assert own_subjects(by=other) == []

    sealing.seal_outstanding(now=NOON)
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=LATER)
    assert receipt(key=own.key, by=clerk)["secret"] is None
    reveal_draw_secrets(now=NOON + timedelta(days=1))
    after = receipt(key=own.key, by=clerk)
    assert after["drawn"] == (after["lot"] < after["rate"])


@pytest.mark.feature("I-02")
def test_the_lot_of_a_report_is_cast_once():
    day = commit_draw_secret(day=NOON.date(), now=NOON)
    found = {cast_recheck_lot(day=day, reference="R1", outcome="NO_FAULT", rate=1000) for _ in "ab"}
    assert found == {True}
    assert not cast_recheck_lot(day=day, reference="R2", outcome="NO_FAULT", rate=0)
    assert LiveLot.objects.count() == 2
