"""A record that two officers fill at once: nothing twice, nothing lost, nothing without a word."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from customs_portal.accounts.duties import Duty
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from inspection.handheld.models import Confirmation, Contradiction, Entry, FieldRecord
from inspection.handheld.operations.confirm_record import (
    AnotherVersion,
    ConfirmedAlready,
    StillContradicted,
    confirm_record,
)
from inspection.handheld.operations.open_record import (
    ActNumberUsed,
    NoCrewYet,
    RecordConcluded,
)
from inspection.handheld.operations.take_photograph import remove_photograph
from inspection.handheld.queries.records import nothing_yet
from inspection.orders.models import InspectionOrder, InspectionRecord
from inspection.orders.operations.accept_order import NotInCrew
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.states import Outcome
from tests.factories.inspection import BOX, NOON, an_officer, an_order
from tests.inspection.handheld.conftest import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]


def confirm(crew, by, *, content_hash=None, entry_id=None):
    return confirm_record(
        order_no=crew.order_no,
        entry_id=entry_id or uuid4(),
        content_hash=content_hash or crew.record.content_hash,
        by=by,
        now=LATER,
    )


def test_the_first_word_begins_the_record(crew, told):
    taken = crew.says("seal_before", " SL0001234 ")
    assert (taken.seq, taken.contradicts) == (1, False)
    assert crew.record.fields == {"seal_before": "SL0001234"}
    assert told()[-1] == "inspection.record-begun"


def test_an_act_that_is_sent_twice_is_done_once(crew):
    entry_id = uuid4()
    first = crew.says("note", "wet", entry_id=entry_id)
    crew.says("note", "dry", base=first.seq)
    assert crew.says("note", "wet", entry_id=entry_id) == first
    assert crew.record.fields["note"] == "dry"
    assert Entry.objects.count() == 2


def test_a_number_that_was_used_for_another_act_is_refused(crew):
    entry_id = uuid4()
    crew.says("note", "wet", entry_id=entry_id)
    with pytest.raises(ActNumberUsed):
        crew.says("note", "dry", entry_id=entry_id)
    with pytest.raises(ActNumberUsed):
        crew.says("note", "wet", entry_id=entry_id, by=crew.second)
    assert Entry.objects.count() == 1


def test_two_devices_meet_field_by_field(crew):
    crew.says("seal_before", "SL0001234")
    crew.says("weather", "FOG", by=crew.second, device="HH-2")
    assert crew.record.fields == {"seal_before": "SL0001234", "weather": "FOG"}
    assert not Contradiction.objects.exists()


def test_a_value_that_was_not_seen_is_kept_beside_the_last_one(crew, told):
    crew.says("finding.1.QUANTITY.found", "460 ctn")
    taken = crew.says("finding.1.QUANTITY.found", "455 ctn", by=crew.second, device="HH-2")
    assert taken.contradicts
    (disputed,) = crew.record.contradictions
    assert [(one.value, one.device) for one in disputed.values] == [
        ("460 ctn", "HH-1"),
        ("455 ctn", "HH-2"),
    ]
    assert crew.record.fields["finding.1.QUANTITY.found"] == "455 ctn"
    assert told()[-1] == "inspection.record-contradicted"


@pytest.mark.parametrize(
    ("device", "value", "base"),
    [("HH-1", "b", 0), ("HH-2", "a", 0), ("HH-2", "b", 1)],
    ids=["the same device corrects itself", "the same value is agreement", "the value was seen"],
)
def test_what_is_no_contradiction(crew, device, value, base):
    crew.says("note", "a")
    assert not crew.says("note", value, by=crew.second, device=device, base=base).contradicts
    assert not Contradiction.objects.exists()


def test_a_person_chooses_and_nothing_is_dropped(crew):
    crew.says("note", "a")
    last = crew.says("note", "b", by=crew.second, device="HH-2")
    crew.says("note", "a", base=last.seq, settles=True)
    assert crew.record.contradictions == ()
    assert crew.record.fields["note"] == "a"
    assert list(Entry.objects.order_by("seq").values_list("value", flat=True)) == ["a", "b", "a"]


def test_who_chose_without_seeing_the_last_value_has_not_chosen(crew):
    crew.says("note", "a")
    seen = crew.says("note", "b", by=crew.second, device="HH-2")
    crew.says("note", "c", by=crew.second, device="HH-2", base=seen.seq)
    assert crew.says("note", "a", base=seen.seq, settles=True).contradicts
    assert len(crew.record.contradictions[0].values) == 4


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("colour", "red", "handheld.unknown_field"),
        ("finding.1.COLOUR.found", "red", "handheld.unknown_field"),
        ("finding.100.NAME.found", "red", "handheld.unknown_field"),
        ("sample.XYZ.number", "1", "handheld.unknown_field"),
        ("seal_before", "S" * 41, "handheld.too_long"),
        ("outcome", "MAYBE", "handheld.not_on_the_list"),
        ("representative_agrees", "y", "handheld.not_on_the_list"),
        ("started_at", "2026-11-20T12:00", "handheld.no_time"),
        ("started_at", "noon", "handheld.no_time"),
    ],
)
def test_a_refused_field_leaves_no_trace(crew, told, field, value, rule):
    before = told()
    with pytest.raises(Fault) as refused:
        crew.says(field, value)
    assert refused.value.rule == rule
    assert refused.value.remedy
    assert not FieldRecord.objects.exists()
    assert told() == before


def test_only_the_crew_writes(crew, dispatcher, told):
    before = told()
    stranger = an_officer("inspector9", Duty.INSPECT_GOODS)
    for by, refusal in ((stranger, NotInCrew), (dispatcher, NotPermitted)):
        with pytest.raises(refusal):
            crew.says("note", "a", by=by)
    crew.order_no = "IO000"
    with pytest.raises(NotFound):
        crew.says("note", "a")
    assert not FieldRecord.objects.exists()
    assert told() == before


def test_an_order_without_its_crew_is_not_filled_in(crew):
    finding = Finding(outcome=Outcome.NO_FAULT)
    conclude_inspection(
        order_no=crew.order_no, finding=finding, officer=crew.second.username, now=NOON
    )
    with pytest.raises(NoCrewYet):
        crew.says("note", "a")
    assert not FieldRecord.objects.exists()


def test_two_officers_conclude_one_version(crew, told):
    crew.says_all()
    crew.photographs()
    assert confirm(crew, crew.first) is False
    assert InspectionOrder.objects.get().state == "ACCEPTED"
    assert confirm(crew, crew.second) is True
    order = InspectionOrder.objects.get()
    record = InspectionRecord.objects.get(order=order)
    assert (order.state, record.outcome, record.concluded_by) == ("CONCLUDED", "FAULT", crew.second)
    assert (record.seal_before, record.seal_after) == ("SL0001234", "SL0009876")
    assert record.findings == [
        {"element": "1. 数量 Quantity", "declared": "420 ctn", "found": "460 ctn"}
    ]
    assert record.picture_keys == [crew.record.photographs[0].picture_key]
    assert "inspection.concluded" in told()
    assert crew.record.concluded_at == LATER


def test_one_person_is_not_two_officers(crew, told):
    crew.says_all()
    confirm(crew, crew.first)
    before = told()
    with pytest.raises(ConfirmedAlready):
        confirm(crew, crew.first)
    assert told() == before
    assert Confirmation.objects.count() == 1


def test_the_same_confirmation_sent_twice_is_one(crew):
    crew.says_all()
    entry_id, version = uuid4(), crew.record.content_hash
    assert confirm(crew, crew.first, entry_id=entry_id, content_hash=version) is False
    assert confirm(crew, crew.first, entry_id=entry_id, content_hash=version) is False
    with pytest.raises(ActNumberUsed):
        confirm(crew, crew.second, entry_id=entry_id)
    assert Confirmation.objects.count() == 1


def test_a_change_voids_the_first_confirmation(crew, told):
    crew.says_all()
    seen = crew.record.content_hash
    confirm(crew, crew.first)
    crew.says("note", "Fifty cartons.", base=crew.record.words["note"].seq)
    assert told()[-1] == "inspection.confirmation-voided"
    assert crew.record.confirmations == ()
    with pytest.raises(AnotherVersion):
        confirm(crew, crew.second, content_hash=seen)
    assert confirm(crew, crew.second) is False
    assert confirm(crew, crew.first) is True


@pytest.mark.parametrize("act", ["taken", "taken out"])
def test_a_photograph_is_part_of_the_version(crew, act):
    crew.says_all()
    photograph_id = crew.photographs()
    confirm(crew, crew.first)
    if act == "taken":
        crew.photographs()
    else:
        remove_photograph(
            order_no=crew.order_no, photograph_id=photograph_id, by=crew.first, now=LATER
        )
    assert crew.record.confirmations == ()


def test_the_same_value_again_changes_no_version(crew):
    crew.says_all()
    confirm(crew, crew.first)
    crew.says("weather", "RAIN", by=crew.second, device="HH-2")
    assert len(crew.record.confirmations) == 1


def test_a_contradiction_is_chosen_before_it_is_confirmed(crew):
    crew.says_all()
    crew.says("weather", "FOG", by=crew.second, device="HH-2")
    with pytest.raises(StillContradicted) as refused:
        confirm(crew, crew.first)
    assert refused.value.field == "weather"
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"ended_at": ""}, "ended_at", "handheld.empty"),
        ({"ended_at": "2026-11-20T12:00+08:00"}, "ended_at", "handheld.ends_before"),
        ({"ended_at": "2026-11-20T04:00:00Z"}, "ended_at", "handheld.ends_before"),
        ({"next_step": "RELEASE"}, "next_step", "handheld.fault_released"),
        ({"note": "", "finding.1.QUANTITY.found": ""}, "note", "handheld.fault_needs_words"),
        ({"representative": ""}, "representative", "handheld.empty"),
        ({"representative_agrees": ""}, "representative_agrees", "handheld.empty"),
        ({"signing": "DRAWN"}, "signature", "handheld.signature"),
        ({"signing": "ABSENT"}, "witness", "handheld.empty"),
        ({"sample.0a1b2c3d.bag_seal": ""}, "sample.0a1b2c3d.bag_seal", "handheld.empty"),
        (
            {"next_step": "LABORATORY", "sample.0a1b2c3d.removed": "1"},
            "next_step",
            "handheld.no_sample",
        ),
    ],
)
def test_what_is_missing_is_named_before_two_officers_stand_for_it(crew, changes, field, rule):
    crew.says_all(**changes)
    with pytest.raises(Faults) as refused:
        confirm(crew, crew.first)
    assert [(one.field, one.rule) for one in refused.value.faults] == [(field, rule)]
    assert not Confirmation.objects.exists()


def test_a_concluded_record_is_closed(crew, told):
    crew.says_all()
    confirm(crew, crew.first)
    confirm(crew, crew.second)
    before = told()
    with pytest.raises(RecordConcluded):
        crew.says("note", "one more thing")
    with pytest.raises(RecordConcluded):
        crew.photographs()
    assert told() == before
    assert crew.record.fields["note"] == "Forty cartons more than declared."


def test_an_empty_record_has_a_version_too():
    view = nothing_yet(order_no=an_order(), container_no=BOX)
    assert len(view.content_hash) == 64
    assert view.concluded_at is None


def test_the_database_keeps_acts_single(crew):
    crew.says("note", "a")
    entry = Entry.objects.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
