"""Six types of passes: what each is bound to, who approves it, and what the database refuses."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.gates.facts import DocumentShare
from clearance.gates.models import GatePass, PassDocument
from clearance.gates.operations.apply_gate_pass import (
    ContainerNotYours,
    DocumentTaken,
    NotEmpty,
    OnlyAtTheGate,
    PassAlreadyOpen,
    register_at_gate,
)
from clearance.gates.operations.decide_passage import note_vehicle, note_weight
from clearance.gates.operations.keep_ledger import (
    BalanceTooLow,
    NewLedger,
    NoSuchLedger,
    open_ledger,
)
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.operations.review_gate_pass import RefusalNeedsReason, review_gate_pass
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.rules.binding import breaches_of
from clearance.gates.states import STATE_CODES, PassState
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.clearance.gates.applications import EMPTY, NOTE, apply
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.gates import GatePassFactory, a_lane, a_released_container
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-09")]
UNBOUND = frozenset({5, 6})


def refused(application):
    return {(one.field, one.rule) for one in breaches_of(application, unbound_types=UNBOUND)}


@pytest.mark.parametrize("pass_type", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("binding", [None, 1, 2, 3])
@pytest.mark.parametrize("linked_kind", [None, 1, 2, 3])
@pytest.mark.parametrize("documents", [0, 1, 2])
def test_every_combination_of_type_binding_and_link(pass_type, binding, linked_kind, documents):
    shares = tuple(DocumentShare(number=f"N{n}", goods_kg=0) for n in range(documents))
    application = replace(
        EMPTY,
        pass_type=pass_type,
        binding=binding,
        linked_kind=linked_kind,
        documents=shares,
        container_no="CSQU3054383",
    )
    if pass_type in UNBOUND:
        right = binding is None and linked_kind is None and not documents
    else:
        enough = documents == 1 or (documents == 2 and binding == 1)
        right = binding is not None and linked_kind is not None and enough
    assert (not refused(application)) is right


@pytest.mark.parametrize(
    ("changes", "breach"),
    [
        ({"pass_type": 7}, ("pass_type", "B-1")),
        ({"goods_kg": 1}, ("goods_kg", "B-8")),
    ],
)
def test_an_empty_truck_carries_nothing(changes, breach):
    assert breach in refused(replace(EMPTY, **changes))


def test_an_empty_truck_with_a_linked_document_is_refused_without_a_trace(clerk, told):
    document = (DocumentShare(number="QD510126I000000001", goods_kg=0),)
    for changes in (
        {"documents": document},
        {"linked_kind": 1},
        {"binding": 2},
        {"binding": 2, "linked_kind": 1, "documents": document},
    ):
        with pytest.raises(Faults) as found:
            apply(replace(EMPTY, **changes), clerk)
        assert {fault.rule for fault in found.value.faults} == {"B-2"}
    assert not GatePass.objects.exists()
    assert not PassDocument.objects.exists()
    assert told() == []


@pytest.mark.parametrize("pass_type", [5, 6])
@pytest.mark.parametrize(
    "changes", [{"binding": 2}, {"linked_kind": 1}, {"document_count": 1}, {"binding": 1}]
)
def test_the_database_refuses_a_bound_pass_of_type_five_and_six(registers, pass_type, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        GatePassFactory(bare=True, pass_type=pass_type, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"binding": None},
        {"linked_kind": None},
        {"binding": 4},
        {"linked_kind": 4},
        {"binding": 2, "document_count": 2},
        {"pass_type": 7},
        {"pass_no": "short"},
        {"pre_entry_no": "X" * 18},
        {"direction": "UP"},
        {"state": PassState.PASSED, "two_gates": True, "ended_at": MORNING},
        {"state": PassState.PASSED_FIRST, "two_gates": True},
        {"first_passed_at": MORNING},
    ],
)
def test_the_database_refuses_what_no_pass_may_be(registers, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        GatePassFactory(**changes)


def test_a_pass_has_as_many_documents_as_it_says_at_every_commit(registers):
    gate_pass = GatePassFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        gate_pass.documents.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_empty_truck_is_approved_at_once_and_needs_no_document(clerk, told):
    gate_pass = GatePass.objects.get(pass_no=apply(EMPTY, clerk))
    assert (gate_pass.state, gate_pass.binding, gate_pass.document_count) == ("APPROVED", None, 0)
    assert len(gate_pass.pre_entry_no) == 18
    assert len(gate_pass.pass_no) == 24
    assert told() == ["clearance.gate-pass-approved"]
    with pytest.raises(PassAlreadyOpen):
        apply(EMPTY, clerk)


def test_a_declared_container_does_not_leave_as_an_empty_one(clerk):
    _, _, container_no = a_released_container(clerk=clerk)
    with pytest.raises(NotEmpty):
        apply(replace(EMPTY, container_no=container_no, container_kg=4_000), clerk)
    assert not GatePass.objects.exists()


def test_one_truck_carries_many_documents(clerk, ledger):
    open_ledger(
        ledger=NewLedger(kind=1, number="QD2", goods_name="", declared_kg=5_000),
        by=clerk,
        now=MORNING,
    )
    shares = (
        DocumentShare(number="QD510126I000000001", goods_kg=6_000),
        DocumentShare(number="QD2", goods_kg=4_000),
    )
    pass_no = apply(replace(NOTE, binding=1, documents=shares), clerk)
    documents = PassDocument.objects.filter(gate_pass__pass_no=pass_no).order_by("goods_kg")
    assert [(one.number, one.goods_kg) for one in documents] == [
        ("QD2", 4_000),
        ("QD510126I000000001", 6_000),
    ]
    with pytest.raises(Faults) as found:
        apply(replace(NOTE, binding=1, documents=shares, goods_kg=9_999), clerk)
    assert found.value.faults[0].rule == "B-7"


def test_a_document_bound_one_to_one_is_on_one_open_pass(clerk, ledger, told):
    first = apply(NOTE, clerk)
    for binding in (2, 3, 1):
        with pytest.raises(DocumentTaken):
            apply(replace(NOTE, plate_no="粤B54321", binding=binding), clerk)
    assert GatePass.objects.count() == 1
    assert told() == ["clearance.gate-pass-approved"]
    void_gate_pass(pass_no=first, by=clerk, now=MORNING)
    apply(replace(NOTE, plate_no="粤B54321"), clerk)


def test_many_trucks_share_a_document_until_its_balance_is_gone(clerk, ledger, told):
    shared = replace(NOTE, binding=3)
    apply(shared, clerk)
    apply(replace(shared, plate_no="粤B54321"), clerk)
    with pytest.raises(BalanceTooLow) as found:
        apply(replace(shared, plate_no="粤B99999"), clerk)
    assert found.value.details["left_kg"] == 5_000
    with pytest.raises(DocumentTaken):
        apply(replace(NOTE, plate_no="粤B99999"), clerk)
    assert GatePass.objects.count() == 2


def test_a_document_without_a_ledger_or_of_somebody_else_is_not_found(clerk, ledger):
    with pytest.raises(NoSuchLedger) as found:
        apply(NOTE, UserFactory(clerk=True))
    assert found.value.http_status == 404
    assert not GatePass.objects.exists()


def test_types_one_and_four_wait_for_an_officer(clerk, ledger, told):
    for pass_type, plate_no in ((1, "粤B00001"), (4, "粤B00004")):
        pass_no = apply(
            replace(NOTE, binding=3, pass_type=pass_type, plate_no=plate_no, direction="IN"), clerk
        )
        assert GatePass.objects.get(pass_no=pass_no).state == PassState.APPLIED
    assert told() == ["clearance.gate-pass-applied"] * 2

    officer = UserFactory(gate_officer=True)
    first, second = GatePass.objects.order_by("id")
    with pytest.raises(NotPermitted):
        review_gate_pass(pass_no=first.pass_no, approved=True, reason="", by=clerk, now=MORNING)
    with pytest.raises(RefusalNeedsReason):
        review_gate_pass(pass_no=first.pass_no, approved=False, reason="", by=officer, now=MORNING)
    with pytest.raises(NotFound):
        review_gate_pass(pass_no="5" * 24, approved=True, reason="", by=officer, now=MORNING)
    review_gate_pass(pass_no=first.pass_no, approved=True, reason="", by=officer, now=MORNING)
    review_gate_pass(
        pass_no=second.pass_no,
        approved=False,
        reason="the weights do not fit the note",
        by=officer,
        now=MORNING,
    )
    states = GatePass.objects.order_by("id").values_list("state", "reviewed_by")
    assert list(states) == [("APPROVED", officer.pk), ("VOID", officer.pk)]
    for gate_pass in (first, second):
        with pytest.raises(IllegalMove):
            review_gate_pass(
                pass_no=gate_pass.pass_no,
                approved=False,
                reason="changed my mind about it",
                by=officer,
                now=MORNING,
            )


def test_an_application_taken_back_is_deleted_and_a_pass_is_void(clerk, ledger):
    applied = apply(replace(NOTE, pass_type=1, direction="IN"), clerk)
    void_gate_pass(pass_no=applied, by=clerk, now=MORNING)
    deleted = GatePass.objects.get(pass_no=applied)
    assert STATE_CODES[PassState(deleted.state)] == 5
    approved = apply(EMPTY, clerk)
    void_gate_pass(pass_no=approved, by=clerk, now=MORNING)
    assert STATE_CODES[PassState(GatePass.objects.get(pass_no=approved).state)] == 6


def test_type_five_is_registered_by_the_officer_at_the_gate(clerk, told):
    with pytest.raises(OnlyAtTheGate):
        apply(replace(EMPTY, pass_type=5), clerk)
    with pytest.raises(NotPermitted):
        register_at_gate(application=EMPTY, by=clerk, now=MORNING)
    officer = UserFactory(gate_officer=True)
    gate_pass = GatePass.objects.get(
        pass_no=register_at_gate(application=EMPTY, by=officer, now=MORNING)
    )
    assert (gate_pass.pass_type, gate_pass.state) == (5, PassState.APPROVED)
    assert gate_pass.enterprise is None
    assert told() == ["clearance.gate-pass-approved"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"plate_no": "C00D"}, "plate_no"),
        ({"truck_kg": 0}, "truck_kg"),
        ({"container_kg": 1}, "container_kg"),
        ({"direction": "UP"}, "direction"),
        ({"seal_no": "A" * 25}, "seal_no"),
        ({"seal_no": "<x>"}, "seal_no"),
    ],
)
def test_each_wrong_answer_is_named(clerk, changes, field):
    with pytest.raises(Faults) as found:
        apply(replace(EMPTY, **changes), clerk)
    assert [fault.field for fault in found.value.faults] == [field]
    assert not GatePass.objects.exists()


@pytest.fixture
def export(clerk):
    """An export declaration whose goods are still at the factory: its number and container."""
    full = a_full(clerk=clerk, direction="EXPORT")
    a_bill_for(full, by=UserFactory(carrier=True))
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    return declaration.declaration_no, declaration.containers.get().container_no


def coming_in(export, **changes):
    declaration_no, container_no = export
    box = {"declaration_no": declaration_no, "container_no": container_no, "container_kg": 4_000}
    return replace(EMPTY, pass_type=2, goods_kg=10_000, **({"direction": "IN"} | box | changes))


def test_an_export_box_comes_in_under_its_declaration_before_it_is_released(clerk, export, told):
    gate_pass = GatePass.objects.get(pass_no=apply(coming_in(export), clerk))
    assert (gate_pass.state, gate_pass.direction, gate_pass.linked_kind) == ("APPROVED", "IN", 3)
    a_lane()
    at = {"passage_no": "P-1", "place_code": "G1-1", "now": MORNING}
    note_vehicle(
        **at,
        direction="IN",
        plate_no=gate_pass.plate_no,
        container_no=gate_pass.container_no,
        picture_key="",
        seen_at=MORNING,
    )
    total = gate_pass.declared_total_kg
    assert note_weight(**at, gross_weight_kg=total, weighed_at=MORNING) == "OPENED"
    let_vehicle_out(**at, moved_at=MORNING)
    gate_pass.refresh_from_db()
    assert gate_pass.state == "PASSED"
    assert "clearance.vehicle-passed" in told()


def test_an_export_box_does_not_go_out_and_nobody_else_brings_it_in(clerk, export):
    with pytest.raises(ContainerNotYours):
        apply(coming_in(export, direction="OUT"), clerk)
    with pytest.raises(ContainerNotYours):
        apply(coming_in(export), UserFactory(clerk=True))
    assert not GatePass.objects.exists()


def test_an_empty_box_comes_in_on_a_pass_of_type_six(clerk):
    empty = replace(EMPTY, container_no=a_container_no(), container_kg=4_000, direction="IN")
    gate_pass = GatePass.objects.get(pass_no=apply(empty, clerk))
    assert (gate_pass.state, gate_pass.direction, gate_pass.pass_type) == ("APPROVED", "IN", 6)
