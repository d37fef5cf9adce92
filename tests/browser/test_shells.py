"""Pages stand in shells: reachable by keyboard, readable at 320 px, said in two languages."""

import pytest

from customs_portal.accounts.models import User

VARIANTS = [(language, theme) for language in ("en", "zh-hans") for theme in ("light", "dark")]
PAGES = {
    "front": "/",
    "keyboard": "/help/keyboard/",
    "not-found": "/no/such/page/",
}


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
@pytest.mark.parametrize("name", PAGES)
def test_pages_everybody_sees_are_accessible(
    name, language, theme, browser_page, assert_accessible, shoot
):
    page = browser_page(path=PAGES[name], language=language, theme=theme)
    assert page.locator("html").get_attribute("data-theme") == theme
    shoot(page, f"{name}-{language}-{theme}")
    assert_accessible(page)


@pytest.mark.parametrize("path", [*PAGES.values(), "/styleguide/?language=en"])
def test_pages_reflow_at_320_px_without_a_sideways_scroll(path, browser_page, shoot):
    page = browser_page(path=path, width=320, height=700)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => {
            const box = e.getBoundingClientRect();
            return box.width && box.right > 321 && !e.closest('.table-frame, .visually-hidden');
        }).map((e) => `${e.tagName}.${e.className?.baseVal ?? e.className}`).slice(0, 8)"""
    )
    shoot(page, f"narrow{path.replace('/', '-').split('?')[0]}", full=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, wide


def test_where_motion_is_not_wanted_a_change_of_theme_and_paper_come_at_once(browser_page):
    """An officer who asked for less motion never sees, nor prints, the colours of before."""
    page = browser_page(path="/")
    at_once = page.evaluate(
        """() => {
            const colour = () => getComputedStyle(document.body).backgroundColor;
            const before = colour();
            document.documentElement.dataset.theme = 'dark';
            return [before, colour(), document.getAnimations().length];
        }"""
    )
    before, after, moving = at_once
    assert moving == 0
    assert before != after


def test_a_person_keeps_language_theme_and_keys(browser_page):
    person = User.objects.create_user("li.na", password="x", display_name="Li Na")
    page = browser_page(user=person, path="/help/keyboard/")
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_role("button", name="深色主题").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="停用单字母快捷键").click()
    assert page.locator("html").get_attribute("data-shortcuts") == "off"
    person.refresh_from_db()
    assert (person.language, person.theme, person.shortcuts_on) == ("zh-hans", "dark", False)


def test_somebody_without_duties_is_told_so_on_the_start_page(browser_page, assert_accessible):
    person = User.objects.create_user("nobody", password="x")
    page = browser_page(user=person, path="/")
    assert page.get_by_role("heading", level=1).inner_text() == "No work is assigned to you"
    assert_accessible(page)
