"""Deposits given back: asked by the enterprise, decided by an officer, paid out by the bank."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from rest_framework.test import APIClient

from clearance.duties.models import (
    DepositReturn,
    Entry,
    Guarantee,
    GuaranteeEntry,
    Payment,
    Posting,
)
from clearance.duties.operations import return_deposit as acts
from clearance.duties.operations.order_payment import BadAccount
from clearance.duties.operations.pay_deposit import pay_deposit
from clearance.duties.operations.reserve_guarantee import reserve_guarantee
from clearance.duties.operations.settle_payment import fail_payment, settle_payment
from clearance.duties.states import RETURN_FLOW, ReturnState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.duties import MORNING, GuaranteeFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
D = Decimal
ACCOUNT = "6222020200112233"
REASON = "The season is over, nothing more to secure."
NUMBER = "510120261000000001"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch, settings):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    settings.BANK_URL = "http://127.0.0.1:9"
    settings.BANK_TIMEOUT_SECONDS = 1


@pytest.fixture
def clerk():
    return UserFactory(clerk=True)


@pytest.fixture
def officer():
    return UserFactory(tax_officer=True)


@pytest.fixture
def deposit(clerk):
    """A hundred thousand paid in and received."""
    number = pay_deposit(amount_cny=D("100000.00"), account=ACCOUNT, by=clerk, now=MORNING)
    settle_payment(payment=Payment.objects.get(payment_no=number), bank_reference="B1", now=MORNING)
    return Guarantee.objects.get()


def ask(deposit, clerk, **changes):
    usual = {
        "guarantee_no": deposit.guarantee_no,
        "amount_cny": D("40000.00"),
        "account": ACCOUNT,
        "reason": REASON,
        "by": clerk,
        "now": MORNING,
    }
    return acts.ask_return(**(usual | changes))


def decide(number, officer, *, grant=True, answer="Nothing is owed; paid back."):
    return acts.decide_return(return_no=number, grant=grant, answer=answer, by=officer, now=MORNING)


def names():
    return list(JournalEntry.objects.order_by("id").values_list("name", flat=True))


def balance(account):
    return Entry.objects.filter(account=account).aggregate(sum=Sum("amount_cny"))["sum"] or 0


def test_what_is_granted_leaves_the_deposit_and_the_bank_pays_it(deposit, clerk, officer):
    number = ask(deposit, clerk)
    assert DepositReturn.objects.get().answer_by == MORNING + timedelta(days=5)
    assert decide(number, officer) == ReturnState.GRANTED

    deposit.refresh_from_db()
    assert (deposit.used_cny, deposit.returned_cny, deposit.left_cny) == (
        D("40000.00"), D("40000.00"), D("60000.00"),
    )  # fmt: skip
    entry = GuaranteeEntry.objects.get()
    assert (entry.kind, entry.declaration_no) == ("RETURN", number)
    payment = Payment.objects.get(purpose="RETURN")
    assert (payment.amount_cny, payment.account) == (D("40000.00"), ACCOUNT)
    assert (balance("DEPOSITS"), balance("REFUNDS")) == (D("-60000.00"), D("-40000.00"))

    settle_payment(payment=payment, bank_reference="B2", now=MORNING)
    asked = DepositReturn.objects.get()
    assert (asked.state, asked.paid_at) == (ReturnState.PAID, MORNING)
    assert (balance("BANK"), balance("REFUNDS")) == (D("60000.00"), D(0))
    assert Entry.objects.aggregate(sum=Sum("amount_cny"))["sum"] == 0
    assert names()[-3:] == [
        "clearance.deposit-return-asked",
        "clearance.deposit-return-decided",
        "clearance.deposit-returned",
    ]


def test_what_is_refused_stays_and_says_why(deposit, clerk, officer):
    number = ask(deposit, clerk)
    decide(number, officer, grant=False, answer="A bill of November is still open.")

    deposit.refresh_from_db()
    assert deposit.left_cny == D("100000.00")
    assert DepositReturn.objects.get().answer == "A bill of November is still open."
    assert not Payment.objects.filter(purpose="RETURN").exists()
    assert ask(deposit, clerk) != number  # and may be asked again


def test_a_request_may_be_taken_back_until_it_is_decided(deposit, clerk, officer):
    number = ask(deposit, clerk)
    acts.take_back_return(return_no=number, by=clerk, now=MORNING)
    with pytest.raises(acts.ReturnNotWaiting):
        decide(number, officer)
    with pytest.raises(acts.ReturnNotWaiting):
        acts.take_back_return(return_no=number, by=clerk, now=MORNING)


def test_when_the_bank_cannot_pay_another_account_is_named(deposit, clerk, officer):
    number = ask(deposit, clerk)
    decide(number, officer)
    with pytest.raises(acts.ReturnNotWaiting):
        acts.order_return_again(return_no=number, account=ACCOUNT, by=clerk, now=MORNING)
    payment = Payment.objects.get(purpose="RETURN")
    fail_payment(payment=payment, reason="account closed", now=MORNING)

    again = acts.order_return_again(
        return_no=number, account="6222020200119999", by=clerk, now=MORNING
    )
    settle_payment(payment=Payment.objects.get(payment_no=again), bank_reference="B3", now=MORNING)
    assert DepositReturn.objects.get().state == ReturnState.PAID
    assert Posting.objects.filter(kind="RETURN_PAID").count() == 1


def test_what_declarations_took_meanwhile_is_not_given_back(deposit, clerk, officer):
    number = ask(deposit, clerk, amount_cny=D("100000.00"))
    reserve_guarantee(
        enterprise=clerk.enterprise,
        declaration_no=NUMBER,
        guarantee_no=deposit.guarantee_no,
        amount_cny=D("1.00"),
        on=MORNING.date(),
        now=MORNING,
    )
    before = (names(), Posting.objects.count())
    with pytest.raises(acts.DepositInUse):
        decide(number, officer)
    assert (names(), Posting.objects.count()) == before
    assert DepositReturn.objects.get().state == ReturnState.ASKED


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"amount_cny": D("100000.01")}, acts.DepositInUse, "amount_cny"),
        ({"amount_cny": D(0)}, acts.DepositInUse, "amount_cny"),
        ({"amount_cny": D("-1")}, acts.DepositInUse, "amount_cny"),
        ({"amount_cny": D("1.001")}, acts.DepositInUse, "amount_cny"),
        ({"amount_cny": D("NaN")}, acts.DepositInUse, "amount_cny"),
        ({"account": "12"}, BadAccount, "account"),
        ({"reason": "please"}, Fault, "reason"),
        ({"guarantee_no": "GT209900000001"}, NotFound, "guarantee_no"),
    ],
)
def test_a_wrong_request_is_refused_and_leaves_nothing(deposit, clerk, change, refusal, field):
    before = names()
    with pytest.raises(refusal) as refused:
        ask(deposit, clerk, **change)
    assert refused.value.field == field
    assert refused.value.remedy
    assert not DepositReturn.objects.exists()
    assert names() == before


def test_only_a_deposit_of_ones_own_is_given_back_and_one_request_at_a_time(deposit, clerk):
    bank = GuaranteeFactory(enterprise=clerk.enterprise)
    with pytest.raises(acts.NoDeposit):
        ask(bank, clerk)
    with pytest.raises(NotFound):
        ask(deposit, UserFactory(clerk=True))
    ask(deposit, clerk)
    with pytest.raises(acts.ReturnAlreadyAsked):
        ask(deposit, clerk)
    assert DepositReturn.objects.count() == 1


def test_who_may_do_what(deposit, clerk, officer):
    number = ask(deposit, clerk)
    with pytest.raises(NotPermitted):
        ask(deposit, officer)
    with pytest.raises(NotPermitted):
        decide(number, clerk)
    with pytest.raises(NotFound):
        acts.take_back_return(return_no=number, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(Fault):
        decide(number, officer, answer="no")


@pytest.mark.parametrize(("source", "target"), list(product(ReturnState, ReturnState)))
def test_every_pair_of_states(source, target):
    if target in RETURN_FLOW.moves.get(source, set()):
        RETURN_FLOW.check(source=source, target=target)
    else:
        with pytest.raises(IllegalMove):
            RETURN_FLOW.check(source=source, target=target)


@pytest.mark.parametrize("state", ["GRANTED", "PAID", "ODD", "REFUSED"])
def test_the_database_refuses_a_state_without_what_it_implies(deposit, clerk, state):
    ask(deposit, clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        DepositReturn.objects.update(state=state, move=moved(at=MORNING))


PAGE = "/officer/deposit-returns/"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Deposits asked back"), ("zh-hans", "保证金退还")]
)
def test_the_pages_ask_list_decide_and_export(client, deposit, clerk, officer, language, word):
    own = f"/enterprise/guarantees/{deposit.guarantee_no}/"
    client.force_login(clerk)
    wrong = client.post(f"{own}return", {"amount": "abc", "account": ACCOUNT, "reason": REASON})
    assert wrong.status_code == 422
    assert 'value="abc"' in wrong.content.decode()
    sent = client.post(f"{own}return", {"amount": "40,000", "account": ACCOUNT, "reason": REASON})
    assert sent.url == own
    number = DepositReturn.objects.get().return_no
    assert number in client.get(own).content.decode()

    client.force_login(officer)
    listed = client.get(PAGE, HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert word in listed
    assert number in listed
    assert number not in client.get(f"{PAGE}?state=PAID").content.decode()
    export = client.get(f"{PAGE}export.csv")
    assert number in b"".join(export.streaming_content).decode()
    short = client.post(f"{PAGE}{number}/decide", {"decision": "grant", "answer": "ok"})
    assert short.status_code == 422
    done = client.post(
        f"{PAGE}{number}/decide", {"decision": "grant", "answer": "Nothing is owed."}
    )
    assert done.url == f"{PAGE}{number}/"
    assert client.get(done.url, HTTP_ACCEPT_LANGUAGE=language).status_code == 200
    assert DepositReturn.objects.get().state == ReturnState.GRANTED

    fail_payment(payment=Payment.objects.get(purpose="RETURN"), reason="closed", now=MORNING)
    client.force_login(clerk)
    assert "again_account" in client.get(own).content.decode()
    bad = client.post(f"/enterprise/deposit-returns/{number}/order", {"again_account": "1"})
    assert bad.status_code == 422
    client.post(f"/enterprise/deposit-returns/{number}/order", {"again_account": ACCOUNT})
    assert Payment.objects.filter(purpose="RETURN", state="ORDERED").count() == 1


def test_programs_ask_once_and_officers_decide(deposit, clerk, officer):
    program, desk = APIClient(), APIClient()
    program.force_authenticate(clerk)
    desk.force_authenticate(officer)
    body = {
        "guarantee_no": deposit.guarantee_no,
        "amount_cny": "40000.00",
        "account": ACCOUNT,
        "reason": REASON,
    }
    door = "/api/v1/deposit-returns"
    first = program.post(door, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = program.post(door, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert (first.status_code, first.json()) == (201, again.json())
    number = first.json()["return_no"]
    assert [one["return_no"] for one in program.get(door).json()] == [number]
    assert program.post(f"{door}/{number}/decide", {}, format="json").status_code == 403
    decided = desk.post(
        f"{door}/{number}/decide", {"grant": True, "answer": "Nothing is owed."}, format="json"
    )
    assert decided.json()["state"] == "GRANTED"
    assert program.delete(f"{door}/{number}").status_code == 409
    stranger = APIClient()
    stranger.force_authenticate(UserFactory(clerk=True))
    assert stranger.get(f"{door}/{number}").status_code == 404
