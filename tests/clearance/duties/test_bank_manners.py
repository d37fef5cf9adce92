"""The bank signed, late, twice, lost, contradictory, over real HTTP: one posting each time."""

import asyncio
import contextlib
import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clearance.duties.devices.bank.ledger import Ledger
from clearance.duties.devices.bank.simulator import Bank, Manner, serving
from clearance.duties.devices.insurer.simulator import policy_of
from clearance.duties.models import BankStatement, Guarantee, Payment, Posting, TaxBill
from clearance.duties.operations.bill_tax import sums_of
from clearance.duties.operations.compare_statement import BankSilent, fetch_and_compare
from clearance.duties.operations.draw_guarantee import draw_guarantee
from clearance.duties.operations.order_payment import order_payments
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.operations.register_policy import (
    InsurerSilent,
    PolicyRegistered,
    PolicyUnknown,
    register_policy,
)
from clearance.duties.operations.reserve_guarantee import reserve_guarantee
from clearance.duties.operations.send_payment import ask_outstanding, send_payment
from clearance.duties.states import BillState, PaymentState
from customs_portal.journal.models import JournalEntry
from tests.factories.duties import TaxBillFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("C-19")]
SECRET = "only-for-tests"


@contextlib.contextmanager
def a_running_bank(settings, live_server, folder, **manner):
    """A bank on a real port in a thread of its own, calling back the portal of the test."""
    bank = Bank(
        secret=SECRET,
        ledger=Ledger(folder / "orders.jsonl"),
        manner=Manner(**{"delay_seconds": 0.05, **manner}),
    )
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports = []

    async def serve():
        async with serving(bank) as port:
            ports.append(port)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    settings.BANK_SHARED_SECRET = SECRET
    settings.BANK_URL = f"http://127.0.0.1:{ports[0]}"
    settings.INSURER_URL = f"{settings.BANK_URL}/insurer"
    settings.PUBLIC_URL = live_server.url
    try:
        yield bank
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def ordered(count=1, *, together=True):
    """Bills in the ledger, ordered and handed to the bank."""
    clerk = UserFactory(clerk=True)
    bills = [TaxBillFactory(enterprise=clerk.enterprise) for _ in range(count)]
    now = datetime.now(UTC)
    for bill in bills:
        bill.pay_by = timezone.localdate(now)
        bill.save()
        post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=now)
    numbers = order_payments(
        bill_nos=[bill.bill_no for bill in bills],
        account="6222020200112233",
        together=together,
        by=clerk,
        now=now,
    )
    for number in numbers:
        send_payment(payment_no=number, now=now)
    return numbers


def paid():
    return Posting.objects.filter(kind="PAID").count()


def all_are(state):
    return lambda: set(TaxBill.objects.values_list("state", flat=True)) == {state}


@pytest.mark.parametrize(
    "manner", [{}, {"delay_seconds": 0.8}, {"twice": True}], ids=["signed", "delayed", "duplicated"]
)
def test_a_heard_callback_is_one_posting(live_server, settings, tmp_path, manner):
    with a_running_bank(settings, live_server, tmp_path, **manner) as bank:
        ordered()
        until(all_are(BillState.PAID))
        until(lambda: len(bank.callbacks) == (2 if manner.get("twice") else 1))
    assert paid() == 1
    assert [status for _, status in bank.callbacks] == [200] * len(bank.callbacks)


def test_a_group_is_one_callback_and_one_posting_a_bill(live_server, settings, tmp_path):
    with a_running_bank(settings, live_server, tmp_path, twice=True) as bank:
        (number,) = ordered(3)
        until(all_are(BillState.PAID))
        until(lambda: len(bank.callbacks) == 2)
        assert bank.ledger.orders[number].amount_cny == "5934.00"
    assert paid() == 3


def test_a_lost_callback_is_asked_for_and_posted_once(live_server, settings, tmp_path):
    with a_running_bank(settings, live_server, tmp_path, loses=True) as bank:
        (number,) = ordered(2)
        until(lambda: bank.ledger.orders[number].due_at <= time.time())
        assert ask_outstanding(now=datetime.now(UTC)) == 0  # not yet a minute silent
        later = datetime.now(UTC) + timedelta(seconds=61)
        assert ask_outstanding(now=later) == 1
        assert all_are(BillState.PAID)()
        assert ask_outstanding(now=later + timedelta(seconds=61)) == 0
        assert bank.callbacks == []
    assert paid() == 2


def test_a_lost_callback_that_comes_after_all_changes_nothing(live_server, settings, tmp_path):
    with a_running_bank(settings, live_server, tmp_path, delay_seconds=1.0) as bank:
        (number,) = ordered()
        order = bank.ledger.orders[number]
        until(lambda: order.due_at - 0.3 <= time.time())
        order.due_at = time.time() - 1  # the bank is done, its word is still on the way
        ask_outstanding(now=datetime.now(UTC) + timedelta(seconds=61))
        assert all_are(BillState.PAID)()
        until(lambda: bank.callbacks)
    assert bank.callbacks == [(number, 200)]
    assert paid() == 1


@pytest.mark.parametrize(
    ("fails", "state", "postings"), [(False, BillState.PAID, 1), (True, BillState.DUE, 0)]
)
def test_what_the_bank_says_later_against_its_own_word_is_refused_and_told(
    live_server, settings, tmp_path, fails, state, postings
):
    with a_running_bank(settings, live_server, tmp_path, fails=fails, contradicts=True) as bank:
        ordered()
        until(lambda: len(bank.callbacks) == 2)
    assert [status for _, status in bank.callbacks] == [200, 409]
    assert all_are(state)()
    assert paid() == postings
    assert JournalEntry.objects.filter(name="clearance.bank-callback-refused").count() == 1


@pytest.mark.parametrize("manner", [{"bad_signature": True}, {"wrong_amount": True}])
def test_a_callback_that_is_not_to_be_believed_posts_nothing(
    live_server, settings, tmp_path, manner
):
    with a_running_bank(settings, live_server, tmp_path, **manner) as bank:
        ordered()
        until(lambda: bank.callbacks)
    assert bank.callbacks[0][1] in (401, 409)
    assert paid() == 0
    assert Payment.objects.get().state == PaymentState.ACCEPTED


def test_the_banks_statement_agrees_and_then_differs(live_server, settings, tmp_path):
    officer = UserFactory(tax_officer=True)
    today = timezone.localdate(datetime.now(UTC))
    with a_running_bank(settings, live_server, tmp_path) as bank:
        (number,) = ordered(2)
        until(all_are(BillState.PAID))
        fetch_and_compare(on=today, by=officer, now=datetime.now(UTC))
        statement = BankStatement.objects.get()
        assert (statement.lines, statement.matched, statement.differences) == (1, 1, [])
        assert statement.bank_total_cny == statement.our_total_cny == Decimal("3956.00")
        bank.ledger.orders[number].amount_cny = "3956.01"
        pk = fetch_and_compare(on=today, by=officer, now=datetime.now(UTC))
        (difference,) = BankStatement.objects.get(pk=pk).differences
        assert (difference["kind"], difference["payment_no"]) == ("AMOUNT", number)
    with pytest.raises(BankSilent):
        fetch_and_compare(on=today, by=officer, now=datetime.now(UTC))


def test_an_insurer_confirms_a_policy_and_takes_its_claim(live_server, settings, tmp_path):
    clerk, officer = UserFactory(clerk=True), UserFactory(tax_officer=True)
    number = policy_of(clerk.enterprise.uscc)
    now = datetime.now(UTC)
    with a_running_bank(settings, live_server, tmp_path):
        with pytest.raises(PolicyUnknown):
            register_policy(policy_no="DI00000000", by=clerk, now=now)
        guarantee_no = register_policy(policy_no=f" {number.lower()} ", by=clerk, now=now)
        with pytest.raises(PolicyRegistered):
            register_policy(policy_no=number, by=clerk, now=now)
        guarantee = Guarantee.objects.get()
        assert (guarantee.kind, guarantee.issuer_reference) == ("INSURANCE", number)
        yesterday = timezone.localdate(now) - timedelta(days=1)
        bill = TaxBillFactory(enterprise=clerk.enterprise, pay_by=yesterday)
        post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=now)
        reserve_guarantee(
            enterprise=clerk.enterprise,
            declaration_no=bill.declaration_no,
            guarantee_no=guarantee_no,
            amount_cny=Decimal("2500.00"),
            on=guarantee.valid_from,
            now=now,
        )
        draw_guarantee(bill_no=bill.bill_no, by=officer, now=datetime.now(UTC))
    guarantee.refresh_from_db()
    assert (guarantee.drawn_cny, guarantee.used_cny) == (Decimal("1978.00"), Decimal("2500.00"))
    assert TaxBill.objects.get().state == BillState.PAID
    assert Posting.objects.filter(kind="DRAWN").count() == 1
    with pytest.raises(InsurerSilent):
        register_policy(policy_no="DI12345678", by=clerk, now=now)
