"""The ledger: zero at every commit, never rewritten, one posting for one event of money."""

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.duties.models import Entry, Payment, Posting, TaxBill
from clearance.duties.operations.bill_tax import sums_of
from clearance.duties.operations.order_payment import BillNotDue, order_payments
from clearance.duties.operations.post_to_ledger import Leg, post_bill, post_to_ledger
from clearance.duties.operations.settle_payment import fail_payment, settle_payment
from clearance.duties.queries.ledger import LedgerSearch, balances, find_entries
from clearance.duties.states import BillState, PaymentState
from tests.factories.duties import MORNING, TaxBillFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
D = Decimal
ACCOUNT = "6222020200112233"


def check_now():
    """The deferred triggers, as at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def a_billed(**traits):
    bill = TaxBillFactory(**traits)
    post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=MORNING)
    return bill


def sum_of(account):
    return Entry.objects.filter(account=account).aggregate(sum=Sum("amount_cny"))["sum"] or 0


@pytest.mark.parametrize(
    "legs",
    [
        [Leg(account="BANK", amount_cny=D("10.00")), Leg(account="VAT", amount_cny=D("-9.99"))],
        [Leg(account="BANK", amount_cny=D("10.00"))],
        [],
    ],
)
def test_a_posting_that_does_not_add_up_to_zero_is_refused_at_commit(legs):
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        post_to_ledger(kind="PAID", reference="P1", legs=legs, now=MORNING)
        check_now()
    assert not Posting.objects.exists()


def test_the_same_event_is_posted_once():
    bill = a_billed()
    with pytest.raises(IntegrityError), transaction.atomic():
        post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=MORNING)
    assert Posting.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE duties_entry SET amount_cny = 1",
                                       "DELETE FROM duties_entry",
                                       "UPDATE duties_posting SET kind = 'PAID'",
                                       "DELETE FROM duties_posting"])  # fmt: skip
def test_nobody_rewrites_the_ledger(statement):
    a_billed()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_bill_is_owed_by_tax_and_a_payment_settles_it_with_its_surcharge():
    bill = a_billed()
    clerk = UserFactory(clerk=True, enterprise=bill.enterprise)
    assert sum_of("RECEIVABLE") == D("1978.00")
    assert (sum_of("DUTY"), sum_of("VAT")) == (D("-600.00"), D("-1378.00"))
    order_payments(
        bill_nos=[bill.bill_no],
        account=ACCOUNT,
        together=False,
        by=clerk,
        now=MORNING + timedelta(days=100),
    )
    payment = Payment.objects.get()
    settle_payment(payment=payment, bank_reference="B1", now=MORNING)
    check_now()
    assert payment.surcharge_cny == D("84.07")  # 1,978 x 0.5 permille x 85 days
    assert sum_of("BANK") == D("2062.07")
    assert sum_of("LATE_PAYMENT") == D("-84.07")
    assert sum_of("RECEIVABLE") == 0
    found = find_entries(search=LedgerSearch.from_words({"account": "RECEIVABLE"}))
    assert [entry.amount_cny for entry in found] == [D("-1978.00"), D("1978.00")]
    assert sum(line.balance_cny for line in balances()) == 0


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["bill", "order", "together", "settle", "fail", "settle again"]),
            st.integers(0, 3),
        ),
        max_size=14,
    )
)
def test_whatever_happens_the_ledger_is_zero_and_the_receivable_is_what_is_unpaid(db, acts):
    with transaction.atomic():
        clerk = UserFactory(clerk=True)
        bills = [a_billed(enterprise=clerk.enterprise)]
        for act, which in acts:
            bill = bills[which % len(bills)]
            if act == "bill":
                bills.append(a_billed(enterprise=clerk.enterprise))
            elif act in ("order", "together"):
                chosen = [one.bill_no for one in bills[: which + 1]]
                with contextlib.suppress(BillNotDue), transaction.atomic():
                    order_payments(
                        bill_nos=chosen if act == "together" else [bill.bill_no],
                        account=ACCOUNT,
                        together=act == "together",
                        by=clerk,
                        now=MORNING,
                    )
            else:
                _conclude(bill, paid=act.startswith("settle"))
        check_now()
        assert (Entry.objects.aggregate(sum=Sum("amount_cny"))["sum"] or 0) == 0
        unpaid = TaxBill.objects.exclude(state=BillState.PAID).aggregate(sum=Sum("total_cny"))
        assert sum_of("RECEIVABLE") == (unpaid["sum"] or 0)
        assert (
            Posting.objects.filter(kind="PAID").count()
            == TaxBill.objects.filter(state=BillState.PAID).count()
        )
        transaction.set_rollback(True)


def _conclude(bill, *, paid):
    payment = bill.payments.filter(state=PaymentState.ORDERED).first()
    if payment is None:
        return
    leader = payment.leader or payment
    if paid:
        settle_payment(payment=leader, bank_reference="B", now=MORNING)
    else:
        fail_payment(payment=leader, reason="no", now=MORNING)
