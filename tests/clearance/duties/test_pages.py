"""The enterprise's guarantees and bills, the tax officer's list, and the API beside them."""

import csv
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from clearance.duties.models import GuaranteeEntry, Payment
from customs_portal.kit import clock
from tests.factories.duties import GuaranteeFactory, PaymentFactory, TaxBillFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-19")]


@pytest.fixture
def as_user(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def clerk():
    return UserFactory(clerk=True)


def test_guarantees_are_listed_with_their_ledger(as_user, clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    page = as_user(clerk)
    assert guarantee.guarantee_no in page.get("/enterprise/guarantees/").content.decode()
    assert page.get(f"/enterprise/guarantees/{guarantee.guarantee_no}/").status_code == 200


def test_the_ledger_of_a_guarantee_sums_up_page_by_page_and_as_a_file(as_user, clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise, kind="BANK")
    GuaranteeEntry.objects.bulk_create(
        GuaranteeEntry(
            guarantee=guarantee,
            declaration_no=f"51012026100000{number:04d}",
            kind="FREE" if number % 2 else "RESERVE",
            amount_cny=Decimal(number + 1 - number % 2),
            written_at=clock.now(),
        )
        for number in range(210)
    )
    page = as_user(clerk)
    address = f"/enterprise/guarantees/{guarantee.guarantee_no}/"
    oldest = page.get(f"{address}?page=3").content.decode()
    assert "/enterprise/declarations/510120261000000000/" in oldest
    rows = list(csv.reader(b"".join(page.get(f"{address}ledger.csv")).decode().splitlines()))
    assert len(rows) == 211
    assert [rows[at][1:] for at in (-1, -2, -3)] == [
        ["510120261000000000", "Reserved", "1.00", "1.00"],
        ["510120261000000001", "Freed", "1.00", "0.00"],
        ["510120261000000002", "Reserved", "3.00", "3.00"],
    ]
    assert as_user(UserFactory(clerk=True)).get(f"{address}ledger.csv").status_code == 404


def test_the_bill_shows_its_arithmetic_and_asks_before_paying(as_user, clerk):
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    words = as_user(clerk).get(f"/enterprise/tax-bills/{bill.bill_no}/").content.decode()
    for figure in ("10,000.00", "600.00", "10,600.00", "1,378.00", "1,978.00"):
        assert figure in words
    assert "<dialog" in words
    assert "vat.standard" in words


def test_paying_by_the_page(as_user, clerk, settings):
    settings.BANK_URL = "http://127.0.0.1:9"
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    page = as_user(clerk)
    wrong = page.post(f"/enterprise/tax-bills/{bill.bill_no}/pay", {"account": "12x4"})
    assert wrong.status_code == 422
    assert "12x4" in wrong.content.decode()
    page.post(f"/enterprise/tax-bills/{bill.bill_no}/pay", {"account": "6222020200112233"})
    assert Payment.objects.get().amount_cny == bill.total_cny
    status = page.get(f"/enterprise/tax-bills/{bill.bill_no}/status").content.decode()
    assert "every 1s" in status


def test_a_paid_bill_stops_asking(as_user, clerk):
    payment = PaymentFactory(paid=True, bill__enterprise=clerk.enterprise)
    address = f"/enterprise/tax-bills/{payment.bill.bill_no}/status"
    assert "every 1s" not in as_user(clerk).get(address).content.decode()


def test_the_list_filters_and_exports_its_own_bills_only(as_user, clerk):
    mine = TaxBillFactory(enterprise=clerk.enterprise)
    paid = TaxBillFactory(enterprise=clerk.enterprise, paid=True)
    other = TaxBillFactory()
    page = as_user(clerk)
    words = page.get("/enterprise/tax-bills/", {"state": "DUE"}).content.decode()
    assert mine.bill_no in words
    assert paid.bill_no not in words
    exported = b"".join(page.get("/enterprise/tax-bills/export.csv").streaming_content).decode()
    assert mine.bill_no in exported
    assert other.bill_no not in exported
    assert (
        mine.bill_no
        in page.get("/enterprise/tax-bills/", {"q": mine.declaration_no}).content.decode()
    )


@pytest.mark.parametrize("part", ["/", "/status", ".pdf"])
def test_another_enterprises_bill_is_not_found(as_user, clerk, part):
    bill = TaxBillFactory()
    assert as_user(clerk).get(f"/enterprise/tax-bills/{bill.bill_no}{part}").status_code == 404


def test_another_enterprises_guarantee_is_not_found(as_user, clerk):
    guarantee = GuaranteeFactory()
    page = as_user(clerk)
    assert page.get(f"/enterprise/guarantees/{guarantee.guarantee_no}/").status_code == 404


def test_the_tax_officer_sees_every_bill_and_its_document(as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bill = TaxBillFactory(enterprise__name_en="=cmd|evil")
    page = as_user(UserFactory(tax_officer=True))
    assert bill.bill_no in page.get("/officer/tax-bills/").content.decode()
    assert page.get(f"/officer/tax-bills/{bill.bill_no}/").status_code == 200
    exported = b"".join(page.get("/officer/tax-bills/export.csv").streaming_content).decode()
    assert "'=cmd" in exported
    document = page.get(f"/officer/tax-bills/{bill.bill_no}.pdf")
    assert document["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "address", ["/enterprise/guarantees/", "/enterprise/tax-bills/", "/officer/tax-bills/"]
)
def test_without_the_duty_no_door_opens(as_user, address):
    assert as_user(UserFactory(carrier=True)).get(address).status_code == 403


@pytest.fixture
def api(clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def test_a_program_reads_guarantees_and_bills_and_pays(api, clerk, settings):
    settings.BANK_URL = "http://127.0.0.1:9"
    GuaranteeFactory(enterprise=clerk.enterprise, used_cny=Decimal(10))
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    (guarantee,) = api.get("/api/v1/guarantees").json()
    assert guarantee["left_cny"] == "999990.00"
    (listed,) = api.get("/api/v1/tax-bills", {"state": "DUE"}).json()
    assert listed["bill_no"] == bill.bill_no
    assert len(api.get(f"/api/v1/tax-bills/{bill.bill_no}").json()["lines"]) == 2
    paid = api.post(
        f"/api/v1/tax-bills/{bill.bill_no}/pay", {"account": "6222020200112233"}, format="json"
    )
    assert paid.status_code == 202
    assert paid.json()["payment_no"].startswith("P")


def test_a_program_of_another_firm_or_without_the_duty_gets_nothing(api):
    bill = TaxBillFactory()
    address = f"/api/v1/tax-bills/{bill.bill_no}"
    assert api.get(address).status_code == 404
    assert api.post(f"{address}/pay", {"account": "62220202"}, format="json").status_code == 404
    carrier = APIClient()
    carrier.force_authenticate(UserFactory(carrier=True))
    assert carrier.get(address).status_code == 403
    assert APIClient().get(address).status_code == 401
