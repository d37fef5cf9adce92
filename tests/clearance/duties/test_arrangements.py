"""Several bills at once, payers by name, deposits, refunds by two officers, monthly bills."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from clearance.duties.models import (
    Entry,
    Guarantee,
    NamedPayer,
    Payment,
    PeriodicBill,
    Posting,
    Refund,
    TaxBill,
)
from clearance.duties.operations import name_payer as payers
from clearance.duties.operations import refund_tax as refunds
from clearance.duties.operations.bill_month import (
    MonthNotOver,
    NoSuchEnterprise,
    admit_periodic_payer,
    bill_month,
)
from clearance.duties.operations.bill_tax import bill_tax, sums_of
from clearance.duties.operations.order_payment import (
    BadAccount,
    BillNotDue,
    NoBillChosen,
    order_payment,
    order_payments,
)
from clearance.duties.operations.pay_deposit import BadDeposit, pay_deposit
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.operations.settle_payment import fail_payment, settle_payment
from clearance.duties.states import BillState, PaymentState, RefundState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound, NotPermitted
from tests.clearance.duties.test_bills import item
from tests.factories.duties import MORNING, TaxBillFactory
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
D = Decimal
ACCOUNT = "6222020200112233"


@pytest.fixture
def clerk():
    return UserFactory(clerk=True)


@pytest.fixture
def officers():
    return UserFactory(tax_officer=True), UserFactory(tax_officer=True)


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def bills_of(clerk, count=3, **traits):
    return [TaxBillFactory(enterprise=clerk.enterprise, **traits) for _ in range(count)]


def pay_all(clerk, bills, *, together, **changes):
    usual = {"account": ACCOUNT, "by": clerk, "now": MORNING}
    return order_payments(
        bill_nos=[bill.bill_no for bill in bills], together=together, **(usual | changes)
    )


def test_a_batch_is_one_order_for_each_bill(clerk):
    orders = pay_all(clerk, bills_of(clerk), together=False)
    assert len(orders) == 3
    assert Payment.objects.filter(leader=None).count() == 3
    assert set(TaxBill.objects.values_list("state", flat=True)) == {BillState.PAYING}


def test_a_group_is_one_order_and_the_banks_word_settles_every_bill(clerk):
    (order,) = pay_all(clerk, bills_of(clerk), together=True)
    leader = Payment.objects.get(payment_no=order)
    assert leader.followers.count() == 2
    settle_payment(payment=leader, bank_reference="B7", now=MORNING)
    assert set(TaxBill.objects.values_list("state", flat=True)) == {BillState.PAID}
    assert set(Payment.objects.values_list("bank_reference", flat=True)) == {"B7"}
    assert names().count("clearance.tax-paid") == 3


def test_a_group_that_fails_makes_every_bill_due_again(clerk):
    (order,) = pay_all(clerk, bills_of(clerk), together=True)
    fail_payment(payment=Payment.objects.get(payment_no=order), reason="no cover", now=MORNING)
    assert set(TaxBill.objects.values_list("state", flat=True)) == {BillState.DUE}
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.FAILED}


def test_one_bill_that_cannot_be_paid_leaves_the_whole_order_undone(clerk):
    bills = [*bills_of(clerk, 2), TaxBillFactory(enterprise=clerk.enterprise, paid=True)]
    with pytest.raises(BillNotDue):
        pay_all(clerk, bills, together=True)
    with pytest.raises(NotFound):
        pay_all(clerk, [*bills[:2], TaxBillFactory()], together=False)
    with pytest.raises(NoBillChosen):
        pay_all(clerk, [], together=True)
    with pytest.raises(BadAccount):
        pay_all(clerk, bills[:2], together=True, account="abc")
    assert not Payment.objects.exists()
    assert names() == []


def test_a_named_payer_may_pay_until_it_is_ended(clerk):
    payer = UserFactory(clerk=True)
    first, second = bills_of(clerk, 2)
    with pytest.raises(NotFound):
        order_payment(bill_no=first.bill_no, account=ACCOUNT, by=payer, now=MORNING)
    payers.name_payer(uscc=payer.enterprise.uscc, by=clerk, now=MORNING)
    order_payment(bill_no=first.bill_no, account=ACCOUNT, by=payer, now=MORNING)
    payment = Payment.objects.get()
    assert (payment.payer_id, payment.bill_id) == (payer.enterprise_id, first.pk)
    payers.end_payer(uscc=payer.enterprise.uscc, by=clerk, now=MORNING)
    with pytest.raises(NotFound):
        order_payment(bill_no=second.bill_no, account=ACCOUNT, by=payer, now=MORNING)
    assert names().count("clearance.payer-named") == 2


def test_a_payer_is_another_enterprise_and_named_once(clerk):
    other = EnterpriseFactory()
    with pytest.raises(payers.NoSuchPayer):
        payers.name_payer(uscc=clerk.enterprise.uscc, by=clerk, now=MORNING)
    with pytest.raises(payers.NoSuchPayer):
        payers.name_payer(uscc="nothing", by=clerk, now=MORNING)
    payers.name_payer(uscc=other.uscc, by=clerk, now=MORNING)
    with pytest.raises(payers.AlreadyNamed):
        payers.name_payer(uscc=other.uscc, by=clerk, now=MORNING)
    with pytest.raises(NotPermitted):
        payers.name_payer(uscc=other.uscc, by=UserFactory(agent=True), now=MORNING)
    with pytest.raises(NotFound):
        payers.end_payer(uscc="nothing", by=clerk, now=MORNING)
    assert NamedPayer.objects.count() == 1


def test_a_deposit_secures_taxes_once_the_bank_has_it(clerk):
    payment_no = pay_deposit(amount_cny=D("50000.00"), account=ACCOUNT, by=clerk, now=MORNING)
    assert not Guarantee.objects.exists()
    settle_payment(
        payment=Payment.objects.get(payment_no=payment_no), bank_reference="B1", now=MORNING
    )
    guarantee = Guarantee.objects.get()
    assert (guarantee.kind, guarantee.left_cny) == ("DEPOSIT", D("50000.00"))
    assert guarantee.valid_to == date(2028, 12, 31)
    sums = dict(Entry.objects.values_list("account").annotate(Sum("amount_cny")))
    assert sums == {"BANK": D("50000.00"), "DEPOSITS": D("-50000.00")}
    assert names() == ["clearance.payment-ordered", "clearance.deposit-received"]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "1e13"])
def test_a_deposit_of_no_amount_is_refused(clerk, amount):
    with pytest.raises(BadDeposit):
        pay_deposit(amount_cny=D(amount), account=ACCOUNT, by=clerk, now=MORNING)
    assert not Payment.objects.exists()
    assert names() == []


def a_paid_bill():
    bill = TaxBillFactory(paid=True)
    post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=MORNING)
    return bill


def propose(bill, by, amount="500.00", **changes):
    usual = {"account": ACCOUNT, "reason": "weight corrected", "by": by, "now": MORNING}
    return refunds.propose_refund(bill_no=bill.bill_no, amount_cny=D(amount), **(usual | changes))


def test_a_refund_is_proposed_by_one_granted_by_another_and_paid_by_the_bank(officers):
    bill = a_paid_bill()
    number = propose(bill, officers[0])
    with pytest.raises(refunds.SameOfficer):
        refunds.decide_refund(refund_no=number, grant=True, by=officers[0], now=MORNING)
    state = refunds.decide_refund(refund_no=number, grant=True, by=officers[1], now=MORNING)
    assert state == RefundState.GRANTED
    posting = Posting.objects.get(kind="REFUND_GRANTED")
    taken = dict(posting.entries.values_list("account", "amount_cny"))
    # 500 over duty 600 and VAT 1,378 of 1,978: 151.668..., 348.331...
    assert taken == {"DUTY": D("151.67"), "VAT": D("348.33"), "REFUNDS": D("-500.00")}
    settle_payment(payment=Payment.objects.get(), bank_reference="B2", now=MORNING)
    assert Refund.objects.get().state == RefundState.PAID
    owed = Entry.objects.filter(account="REFUNDS").aggregate(sum=Sum("amount_cny"))["sum"]
    assert owed == 0
    assert names() == [
        "clearance.refund-proposed",
        "clearance.refund-decided",
        "clearance.refund-paid",
    ]


def test_more_than_was_paid_is_never_given_back(officers):
    bill = a_paid_bill()
    number = propose(bill, officers[0], "1900.00")
    with pytest.raises(refunds.BadRefund):
        propose(bill, officers[1], "78.01")
    refunds.decide_refund(refund_no=number, grant=True, by=officers[1], now=MORNING)
    with pytest.raises(refunds.BadRefund):
        propose(bill, officers[0], "78.01")
    propose(bill, officers[0], "78.00")


def test_a_refused_refund_changes_no_money_and_frees_the_way_for_another(officers):
    bill = a_paid_bill()
    number = propose(bill, officers[0])
    with pytest.raises(refunds.NothingPaid):
        propose(bill, officers[1])
    refunds.decide_refund(refund_no=number, grant=False, by=officers[1], now=MORNING)
    with pytest.raises(refunds.RefundDecidedBefore):
        refunds.decide_refund(refund_no=number, grant=True, by=officers[1], now=MORNING)
    assert not Payment.objects.exists()
    assert not Posting.objects.filter(kind="REFUND_GRANTED").exists()
    propose(bill, officers[1])


def test_a_refund_that_the_bank_cannot_pay_is_ordered_again_elsewhere(officers):
    bill = a_paid_bill()
    number = propose(bill, officers[0])
    again = {"refund_no": number, "account": "62220001", "by": officers[0], "now": MORNING}
    with pytest.raises(refunds.RefundUnderWay):
        refunds.order_refund_again(**again)
    refunds.decide_refund(refund_no=number, grant=True, by=officers[1], now=MORNING)
    fail_payment(payment=Payment.objects.get(), reason="closed account", now=MORNING)
    assert TaxBill.objects.get().state == BillState.PAID
    payment_no = refunds.order_refund_again(**again)
    with pytest.raises(refunds.RefundUnderWay):
        refunds.order_refund_again(**again)
    settle_payment(
        payment=Payment.objects.get(payment_no=payment_no), bank_reference="B3", now=MORNING
    )
    assert Refund.objects.get().state == RefundState.PAID
    assert Posting.objects.filter(kind="REFUND_PAID").count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "1978.01"])
def test_a_refund_without_sense_is_refused(officers, amount):
    bill = a_paid_bill()
    with pytest.raises(refunds.BadRefund):
        propose(bill, officers[0], amount)
    with pytest.raises(refunds.BadRefund):
        propose(bill, officers[0], reason=" ")
    with pytest.raises(refunds.NothingPaid):
        propose(TaxBillFactory(), officers[0])
    with pytest.raises(NotPermitted):
        propose(bill, UserFactory(clerk=True))
    with pytest.raises(NotFound):
        refunds.decide_refund(refund_no="R0", grant=True, by=officers[0], now=MORNING)
    assert not Refund.objects.exists()
    assert names() == []


@pytest.mark.feature("C-06")
def test_a_months_bills_fall_due_together_and_are_paid_in_one_order(clerk, officers):
    start = datetime(2026, 9, 1, 2, tzinfo=UTC)
    admit_periodic_payer(uscc=clerk.enterprise.uscc, by=officers[0], now=start)
    for day in (2, 29):
        made = bill_tax(
            declaration_no=f"5101202619990000{day:02d}",
            enterprise=clerk.enterprise,
            items=(item(),),
            on=date(2026, 9, day),
            now=datetime(2026, 9, day, 2, tzinfo=UTC),
        )
        assert made.pay_by == date(2026, 10, 13)  # the fifth working day of October 2026
    TaxBillFactory()
    with pytest.raises(MonthNotOver):
        bill_month(month=date(2026, 9, 1), by=officers[0], now=start + timedelta(days=20))
    (number,) = bill_month(month=date(2026, 9, 15), by=officers[0], now=MORNING)
    assert bill_month(month=date(2026, 9, 1), by=officers[0], now=MORNING) == []
    periodic = PeriodicBill.objects.get(periodic_no=number)
    assert (periodic.bills.count(), periodic.pay_by) == (2, date(2026, 10, 13))
    assert periodic.total_cny == sum(bill.total_cny for bill in periodic.bills.all())
    assert names().count("clearance.periodic-payer-admitted") == 1
    assert names().count("clearance.periodic-bill-issued") == 1
    assert len(pay_all(clerk, list(periodic.bills.all()), together=True)) == 1


def test_only_tax_officers_admit_and_bill(clerk, officers):
    for act in (
        lambda: admit_periodic_payer(uscc=clerk.enterprise.uscc, by=clerk, now=MORNING),
        lambda: bill_month(month=date(2026, 9, 1), by=clerk, now=MORNING),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NoSuchEnterprise):
        admit_periodic_payer(uscc="nobody", by=officers[0], now=MORNING)
