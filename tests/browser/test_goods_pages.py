"""Pages of scans, products, boxes, notices and premises: no axe fault, in both languages."""

import pytest
from playwright.sync_api import expect

from customs_portal.accounts.duties import Duty
from customs_portal.registry.models import HsCode
from inspection.draws.operations.enter_subjects import Entered
from inspection.draws.operations.take_out import ask_take_out
from inspection.orders.operations.report_box import report_box_by_hand
from inspection.products.operations.keep_filing import submit_filing
from inspection.scans.operations.take_scan import take_scan
from tests.browser.test_bench import VARIANTS
from tests.factories.clearance import reference_data
from tests.factories.draws import SITE, enter
from tests.factories.inspection import NOON, an_officer, an_order, elsewhere, inspectors
from tests.factories.people import UserFactory
from tests.factories.products import a_draft, an_accepted_product
from tests.inspection.scans.deliveries import GOOD, a_delivery

pytestmark = [pytest.mark.feature("I-07"), pytest.mark.browser]


@pytest.fixture
def officer(transactional_db):
    return an_officer("officer", Duty.REVIEW_IMAGE, Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)


@pytest.fixture
def clerk(transactional_db):
    return UserFactory(clerk=True)


def a_scan(name, number):
    def keep():
        form = "packed" if name == "packed" else ""
        take_scan(delivery=a_delivery(scan_no=number, form=form), data=GOOD[name], now=NOON)

    elsewhere(keep)


def looked_at(page, path, name, language, assert_accessible, shoot):
    page.goto(path)
    expect(page.locator("main h1")).to_be_visible()
    shoot(page, f"{name}-{language}", full=True)
    assert_accessible(page)


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_the_archive_a_picture_and_a_volume(
    language, theme, officer, browser_page, assert_accessible, shoot
):
    for number, name in enumerate(("packed", "package", "DICOS CT"), start=1):
        a_scan(name, f"SS1-90000{number}")
    page = browser_page(user=officer, path="/officer/scans/", language=language, theme=theme)
    for path, name in (
        ("/officer/scans/", "scans"),
        ("/officer/scans/SS1-900002/", "scan-package"),
        ("/officer/scans/SS1-900003/", "scan-volume"),
        ("/officer/scans/refused/", "scans-refused"),
    ):
        looked_at(page, path, name, language, assert_accessible, shoot)


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_a_firms_products_and_their_review(
    language, theme, officer, clerk, browser_page, assert_accessible, shoot
):
    made = {}

    def file():
        reference_data()
        HsCode.objects.get_or_create(
            code="851610", defaults={"level": 6, "description_en": "Kettles"}
        )
        made["draft"] = a_draft(by=clerk)[1]
        made["waits"] = a_draft(by=clerk, name_en="Pump")[1]
        submit_filing(filing_no=made["waits"], by=clerk, now=NOON)
        made["stands"] = an_accepted_product(by=clerk, name_en="Lamp")

    elsewhere(file)
    assert len(made) == 3
    page = browser_page(user=clerk, path="/enterprise/products/", language=language, theme=theme)
    for path, name in (
        ("/enterprise/products/", "products"),
        (f"/enterprise/products/{made['draft']}/", "product-draft"),
        (f"/enterprise/products/{made['waits']}/", "product-waits"),
    ):
        looked_at(page, path, name, language, assert_accessible, shoot)
    page = browser_page(user=officer, path="/officer/products/", language=language, theme=theme)
    for path, name in (
        ("/officer/products/", "product-queue"),
        (f"/officer/products/{made['waits']}/", "product-review"),
    ):
        looked_at(page, path, name, language, assert_accessible, shoot)


@pytest.mark.feature("I-32")
@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_a_box_its_notice_and_the_answer_by_keyboard(
    language, theme, officer, clerk, browser_page, assert_accessible, shoot
):
    made = {}

    def order():
        inspectors(2)
        made["no"] = an_order(method="1JB", enterprise_id=clerk.enterprise_id)
        report_box_by_hand(
            order_no=made["no"], step="MOVED", reason="seen from the tower", by=officer, now=NOON
        )

    elsewhere(order)
    one = f"/enterprise/inspections/{made['no']}/"
    page = browser_page(user=clerk, path=one, language=language, theme=theme)
    looked_at(page, "/enterprise/inspections/", "notices", language, assert_accessible, shoot)
    looked_at(page, one, "notice", language, assert_accessible, shoot)
    page.locator("#id_representative").focus()
    page.keyboard.press("Enter")  # refused: nobody is named
    expect(page.locator("#id_representative")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    page.locator("#id_representative").focus()
    page.keyboard.type("Lin Mei")
    page.keyboard.press("Enter")
    expect(page.locator("#id_representative")).to_have_value("Lin Mei")

    page = browser_page(user=officer, path="/officer/inspections/", language=language, theme=theme)
    looked_at(page, "/officer/inspections/", "orders-boxes", language, assert_accessible, shoot)
    path = f"/officer/inspections/{made['no']}/"
    looked_at(page, path, "order-box", language, assert_accessible, shoot)
    expect(page.locator("main, aside").get_by_text("Lin Mei")).to_be_visible()


@pytest.mark.feature("R-14")
@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_premises_in_the_draw(language, theme, officer, browser_page, assert_accessible, shoot):
    def load():
        enter([Entered(kind="premises", reference=f"FOOD-{n:04d}", grade="B") for n in range(3)])
        for number, who in (("FOOD-0001", officer), ("FOOD-0002", deputy)):
            named = {"place_code": SITE, "kind": "premises", "reference": number}
            ask_take_out(**named, reason="closed down", by=who, now=NOON)

    deputy = an_officer("deputy", Duty.DISPATCH_INSPECTION)
    elsewhere(load)
    page = browser_page(user=officer, path="/officer/draws/", language=language, theme=theme)
    looked_at(page, "/officer/draws/", "draws", language, assert_accessible, shoot)
    looked_at(page, "/officer/draws/premises/", "premises", language, assert_accessible, shoot)

    page.locator("details.take-out summary").focus()
    page.keyboard.press("Enter")
    page.locator("details.take-out button").click()  # without a reason
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    shoot(page, f"premises-refused-{language}", full=True)
    assert_accessible(page)
    page.locator("#id_reason").fill("moved away")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("moved away")
    agree = page.locator("form[action$='/take-out/agree/'] button")
    expect(agree).to_have_count(1)
    agree.click()
    expect(page.locator("main")).not_to_contain_text("FOOD-0002")
