"""Guarantees, tax bills, gate passes and lanes as people see them: both languages, no violation."""

from decimal import Decimal

import pytest

from clearance.duties.models import Payment
from tests.factories.clearance import reference_data
from tests.factories.duties import GuaranteeFactory, PaymentFactory, TaxBillFactory
from tests.factories.gates import GatePassFactory, PassageFactory, a_lane
from tests.factories.people import UserFactory

LANGUAGES = ["en", "zh-hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_firms_pages(browser_page, assert_accessible, shoot, language):
    clerk = UserFactory(clerk=True)
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    guarantee.reserve(
        declaration_no="510120261000000001",
        amount_cny=Decimal("412000.00"),
        at=guarantee.opened_at,
    )
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    PaymentFactory(bill__enterprise=clerk.enterprise, ordered=True, last_error="503")
    gate_pass = GatePassFactory(applied_by=clerk)
    page = browser_page(user=clerk, language=language)
    for name, path in (
        ("guarantees", "/enterprise/guarantees/"),
        ("guarantee", f"/enterprise/guarantees/{guarantee.guarantee_no}/"),
        ("bills", "/enterprise/tax-bills/"),
        ("bill", f"/enterprise/tax-bills/{bill.bill_no}/"),
        ("passes", "/enterprise/gate-passes/"),
        ("apply", "/enterprise/gate-passes/apply/"),
        ("pass", f"/enterprise/gate-passes/{gate_pass.pass_no}/"),
    ):
        assert page.goto(path).status == 200, path
        shoot(page, f"firm-{name}-{language}", full=True)
        assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_officers_pages(browser_page, assert_accessible, shoot, language):
    reference_data()
    for number in range(1, 7):
        a_lane(f"G1-{number}")
    PassageFactory(refused=True, place_code="G1-2")
    PassageFactory(opened=True, place_code="G1-3", gross_weight_kg=38_120)
    passage = PassageFactory(refused=True, place_code="G1-4", container_no="", plate_no="粤B88888")
    bill = TaxBillFactory()
    gate = browser_page(user=UserFactory(gate_officer=True), language=language)
    for name, path in (
        ("gates", "/officer/gates/"),
        ("passage", f"/officer/gates/passages/{passage.passage_no}/"),
        ("screen", "/officer/gates/G1-2/screen/"),
    ):
        assert gate.goto(path).status == 200, path
        shoot(gate, f"officer-{name}-{language}", full=True)
        assert_accessible(gate)
    tax = browser_page(user=UserFactory(tax_officer=True), language=language)
    for name, path in (
        ("tax-bills", "/officer/tax-bills/"),
        ("tax-bill", f"/officer/tax-bills/{bill.bill_no}/"),
    ):
        assert tax.goto(path).status == 200, path
        shoot(tax, f"officer-{name}-{language}", full=True)
        assert_accessible(tax)


def test_a_bill_is_paid_after_a_question(browser_page, assert_accessible, shoot):
    clerk = UserFactory(clerk=True)
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    page = browser_page(user=clerk, path=f"/enterprise/tax-bills/{bill.bill_no}/")
    page.get_by_role("button", name="Pay …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Account that pays").fill("12x")
    shoot(page, "firm-pay-dialog")
    assert_accessible(page)
    dialog.get_by_role("button", name="Order payment").click()
    page.get_by_role("alert").wait_for()
    shoot(page, "firm-pay-refused")
    assert_accessible(page)
    page.get_by_role("button", name="Pay …").click()
    assert dialog.get_by_label("Account that pays").input_value() == "12x"
    dialog.get_by_label("Account that pays").fill("6222 0202 0011 2233")
    dialog.get_by_role("button", name="Order payment").click()
    page.locator("#bill-status").get_by_text("Payment under way").wait_for()
    assert Payment.objects.get().amount_cny == bill.total_cny


def test_a_wrong_plate_comes_back_beside_its_field(browser_page, assert_accessible, shoot):
    clerk = UserFactory(clerk=True)
    page = browser_page(user=clerk, path="/enterprise/gate-passes/apply/")
    page.get_by_label("Plate of the truck").fill("C00D")
    page.get_by_role("button", name="Send application").click()
    page.locator(".error-summary").wait_for()
    assert page.get_by_label("Plate of the truck").input_value() == "C00D"
    shoot(page, "firm-apply-refused", full=True)
    assert_accessible(page)
