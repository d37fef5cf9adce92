"""The summary form in a real browser: it survives a killed one, and everybody can use it."""

import pytest
from django.db.models.functions import Lower

from clearance.declarations.models import Draft
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.review_declaration import hold_declaration
from customs_portal.kit import clock
from customs_portal.registry.models import HsCode
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
    page.wait_for_function("() => document.getElementById('saved-state').dataset.state === 'saved'")
    page.context.close()

    draft.refresh_from_db()
    assert draft.answers["vessel"] == "PACIFIC CRANE"
    again = browser_page(user=clerk, path=address)
    assert again.input_value("[id='id_vessel']") == "PACIFIC CRANE"
    assert Draft.objects.count() == 1


@pytest.mark.feature("C-01")
def test_nothing_is_called_saved_from_the_first_key_on(browser_page):
    reference_data()
    clerk = UserFactory(clerk=True)
    draft = begin_draft(by=clerk, now=clock.now())
    page = browser_page(user=clerk, path=f"{HOME}drafts/{draft.draft_no}/")
    page.fill("#id_vessel", "PACIFIC CRANE")
    page.wait_for_selector("#saved-state[data-state=saved]")

    page.keyboard.press("X")

    assert page.get_attribute("#saved-state", "data-state") == "saving"
    page.wait_for_selector("#saved-state[data-state=saved]")
    draft.refresh_from_db()
    assert draft.answers["vessel"] == "PACIFIC CRANEX"


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
            page.wait_for_load_state("networkidle")
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


@pytest.mark.feature("C-01")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_questions_that_follow_appear_at_once_by_keyboard(
    language, browser_page, assert_accessible
):
    reference_data()
    clerk = UserFactory(clerk=True)
    draft = begin_draft(by=clerk, now=clock.now())
    page = browser_page(user=clerk, language=language, path=f"{HOME}drafts/{draft.draft_no}/")
    page.fill("[id='id_vessel']", "PACIFIC CRANE")

    page.focus("[name=involves_inspection][value=no]")
    page.keyboard.press("ArrowLeft")
    page.locator("[id='id_ciq_name']").wait_for()

    assert page.evaluate("document.activeElement.name") == "involves_inspection"
    page.fill("[id='id_ciq_name']", "Portable computers")
    page.focus("[name=involves_licence][value=no]")
    page.keyboard.press("ArrowLeft")
    page.locator("[id='id_licence_document']").wait_for()
    assert page.input_value("[id='id_ciq_name']") == "Portable computers"
    assert page.input_value("[id='id_vessel']") == "PACIFIC CRANE"
    assert_accessible(page)

    page.focus("[name=involves_licence][value=yes]")
    page.keyboard.press("ArrowRight")
    page.locator("[id='id_licence_document']").wait_for(state="detached")


@pytest.mark.feature("C-01")
def test_goods_declared_before_and_countries_are_chosen_by_keyboard(browser_page):
    reference_data()
    HsCode.objects.update(words=Lower("description_en"))
    clerk = UserFactory(clerk=True)
    file_summary(clerk=clerk)
    draft = begin_draft(by=clerk, now=clock.now())
    page = browser_page(user=clerk, path=f"{HOME}drafts/{draft.draft_no}/")

    page.locator("[id='id_items.0.hs_code']").press_sequentially("6109")
    page.get_by_text("used by you 1 time").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[id='id_items.0.hs_code']") == "610910"

    page.locator("[id='id_departure_country']").press_sequentially("viet")
    page.locator(".options [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[id='id_departure_country']") == "VN"
