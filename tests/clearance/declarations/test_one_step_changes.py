"""A declaration in one step is amended and withdrawn by request, and its tax follows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from clearance.declarations.models import ChangeRequest, Declaration, DeclarationVersion
from clearance.declarations.operations.ask_change import (
    ClosedForChange,
    NothingChanges,
    OtherKind,
    ask_amendment,
    ask_withdrawal,
)
from clearance.declarations.operations.close_paid import close_paid
from clearance.declarations.operations.decide_change import (
    TwoOfficersNeeded,
    approve_change,
    propose_change,
)
from clearance.declarations.operations.keep_version import standing
from clearance.declarations.operations.secure_tax import secure_tax
from clearance.declarations.operations.withdraw_summary import TooLateToWithdraw
from clearance.declarations.rules.documents import full_in
from clearance.declarations.states import DeclarationState
from clearance.duties.models import Entry, Payment, Refund, TaxBill
from clearance.duties.operations.post_to_ledger import post_tax_paid
from clearance.duties.operations.rebill_tax import PaymentUnderWay, RefundUndecided
from clearance.duties.operations.refund_tax import decide_refund
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as why
from customs_portal.kit.errors import Faults
from tests.factories.clearance import MORNING, a_container_no, a_summary
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory
from tests.factories.whole import a_line, file_full

from .test_one_step import land

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-11"), pytest.mark.feature("C-03")]
S = DeclarationState
REASON = "The invoice was read wrongly."
NOON = MORNING + timedelta(hours=3)


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


def the_bills(declaration):
    rows = TaxBill.objects.filter(declaration_no=declaration.declaration_no).order_by("pk")
    return [(one.bill_no[-2:], one.state, one.total_cny) for one in rows]


def wanted_of(declaration, **changes):
    declaration = Declaration.objects.get(pk=declaration.pk)
    return replace(full_in(standing(declaration), source=declaration.source), **changes)


def with_value(declaration, value):
    (item,) = wanted_of(declaration).items
    return {"items": (replace(item, value=Decimal(value)),)}


def ask(declaration, clerk, *, now=MORNING, **changes):
    return ask_amendment(
        declaration_no=declaration.declaration_no,
        wanted=wanted_of(declaration, **changes),
        reason=REASON,
        by=clerk,
        now=now,
    )


def amend(declaration, clerk, officers, *, now=MORNING, **changes):
    request = ask(declaration, clerk, now=now, **changes)
    if request.two_because:
        propose_change(request_no=request.request_no, reason=REASON, by=officers[1], now=now)
    approve_change(request_no=request.request_no, by=officers[0], now=now)
    declaration.refresh_from_db()
    return request


def withdraw(declaration, clerk, officers):
    request = ask_withdrawal(
        declaration_no=declaration.declaration_no, reason=REASON, by=clerk, now=MORNING
    )
    if request.two_because:
        propose_change(request_no=request.request_no, reason=REASON, by=officers[1], now=MORNING)
    approve_change(request_no=request.request_no, by=officers[0], now=MORNING)
    declaration.refresh_from_db()


def pay(declaration, *, now=NOON):
    """The bank has moved the money for every bill that is due."""
    for bill in TaxBill.objects.filter(declaration_no=declaration.declaration_no, state="DUE"):
        payment = Payment.objects.create(
            payment_no=f"P{bill.bill_no}"[-24:],
            bill=bill,
            payer=bill.enterprise,
            state="ORDERED",
            move=why(at=now),
            account="6222000000000000001",
            amount_cny=bill.total_cny,
            ordered_at=now,
        )
        payment.settle(at=now, bank_reference="B1")
        bill.start_paying(at=now)
        bill.write_off(at=now)
        post_tax_paid(
            payment_no=payment.payment_no, bill=bill, surcharge_cny=Decimal("0.00"), now=now
        )
    close_paid(declaration_no=declaration.declaration_no, now=now)
    declaration.refresh_from_db()


def receivable():
    found = Entry.objects.filter(account="RECEIVABLE").aggregate(sum=Sum("amount_cny"))
    return found["sum"] or Decimal(0)


def everything():
    return (
        list(Declaration.objects.order_by("pk").values()),
        list(TaxBill.objects.order_by("pk").values()),
        ChangeRequest.objects.count(),
        DeclarationVersion.objects.count(),
        Entry.objects.count(),
        JournalEntry.objects.count(),
    )


def test_what_stands_is_what_would_be_asked_for(clerk):
    declaration = file_full(
        clerk=clerk,
        marks="N/M",
        items=(a_line(), a_line(value=Decimal(7))),
        net_weight_kg=Decimal(16000),
        gross_weight_kg=Decimal(17000),
    )
    before = everything()
    with pytest.raises(NothingChanges):
        ask(declaration, clerk)
    assert everything() == before


@pytest.mark.feature("C-05")
@pytest.mark.parametrize("value", ["68800", "57800"], ids=["more", "less"])
def test_an_unpaid_bill_is_cancelled_and_issued_anew(clerk, officers, told, value):
    declaration = file_full(clerk=clerk)
    ((_no, _state, first),) = the_bills(declaration)

    request = amend(declaration, clerk, officers, **with_value(declaration, value))

    assert request.differences == [{"field": "items[0].value", "before": "58800", "after": value}]
    (_one, cancelled, _sum), (number, state, second) = the_bills(declaration)
    assert (cancelled, number, state) == ("CANCELLED", "02", "DUE")
    assert (second > first) == (value == "68800")
    assert receivable() == second
    assert declaration.bill_no.endswith("-02")
    assert declaration.state == S.TAX_DUE
    earlier, later = declaration.versions.order_by("number")
    assert earlier.document["complete_items"][0]["value"] == "58800"
    assert later.document["complete_items"][0]["value"] == value
    assert "clearance.tax-bill-cancelled" in told()
    pay(declaration)
    assert declaration.state == S.CLEARED_TO_LEAVE


def test_what_touches_no_tax_leaves_the_bill(clerk, officers):
    declaration = file_full(clerk=clerk)
    before = the_bills(declaration)
    amend(declaration, clerk, officers, contract_no="SC-2026-118", marks="N/M")
    assert the_bills(declaration) == before
    assert declaration.head["contract_no"] == "SC-2026-118"


@pytest.mark.feature("C-05")
def test_more_than_was_paid_is_billed_in_a_supplement(clerk, officers):
    declaration = file_full(clerk=clerk)
    pay(declaration)
    assert declaration.state == S.CLEARED_TO_LEAVE
    ((_no, _state, first),) = the_bills(declaration)

    amend(declaration, clerk, officers, now=NOON, **with_value(declaration, "68800"))

    (_first, (number, state, more)) = the_bills(declaration)
    assert (number, state) == ("02", "DUE")
    bill = TaxBill.objects.get(bill_no=declaration.bill_no)
    reckoned = sum(one.amount_cny for one in bill.lines.all())
    assert (bill.supplement, reckoned) == (True, first + more)
    assert receivable() == more
    assert declaration.state == S.TAX_DUE  # nothing leaves before the rest is paid
    land(declaration, now=NOON)
    assert declaration.state == S.TAX_DUE
    pay(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP
    assert receivable() == 0


@pytest.mark.feature("C-05")
def test_less_than_was_paid_is_proposed_for_refund(clerk, officers):
    declaration = file_full(clerk=clerk)
    pay(declaration)
    ((_no, _state, first),) = the_bills(declaration)

    amend(declaration, clerk, officers, now=NOON, **with_value(declaration, "55000"))

    refund = Refund.objects.get()
    assert refund.account == "6222000000000000001"
    assert refund.proposed_by == officers[0].username
    assert declaration.state == S.CLEARED_TO_LEAVE
    with pytest.raises(RefundUndecided):
        ask(declaration, clerk, now=NOON, **with_value(declaration, "54000"))

    tax = UserFactory(tax_officer=True)
    decide_refund(refund_no=refund.refund_no, grant=True, by=tax, now=NOON)
    amend(declaration, clerk, officers, now=NOON, **with_value(declaration, "58800"))
    _first, (_number, state, again) = the_bills(declaration)
    assert (state, again) == ("DUE", refund.amount_cny)  # up again: what went back is owed
    assert first == TaxBill.objects.order_by("pk").first().total_cny


@pytest.mark.feature("C-09")
def test_the_guarantee_holds_what_is_owed_after_the_amendment(clerk, officers):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(clerk=clerk, guarantee_no=guarantee.guarantee_no)

    amend(declaration, clerk, officers, **with_value(declaration, "68800"))

    guarantee.refresh_from_db()
    assert guarantee.used_cny == the_bills(declaration)[-1][2]
    assert declaration.state == S.CLEARED_TO_LEAVE

    amend(declaration, clerk, officers, guarantee_no="")

    guarantee.refresh_from_db()
    assert (guarantee.used_cny, declaration.state) == (0, S.TAX_DUE)


def test_goods_that_wait_for_tax_go_on_when_an_amendment_secures_it(clerk, officers):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(clerk=clerk)

    amend(declaration, clerk, officers, guarantee_no=guarantee.guarantee_no)

    assert declaration.state == S.CLEARED_TO_LEAVE
    guarantee.refresh_from_db()
    assert guarantee.used_cny == the_bills(declaration)[-1][2]


def test_goods_of_a_mode_without_tax_owe_nothing_any_more(clerk, officers):
    declaration = file_full(clerk=clerk)
    amend(declaration, clerk, officers, supervision_mode="4561", levy_mode="299")
    assert [state for _no, state, _sum in the_bills(declaration)] == ["CANCELLED"]
    assert (declaration.state, receivable()) == (S.CLEARED_TO_LEAVE, 0)


@pytest.mark.feature("C-05")
def test_a_withdrawal_cancels_the_bill_and_frees_the_guarantee(clerk, officers, told):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(clerk=clerk)
    secure_tax(
        declaration_no=declaration.declaration_no,
        guarantee_no=guarantee.guarantee_no,
        by=clerk,
        now=MORNING,
    )

    withdraw(declaration, clerk, officers)

    assert declaration.state == S.WITHDRAWN
    assert [state for _no, state, _sum in the_bills(declaration)] == ["CANCELLED"]
    guarantee.refresh_from_db()
    assert (guarantee.used_cny, receivable()) == (0, 0)
    assert "clearance.tax-bill-cancelled" in told()


def test_goods_that_wait_for_their_tax_are_withdrawn(clerk, officers):
    declaration = file_full(clerk=clerk)
    withdraw(declaration, clerk, officers)
    assert declaration.state == S.WITHDRAWN
    again = file_full(clerk=clerk, container_nos=(a_container_no(),))
    assert again.state == S.TAX_DUE


def test_a_withdrawal_after_the_payment_proposes_the_refund(clerk, officers):
    declaration = file_full(clerk=clerk)
    pay(declaration)
    withdraw(declaration, clerk, officers)
    refund = Refund.objects.get()
    assert refund.amount_cny == the_bills(declaration)[0][2]
    assert declaration.state == S.WITHDRAWN


def test_while_the_bank_has_the_order_nothing_is_changed(clerk):
    declaration = file_full(clerk=clerk)
    bill = TaxBill.objects.get()
    bill.start_paying(at=MORNING)
    before = everything()
    with pytest.raises(PaymentUnderWay):
        ask(declaration, clerk, **with_value(declaration, "68800"))
    with pytest.raises(PaymentUnderWay):
        ask_withdrawal(
            declaration_no=declaration.declaration_no, reason=REASON, by=clerk, now=MORNING
        )
    assert everything() == before


def test_after_the_release_two_officers_are_needed_and_nothing_is_withdrawn(clerk, officers):
    declaration = file_full(clerk=clerk)
    pay(declaration)
    land(declaration, now=NOON)
    assert declaration.state == S.RELEASED_FOR_PICKUP
    with pytest.raises(TooLateToWithdraw) as refused:
        ask_withdrawal(declaration_no=declaration.declaration_no, reason=REASON, by=clerk, now=NOON)
    assert refused.value.law and refused.value.remedy

    request = ask(declaration, clerk, now=NOON, **with_value(declaration, "68800"))
    with pytest.raises(TwoOfficersNeeded):
        approve_change(request_no=request.request_no, by=officers[0], now=NOON)
    propose_change(request_no=request.request_no, reason=REASON, by=officers[1], now=NOON)
    approve_change(request_no=request.request_no, by=officers[0], now=NOON)

    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_PICKUP
    assert the_bills(declaration)[-1][1] == "DUE"


def test_a_closed_declaration_is_amended_no_more(clerk):
    declaration = file_full(clerk=clerk)
    Declaration.objects.filter(pk=declaration.pk).update(state=S.HELD, move=why(at=MORNING))
    with pytest.raises(ClosedForChange) as refused:
        ask(declaration, clerk, marks="N/M")
    assert refused.value.law and refused.value.remedy


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"transport_document": "ONEY99999999"}, "transport_document"),
        ({"pieces": 0}, "pieces"),
        ({"foreign_port": "XXXXX"}, "foreign_port"),
        ({"gross_weight_kg": Decimal(99999)}, "gross_weight_kg"),
    ],
)
def test_what_could_not_be_filed_is_refused_at_once(clerk, changes, field):
    declaration = file_full(clerk=clerk)
    before = everything()
    with pytest.raises(Faults) as refused:
        ask(declaration, clerk, **changes)
    assert refused.value.faults[0].field == field
    assert everything() == before


def test_a_summary_does_not_take_the_place_of_a_whole_declaration(clerk):
    declaration = file_full(clerk=clerk)
    summary = a_summary(clerk=clerk, transport_document=declaration.transport_document)
    with pytest.raises(OtherKind):
        ask_amendment(
            declaration_no=declaration.declaration_no,
            wanted=summary,
            reason=REASON,
            by=clerk,
            now=MORNING,
        )


def test_an_export_is_amended_too(clerk, officers):
    declaration = file_full(clerk=clerk, direction="EXPORT", on_manifest=False)
    request = amend(declaration, clerk, officers, overseas_party="Hanoi Textiles Ltd.", pieces=421)
    assert [one["field"] for one in request.differences] == ["pieces", "overseas_party"]
    assert declaration.head["overseas_party"] == "Hanoi Textiles Ltd."
    assert declaration.versions.count() == 2
