"""An export from the declaration to the ship, and goods that travel in no container."""

from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_change import (
    ask_withdrawal,
)
from clearance.declarations.operations.close_whole import close_exported
from clearance.declarations.operations.decide_change import approve_change
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.grant_access import NotToBeMoved, ask_access
from clearance.declarations.operations.match_manifest_line import (
    look_at_bills_again,
    release_arrived,
)
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries import release_of
from clearance.declarations.states import DeclarationState
from clearance.duties.models import TaxBill
from clearance.manifests.models import ManifestLine, TerminalMessage
from clearance.manifests.operations.load_ship import list_loading, report_sailing
from clearance.manifests.operations.report_arrival import report_arrival
from customs_portal.journal.moves import told
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import CreditGrade
from inspection.orders.models import InspectionOrder
from tests.clearance.declarations.test_one_step import pay
from tests.factories.clearance import BERTH, MORNING, a_manifest_for, a_summary
from tests.factories.manifests import a_cargo_shed
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line, file_full, in_the_yard

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
S = DeclarationState
NOON = MORNING + timedelta(hours=3)


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


def an_export(clerk, carrier, **changes):
    full = a_full(clerk=clerk, direction="EXPORT", **changes)
    manifest = a_bill_for(full, by=carrier)
    return file_in_one_step(full=full, by=clerk, now=MORNING), manifest


def arrive(declaration, *, by, manifest):
    in_the_yard(declaration, by=by, manifest=manifest)
    look_at_bills_again(transport_documents=(declaration.transport_document,), now=NOON)
    declaration.refresh_from_db()


def test_an_export_waits_in_the_yard_is_loaded_and_closed_with_the_voyage(clerk, carrier, told):
    declaration, manifest = an_export(clerk, carrier)
    assert declaration.declaration_no[8] == "0"
    assert declaration.state == S.AWAITING_ARRIVAL

    arrive(declaration, by=carrier, manifest=manifest)

    assert declaration.state == S.RELEASED_FOR_LOADING
    assert "clearance.released-for-loading" in told()
    assert "clearance.released-for-pickup" not in told()
    assert not TaxBill.objects.exists()
    line = ManifestLine.objects.get(transport_document=declaration.transport_document)
    assert line.state == "11"
    assert TerminalMessage.objects.filter(kind="MAY_LOAD").exists()

    number = {"manifest_no": manifest.manifest_no, "by": carrier, "now": NOON}
    list_loading(transport_documents=[declaration.transport_document], **number)
    report_sailing(sailed_at=NOON, **number)
    close_exported(transport_documents=[declaration.transport_document], now=NOON)
    close_exported(transport_documents=[declaration.transport_document], now=NOON)

    declaration.refresh_from_db()
    assert declaration.state == S.CLOSED
    assert not declaration.containers.filter(open=True).exists()
    assert told().count("clearance.declaration-closed") == 1


def test_goods_in_the_yard_before_they_are_declared_are_judged_at_once(clerk, carrier):
    full = a_full(clerk=clerk, direction="EXPORT")
    manifest = a_bill_for(full, by=carrier)

    class Bill:
        transport_document = full.transport_document

    in_the_yard(Bill, by=carrier, manifest=manifest)
    declaration = file_in_one_step(full=full, by=clerk, now=NOON)

    assert declaration.state == S.RELEASED_FOR_LOADING


def test_a_camera_at_the_quay_does_not_release_an_export(clerk, carrier):
    declaration, _manifest = an_export(clerk, carrier)
    container_no = declaration.containers.get().container_no

    divert_at_shipside(container_no=container_no, place_code=BERTH, seen_at=NOON, now=NOON)

    declaration.refresh_from_db()
    assert declaration.state == S.AWAITING_ARRIVAL


def test_the_gate_lets_no_export_container_out(clerk, carrier):
    declaration, manifest = an_export(clerk, carrier)
    arrive(declaration, by=carrier, manifest=manifest)
    assert release_of(container_no=declaration.containers.get().container_no) is None


def test_a_bill_of_the_other_direction_is_a_contradiction(clerk, carrier):
    full = a_full(clerk=clerk, direction="EXPORT")
    manifest_side = a_full(
        clerk=clerk, transport_document=full.transport_document, voyage=full.voyage
    )
    a_bill_for(manifest_side, by=carrier)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert declaration.state == S.MISMATCHED
    assert declaration.mismatches == [
        {"field": "direction", "declared": "EXPORT", "manifest": "IMPORT"}
    ]


def test_a_declaration_without_containers_contradicts_a_bill_with_some(clerk, carrier):
    full = a_full(clerk=clerk)
    a_bill_for(full, by=carrier)
    declaration = file_in_one_step(
        full=a_full(
            clerk=clerk,
            transport_document=full.transport_document,
            voyage=full.voyage,
            container_nos=(),
        ),
        by=clerk,
        now=MORNING,
    )
    assert declaration.state == S.MISMATCHED
    assert [one["field"] for one in declaration.mismatches] == ["container_nos"]


AIR = {"transport_mode": "5", "vessel": "CZ3081", "container_nos": (), "terms": "1",
       "freight_cny": None, "transport_document": "784-12345675"}  # fmt: skip


def test_goods_without_containers_are_released_when_their_flight_is_here(clerk, carrier):
    full = a_full(clerk=clerk, supervision_mode="2600", levy_mode="299", **AIR)
    shed = a_cargo_shed()
    manifest = a_bill_for(full, by=carrier, place_code=shed)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert declaration.state == S.CLEARED_TO_LEAVE

    arrived = {"manifest_no": manifest.manifest_no, "by": carrier, "now": NOON}
    report_arrival(place_code=shed, arrived_at=NOON, **arrived)
    release_arrived(manifest_no=manifest.manifest_no, now=NOON)
    release_arrived(manifest_no=manifest.manifest_no, now=NOON)

    declaration.refresh_from_db()
    assert declaration.state == S.CLOSED
    assert declaration.released_at == NOON


@pytest.mark.parametrize("outcome", ["NO_FAULT", "FAULT"])
def test_held_goods_without_containers_are_inspected_whole(clerk, carrier, outcome):
    cheap = a_line(hs_code="8471301000", name="Laptops", value=Decimal(10), origin="CN")
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(grade=CreditGrade.Grade.ORDINARY)
    full = a_full(clerk=clerk, items=(cheap,), **AIR)
    shed = a_cargo_shed()
    manifest = a_bill_for(full, by=carrier, place_code=shed)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    if declaration.state == S.TAX_DUE:
        pay(declaration)
    assert declaration.state == S.HELD
    report_arrival(
        manifest_no=manifest.manifest_no, place_code=shed, arrived_at=NOON, by=carrier, now=NOON
    )
    release_arrived(manifest_no=manifest.manifest_no, now=NOON)
    declaration.refresh_from_db()
    assert declaration.state == S.IN_INSPECTION
    order = InspectionOrder.objects.get()
    assert order.container_no == ""

    resume_after_inspection(
        declaration_no=declaration.declaration_no,
        order_no=order.order_no,
        container_no="",
        outcome=outcome,
        now=NOON,
    )

    declaration.refresh_from_db()
    assert declaration.state == (S.DETAINED if outcome == "FAULT" else S.CLOSED)


def test_an_export_is_withdrawn_when_two_persons_agree(clerk, carrier):
    declaration, _manifest = an_export(clerk, carrier)
    request = ask_withdrawal(
        declaration_no=declaration.declaration_no,
        reason="The buyer cancelled the order.",
        by=clerk,
        now=MORNING,
    )
    approve_change(request_no=request.request_no, by=UserFactory(reviewer=True), now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == S.WITHDRAWN


def test_an_export_is_not_let_go_to_be_checked_elsewhere(clerk, carrier):
    declaration, manifest = an_export(clerk, carrier)
    Declaration.objects.filter(pk=declaration.pk).update(
        state=S.HELD,
        move=told(at=NOON),
        decided_at=NOON,
        risk_score=60,
        assessment_no="a",
    )
    with pytest.raises(NotToBeMoved):
        ask_access(
            declaration_no=declaration.declaration_no,
            kind="TRANSFER",
            site="Yard 7",
            reason="The yard is nearer to our plant.",
            by=clerk,
            now=NOON,
        )
    assert not declaration.accesses.exists()


def test_one_container_is_not_declared_twice_by_the_two_procedures(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)
    submit_summary(summary=summary, by=clerk, now=MORNING)
    with pytest.raises(Faults) as refused:
        file_full(clerk=clerk, container_nos=summary.container_nos, on_manifest=False)
    assert refused.value.faults[0].rule == "container.already_declared"
    assert Declaration.objects.count() == 1
