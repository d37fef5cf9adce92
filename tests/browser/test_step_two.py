"""Step two in a real browser: by keyboard alone, in both languages, surviving a killed browser."""

import pytest
from django.db.models.functions import Lower

from clearance.declarations.models import Draft
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.states import DeclarationState
from clearance.duties.models import TaxBill
from customs_portal.kit import clock
from customs_portal.registry.models import Country, Currency, HsCode
from tests.factories.clearance import file_summary, reference_data, see_at_shipside
from tests.factories.people import UserFactory

HOME = "/enterprise/declarations/"
WORDS = {
    "en": {"country": "viet", "currency": "us dol", "unit": "pie", "accepted": "accepted"},
    "zh-hans": {"country": "越南", "currency": "美元", "unit": "件", "accepted": "接受"},
}


@pytest.fixture
def released():
    reference_data()
    HsCode.objects.update(words=Lower("description_en"))
    Country.objects.filter(code="VN").update(name_zh="越南")
    Currency.objects.filter(code="USD").update(name_en="US dollar", name_zh="美元")
    declaration = file_summary(clerk=UserFactory(clerk=True), now=clock.now())
    see_at_shipside(declaration, now=clock.now())
    return declaration


def saved(page):
    page.wait_for_function("() => document.getElementById('saved-state').dataset.state === 'saved'")


def choose(page, name, text):
    field = page.locator(f"[id='id_items.0.{name}']")
    field.fill("")
    field.press_sequentially(text)
    page.locator(f"[id='id_items.0.{name}-field'] [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return field.input_value()


@pytest.mark.feature("C-01")
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_step_two_is_filed_by_keyboard(
    language, theme, released, browser_page, assert_accessible, shoot
):
    words = WORDS[language]
    page = browser_page(
        user=released.filed_by,
        language=language,
        theme=theme,
        path=f"{HOME}{released.declaration_no}/complete/",
    )
    assert_accessible(page)

    page.fill("[id='id_items.0.hs_code']", "6109100010")
    page.locator("[id='id_items.0.hs_code-answer'] .ok-text").wait_for()
    assert page.locator("[id='id_items.0.hs_code-error']").count() == 0
    page.fill("[id='id_items.0.specification']", "no brand")
    for key in ("knit", "style", "wearer", "composition", "brand"):
        page.fill(f"[id='id_items.0.elements.{key}']", "as invoiced")
    page.select_option("[id='id_items.0.elements.brand_type']", "0")
    assert choose(page, "unit", words["unit"]) == "pieces"
    assert choose(page, "currency", words["currency"]) == "USD"
    assert choose(page, "origin", words["country"]) == "VN"
    page.fill("[id='id_items.0.net_weight_kg']", "8000")
    page.locator("[id='id_freight_cny']").fill("a lot")
    page.locator("[id='id_freight_cny-answer'] .error-text").wait_for()
    page.locator("[id='id_freight_cny']").fill("1200")
    page.keyboard.press("Tab")
    page.locator("#completion-estimate tbody tr").first.wait_for()
    page.locator("#state-goods-0 .tone-ok").wait_for()
    assert_accessible(page)
    shoot(page, f"step-two-{language}", full=True)
    assert TaxBill.objects.count() == 0

    page.locator("button[value=check]").press("Enter")
    page.wait_for_url("**/complete/check/")
    page.locator(".summary-list").wait_for()
    assert_accessible(page)
    shoot(page, f"step-two-check-{language}", full=True)
    page.locator("button[value=submit-checked]").press("Enter")
    page.wait_for_url("**/complete/receipt/")
    assert words["accepted"] in page.inner_text("h1")
    assert_accessible(page)
    shoot(page, f"step-two-receipt-{language}", full=True)
    released.refresh_from_db()
    assert released.state in (DeclarationState.COMPLETED, DeclarationState.CLOSED)


@pytest.mark.feature("C-01")
def test_step_two_survives_a_killed_browser(released, browser_page):
    address = f"{HOME}{released.declaration_no}/complete/"
    page = browser_page(user=released.filed_by, path=address)
    page.fill("[id='id_items.0.specification']", "no brand, 180 g/m2")
    saved(page)
    page.context.close()

    again = browser_page(user=released.filed_by, path=address)
    assert again.input_value("[id='id_items.0.specification']") == "no brand, 180 g/m2"
    assert Draft.objects.filter(completes=released).count() == 1


@pytest.mark.feature("C-01")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refused_step_two_leads_to_its_fields(
    language, released, browser_page, assert_accessible
):
    page = browser_page(
        user=released.filed_by,
        language=language,
        path=f"{HOME}{released.declaration_no}/complete/",
    )
    page.locator("button[value=submit]").press("Enter")
    page.locator("#error-summary").wait_for()

    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id").startswith("id_items.0.")
    assert_accessible(page)


@pytest.mark.parametrize("step", ["one", "two"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_forms_need_no_sideways_scrolling_at_320_pixels(step, language, released, browser_page):
    """320 px is also a window of 1280 px at 400 %."""
    page = browser_page(user=released.filed_by, language=language, width=320, height=640)
    if step == "one":
        page.goto(HOME)
        page.locator(".page-header form button").click()
        page.wait_for_url("**/drafts/D-*/")
    else:
        page.goto(f"{HOME}{released.declaration_no}/complete/")
    page.locator("#draft-form").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_printed_receipt_holds_the_numbers_and_no_buttons(language, released, browser_page):
    one = f"{HOME}{released.declaration_no}/"
    page = browser_page(user=released.filed_by, language=language, path=f"{one}receipt/")
    page.emulate_media(media="print")

    assert page.locator("[data-print]").is_hidden()
    assert page.locator(".crumbs").is_hidden()
    assert page.locator("h1").is_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_hundred_drafts_can_be_paged_through(released, browser_page, assert_accessible):
    clerk = released.filed_by
    for _ in range(200):
        begin_draft(by=clerk, now=clock.now())
    page = browser_page(user=clerk, path=f"{HOME}drafts/")

    assert page.locator("tbody tr").count() == 50
    assert_accessible(page)
    for _ in range(3):
        page.locator("a[rel=next]").press("Enter")
        page.wait_for_load_state()
    assert page.locator("tbody tr").count() == 50
    assert page.locator("a[rel=next]").count() == 0
