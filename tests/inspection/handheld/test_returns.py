"""A supervisor looks over what a crew concluded: lets it stand, or returns it with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.registry.law.pack import FOLDER, LawPack, standing_in
from inspection.handheld.models import Confirmation, FieldRecord, RecordSheet
from inspection.handheld.operations.confirm_record import UnchangedSinceReturn, confirm_record
from inspection.handheld.operations.issue_sheet import NotPassedYet, issue_sheet
from inspection.handheld.operations.look_over import pass_record, return_record
from inspection.handheld.operations.open_record import ActNumberUsed
from inspection.handheld.queries.sheets import sheet_of
from inspection.handheld.queries.today import today_of
from inspection.orders.models import (
    BoxMove,
    InspectionOrder,
    InspectionRecord,
    ReturnedConclusion,
)
from inspection.orders.operations.conclude_inspection import (
    AlreadyConcluded,
    Finding,
    SaidBeforeReturn,
    conclude_inspection,
)
from inspection.orders.operations.look_over import (
    BoxInOtherHands,
    BoxIsAway,
    ConcludedByImage,
    NothingToReturn,
    NotPresented,
    OwnConclusion,
    ReturnTooLate,
    SecondLookBegun,
)
from inspection.orders.operations.order_inspection import ContainerUnderInspection
from inspection.orders.queries.overview import overview
from inspection.orders.states import Outcome
from tests.factories.inspection import BOX, NOON, InspectionOrderFactory, a_place, an_officer
from tests.factories.inspection import an_order as ordered
from tests.inspection.handheld.conftest import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]
SOON = LATER + timedelta(hours=2)
WHY = "The seal after the inspection cannot be read on any photograph."


def confirm(crew, by, *, now=LATER, entry_id=None):
    return confirm_record(
        order_no=crew.order_no, entry_id=entry_id or uuid4(),
        content_hash=crew.record.content_hash, by=by, now=now,
    )  # fmt: skip


def give_back(crew, by, **changes):
    said = {"parts": ("SEALS", "PHOTOGRAPHS"), "reason": WHY, "now": SOON} | changes
    return return_record(order_no=crew.order_no, by=by, **said)


@pytest.fixture
def concluded(crew):
    crew.says_all()
    for by in (crew.first, crew.second):
        confirm(crew, by)
    return crew


@pytest.fixture
def presented(crew):
    """Under a law by which every conclusion waits for the supervisor's look."""
    with standing_in(every_one_waits()):
        crew.says_all()
        for by in (crew.first, crew.second):
            confirm(crew, by)
        yield crew


def every_one_waits(permille=1000):
    entries = [
        {
            "value": dict.fromkeys("123", permille), "unit": "permille", "source": "a test",
            "valid_from": NOON.date().replace(year=2016), "mark": "D",
        }
    ]  # fmt: skip
    pack = LawPack(FOLDER)
    return pack.with_entries("inspection.supervisor_look_permille", entries, digest="of a test")


def state_of(crew):
    return InspectionOrder.objects.get(order_no=crew.order_no).state


def test_a_returned_record_opens_again_for_the_same_crew(concluded, dispatcher, told):
    before = dict(concluded.record.fields)
    assert give_back(concluded, dispatcher) == 2
    record = concluded.record
    assert (record.version, record.concluded_at, record.confirmations) == (2, None, ())
    assert dict(record.fields) == before
    assert state_of(concluded) == "ACCEPTED"
    assert Confirmation.objects.filter(version=1).count() == 2  # its history
    kept = ReturnedConclusion.objects.get()
    assert (kept.outcome, kept.said["note"], kept.version) == ("FAULT", before["note"], 1)
    assert told()[-3:] == [
        "inspection.box-called", "inspection.conclusion-returned", "inspection.record-reopened",
    ]  # fmt: skip
    reopened = JournalEntry.objects.get(name="inspection.record-reopened").payload
    assert set(reopened["officers"]) == {concluded.first.username, concluded.second.username}


def test_the_crew_reads_why_among_its_tasks(concluded, dispatcher):
    give_back(concluded, dispatcher)
    for officer in (concluded.first, concluded.second):
        (task,) = today_of(by=officer, now=SOON).tasks
        assert task["returned"]["reason"] == WHY
        assert task["returned"]["part_labels"] == ("Seals", "Photographs")
        assert task["returned"]["version"] == 1
        assert task["record"]["words"]["note"].value == "Forty cartons more than declared."
    assert today_of(by=concluded.first, now=SOON).concluded == ()


def test_a_program_reads_what_went_back_and_why(concluded, dispatcher, client):
    path = f"/api/v1/handheld/records/{concluded.order_no}"
    for reader in (concluded.first, dispatcher):
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(path).json()["returns"] == []
    give_back(concluded, dispatcher)
    for reader in (concluded.first, dispatcher):
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        (went_back,) = client.get(path).json()["returns"]
        assert (went_back["version"], went_back["outcome"], went_back["was_told"]) == (
            1, "FAULT", True,
        )  # fmt: skip
        assert went_back["note"] == "Forty cartons more than declared."
        assert (went_back["parts"], went_back["reason"]) == (["SEALS", "PHOTOGRAPHS"], WHY)
        assert went_back["returned_by"] == dispatcher.username
        assert went_back["concluded_by"] in {concluded.first.username, concluded.second.username}


def test_it_is_concluded_anew_and_the_last_word_stands(concluded, dispatcher):
    give_back(concluded, dispatcher)
    concluded.says("seal_after", "SL0007777")
    confirm(concluded, concluded.second, now=SOON)
    assert confirm(concluded, concluded.first, now=SOON)
    assert InspectionRecord.objects.get().seal_after == "SL0007777"
    told = JournalEntry.objects.filter(name="inspection.concluded").order_by("id")
    assert [one.payload["version"] for one in told] == [1, 2]
    give_back(concluded, dispatcher, now=SOON + timedelta(hours=1))
    assert [one.version for one in ReturnedConclusion.objects.order_by("pk")] == [1, 2]
    assert FieldRecord.objects.get().version == 3


def test_what_went_back_is_not_confirmed_word_for_word(concluded, dispatcher):
    give_back(concluded, dispatcher)
    with pytest.raises(UnchangedSinceReturn):
        confirm(concluded, concluded.first, now=SOON)
    assert concluded.record.confirmations == ()


def test_the_number_of_the_first_confirmation_confirms_no_other_version(crew, dispatcher):
    crew.says_all()
    act = uuid4()
    confirm(crew, crew.first, entry_id=act)
    confirm(crew, crew.second)
    give_back(crew, dispatcher)
    crew.says("note", "Forty-one cartons more.")
    with pytest.raises(ActNumberUsed):
        confirm(crew, crew.first, entry_id=act, now=SOON)


def test_a_wrist_that_repeats_what_went_back_changes_nothing(crew, dispatcher, told):
    finding = Finding(outcome=Outcome.FAULT, note="wet")
    said = {"order_no": crew.order_no, "finding": finding, "officer": crew.first.username}
    conclude_inspection(**said, now=LATER)
    give_back(crew, dispatcher)
    before = told()
    conclude_inspection(**said, now=LATER)  # the same again, late
    with pytest.raises(SaidBeforeReturn):
        conclude_inspection(**said, now=LATER + timedelta(minutes=1))
    assert told() == before
    assert state_of(crew) == "ACCEPTED"
    conclude_inspection(**said, now=SOON + timedelta(minutes=1))
    assert state_of(crew) == "CONCLUDED"


def test_the_terminal_is_asked_for_the_box_once_more(concluded, dispatcher):
    assert BoxMove.objects.get().state == "ENDED"
    give_back(concluded, dispatcher)
    box = BoxMove.objects.get()
    assert (box.state, box.ended_at, box.asked_at) == ("ASKED", None, SOON)


def test_paper_of_the_version_that_went_back_is_withdrawn(concluded, dispatcher, client):
    first = issue_sheet(order_no=concluded.order_no, by=dispatcher, now=LATER)
    give_back(concluded, dispatcher)
    found = sheet_of(code=first.code)
    assert (found.genuine, found.withdrawn_at) == (True, SOON)
    assert "It has been withdrawn" in client.get(f"/verify/{first.code}/").content.decode()
    concluded.says("seal_after", "SL0007777")
    for by in (concluded.first, concluded.second):
        confirm(concluded, by, now=SOON)
    second = issue_sheet(order_no=concluded.order_no, by=dispatcher, now=SOON)
    assert second.code != first.code
    assert sheet_of(code=second.code).withdrawn_at is None
    assert RecordSheet.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reason": "  "}, ["reason"]),
        ({"reason": "x" * 501}, ["reason"]),
        ({"parts": ()}, ["parts"]),
        ({"parts": ("SEALS", "WEATHERVANE")}, ["parts"]),
        ({"parts": (), "reason": ""}, ["parts", "reason"]),
    ],
)
def test_a_return_says_what_and_why(concluded, dispatcher, told, changes, fields):
    before = told()
    with pytest.raises(Faults) as refused:
        give_back(concluded, dispatcher, **changes)
    assert [one.field for one in refused.value.faults] == fields
    assert all(one.rule and one.remedy for one in refused.value.faults)
    assert told() == before
    assert (state_of(concluded), FieldRecord.objects.get().version) == ("CONCLUDED", 1)


def _box_is_away(crew):
    BoxMove.objects.update(state="AWAY", away_at=SOON, due_at=None, move={
        "at": SOON.isoformat(), "by": None, "reason": "", "law": "",
    })  # fmt: skip
    return {}


def _others_have_the_box(crew):
    ordered(subject_reference="another")
    return {}


def _second_look(crew):
    InspectionOrderFactory(recheck_of=crew.order_no, container_no="")
    return {}


@pytest.mark.parametrize(
    ("happened", "refusal"),
    [
        (lambda crew: {"now": LATER + timedelta(hours=72, seconds=1)}, ReturnTooLate),
        (_box_is_away, BoxIsAway),
        (_others_have_the_box, BoxInOtherHands),
        (_second_look, SecondLookBegun),
    ],
    ids=["late", "away", "other order", "second look"],
)
def test_a_return_that_comes_too_late_leaves_no_trace(
    concluded, dispatcher, told, happened, refusal
):
    changes = happened(concluded)
    before = told()
    with pytest.raises(refusal) as refused:
        give_back(concluded, dispatcher, **changes)
    assert refused.value.field and refused.value.rule and refused.value.remedy
    assert told() == before
    assert state_of(concluded) == "CONCLUDED"
    assert concluded.record.concluded_at == LATER
    assert not ReturnedConclusion.objects.exists()
    assert len(concluded.record.confirmations) == 2


def test_nobody_returns_what_is_not_concluded(crew, dispatcher, told):
    crew.says_all()
    before = told()
    with pytest.raises(NothingToReturn):
        give_back(crew, dispatcher)
    with pytest.raises(NotPresented):
        pass_record(order_no=crew.order_no, by=dispatcher, now=SOON)
    assert told() == before


def test_a_clear_scan_has_no_crew_to_go_back_to(dispatcher):
    order = InspectionOrderFactory(concluded=True)
    analyst = an_officer("analyst1", Duty.REVIEW_IMAGE)
    InspectionRecord.objects.create(
        order=order, outcome="NO_FAULT", by_image=True, concluded_by=analyst, concluded_at=NOON
    )
    with pytest.raises(ConcludedByImage):
        return_record(order_no=order.order_no, parts=("NOTE",), reason=WHY, by=dispatcher, now=NOON)


def test_nobody_looks_over_a_record_of_his_own_crew(concluded, presented_again, told):
    own = concluded.second
    before = told()
    with pytest.raises(OwnConclusion):
        give_back(concluded, own)
    assert told() == before


@pytest.fixture
def presented_again(concluded):
    """The second officer is promoted: he may dispatch, and was of the crew."""
    post = concluded.second.posts.get()
    post.duties = [Duty.INSPECT_GOODS.value, Duty.DISPATCH_INSPECTION.value]
    post.save()
    concluded.second = type(concluded.second).objects.get(pk=concluded.second.pk)


def test_who_may_not_look_over_and_whose_place_it_is_not(concluded, told):
    before = told()
    with pytest.raises(NotPermitted):
        give_back(concluded, concluded.first)
    elsewhere = an_officer("dispatcher9", Duty.DISPATCH_INSPECTION, at=a_place("XRAY-9"))
    with pytest.raises(NotFound):
        give_back(concluded, elsewhere)
    assert told() == before


def test_a_share_waits_for_the_look_before_anybody_is_told(presented, dispatcher, told):
    assert state_of(presented) == "PRESENTED"
    seen = overview(now=SOON)
    assert [row.order_no for row in seen.presented.oldest] == [presented.order_no]
    assert "inspection.concluded" not in told()
    assert "inspection.box-freed" not in told()
    with pytest.raises(NotPassedYet):
        issue_sheet(order_no=presented.order_no, by=dispatcher, now=SOON)
    pass_record(order_no=presented.order_no, by=dispatcher, now=SOON)
    assert state_of(presented) == "CONCLUDED"
    assert told()[-3:] == [
        "inspection.box-freed", "inspection.concluded", "inspection.conclusion-passed",
    ]  # fmt: skip
    with pytest.raises(NotPresented):
        pass_record(order_no=presented.order_no, by=dispatcher, now=SOON)


def test_what_waits_may_be_returned_whenever_it_is(presented, dispatcher, told):
    give_back(presented, dispatcher, now=LATER + timedelta(hours=100))
    assert state_of(presented) == "ACCEPTED"
    assert "inspection.concluded" not in told()
    assert ReturnedConclusion.objects.get().was_told is False
    presented.says("seal_after", "SL0007777")
    for by in (presented.first, presented.second):
        confirm(presented, by, now=LATER + timedelta(hours=101))
    assert state_of(presented) == "PRESENTED"


def test_what_waits_is_not_concluded_by_another_door(presented):
    finding = Finding(outcome=Outcome.NO_FAULT)
    with pytest.raises(AlreadyConcluded):
        conclude_inspection(
            order_no=presented.order_no, finding=finding, officer=presented.first.username, now=SOON
        )
    assert InspectionRecord.objects.get().outcome == "FAULT"


def test_the_box_of_what_waits_is_not_ordered_by_others(presented):
    with pytest.raises(ContainerUnderInspection):
        ordered(BOX, subject_reference="another")
