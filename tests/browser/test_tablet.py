"""The wrist tablet in a real browser: called, answered, found; also without a line."""

import base64

import pytest
from playwright.sync_api import expect

from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.states import Outcome
from tests.factories.inspection import BOX, NOON, an_order, elsewhere, inspectors

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
    "rkJggg=="
)


@pytest.fixture
def people(transactional_db):
    return {person.username: person for person in inspectors(2)}


def open_box():
    order_no = an_order()
    send_to_opening(order_no=order_no, reason="dense block, row 3", beacon="c0ffee", now=NOON)
    return Draw.objects.get().crew[0]


@pytest.mark.feature("H-13")
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_the_tablet_is_accessible_with_and_without_a_box(
    language, theme, people, browser_page, assert_accessible, shoot
):
    page = browser_page(
        user=people["inspector1"], path="/officer/tablet/", language=language, theme=theme,
        width=390, height=844,
    )  # fmt: skip
    assert_accessible(page)
    elsewhere(open_box)
    page.wait_for_selector(".box-card")
    shoot(page, f"tablet-{language}")
    assert_accessible(page)


@pytest.mark.feature("H-13")
def test_a_box_appears_is_acknowledged_and_the_finding_with_a_picture_is_taken(
    people, browser_page
):
    page = browser_page(user=people["inspector1"], path="/officer/tablet/", width=390, height=844)
    expect(page.locator("#line")).to_have_text("Connected")
    elsewhere(open_box)
    page.wait_for_selector(".box-card")
    assert BOX in page.locator("[data-box]").inner_text()
    expect(page.locator("[data-reason]")).to_have_text("dense block, row 3")
    page.locator("[data-accept]").click()
    page.wait_for_selector("[data-accepted]:not([hidden])")

    page.get_by_role("button", name="Send finding").click()
    assert "Choose" in page.locator("[data-error]").inner_text()
    page.locator("input[value=FAULT]").check()
    page.get_by_label("What you saw").fill("40 cartons of cigarettes")
    page.get_by_label("Seal before").fill("SL0001")
    page.locator("input[type=file]").set_input_files(
        {"name": "box.png", "mimeType": "image/png", "buffer": DOT}
    )
    page.wait_for_selector(".pictures img")
    page.get_by_role("button", name="Send finding").click()
    expect(page.locator("#said")).to_contain_text("Finding sent")

    record = InspectionRecord.objects.get()
    assert (record.outcome, record.seal_before) == ("FAULT", "SL0001")
    assert len(record.picture_keys) == 1
    assert InspectionOrder.objects.get().state == "CONCLUDED"


@pytest.mark.feature("H-13")
def test_an_answer_given_without_a_line_is_sent_once_when_it_is_back(people, browser_page):
    leader = open_box()
    page = browser_page(user=people[leader], path="/officer/tablet/", width=390, height=844)
    page.wait_for_selector("[data-accept]:not([disabled])")
    key = f"tablet.outbox.{leader}"
    page.evaluate(
        """([key, orderNo]) => localStorage.setItem(key, JSON.stringify([
            {id: 'kept-1', type: 'finding', order_no: orderNo, finding: 'NO_FAULT', note: '',
             seal_before: '', seal_after: '', pictures: []}]))""",
        [key, InspectionOrder.objects.get().order_no],
    )
    page.reload()
    expect(page.locator("#said")).to_contain_text("Finding sent")
    assert page.evaluate("key => localStorage.getItem(key)", key) == "[]"
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    assert InspectionRecord.objects.count() == 1


@pytest.mark.feature("H-13")
def test_a_colleague_answers_and_concludes_and_the_card_follows_live(people, browser_page):
    open_box()
    leader, second = Draw.objects.get().crew
    order_no = InspectionOrder.objects.get().order_no
    page = browser_page(user=people[second], path="/officer/tablet/", width=390, height=844)
    page.wait_for_selector("[data-accept]:not([disabled])")

    elsewhere(lambda: accept_order(order_no=order_no, officer=leader, at=NOON))
    expect(page.locator("[data-calls]")).to_contain_text(f"{leader} is on the way")
    assert page.locator("[data-accept]").is_visible()

    finding = Finding(outcome=Outcome.NO_FAULT)
    elsewhere(
        lambda: conclude_inspection(order_no=order_no, finding=finding, officer=leader, now=NOON)
    )
    expect(page.locator("#said")).to_contain_text("is over")
    assert page.locator(".box-card").count() == 0
    assert page.locator("#rest").is_visible()
