"""The summary form in a real browser: it survives a killed one, and everybody can use it."""

import pytest

from clearance.declarations.models import Draft
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.review_declaration import hold_declaration
from customs_portal.kit import clock
from tests.factories.clearance import file_summary, reference_data, see_at_shipside
from tests.factories.people import UserFactory

HOME = "/enterprise/declarations/"
VARIANTS = [("en", "light"), ("zh-hans", "dark")]


@pytest.mark.feature("C-01")
def test_what_was_typed_survives_a_killed_browser(browser_page):
    reference_data()
    clerk = UserFactory(clerk=True)
    draft = begin_draft(by=clerk, now=clock.now())
    address = f"{HOME}drafts/{draft.draft_no}/"
    page = browser_page(user=clerk, path=address)

    page.fill("[id='id_vessel']", "PACIFIC CRANE")
    page.fill("[id='id_items.0.hs_code']", "610999")
    page.locator("[id='id_items.0.hs_code-answer'] .error-text").wait_for()
    page.wait_for_function("document.getElementById('saved-state').dataset.state === 'saved'")
    page.context.close()

    draft.refresh_from_db()
    assert draft.answers["vessel"] == "PACIFIC CRANE"
    again = browser_page(user=clerk, path=address)
    assert again.input_value("[id='id_vessel']") == "PACIFIC CRANE"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_forms_and_queue_are_accessible(language, theme, browser_page, assert_accessible, shoot):
    reference_data()
    clerk, officer = UserFactory(clerk=True), UserFactory(reviewer=True)
    now = clock.now()
    draft = begin_draft(
        by=clerk, now=now, answers={"items.0.currency": "USD", "transport_mode": "2", "pieces": "x"}
    )
    released = file_summary(clerk=clerk, now=now)
    see_at_shipside(released, now=now)
    held = file_summary(clerk=clerk, now=now)
    hold_declaration(
        declaration_no=held.declaration_no, reason="The value is odd.", by=officer, now=now
    )
    early = file_summary(clerk=clerk, now=now, on_manifest=False)
    one = f"{HOME}{released.declaration_no}/"
    firm = [
        ("declarations", HOME),
        ("declare", f"{HOME}drafts/{draft.draft_no}/"),
        ("check", f"{HOME}drafts/{draft.draft_no}/check/"),
        ("drafts", f"{HOME}drafts/"),
        ("detail", one),
        ("receipt", f"{HOME}{early.declaration_no}/receipt/"),
        ("complete", f"{one}complete/"),
    ]
    desk = [
        ("queue", "/officer/declarations/?all=1&sort=-accepted"),
        ("review", f"/officer/declarations/{held.declaration_no}/"),
    ]
    for user, pages in ((clerk, firm), (officer, desk)):
        page = browser_page(user=user, language=language, theme=theme)
        for name, path in pages:
            page.goto(path)
            page.wait_for_timeout(200)
            shoot(page, f"filing-{name}-{language}", full=True)
            assert_accessible(page)


def test_the_queue_is_worked_by_keyboard(browser_page):
    reference_data()
    clerk, officer = UserFactory(clerk=True), UserFactory(reviewer=True)
    now = clock.now()
    held = file_summary(clerk=clerk, now=now)
    hold_declaration(
        declaration_no=held.declaration_no, reason="The value is odd.", by=officer, now=now
    )
    page = browser_page(user=officer, path="/officer/declarations/")

    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-bulk]").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.wait_for_url(f"**/officer/declarations/{held.declaration_no}/")
