"""Claims in step two, and a deposit asked back, with real pages in both languages and themes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from clearance.declarations.models import DeclarationItem
from clearance.duties.models import DepositReturn, Guarantee, Payment
from clearance.duties.operations.pay_deposit import pay_deposit
from clearance.duties.operations.settle_payment import settle_payment
from clearance.duties.states import ReturnState
from customs_portal.kit import clock
from tests.browser.keys import follow, type_into
from tests.factories.clearance import elements_for, file_summary, reference_data, see_at_shipside
from tests.factories.people import UserFactory

LOOKS = [("en", "light"), ("zh-hans", "dark")]
ACCOUNT = "6222020200112233"


@pytest.mark.feature("C-01")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_an_agreement_is_claimed_and_the_saving_shows_at_once(
    language, theme, browser_page, assert_accessible, shoot
):
    reference_data()
    clerk, now = UserFactory(clerk=True), clock.now()
    declaration = file_summary(clerk=clerk, now=now)
    see_at_shipside(declaration, now=now)
    address = f"/enterprise/declarations/{declaration.declaration_no}/complete/"
    page = browser_page(user=clerk, language=language, theme=theme, path=address)
    page.fill("[id='id_items.0.hs_code']", "6109100010")
    page.keyboard.press("Tab")
    page.wait_for_selector("#saved-state[data-state=saved]")
    page.reload()
    for field, text in (
        ("items.0.specification", "no brand"),
        ("items.0.net_weight_kg", "8000"),
        ("freight_cny", "1200"),
        ("items.0.proof_no", "E26VN0000123"),
        ("items.0.proof_date", (now - timedelta(days=20)).date().isoformat()),
    ):
        page.fill(f"[id='id_{field}']", text)
    for key, text in elements_for("6109100010").items():
        place = page.locator(f"[id='id_items.0.elements.{key}']")
        is_list = place.evaluate("e => e.tagName") == "SELECT"
        place.select_option(text) if is_list else place.fill(text)
    page.select_option("[id='id_items.0.proof_kind']", "CERTIFICATE")
    page.select_option("[id='id_items.0.agreement']", "ASEAN")
    saving = {"en": "What you claim saves", "zh-hans": "所申报的优惠减免"}[language]
    expect(page.locator("#completion-estimate")).to_contain_text(saving)
    shoot(page, f"claims-{language}", full=True)
    assert_accessible(page)
    follow(page, "button[value=submit]")
    page.wait_for_url("**/receipt/")
    assert DeclarationItem.objects.get(step=2).claims["agreement"] == "ASEAN"
    page.goto(f"/enterprise/declarations/{declaration.declaration_no}/documents/")
    expect(page.locator("main")).to_contain_text("E26VN0000123")


@pytest.mark.feature("C-19")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_deposit_is_asked_back_and_granted_by_keyboard(
    language, theme, browser_page, assert_accessible, shoot
):
    clerk, now = UserFactory(clerk=True), clock.now()
    order = pay_deposit(amount_cny=Decimal(100_000), account=ACCOUNT, by=clerk, now=now)
    settle_payment(payment=Payment.objects.get(payment_no=order), bank_reference="B1", now=now)
    deposit = Guarantee.objects.get()
    look = {"language": language, "theme": theme}
    page = browser_page(user=clerk, path=f"/enterprise/guarantees/{deposit.guarantee_no}/", **look)
    for field, text in (
        ("amount", "40,000"),
        ("account", ACCOUNT),
        ("reason", "The season is over, nothing more to secure."),
    ):
        type_into(page, f"#{field}", text)
    shoot(page, f"deposit-ask-{language}")
    follow(page, "form[action$='/return'] button")
    asked = DepositReturn.objects.get()
    expect(page.locator("main")).to_contain_text(asked.return_no)
    assert_accessible(page)

    page = browser_page(
        user=UserFactory(tax_officer=True), path="/officer/deposit-returns/", **look
    )
    assert_accessible(page)
    shoot(page, f"deposit-list-{language}")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    type_into(page, "#answer", "Nothing is owed; paid back.")
    shoot(page, f"deposit-decide-{language}")
    assert_accessible(page)
    follow(page, "button[value=grant]")
    asked.refresh_from_db()
    assert asked.state == ReturnState.GRANTED
