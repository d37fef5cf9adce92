"""Several bills paid by the page and the API; the officer's ledger, days, refunds and months."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from clearance.duties.models import (
    BankStatement,
    Guarantee,
    NamedPayer,
    Payment,
    PeriodicPayer,
    Refund,
    TaxBill,
)
from clearance.duties.operations.bill_tax import sums_of
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.states import BillState
from customs_portal.journal.models import JournalEntry
from tests.factories.duties import MORNING, GuaranteeFactory, PaymentFactory, TaxBillFactory
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
ACCOUNT = "6222020200112233"


@pytest.fixture(autouse=True)
def _no_bank(settings):
    settings.BANK_URL = "http://127.0.0.1:9"
    settings.INSURER_URL = "http://127.0.0.1:9/insurer"
    settings.BANK_TIMEOUT_SECONDS = 1


@pytest.fixture
def clerk():
    return UserFactory(clerk=True)


@pytest.fixture
def as_clerk(client, clerk):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_officer(client):
    client.force_login(
        UserFactory(tax_officer=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def api(clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_three_bills_are_chosen_checked_and_paid_at_once(as_clerk, clerk):
    numbers = [TaxBillFactory(enterprise=clerk.enterprise).bill_no for _ in range(3)]
    paid = TaxBillFactory(enterprise=clerk.enterprise, paid=True).bill_no
    assert "data-select-all" in text(as_clerk.get("/enterprise/tax-bills/"))
    page = text(as_clerk.post("/enterprise/tax-bills/choose", {"selected": [*numbers, paid]}))
    assert "5,934.00" in page
    assert "1 chosen bill does not wait" in page
    wrong = as_clerk.post(
        "/enterprise/tax-bills/pay-chosen", {"bill_no": numbers, "account": "12x", "how": "apart"}
    )
    assert "12x" in text(wrong, 422)
    assert not Payment.objects.exists()
    done = as_clerk.post(
        "/enterprise/tax-bills/pay-chosen", {"bill_no": numbers, "account": ACCOUNT}
    )
    assert done.status_code == 302
    assert Payment.objects.filter(leader=None).count() == 1
    assert Payment.objects.count() == 3


def test_choosing_nothing_says_what_to_do(as_clerk):
    page = text(as_clerk.post("/enterprise/tax-bills/choose", {}), 422)
    assert "No chosen bill waits for payment" in page


def test_a_payer_is_named_and_sees_the_bills(as_clerk, clerk, client):
    other = UserFactory(clerk=True)
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    assert "Nobody else" in text(as_clerk.get("/enterprise/payers/"))
    text(as_clerk.post("/enterprise/payers/name", {"uscc": "wrong"}), 422)
    as_clerk.post("/enterprise/payers/name", {"uscc": other.enterprise.uscc})
    assert other.enterprise.uscc in text(as_clerk.get("/enterprise/payers/"))
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert bill.bill_no in text(client.get("/enterprise/tax-bills/"))
    text(client.get(f"/enterprise/tax-bills/{bill.bill_no}/"))
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/enterprise/payers/{other.enterprise.uscc}/end")
    assert NamedPayer.objects.get().ended_at
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    text(client.get(f"/enterprise/tax-bills/{bill.bill_no}/"), 404)


def test_a_deposit_and_a_policy_are_asked_for_on_the_guarantees_page(as_clerk, clerk):
    GuaranteeFactory(enterprise=clerk.enterprise)
    page = text(as_clerk.get("/enterprise/guarantees/"))
    assert "Pay a deposit" in page
    wrong = as_clerk.post("/enterprise/guarantees/deposit", {"amount": "much", "account": ACCOUNT})
    assert "much" in text(wrong, 422)
    as_clerk.post("/enterprise/guarantees/deposit", {"amount": "5,000.50", "account": ACCOUNT})
    assert Payment.objects.get().amount_cny == Decimal("5000.50")
    away = as_clerk.post("/enterprise/guarantees/policy", {"policy_no": "DI12345678"})
    assert "DI12345678" in text(away, 503)
    assert Guarantee.objects.count() == 1


def test_the_ledger_shows_balances_and_entries_and_exports_them(as_officer):
    assert "Nothing posted yet" in text(as_officer.get("/officer/ledger/"))
    bill = TaxBillFactory(enterprise__name_en="=cmd")
    post_bill(bill=bill, sums=sums_of(bill.lines.all()), now=MORNING)
    page = text(as_officer.get("/officer/ledger/", {"q": bill.bill_no}))
    for words in (bill.bill_no, "1,978.00", "600.00", "Taxes receivable"):
        assert words in page
    assert bill.bill_no not in text(as_officer.get("/officer/ledger/", {"account": "BANK"}))
    exported = b"".join(as_officer.get("/officer/ledger/export.csv").streaming_content).decode()
    assert "'=cmd" in exported
    assert "-1378.00" in exported


def test_a_bank_statement_is_uploaded_and_its_differences_exported(as_officer):
    payment = PaymentFactory(paid=True)
    file = SimpleUploadedFile(
        "day.csv",
        f"payment_no,amount_cny,status,bank_reference\n{payment.payment_no},1.00,PAID,BR-1\n"
        "=P2,1.00,PAID,B\n".encode(),
    )
    done = as_officer.post(
        "/officer/reconciliation/compare", {"for_date": "2026-11-02", "file": file}
    )
    assert done.status_code == 302
    page = text(as_officer.get(done.url))
    assert "Another amount" in page
    assert "2 differences" in text(as_officer.get("/officer/reconciliation/"))
    exported = as_officer.get(f"{done.url}differences.csv")
    assert "'=P2" in b"".join(exported.streaming_content).decode()
    text(as_officer.get("/officer/reconciliation/999/"), 404)


@pytest.mark.parametrize(
    ("given", "status"),
    [({"for_date": "soon"}, 422), ({"for_date": "2026-11-02"}, 503)],
)
def test_a_statement_without_a_day_or_a_bank_is_refused(as_officer, given, status):
    text(as_officer.post("/officer/reconciliation/compare", given), status)
    assert not BankStatement.objects.exists()


def test_a_refund_is_proposed_and_decided_on_the_bills_page(as_officer, client):
    bill = TaxBillFactory(paid=True)
    address = f"/officer/tax-bills/{bill.bill_no}/"
    assert "Propose a refund" in text(as_officer.get(address))
    given = {"amount": "100", "account": ACCOUNT, "reason": "weight"}
    assert as_officer.post(f"{address}refund", given).status_code == 302
    number = Refund.objects.get().refund_no
    assert "Another officer decides" in text(as_officer.get(address))
    text(as_officer.post(f"{address}refund/{number}", {"decision": "grant"}), 403)
    client.force_login(
        UserFactory(tax_officer=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(f"{address}refund/{number}", {"decision": "grant"}).status_code == 302
    assert Payment.objects.get().purpose == "REFUND"
    assert "Granted" in text(client.get(address))


def test_an_overdue_bill_offers_to_draw_the_guarantee(as_officer):
    bill = TaxBillFactory(pay_by=date(2020, 1, 1))
    address = f"/officer/tax-bills/{bill.bill_no}/"
    assert "Draw the guarantee" in text(as_officer.get(address))
    text(as_officer.post(f"{address}draw"), 409)
    guarantee = GuaranteeFactory(enterprise=bill.enterprise)
    guarantee.reserve(declaration_no=bill.declaration_no, amount_cny=Decimal("1978.00"), at=MORNING)
    assert as_officer.post(f"{address}draw").status_code == 302
    assert TaxBill.objects.get().state == BillState.PAID


def test_a_group_guarantee_is_registered_from_its_paper(as_officer, clerk):
    assert "No guarantee yet" in text(as_officer.get("/officer/guarantees/"))
    given = {
        "uscc": clerk.enterprise.uscc,
        "kind": "GROUP",
        "limit": "2,000,000",
        "valid_from": "2026-01-01",
        "valid_to": "2027-12-31",
        "issuer_reference": "LG-2026-77",
        "members": EnterpriseFactory().uscc,
    }
    address = "/officer/guarantees/register"
    for wrong in (
        {"uscc": "nobody"},
        {"kind": "DEPOSIT"},
        {"limit": "much"},
        {"valid_from": "soon"},
        {"valid_to": "2025-01-01"},
        {"issuer_reference": " "},
        {"members": "nobody"},
        {"kind": "BANK"},
    ):
        text(as_officer.post(address, given | wrong), 422)
    filled = text(as_officer.post(address, given | {"limit": "much"}), 422)
    assert "LG-2026-77" in filled
    assert not Guarantee.objects.exists()
    assert as_officer.post(address, given).status_code == 302
    guarantee = Guarantee.objects.get()
    assert (guarantee.limit_cny, guarantee.members.count()) == (Decimal("2000000.00"), 1)
    text(as_officer.post(address, given), 409)
    assert "LG-2026-77" in text(as_officer.get("/officer/guarantees/"))
    told = JournalEntry.objects.filter(name="clearance.guarantee-registered")
    assert told.count() == 1


def test_months_are_admitted_billed_and_shown(as_officer, client, clerk):
    text(as_officer.post("/officer/monthly-bills/admit", {"uscc": "nobody"}), 422)
    as_officer.post("/officer/monthly-bills/admit", {"uscc": clerk.enterprise.uscc})
    assert PeriodicPayer.objects.get().enterprise == clerk.enterprise
    assert as_officer.post("/officer/monthly-bills/issue").status_code == 302
    assert clerk.enterprise.uscc in text(as_officer.get("/officer/monthly-bills/"))
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "No monthly bill yet" in text(client.get("/enterprise/monthly-bills/"))


@pytest.mark.parametrize(
    "address",
    [
        "/officer/ledger/",
        "/officer/ledger/export.csv",
        "/officer/guarantees/",
        "/officer/reconciliation/",
        "/officer/monthly-bills/",
        "/enterprise/payers/",
        "/enterprise/monthly-bills/",
    ],
)
def test_without_the_duty_no_door_opens(client, address):
    client.force_login(
        UserFactory(carrier=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(address).status_code == 403


def test_a_program_pays_several_deposits_and_names_payers(api, clerk):
    numbers = [TaxBillFactory(enterprise=clerk.enterprise).bill_no for _ in range(2)]
    paid = api.post(
        "/api/v1/tax-bills/pay", {"bill_nos": numbers, "account": ACCOUNT}, format="json"
    )
    assert paid.status_code == 202
    assert len(paid.json()["payment_nos"]) == 1
    deposit = {"amount_cny": "1000.00", "account": ACCOUNT}
    assert api.post("/api/v1/deposits", deposit, format="json").status_code == 202
    payer = EnterpriseFactory().uscc
    named = api.post("/api/v1/payers", {"uscc": payer}, format="json")
    assert [one["uscc"] for one in named.json()] == [payer]
    assert api.delete(f"/api/v1/payers/{payer}").status_code == 204
    assert api.get("/api/v1/payers").json() == []
    policy = api.post("/api/v1/guarantee-policies", {"policy_no": "DI12345678"}, format="json")
    assert policy.status_code == 503


def test_a_program_of_another_firm_pays_nothing(api):
    bill = TaxBillFactory()
    answer = api.post(
        "/api/v1/tax-bills/pay", {"bill_nos": [bill.bill_no], "account": ACCOUNT}, format="json"
    )
    assert answer.status_code == 404
    assert not Payment.objects.exists()


def test_a_bill_tells_its_steps_to_programs(api, clerk):
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    line = bill.lines.get(tax="VAT")
    line.steps = [
        {
            "kind": "vat_base",
            "figures": {"value": "10000", "duties": "600", "consumption": "0", "base": "10600"},
            "law_key": "",
            "law_date": "",
            "source": "",
            "mark": "",
        }
    ]
    line.save()
    lines = api.get(f"/api/v1/tax-bills/{bill.bill_no}").json()["lines"]
    assert "10,600.00" in lines[1]["steps"][0]["text"]
