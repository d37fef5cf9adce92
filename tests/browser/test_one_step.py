"""A declaration in one step in a real browser: by keyboard, in both languages, to the release."""

import pytest
from django.db.models.functions import Lower

from clearance.declarations.models import Declaration, Draft
from clearance.duties.models import TaxBill
from customs_portal.registry.models import Country, Currency, HsCode, Port
from tests.browser.keys import follow, press, tab_to, type_into
from tests.factories.clearance import reference_data
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory

HOME = "/enterprise/declarations/"
WORDS = {
    "en": {"country": "viet", "currency": "us dol", "unit": "pie", "port": "chi minh",
           "accepted": "accepted", "here": "china"},
    "zh-hans": {"country": "越南", "currency": "美元", "unit": "件", "port": "胡志明",
                "accepted": "接受", "here": "中国"},
}  # fmt: skip
ELEMENTS = ("knit", "style", "wearer", "composition", "brand")


@pytest.fixture
def clerk():
    reference_data()
    HsCode.objects.update(words=Lower("description_en"))
    Country.objects.filter(code="VN").update(name_zh="越南")
    Country.objects.filter(code="CN").update(name_zh="中国")
    Port.objects.filter(code="VNSGN").update(name_zh="胡志明市")
    Currency.objects.filter(code="USD").update(name_en="US dollar", name_zh="美元")
    clerk = UserFactory(clerk=True)
    GuaranteeFactory(enterprise=clerk.enterprise)
    return clerk


def choose(page, name, text):
    """Look it up and take the first that is found."""
    type_into(page, f"[id='id_{name}']", text)
    page.locator(f"[id='id_{name}-field'] [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return page.locator(f"[id='id_{name}']").input_value()


def pick(page, name, value):
    """Reached by Tab; the list's own keys are the browser's."""
    tab_to(page, f"[id='id_{name}']")
    page.select_option(f"[id='id_{name}']", value)


def fill_head(page, words, *, export=False):
    country = "destination_country" if export else "departure_country"
    type_into(page, "#id_overseas_party", "Saigon Garment Co.")
    assert choose(page, "trade_country", words["country"]) == "VN"
    assert choose(page, country, words["country"]) == "VN"
    type_into(page, "#id_vessel", "PACIFIC CRANE")
    type_into(page, "#id_voyage", "0426E")
    type_into(page, "#id_transport_document", "ONEY00990099")
    assert choose(page, "foreign_port", words["port"]) == "VNSGN"
    type_into(page, "#id_container_nos", "TGHU0000013")
    pick(page, "package_kind", "22")
    type_into(page, "#id_pieces", "420")
    type_into(page, "#id_gross_weight_kg", "8640")
    type_into(page, "#id_net_weight_kg", "8000")
    pick(page, "terms", "3")
    if not export:
        type_into(page, "#id_freight_cny", "1200")


def fill_goods(page, words, *, origin, destination):
    type_into(page, "[id='id_items.0.hs_code']", "6109100010")
    page.keyboard.press("Tab")
    page.locator("[id='id_items.0.elements.knit']").wait_for()
    type_into(page, "[id='id_items.0.name']", "Cotton T-shirts, knitted")
    type_into(page, "[id='id_items.0.specification']", "no brand")
    type_into(page, "[id='id_items.0.quantity']", "33600")
    assert choose(page, "items.0.unit", words["unit"]) == "pieces"
    type_into(page, "[id='id_items.0.value']", "58800")
    assert choose(page, "items.0.currency", words["currency"]) == "USD"
    assert choose(page, "items.0.origin", words[origin]) in ("VN", "CN")
    type_into(page, "[id='id_items.0.net_weight_kg']", "8000")
    assert choose(page, "items.0.destination", words[destination]) in ("VN", "CN")
    for key in ELEMENTS:
        type_into(page, f"[id='id_items.0.elements.{key}']", "as invoiced")
    pick(page, "items.0.elements.brand_type", "0")


@pytest.mark.feature("C-03")
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_an_import_is_filed_whole_by_keyboard(
    language, theme, clerk, browser_page, assert_accessible, shoot
):
    words = WORDS[language]
    page = browser_page(user=clerk, language=language, theme=theme, path=f"{HOME}new/")
    assert_accessible(page)
    shoot(page, f"one-step-choice-{language}")
    follow(page, "button[name=direction][value=IMPORT]")
    assert_accessible(page)

    fill_head(page, words)
    fill_goods(page, words, origin="country", destination="here")
    page.keyboard.press("Tab")
    page.locator("#completion-estimate tbody tr").first.wait_for()
    assert_accessible(page)
    shoot(page, f"one-step-{language}", full=True)
    assert TaxBill.objects.count() == 0

    follow(page, "button[value=check]")
    assert_accessible(page)
    shoot(page, f"one-step-check-{language}", full=True)
    follow(page, "button[value=submit-checked]")
    assert words["accepted"] in page.inner_text("h1")
    assert_accessible(page)
    shoot(page, f"one-step-receipt-{language}", full=True)
    declaration = Declaration.objects.get()
    assert declaration.procedure == "ONE_STEP"
    assert declaration.head["terms"] == "3"


@pytest.mark.feature("C-03")
def test_an_export_is_filed_whole_by_keyboard(clerk, browser_page, assert_accessible):
    words = WORDS["en"]
    page = browser_page(user=clerk, path=f"{HOME}new/")
    follow(page, "button[name=direction][value=EXPORT]")
    fill_head(page, words, export=True)
    fill_goods(page, words, origin="here", destination="country")
    follow(page, "button[value=submit]")
    assert "accepted" in page.inner_text("h1"), page.inner_text("#error-summary")
    assert_accessible(page)
    assert Declaration.objects.get().direction == "EXPORT"


@pytest.mark.feature("C-03")
def test_a_refused_form_takes_the_person_to_the_first_fault(clerk, browser_page, assert_accessible):
    page = browser_page(user=clerk, path=f"{HOME}new/")
    follow(page, "button[name=direction][value=IMPORT]")
    type_into(page, "#id_overseas_party", "Saigon Garment Co.")
    follow(page, "button[value=submit]")
    assert_accessible(page)
    assert page.locator(".error-summary a").first.get_attribute("href") == "#id_trade_country"
    assert page.locator("#id_overseas_party").input_value() == "Saigon Garment Co."
    assert Draft.objects.get().answers["overseas_party"] == "Saigon Garment Co."
    press(page, ".error-summary a")
    assert page.evaluate("document.activeElement.id") == "id_trade_country"
