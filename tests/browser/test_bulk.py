"""Many declarations at once in a real browser: by keyboard, in both languages, for everybody."""

import pytest

from clearance.declarations.models import Declaration, Draft, DraftRun
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.keep_template import template_from_declaration
from customs_portal.kit import clock
from tests.browser.keys import follow, press, tab_to
from tests.clearance.declarations.test_bulk_files import a_row, as_csv, as_xlsx
from tests.clearance.declarations.test_pages import answers_of
from tests.factories.clearance import a_container_no, file_summary, reference_data
from tests.factories.people import UserFactory

HOME = "/enterprise/declarations/"
VARIANTS = [("en", "light"), ("zh-hans", "dark")]
pytestmark = pytest.mark.feature("C-03")


def drafts_of(clerk, number, **changes):
    return [
        begin_draft(
            by=clerk,
            now=clock.now(),
            answers=answers_of(
                clerk,
                transport_document=f"HDMU{n:08d}",
                container_nos=a_container_no(),
                **changes,
            ),
        )
        for n in range(number)
    ]


def send(page, data, *, name="mine.csv"):
    page.goto(f"{HOME}files/")
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": data})
    follow(page, "form[enctype] button")


def test_a_file_becomes_declarations_by_keyboard_alone(browser_page):
    reference_data()
    clerk = UserFactory(clerk=True)
    page = browser_page(user=clerk)

    send(page, as_xlsx(a_row(1), a_row(2), a_row(3, **{"HS code": "610999"})), name="mine.xlsx")
    page.get_by_text("There is no commodity code 610999").wait_for()
    follow(page, "form[action$='/store/'] button")
    page.get_by_text("2 drafts were made.").wait_for()
    page.goto(f"{HOME}drafts/")
    follow(page, "a[href^='?ready=1']")
    assert page.locator("[data-bulk-count]").inner_text() == "2 selected"
    follow(page, "[data-bulk] button:not([type])")
    follow(page, "button[value=submit]")

    page.get_by_text("All were accepted.").wait_for()
    assert page.locator("tbody a[data-open]").count() == 2
    assert Declaration.objects.count() == 2
    assert not Draft.objects.filter(declaration=None).exists()


def test_rows_are_chosen_with_j_and_x_and_a_double_click_submits_once(browser_page):
    reference_data()
    clerk = UserFactory(clerk=True)
    drafts_of(clerk, 3)
    page = browser_page(user=clerk, path=f"{HOME}drafts/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("[data-bulk-count]").inner_text() == "2 selected"
    follow(page, "[data-bulk] button:not([type])")
    page.locator("button[value=submit]").dblclick()

    page.get_by_text("All were accepted.").wait_for()
    assert (DraftRun.objects.count(), Declaration.objects.count()) == (1, 2)


def test_a_template_is_renamed_used_and_brought_back_by_keyboard(browser_page):
    reference_data()
    clerk = UserFactory(clerk=True)
    filed = file_summary(clerk=clerk, now=clock.now())
    template_from_declaration(
        declaration_no=filed.declaration_no, name="Shirts", by=clerk, now=clock.now()
    )
    page = browser_page(user=clerk, path=f"{HOME}templates/")
    press(page, "tbody summary")
    tab_to(page, "tbody input[name=name]")
    page.keyboard.press("Control+a")
    page.keyboard.type("Cotton shirts")
    follow(page, "form[action$='/rename/'] button")
    assert page.locator("tbody b").inner_text() == "Cotton shirts"
    follow(page, "form[action$='/delete/'] button")
    follow(page, "form[action$='/restore/'] button")
    follow(page, "form[action$='/use/'] button")
    assert page.input_value("[id='id_items.0.name']") == "Cotton T-shirts, knitted"


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_the_pages_are_accessible(language, theme, browser_page, assert_accessible, shoot):
    reference_data()
    clerk = UserFactory(clerk=True)
    now = clock.now()
    filed = file_summary(clerk=clerk, now=now)
    template_from_declaration(declaration_no=filed.declaration_no, name="Shirts", by=clerk, now=now)
    page = browser_page(user=clerk, language=language, theme=theme)

    def look(name):
        page.wait_for_load_state("networkidle")
        shoot(page, f"bulk-{name}-{language}", full=True)
        assert_accessible(page)

    page.goto(f"{HOME}files/")
    look("no-file")
    page.set_input_files(
        "#id_file", {"name": "x.xlsx", "mimeType": "text/csv", "buffer": b"\x89PNG\0\xff"}
    )
    follow(page, "form[enctype] button")
    look("file-refused")
    send(page, as_csv(*(a_row(n) for n in range(1, 31))))
    look("checking")
    send(page, as_csv(a_row(41), a_row(42, **{"HS code": "610999", "Pieces": "x"})))
    look("report")
    page.goto(f"{page.url}?show=good")
    look("consignments")
    follow(page, "form[action$='/store/'] button")
    page.goto(f"{HOME}files/")
    look("files")
    drafts_of(clerk, 2, pieces="x")
    page.goto(f"{HOME}drafts/?ready=1")
    look("drafts")
    page.locator("[data-select-all]").check()
    follow(page, "[data-bulk] button:not([type])")
    look("confirm")
    follow(page, "button[value=submit]")
    look("result")
    for name in ("runs", "templates", filed.declaration_no):
        page.goto(f"{HOME}{name}/")
        look(name if name.isalpha() else "detail")
    page.goto(f"{HOME}templates/?q=zebra")
    look("no-template")
