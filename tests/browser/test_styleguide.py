"""The style guide: every component, two languages, two themes, no violation."""

import pytest

VARIANTS = [(language, theme) for language in ("en", "zh-hans") for theme in ("light", "dark")]


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_every_component_is_accessible_in_both_languages_and_themes(
    language, theme, browser_page, assert_accessible, shoot
):
    page = browser_page(path=f"/styleguide/?language={language}&theme={theme}")
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("data-theme") == theme
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-Hans")
    shoot(page, f"styleguide-{language}-{theme}", full=True)
    assert_accessible(page)
