"""Payment: ordered once, told to the bank until it answers, written off by its signed word."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from clearance.duties.models import BankNonce, Payment, TaxBill
from clearance.duties.operations import receive_bank_receipt as receipts
from clearance.duties.operations.order_payment import (
    BadAccount,
    BillNotDue,
    order_payment,
)
from clearance.duties.operations.send_payment import send_outstanding, send_payment
from clearance.duties.rules.signatures import sign
from clearance.duties.states import (
    BILL_FLOW,
    PAYMENT_FLOW,
    BillState,
    PaymentState,
)
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.duties import MORNING, PaymentFactory, TaxBillFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
SECRET = "only-for-tests"
ACCOUNT = "6222 0202 0011 2233"


@pytest.fixture(autouse=True)
def _bank_settings(settings):
    settings.BANK_SHARED_SECRET = SECRET
    settings.BANK_URL = "http://127.0.0.1:9"  # nobody listens there
    settings.BANK_TIMEOUT_SECONDS = 1


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def pay(bill, **changes):
    by = changes.pop("by", None) or UserFactory(clerk=True, enterprise=bill.enterprise)
    return order_payment(
        **{"bill_no": bill.bill_no, "account": ACCOUNT, "by": by, "now": MORNING, **changes}
    )


def body_of(payment, **changes):
    said = {
        "payment_no": payment.payment_no,
        "bill_no": payment.bill.bill_no,
        "amount_cny": str(payment.amount_cny),
        "status": "PAID",
        "bank_reference": "BK1",
        "at": MORNING.isoformat(),
        **changes,
    }
    return json.dumps(said).encode()


def receive(body, *, secret=SECRET, at=MORNING, nonce="nonce-0001", now=MORNING, signature=None):
    timestamp = str(int(at.timestamp()))
    return receipts.receive_bank_receipt(
        body=body,
        signature=signature
        if signature is not None
        else sign(secret=secret, timestamp=timestamp, nonce=nonce, body=body),
        timestamp=timestamp,
        nonce=nonce,
        now=now,
    )


def test_a_payment_is_ordered_for_exactly_the_bill():
    bill = TaxBillFactory()

    payment_no = pay(bill)

    payment = Payment.objects.get(payment_no=payment_no)
    assert payment.amount_cny == bill.total_cny
    assert payment.account == "6222020200112233"
    bill.refresh_from_db()
    assert bill.state == BillState.PAYING
    assert names() == ["clearance.payment-ordered"]


def test_after_the_last_day_the_surcharge_is_part_of_the_order():
    bill = TaxBillFactory(total_cny=Decimal("200000.00"))
    pay(bill, now=MORNING + timedelta(days=17))  # two days after the pay-by date
    payment = Payment.objects.get()
    assert payment.surcharge_cny == Decimal("200.00")
    assert payment.amount_cny == Decimal("200200.00")


@pytest.mark.parametrize("account", ["", "12ab", "123", "1" * 33, "٣" * 16])
def test_an_account_that_is_none_is_refused(account):
    bill = TaxBillFactory()
    with pytest.raises(BadAccount) as refused:
        pay(bill, account=account)
    assert refused.value.field == "account"
    assert not Payment.objects.exists()
    assert names() == []


def test_only_who_pays_taxes_of_this_enterprise_may_order():
    bill = TaxBillFactory()
    with pytest.raises(NotPermitted):
        pay(bill, by=UserFactory(agent=True))
    with pytest.raises(NotPermitted):
        pay(bill, by=UserFactory(tax_officer=True))
    with pytest.raises(NotFound):
        pay(bill, by=UserFactory(clerk=True))
    assert not Payment.objects.exists()


def test_a_bill_is_not_paid_twice():
    bill = TaxBillFactory()
    pay(bill)
    with pytest.raises(BillNotDue):
        pay(bill)
    assert Payment.objects.count() == 1


def test_the_database_refuses_a_second_open_order():
    payment = PaymentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFactory(bill=payment.bill)


def test_a_bank_that_is_away_is_tried_again_and_the_reason_is_visible():
    payment = PaymentFactory(ordered=True)

    send_payment(payment_no=payment.payment_no, now=MORNING)

    payment.refresh_from_db()
    assert payment.state == PaymentState.ORDERED
    assert payment.attempts == 1
    assert "refused" in payment.last_error.lower()
    assert payment.next_try_at > MORNING
    assert send_outstanding(now=MORNING) == 0
    assert send_outstanding(now=payment.next_try_at) == 1


def test_a_bank_that_stays_away_fails_the_payment_and_the_bill_is_due_again():
    payment = PaymentFactory(ordered=True, attempts=199)

    send_payment(payment_no=payment.payment_no, now=MORNING)

    payment.refresh_from_db()
    assert payment.state == PaymentState.FAILED
    assert TaxBill.objects.get().state == BillState.DUE
    assert names() == ["clearance.payment-failed"]


def test_the_banks_word_writes_the_bill_off():
    payment = PaymentFactory()

    assert receive(body_of(payment)) == PaymentState.PAID

    payment.refresh_from_db()
    bill = TaxBill.objects.get()
    assert (payment.state, payment.bank_reference) == (PaymentState.PAID, "BK1")
    assert (bill.state, bill.paid_at) == (BillState.PAID, MORNING)
    assert names() == ["clearance.tax-paid"]


def test_the_same_news_under_a_new_nonce_changes_nothing():
    payment = PaymentFactory()
    receive(body_of(payment), nonce="nonce-0001")
    assert receive(body_of(payment), nonce="nonce-0002") == PaymentState.PAID
    assert names() == ["clearance.tax-paid"]


def test_the_banks_refusal_makes_the_bill_due_again():
    payment = PaymentFactory()
    assert receive(body_of(payment, status="FAILED")) == PaymentState.FAILED
    assert TaxBill.objects.get().state == BillState.DUE
    assert names() == ["clearance.payment-failed"]


def test_a_failed_payment_cannot_become_paid():
    payment = PaymentFactory()
    receive(body_of(payment, status="FAILED"))
    with pytest.raises(receipts.AlreadySettled):
        receive(body_of(payment), nonce="nonce-0002")


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"secret": "another"}, receipts.CallbackUnsigned),
        ({"signature": ""}, receipts.CallbackUnsigned),
        ({"signature": "é"}, receipts.CallbackUnsigned),
        ({"at": MORNING - timedelta(seconds=301)}, receipts.CallbackStale),
        ({"at": MORNING + timedelta(seconds=301)}, receipts.CallbackStale),
        ({"nonce": "short"}, receipts.CallbackMalformed),
        ({"nonce": "n" * 65}, receipts.CallbackMalformed),
    ],
)
def test_a_callback_that_cannot_be_believed_is_journalled_and_nothing_else(how, refusal):
    payment = PaymentFactory()
    with pytest.raises(refusal):
        receive(body_of(payment), **how)
    _untouched(payment, refusal)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount_cny": "1977.99"}, receipts.AmountDiffers),
        ({"amount_cny": "NaN"}, receipts.CallbackMalformed),
        ({"amount_cny": "much"}, receipts.CallbackMalformed),
        ({"status": "PERHAPS"}, receipts.CallbackMalformed),
        ({"payment_no": "P0"}, receipts.PaymentUnknown),
        ({"bill_no": "other-01"}, receipts.PaymentUnknown),
    ],
)
def test_a_signed_callback_that_does_not_fit_is_journalled_and_nothing_else(changes, refusal):
    payment = PaymentFactory()
    with pytest.raises(refusal):
        receive(body_of(payment, **changes))
    _untouched(payment, refusal)


def test_a_replayed_callback_is_refused():
    payment = PaymentFactory()
    receive(body_of(payment))
    with pytest.raises(receipts.CallbackReplayed):
        receive(body_of(payment))
    assert names() == ["clearance.tax-paid", "clearance.bank-callback-refused"]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe", b'{"payment_no": 1}'])
def test_a_body_that_cannot_be_read_is_refused(body):
    with pytest.raises(receipts.CallbackMalformed):
        receive(body)
    assert names() == ["clearance.bank-callback-refused"]


def test_old_nonces_are_forgotten_when_their_time_is_over(settings):
    BankNonce.objects.create(nonce="old-nonce", seen_at=MORNING - timedelta(hours=1))
    receive(body_of(PaymentFactory()))
    assert list(BankNonce.objects.values_list("nonce", flat=True)) == ["nonce-0001"]


def test_the_door_answers_a_refusal_with_a_problem():
    payment = PaymentFactory()
    answer = APIClient().post(
        "/api/v1/bank/callback", body_of(payment), content_type="application/json"
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "bank_callback_unsigned"
    _untouched(payment, receipts.CallbackUnsigned)


def _untouched(payment, refusal):
    payment.refresh_from_db()
    assert payment.state == PaymentState.ACCEPTED
    assert payment.bill.state == BillState.PAYING
    assert not BankNonce.objects.exists()
    assert names() == ["clearance.bank-callback-refused"]
    assert JournalEntry.objects.get().payload["rule"] == refusal.code


@pytest.mark.parametrize("source", BillState)
@pytest.mark.parametrize("target", BillState)
def test_every_step_of_a_bill_is_allowed_or_refused_by_the_table(source, target):
    bill = TaxBillFactory(state=source, paid_at=MORNING if source == BillState.PAID else None)
    if BILL_FLOW.allows(source=source, target=target):
        step = {
            BillState.PAYING: lambda: bill.start_paying(at=MORNING),
            BillState.DUE: lambda: bill.fall_due_again(at=MORNING, reason="no money"),
            BillState.PAID: lambda: bill.write_off(at=MORNING),
            BillState.CANCELLED: lambda: bill.cancel(
                at=MORNING, by=UserFactory(tax_officer=True), reason="amended"
            ),
        }[target]
        step()
        bill.refresh_from_db()
        assert bill.state == target
    else:
        with pytest.raises(IllegalMove):
            bill._move_to(target, told(at=MORNING))


@pytest.mark.parametrize("source", PaymentState)
@pytest.mark.parametrize("target", PaymentState)
def test_every_step_of_a_payment_is_allowed_or_refused_by_the_table(source, target):
    settled = source in (PaymentState.PAID, PaymentState.FAILED)
    payment = PaymentFactory(state=source, settled_at=MORNING if settled else None)
    if PAYMENT_FLOW.allows(source=source, target=target):
        step = {
            PaymentState.ACCEPTED: lambda: payment.accepted_by_bank(at=MORNING),
            PaymentState.PAID: lambda: payment.settle(at=MORNING, bank_reference="BK"),
            PaymentState.FAILED: lambda: payment.fail(at=MORNING, reason="no"),
        }[target]
        step()
        payment.refresh_from_db()
        assert payment.state == target
    else:
        with pytest.raises(IllegalMove):
            payment._move_to(target, told(at=MORNING))


def test_a_paid_bill_without_a_time_is_impossible():
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxBillFactory(state=BillState.PAID)
