"""Work without a mouse: queue, combobox, dialog, toast, help."""

STYLEGUIDE = "/styleguide/?language=en"


def test_a_queue_is_worked_by_keys_alone(browser_page):
    page = browser_page(path=STYLEGUIDE)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.current").locator("a").inner_text() == "2203 2026 1 000118849"
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    bar = page.get_by_role("region", name="Bulk actions")
    assert "2 selected" in bar.inner_text()
    page.keyboard.press("Escape")
    assert bar.is_hidden()


def test_single_letters_rest_inside_fields(browser_page):
    page = browser_page(path=STYLEGUIDE)
    field = page.get_by_label("Licence number")
    field.click()
    page.keyboard.type("jxg?/")
    assert field.input_value() == "jxg?/"
    assert page.locator("tr.current").count() == 0
    assert page.url.endswith(STYLEGUIDE)


def test_a_commodity_is_chosen_by_arrow_keys(browser_page, assert_accessible, shoot):
    page = browser_page(path=STYLEGUIDE)
    field = page.get_by_role("combobox", name="Commodity code")
    field.fill("cotton t-sh")
    page.locator(".options [role=option]").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    field.scroll_into_view_if_needed()
    shoot(page, "combobox-open")
    assert_accessible(page)
    page.keyboard.press("Enter")
    assert field.input_value() == "610910"
    assert page.locator(".options").count() == 0
    field.fill("zzz")
    page.get_by_text("Nothing matches", exact=False).first.wait_for()
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"


def test_a_dialog_takes_the_focus_and_gives_it_back(browser_page, assert_accessible, shoot):
    page = browser_page(path=STYLEGUIDE)
    opener = page.locator("[data-dialog=sg-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible()
    shoot(page, "dialog-open")
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert opener.evaluate("e => e === document.activeElement")


def test_a_message_with_undo_waits_while_it_has_the_focus(browser_page):
    page = browser_page()
    page.clock.install()
    page.goto(STYLEGUIDE)
    page.get_by_role("button", name="Show a message with undo").press("Enter")
    undo = page.get_by_role("button", name="Undo (", exact=False)
    undo.focus()
    before = undo.inner_text()
    page.clock.run_for(2_200)
    assert undo.inner_text() == before
    page.keyboard.press("Enter")
    undo.wait_for(state="detached")


def test_help_opens_with_a_question_mark_and_the_skip_link_leads_to_the_content(browser_page):
    page = browser_page(path="/no/such/page/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("?")
    page.wait_for_url("**/help/keyboard/")
