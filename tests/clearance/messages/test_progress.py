"""What becomes of a declaration is told to the sender of its message, once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from lxml import etree

from clearance.declarations.events import (
    DeclarationClosed,
    DeclarationWithdrawn,
    ReleaseDecided,
    ReleasedForPickup,
)
from clearance.declarations.models import Declaration
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.duties.events import TaxBilled
from clearance.messages import listeners
from clearance.messages.models import Answer, Message
from clearance.messages.operations.receive_message import receive_message
from customs_portal.journal import subscriptions
from tests.factories.clearance import BERTH, MORNING, a_manifest_for, a_summary, an_item
from tests.factories.messages import a_completion, a_filing

pytestmark = pytest.mark.django_db
NOON = MORNING + timedelta(hours=3)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)


@pytest.fixture
def filed(clerk):
    """A message whose declaration stands at the ship side, free to go."""
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)
    message, _ = receive_message(data=a_filing(summary), by=clerk, now=MORNING)
    divert_at_shipside(
        container_no=summary.container_nos[0], place_code=BERTH, seen_at=NOON, now=NOON
    )
    return message


def functions(message):
    return list(message.answers.order_by("id").values_list("function_code", flat=True))


def released(message):
    return ReleasedForPickup(
        declaration_no=message.declaration_no,
        container_no="TGHU0000010",
        at_shipside=True,
        accepted_at=MORNING,
        released_at=NOON,
    )


def test_every_piece_of_progress_has_its_listener_in_the_background():
    for event, listener in (
        (ReleaseDecided, listeners.tell_control),
        (ReleasedForPickup, listeners.tell_release),
        (TaxBilled, listeners.tell_tax),
        (DeclarationClosed, listeners.tell_clearance),
        (DeclarationWithdrawn, listeners.tell_withdrawal),
    ):
        assert listener in subscriptions.soon[event]


def test_a_repeated_fact_is_told_once(filed):
    listeners.tell_release(released(filed))
    listeners.tell_release(released(filed))
    assert functions(filed) == ["01", "08"]


def test_a_hold_is_told_and_a_clearance_to_leave_is_not(filed):
    for decision in ("CLEARED_TO_LEAVE", "HELD"):
        told = ReleaseDecided(
            declaration_no=filed.declaration_no,
            container_nos=(),
            decision=decision,
            score=0,
            rules=(),
            decided_at=NOON,
        )
        for listener in subscriptions.owed_on(told):
            listener(told)
    assert functions(filed) == ["01", "05"]


def test_the_bill_of_step_two_is_told_tax_by_tax_and_adds_up(filed, clerk):
    declaration = Declaration.objects.get()
    items = [an_item(hs_code="6109100010")]
    completion, _ = receive_message(
        data=a_completion(declaration.declaration_no, items), by=clerk, now=NOON
    )
    assert completion.state == "FILED", completion.answers.get().body
    declaration.refresh_from_db()

    listeners.tell_tax(
        TaxBilled(
            bill_no=declaration.bill_no,
            declaration_no=declaration.declaration_no,
            total_cny=Decimal(0),
            billed_at=NOON,
        )
    )

    assert functions(filed) == ["01", "13"]
    root = etree.fromstring(filed.answers.last().body.encode())
    taxes = root.findall(".//{*}DutyTaxFee")
    assert {tax.findtext("{*}TypeCode") for tax in taxes} <= {"A", "L", "Y", "I"}
    for tax in taxes:
        base = Decimal(tax.findtext("{*}AdValoremTaxBaseAmount"))
        rate = Decimal(tax.findtext("{*}TaxRateNumeric"))
        assessed = Decimal(tax.findtext("{*}Payment/{*}TaxAssessedAmount"))
        assert abs(base * rate / 100 - assessed) <= Decimal("0.01")


def test_closing_and_withdrawal_are_told(filed):
    listeners.tell_clearance(DeclarationClosed(declaration_no=filed.declaration_no, closed_at=NOON))
    listeners.tell_withdrawal(
        DeclarationWithdrawn(
            declaration_no=filed.declaration_no, container_nos=(), withdrawn_at=NOON
        )
    )
    assert functions(filed) == ["01", "09", "10"]


def test_declarations_that_no_message_filed_are_passed_over_in_silence(db):
    listeners.tell_clearance(DeclarationClosed(declaration_no="510120260000000001", closed_at=NOON))
    assert not Answer.objects.exists()
    assert not Message.objects.exists()
