"""The law pack in a real browser: two languages, two themes, narrow, searched by keyboard."""

import pytest

from tests.factories.people import UserFactory


@pytest.mark.parametrize(
    ("language", "theme", "title"),
    [("en", "light", "Law pack"), ("zh-hans", "dark", "法规库")],
)
def test_the_law_pack_is_readable_by_everybody(
    browser_page, assert_accessible, shoot, language, theme, title
):
    page = browser_page(user=UserFactory(auditor=True), language=language, theme=theme)
    page.goto("/officer/law/")
    assert page.locator("h1").inner_text() == title
    assert_accessible(page)
    shoot(page, f"law-{language}-{theme}")
    page.goto("/officer/law/tariff.agreements/?on=2026-11-21")
    assert_accessible(page)
    shoot(page, f"law-key-{language}-{theme}")


def test_a_rule_is_found_by_keyboard_and_asked_for_another_day(browser_page):
    page = browser_page(user=UserFactory(auditor=True), language="en", theme="light")
    page.goto("/officer/law/")
    page.get_by_label("Search").fill("vat standard")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=vat**")
    page.get_by_label("As of").fill("2019-03-31")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**on=2019-03-31**")
    assert "16" in page.locator("tbody tr").first.inner_text()
    page.locator("tbody a").first.click()
    page.wait_for_url("**/vat.standard/**")
    assert page.locator("tr[aria-current=true]").inner_text().count("1 May 2018") == 1
