"""From filing to closing, the way a morning at the quay goes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.facts import CompleteItem, Completion
from clearance.declarations.models import Declaration
from clearance.declarations.operations.amend_summary import (
    Amendment,
    NothingToAmend,
    amend_summary,
)
from clearance.declarations.operations.ask_change import ask_withdrawal
from clearance.declarations.operations.close_paid import close_paid
from clearance.declarations.operations.decide_change import approve_change
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.file_complete import (
    AlreadyCompleted,
    NotReleasedYet,
    file_complete,
)
from clearance.declarations.operations.mark_left_port import mark_left_port
from clearance.declarations.operations.match_manifest_line import match_manifest_line, note_arrival
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.operations.withdraw_summary import TooLateToWithdraw
from clearance.declarations.queries import release_of
from clearance.declarations.states import DeclarationState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound
from customs_portal.registry.models import CreditGrade
from inspection.orders.models import InspectionOrder
from tests.factories.clearance import (
    BERTH,
    MORNING,
    a_container_no,
    a_manifest_for,
    a_summary,
    an_item,
    elements_for,
    file_summary,
    see_at_shipside,
)
from tests.factories.mandates import a_mandate
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
S = DeclarationState


def a_held_declaration(clerk, **changes):
    """Undervalued laptops under nobody's licence: enough points to be held."""
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(grade=CreditGrade.Grade.ORDINARY)
    return file_summary(
        clerk=clerk,
        items=(an_item(hs_code="847130", name="Laptops", value=Decimal("10"), origin="CN"),),
        **changes,
    )


def withdraw(declaration, clerk):
    """Asked by the declarant, approved by an officer."""
    request = ask_withdrawal(
        declaration_no=declaration.declaration_no,
        reason="Filed twice by mistake.",
        by=clerk,
        now=MORNING,
    )
    officer = UserFactory(reviewer=True)
    approve_change(request_no=request.request_no, by=officer, now=MORNING)
    declaration.refresh_from_db()
    return declaration


def complete(declaration, clerk, *, now=MORNING, **changes):
    usual = {
        "hs_code": "6109100010",
        "name": "Cotton T-shirts, knitted",
        "specification": "brand none, model TS-1",
        "quantity": Decimal("33600"),
        "unit": "pieces",
        "value": Decimal("58800"),
        "currency": "USD",
        "origin": "VN",
        "net_weight_kg": Decimal("8000"),
        "elements": elements_for("6109100010"),
    }
    return file_complete(
        declaration_no=declaration.declaration_no,
        completion=Completion(
            items=(CompleteItem(**(usual | changes)),), freight_cny=Decimal("1200")
        ),
        by=clerk,
        now=now,
    )


@pytest.mark.feature("C-42")
def test_an_early_filing_waits_for_its_manifest_line(clerk):
    summary = a_summary(clerk=clerk)
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    assert declaration.state == S.AWAITING_MANIFEST

    a_manifest_for(summary)
    match_manifest_line(transport_document=summary.transport_document, now=MORNING)

    declaration.refresh_from_db()
    assert declaration.state == S.CLEARED_TO_LEAVE
    assert declaration.manifest_no


@pytest.mark.feature("C-42")
def test_contradictions_are_explained_field_by_field_and_answered(clerk, told):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, pieces=410, departure_country="CN")
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)

    assert declaration.state == S.MISMATCHED
    assert declaration.mismatches == [
        {"field": "departure_country", "declared": "VN", "manifest": "CN"},
        {"field": "pieces", "declared": "420", "manifest": "410"},
    ]

    number = declaration.declaration_no
    half = amend_summary(
        declaration_no=number, amendment=Amendment(pieces=410), by=clerk, now=MORNING
    )
    assert [one["field"] for one in half.mismatches] == ["departure_country"]
    whole = amend_summary(
        declaration_no=number, amendment=Amendment(departure_country="cn"), by=clerk, now=MORNING
    )
    assert whole.state in {S.CLEARED_TO_LEAVE, S.HELD}
    assert "clearance.summary-amended" in told()


def test_a_weight_within_tolerance_is_no_contradiction(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, gross_weight_kg=Decimal("8700"))

    assert submit_summary(summary=summary, by=clerk, now=MORNING).state == S.CLEARED_TO_LEAVE


def test_a_decided_declaration_cannot_be_amended(clerk):
    declaration = file_summary(clerk=clerk)

    with pytest.raises(NothingToAmend):
        amend_summary(
            declaration_no=declaration.declaration_no,
            amendment=Amendment(pieces=1),
            by=clerk,
            now=MORNING,
        )


def test_an_amendment_with_a_fault_changes_nothing(clerk):
    declaration = file_summary(clerk=clerk, on_manifest=False)
    said = JournalEntry.objects.count()

    with pytest.raises(Faults):
        amend_summary(
            declaration_no=declaration.declaration_no,
            amendment=Amendment(container_nos=("XXXX",), pieces=7),
            by=clerk,
            now=MORNING,
        )
    declaration.refresh_from_db()
    assert declaration.pieces == 420
    assert JournalEntry.objects.count() == said


def test_an_answer_cannot_be_amended_to_nothing(clerk):
    declaration = file_summary(clerk=clerk, on_manifest=False)

    with pytest.raises(Faults) as caught:
        amend_summary(
            declaration_no=declaration.declaration_no,
            amendment=Amendment(container_nos=(), vessel=" "),
            by=clerk,
            now=MORNING,
        )
    assert {one.field for one in caught.value.faults} == {"container_nos", "vessel"}
    assert declaration.containers.count() == 1


@pytest.mark.feature("C-43")
def test_a_cleared_container_is_released_at_the_ship_side(clerk, told):
    declaration = file_summary(clerk=clerk)

    see_at_shipside(declaration, now=MORNING + timedelta(hours=2))

    assert declaration.state == S.RELEASED_FOR_PICKUP
    assert told()[-1] == "clearance.released-for-pickup"
    release = release_of(container_no=declaration.containers.get().container_no)
    assert release.released
    assert release.goods_weight_kg == Decimal("8640")


@pytest.mark.feature("C-43")
def test_a_held_container_goes_to_the_inspection_yard(clerk, told):
    declaration = a_held_declaration(clerk)
    assert declaration.state == S.HELD, declaration.risk_score

    see_at_shipside(declaration)

    assert declaration.state == S.IN_INSPECTION
    assert declaration.order_no == InspectionOrder.objects.get().order_no
    assert told()[-1] == "clearance.container-controlled"


@pytest.mark.feature("C-43")
def test_seeing_the_same_container_twice_changes_nothing(clerk, told):
    cleared, held = file_summary(clerk=clerk), a_held_declaration(clerk)
    for declaration in (cleared, held):
        see_at_shipside(declaration)
    said = told()

    for declaration in (cleared, held):
        see_at_shipside(declaration)

    assert told() == said
    assert InspectionOrder.objects.count() == 1


def test_a_container_that_nobody_declared_is_told_once(registers, told):
    container_no = a_container_no()
    for minute in range(3):
        divert_at_shipside(
            container_no=container_no,
            place_code=BERTH,
            seen_at=MORNING + timedelta(minutes=minute),
            now=MORNING,
        )

    assert told() == ["clearance.undeclared-container-seen"]


def test_with_two_containers_the_declaration_is_released_with_the_last(clerk):
    numbers = (a_container_no(), a_container_no())
    declaration = file_summary(clerk=clerk, container_nos=numbers)

    divert_at_shipside(container_no=numbers[0], place_code=BERTH, seen_at=MORNING, now=MORNING)
    declaration.refresh_from_db()
    assert declaration.state == S.CLEARED_TO_LEAVE
    assert release_of(container_no=numbers[0]).released
    assert not release_of(container_no=numbers[1]).released

    see_at_shipside(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP


@pytest.mark.parametrize(
    ("outcome", "state"), [("NO_FAULT", S.RELEASED_FOR_PICKUP), ("FAULT", S.DETAINED)]
)
def test_after_the_inspection_the_declaration_goes_on_or_stays(clerk, outcome, state):
    declaration = a_held_declaration(clerk)
    see_at_shipside(declaration)

    for _repeat in range(2):
        answered = resume_after_inspection(
            declaration_no=declaration.declaration_no,
            order_no=declaration.order_no,
            container_no=declaration.containers.get().container_no,
            outcome=outcome,
            now=MORNING,
        )
        assert answered == state


def test_an_inspection_of_somebody_elses_subject_is_left_alone(registers):
    assert (
        resume_after_inspection(
            declaration_no="P-1", order_no="O", container_no="C", outcome="FAULT", now=MORNING
        )
        == ""
    )


@pytest.mark.feature("C-01")
def test_step_two_bills_the_tax_and_payment_closes_the_file(clerk, told):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)

    completed, bill = complete(declaration, clerk, now=MORNING + timedelta(days=14))

    assert (completed.state, completed.days_late) == (S.COMPLETED, 0)
    assert bill.total_cny > 0
    for _repeat in range(2):
        assert close_paid(declaration_no=declaration.declaration_no, now=MORNING) == S.CLOSED
    assert told().count("clearance.declaration-closed") == 1


def test_on_the_fifteenth_day_step_two_is_one_day_late(clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)

    completed, _bill = complete(declaration, clerk, now=MORNING + timedelta(days=15))

    assert completed.days_late == 1


def test_step_two_is_refused_before_the_release_and_after_itself(clerk):
    declaration = file_summary(clerk=clerk)
    with pytest.raises(NotReleasedYet):
        complete(declaration, clerk)
    see_at_shipside(declaration)
    complete(declaration, clerk)
    with pytest.raises(AlreadyCompleted):
        complete(declaration, clerk)


def test_step_two_names_every_fault_and_leaves_no_trace(clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    said = JournalEntry.objects.count()

    with pytest.raises(Faults) as caught:
        complete(declaration, clerk, hs_code="610910", value=Decimal(-1), specification="")

    fields = {one.field for one in caught.value.faults}
    assert fields == {"items[0].hs_code", "items[0].value", "items[0].specification"}
    assert JournalEntry.objects.count() == said
    assert Declaration.objects.get().state == S.RELEASED_FOR_PICKUP


def test_the_period_runs_from_the_ships_entry(clerk):
    declaration = file_summary(clerk=clerk)

    note_arrival(manifest_no=declaration.manifest_no, arrived_at=MORNING + timedelta(days=3))

    declaration.refresh_from_db()
    assert declaration.complete_by.isoformat() == "2026-12-08T15:59:59+00:00"


def test_a_summary_can_be_withdrawn_until_something_was_released(clerk, told):
    declaration = file_summary(clerk=clerk)
    container_no = declaration.containers.get().container_no

    withdraw(declaration, clerk)

    assert release_of(container_no=container_no) is None
    assert told()[-2:] == ["clearance.declaration-withdrawn", "clearance.change-approved"]
    again = file_summary(clerk=clerk, container_nos=(container_no,))
    see_at_shipside(again)
    with pytest.raises(TooLateToWithdraw):
        withdraw(again, clerk)


def test_another_enterprises_declaration_cannot_be_withdrawn(clerk):
    declaration = file_summary()

    with pytest.raises(NotFound):
        withdraw(declaration, clerk)


def test_a_container_that_left_may_come_back_under_a_new_declaration(clerk):
    declaration = file_summary(clerk=clerk)
    container_no = declaration.containers.get().container_no
    see_at_shipside(declaration)

    left = [
        mark_left_port(
            declaration_no=declaration.declaration_no, container_no=container_no, left_at=MORNING
        )
        for _repeat in range(2)
    ]

    declaration.refresh_from_db()
    assert left == [True, False]
    assert declaration.picked_up_at == MORNING
    assert file_summary(clerk=clerk, container_nos=(container_no,)).state == S.CLEARED_TO_LEAVE


def test_an_agent_sees_what_it_filed(registers):
    agent, owner = UserFactory(agent=True), UserFactory(clerk=True)
    a_mandate(principal=owner, agent=agent)
    summary = a_summary(clerk=owner, container_nos=(a_container_no(),))
    declaration = submit_summary(summary=summary, by=agent, now=MORNING)

    withdrawn = withdraw(declaration, agent)

    assert withdrawn.state == S.WITHDRAWN
