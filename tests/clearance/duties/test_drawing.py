"""Guarantees for a group, claimed when tax stays unpaid; statements that do not fit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from clearance.duties.models import BankStatement, Entry, GuaranteeEntry, TaxBill
from clearance.duties.operations.bill_tax import sums_of
from clearance.duties.operations.compare_statement import (
    Movement,
    UnreadableStatement,
    compare_statement,
    differences_between,
)
from clearance.duties.operations.draw_guarantee import (
    GuarantorSilent,
    NothingDrawn,
    NothingSecures,
    NotOverdue,
    draw_guarantee,
    note_guarantor_paid,
)
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.operations.open_guarantee import BadGuarantee, open_guarantee
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.operations.reserve_guarantee import NoSuchGuarantee, reserve_guarantee
from clearance.duties.queries import guarantees_of, ledger_of
from clearance.duties.queries.ledger import guarantor_owes
from clearance.duties.states import BillState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound, NotPermitted
from tests.factories.duties import MORNING, GuaranteeFactory, PaymentFactory, TaxBillFactory
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
D = Decimal
LATE = MORNING + timedelta(days=16)
TODAY = date(2026, 11, 2)


@pytest.fixture
def officer():
    return UserFactory(tax_officer=True)


def secured(amount="2500.00", **traits):
    """A bill of 1,978.00 whose declaration holds ``amount`` of a guarantee."""
    guarantee = GuaranteeFactory(**traits)
    bill = TaxBillFactory(enterprise=guarantee.enterprise)
    post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=MORNING)
    guarantee.reserve(declaration_no=bill.declaration_no, amount_cny=D(amount), at=MORNING)
    return guarantee, bill


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


@pytest.mark.parametrize(("kind", "account"), [("BANK", "GUARANTORS"), ("DEPOSIT", "DEPOSITS")])
def test_an_overdue_bill_is_drawn_and_whoever_secured_it_owes_it(officer, kind, account):
    guarantee, bill = secured(kind=kind)
    assert draw_guarantee(bill_no=bill.bill_no, by=officer, now=LATE) == guarantee.guarantee_no
    guarantee.refresh_from_db()
    assert (guarantee.used_cny, guarantee.drawn_cny) == (D("2500.00"), D("1978.00"))
    free_guarantee(declaration_no=bill.declaration_no, now=LATE)
    guarantee.refresh_from_db()
    assert (guarantee.used_cny, guarantee.left_cny) == (D("1978.00"), D("998022.00"))
    sums = dict(Entry.objects.values_list("account").annotate(Sum("amount_cny")))
    assert (sums["RECEIVABLE"], sums[account]) == (0, D("1978.00"))
    assert TaxBill.objects.get().state == BillState.PAID
    assert names()[:2] == ["clearance.guarantee-drawn", "clearance.tax-paid"]
    lines = ledger_of(guarantee_no=guarantee.guarantee_no, enterprise_id=guarantee.enterprise_id)
    assert lines[0].used_after_cny == D("1978.00")


def test_the_guarantor_pays_what_was_drawn_once(officer):
    _, bill = secured()
    with pytest.raises(NothingDrawn):
        note_guarantor_paid(bill_no=bill.bill_no, by=officer, now=LATE)
    draw_guarantee(bill_no=bill.bill_no, by=officer, now=LATE)
    assert guarantor_owes(bill_no=bill.bill_no)
    note_guarantor_paid(bill_no=bill.bill_no, by=officer, now=LATE)
    with pytest.raises(NothingDrawn):
        note_guarantor_paid(bill_no=bill.bill_no, by=officer, now=LATE)
    with pytest.raises(NotPermitted):
        note_guarantor_paid(bill_no=bill.bill_no, by=UserFactory(clerk=True), now=LATE)
    sums = dict(Entry.objects.values_list("account").annotate(Sum("amount_cny")))
    assert (sums["BANK"], sums["GUARANTORS"]) == (D("1978.00"), 0)
    assert names().count("clearance.guarantor-paid") == 1


def test_a_bill_in_time_or_unsecured_is_not_drawn(officer):
    guarantee, bill = secured("1000.00")
    with pytest.raises(NotOverdue):
        draw_guarantee(bill_no=bill.bill_no, by=officer, now=MORNING)
    with pytest.raises(NothingSecures):
        draw_guarantee(bill_no=bill.bill_no, by=officer, now=LATE)
    with pytest.raises(NothingSecures):
        draw_guarantee(bill_no=TaxBillFactory().bill_no, by=officer, now=LATE)
    with pytest.raises(NotOverdue):
        draw_guarantee(bill_no=TaxBillFactory(paid=True).bill_no, by=officer, now=LATE)
    with pytest.raises(NotFound):
        draw_guarantee(bill_no="B", by=officer, now=LATE)
    with pytest.raises(NotPermitted):
        draw_guarantee(bill_no=bill.bill_no, by=UserFactory(clerk=True), now=LATE)
    guarantee.refresh_from_db()
    assert guarantee.drawn_cny == 0
    assert names() == []


def test_an_insurer_who_is_away_leaves_everything_as_it_was(officer, settings):
    settings.INSURER_URL = "http://127.0.0.1:9"
    guarantee, bill = secured(kind="INSURANCE", issuer_reference="DI12345678")
    with pytest.raises(GuarantorSilent):
        draw_guarantee(bill_no=bill.bill_no, by=officer, now=LATE)
    guarantee.refresh_from_db()
    assert (guarantee.drawn_cny, TaxBill.objects.get().state) == (0, BillState.DUE)
    assert not GuaranteeEntry.objects.filter(kind="DRAW").exists()
    assert names() == []


def test_a_group_guarantee_secures_its_members_and_nobody_else():
    head, member = EnterpriseFactory(), EnterpriseFactory()
    period = {"valid_from": TODAY, "valid_to": date(2027, 11, 1), "now": MORNING}
    number = open_guarantee(
        enterprise=head, kind="GROUP", limit_cny=D(1000), members=[member], **period
    )
    reserving = {"guarantee_no": number, "amount_cny": D(400), "on": TODAY, "now": MORNING}
    for at, enterprise in enumerate((head, member)):
        reserve_guarantee(
            enterprise=enterprise, declaration_no=f"51012026100000000{at}", **reserving
        )
    with pytest.raises(NoSuchGuarantee):
        reserve_guarantee(
            enterprise=EnterpriseFactory(), declaration_no="510120261000000009", **reserving
        )
    (seen,) = guarantees_of(enterprise_id=member.pk, on=TODAY)
    assert (seen.guarantee_no, seen.left_cny) == (number, D("200.00"))
    assert list(ledger_of(guarantee_no=number, enterprise_id=member.pk)) == []
    with pytest.raises(BadGuarantee):
        open_guarantee(enterprise=head, kind="BANK", limit_cny=D(1), members=[member], **period)


def moved(number, amount="10.00", status="PAID", reference="B1"):
    return Movement(
        payment_no=number, amount_cny=D(amount), status=status, bank_reference=reference
    )


def test_every_kind_of_difference_is_named():
    ours = [moved(name) for name in ("same", "amount", "reference", "failed", "ours")]
    theirs = [
        moved("same"),
        moved("same"),
        moved("amount", "10.01"),
        moved("reference", reference="B2"),
        moved("failed", status="FAILED"),
        moved("theirs"),
        moved("never", status="FAILED"),
    ]
    found = differences_between(theirs=theirs, ours=ours)
    assert [(one["kind"], one["payment_no"]) for one in found] == [
        ("TWICE_AT_BANK", "same"),
        ("AMOUNT", "amount"),
        ("REFERENCE", "reference"),
        ("NOT_PAID_AT_BANK", "failed"),
        ("ONLY_AT_BANK", "theirs"),
        ("ONLY_OURS", "ours"),
    ]


def test_a_statement_is_read_once_and_its_day_compared(officer):
    payment = PaymentFactory(paid=True)
    head = "payment_no,amount_cny,status,bank_reference\n"
    data = f"\ufeff{head}{payment.payment_no},1978.00,PAID,BR-1\n".encode()
    first = compare_statement(data=data, on=TODAY, by=officer, now=MORNING)
    assert compare_statement(data=data, on=TODAY, by=officer, now=MORNING) == first
    assert BankStatement.objects.get().differences == []
    compare_statement(data=head.encode(), on=TODAY, by=officer, now=MORNING)
    assert BankStatement.objects.latest("id").differences[0]["kind"] == "ONLY_OURS"
    assert names() == ["clearance.bank-statement-compared"] * 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"payment_no,amount_cny\nP1,1\n",
        b"payment_no,amount_cny,status,bank_reference\nP1,much,PAID,B\n",
        b"payment_no,amount_cny,status,bank_reference\nP1,NaN,PAID,B\n",
        b"payment_no,amount_cny,status,bank_reference\nP1\n",
        b"payment_no,amount_cny,status,bank_reference\nP\x00,1,PAID,B\n",
        b"payment_no,amount_cny,status,bank_reference\nP1,1,PAID," + b"B" * 61 + b"\n",
        b"payment_no,amount_cny,status,bank_reference\nP1,1e99,PAID,B\n",
    ],
)
def test_what_is_no_statement_is_refused_and_leaves_no_trace(officer, data):
    with pytest.raises(UnreadableStatement):
        compare_statement(data=data, on=TODAY, by=officer, now=MORNING)
    with pytest.raises(NotPermitted):
        compare_statement(data=data, on=TODAY, by=UserFactory(clerk=True), now=MORNING)
    assert not BankStatement.objects.exists()
    assert names() == []
