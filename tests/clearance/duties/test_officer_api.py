"""The tax officers' door for programs: the acts of their pages, with duty and second person."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from clearance.duties.models import Guarantee, Refund, TaxBill
from clearance.duties.states import BillState
from tests.clearance.duties.test_arrangements import ACCOUNT, a_paid_bill
from tests.clearance.duties.test_drawing import secured
from tests.factories.duties import MORNING
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]
API = "/api/v1/assessed-bills"
REFUND = {"amount_cny": "500.00", "account": ACCOUNT, "reason": "The weight was corrected."}


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def officers():
    return UserFactory(tax_officer=True), UserFactory(tax_officer=True)


def program(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_a_refund_is_proposed_by_one_and_granted_by_another(officers):
    first, second = map(program, officers)
    bill = a_paid_bill()
    where = f"{API}/{bill.bill_no}/refunds"

    made = first.post(where, REFUND, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = first.post(where, REFUND, format="json", HTTP_IDEMPOTENCY_KEY="k")

    assert made.status_code == again.status_code == 201
    assert Refund.objects.count() == 1
    refund = made.json()
    assert (refund["state"], refund["amount_cny"]) == ("PROPOSED", "500.00")
    decide = f"{where}/{refund['refund_no']}/decide"
    own = first.post(decide, {"grant": True}, format="json")
    assert own.status_code >= 400
    assert Refund.objects.get().state == "PROPOSED"
    granted = second.post(decide, {"grant": True}, format="json").json()
    assert (granted["state"], granted["decided_by"]) == ("GRANTED", officers[1].username)
    assert [one["refund_no"] for one in second.get(where).json()] == [refund["refund_no"]]
    order = second.post(decide.replace("decide", "order"), {"account": ACCOUNT}, format="json")
    assert order.status_code >= 400  # the bank has not failed


def test_a_refund_of_another_bill_is_not_found(officers):
    first, second = map(program, officers)
    one, other = a_paid_bill(), a_paid_bill()
    number = first.post(f"{API}/{one.bill_no}/refunds", REFUND, format="json").json()["refund_no"]
    wrong = second.post(
        f"{API}/{other.bill_no}/refunds/{number}/decide", {"grant": True}, format="json"
    )
    assert wrong.status_code == 404
    assert Refund.objects.get().state == "PROPOSED"


def test_an_overdue_bill_is_claimed_and_the_guarantor_pays(officers, monkeypatch):
    guarantee, bill = secured()
    early = program(officers[0]).post(f"{API}/{bill.bill_no}/draw")
    assert early.json()["code"] == "not_overdue"
    assert TaxBill.objects.get().state == BillState.DUE
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING + timedelta(days=16))
    assert program(officers[0]).post(f"{API}/{bill.bill_no}/draw").json()["state"] == BillState.PAID
    assert Guarantee.objects.get().drawn_cny == bill.total_cny
    assert program(officers[0]).post(f"{API}/{bill.bill_no}/guarantor-paid").status_code == 200
    twice = program(officers[0]).post(f"{API}/{bill.bill_no}/guarantor-paid")
    assert twice.json()["code"] == "nothing_drawn"


def test_a_paper_is_registered_and_a_wrong_one_is_not(officers):
    firm = EnterpriseFactory()
    paper = {
        "uscc": firm.uscc, "kind": "BANK", "limit_cny": "250000.00", "valid_from": "2026-01-01",
        "valid_to": "2026-12-31", "issuer_reference": "BG-2026-77",
    }  # fmt: skip
    made = program(officers[0]).post("/api/v1/guarantees/register", paper, format="json")
    assert made.status_code == 201, made.json()
    assert Guarantee.objects.get().guarantee_no == made.json()["guarantee_no"]
    wrong = paper | {"valid_to": "2025-12-31", "issuer_reference": "BG-2"}
    refused = program(officers[0]).post("/api/v1/guarantees/register", wrong, format="json")
    assert refused.status_code == 422
    assert Guarantee.objects.count() == 1


def test_a_firm_is_admitted_to_pay_by_the_month_and_a_month_is_billed(officers):
    firm = EnterpriseFactory(advanced=True)
    officer = program(officers[0])
    admitted = officer.post("/api/v1/periodic-payers", {"uscc": firm.uscc}, format="json")
    assert [one["uscc"] for one in admitted.json()] == [firm.uscc]
    assert officer.get("/api/v1/periodic-payers").json() == admitted.json()
    unknown = officer.post("/api/v1/periodic-payers", {"uscc": "9" * 18}, format="json")
    assert unknown.status_code == 422
    over = officer.post("/api/v1/periodic-bills", {"month": "2026-10-01"}, format="json")
    assert (over.status_code, over.json()) == (201, {"periodic_nos": []})
    early = officer.post("/api/v1/periodic-bills", {"month": "2026-11-01"}, format="json")
    assert early.status_code == 422


def test_a_day_of_the_bank_is_held_against_ours(officers):
    officer = program(officers[0])
    file = "payment_no,amount_cny,status,bank_reference\n"

    sent = SimpleUploadedFile("day.csv", file.encode())
    made = officer.post(
        "/api/v1/bank-statements", {"for_date": "2026-11-01", "file": sent}, format="multipart"
    )
    assert made.status_code == 201, made.json()
    shown = officer.get(f"/api/v1/bank-statements/{made.json()['id']}").json()
    assert (shown["lines"], shown["differences"]) == (0, [])
    odd = SimpleUploadedFile("day.csv", b"\xff\xfe")
    wrong = officer.post(
        "/api/v1/bank-statements", {"for_date": "2026-11-01", "file": odd}, format="multipart"
    )
    assert wrong.json()["code"] == "unreadable_statement"


@pytest.mark.parametrize(
    "address",
    [
        f"{API}/510120261000000001-01/draw",
        f"{API}/510120261000000001-01/refunds",
        "/api/v1/guarantees/register",
        "/api/v1/bank-statements/fetch",
        "/api/v1/periodic-payers",
        "/api/v1/periodic-bills",
    ],
)
def test_neither_an_enterprise_nor_another_officer_acts_here(address):
    for user in (UserFactory(clerk=True), UserFactory(reviewer=True)):
        assert program(user).post(address, {}, format="json").status_code == 403
