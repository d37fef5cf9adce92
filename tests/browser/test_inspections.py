"""The inspections' queue and an order's page in a real browser."""

import pytest
from playwright.sync_api import expect

from customs_portal.accounts.duties import Duty
from inspection.orders.models import Draw, InspectionRecord
from inspection.orders.operations.send_to_opening import send_to_opening
from tests.factories.inspection import (
    NOON,
    InspectionOrderFactory,
    an_officer,
    an_order,
    inspectors,
    scan_png,
)

pytestmark = pytest.mark.feature("I-01")


@pytest.fixture
def opened(transactional_db):
    """An order whose crew is drawn, and its leader."""
    people = {person.username: person for person in inspectors(3)}
    InspectionOrderFactory(opening=True)
    number = an_order()
    send_to_opening(order_no=number, reason="dense block", beacon="c0ffee", now=NOON)
    return number, people[Draw.objects.get().crew[0]]


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_queue_and_order_are_accessible(
    language, theme, opened, browser_page, assert_accessible, shoot
):
    number, leader = opened
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    page = browser_page(
        user=chief, path="/officer/inspections/?sort=-place", language=language, theme=theme
    )
    assert page.locator("th[aria-sort=descending]").count() == 1
    shoot(page, f"inspections-{language}")
    assert_accessible(page)
    page.goto("/officer/inspections/?text=nothing-like-this")
    assert_accessible(page)
    page.goto(f"/officer/inspections/{number}/")
    assert_accessible(page)

    page = browser_page(
        user=leader, path=f"/officer/inspections/{number}/", language=language, theme=theme
    )
    page.locator("form[enctype] button").click()
    page.wait_for_selector("#error-summary")
    shoot(page, f"inspection-refused-{language}")
    assert_accessible(page)


def test_a_refused_form_keeps_the_answers_and_pictures_are_sent_small(opened, browser_page):
    number, leader = opened
    page = browser_page(user=leader, path=f"/officer/inspections/{number}/")
    page.get_by_label("Fault found").check()
    page.get_by_label("Seal before").fill("SL0001")
    page.get_by_role("button", name="Conclude the inspection").click()
    expect(page.locator("#id_note-error")).to_contain_text("Say what fault was found")
    assert page.get_by_label("Seal before").input_value() == "SL0001"

    page.locator("#id_note").fill("cigarettes behind the first row")
    picture = {"name": "box.png", "mimeType": "image/png", "buffer": scan_png()}
    page.locator("#id_pictures").set_input_files(picture)
    page.wait_for_function(
        "() => document.querySelector('#id_pictures').files[0].type === 'image/jpeg'"
    )
    page.get_by_role("button", name="Conclude the inspection").click()
    expect(page.get_by_role("link", name="Picture 1")).to_be_visible()
    assert InspectionRecord.objects.get().picture_keys[0].endswith(".jpg")
