"""The handheld in a real browser: without a line, killed, sent twice, two devices, two officers."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from inspection.handheld.models import Confirmation, Contradiction, Entry, Photograph
from inspection.handheld.operations.confirm_record import confirm_record
from inspection.handheld.queries.records import record_of
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.operations.send_to_opening import send_to_opening
from tests.factories.inspection import BOX, NOON, an_order, inspectors
from tests.inspection.handheld.conftest import LATER, Crew, a_photograph

PHONE = {"width": 412, "height": 915}
WRIST = {"width": 800, "height": 1280}
ALL_OPEN = (
    "() => document.querySelectorAll('#record details').forEach((one) => { one.open = true; })"
)
READY = "html[data-handheld=ready]"
SENT = '#line[data-line=up][data-waiting="0"]'


@pytest.fixture
def crew(transactional_db):
    """The two officers of one open box, in the order in which chance named them."""
    people = {one.username: one for one in inspectors(2)}
    order_no = an_order()
    send_to_opening(order_no=order_no, reason="dense block, row 3", beacon="c0ffee", now=NOON)
    return order_no, [people[name] for name in Draw.objects.get().crew]


def open_record(browser_page, user, order_no, **look):
    page = browser_page(user=user, path="/handheld/", **(PHONE | look))
    page.wait_for_selector(READY)
    page.locator(f'[data-order="{order_no}"] [data-open]').click()
    page.wait_for_selector("#record-title")
    page.evaluate(ALL_OPEN)
    return page


def until_sent(page):
    page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    page.wait_for_selector(SENT)


def kept_by_worker(page):
    """The worker holds the page and every file: now the line may go."""
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.reload()
    page.wait_for_selector(READY)


def fields(order_no):
    record = record_of(order_no=order_no)
    return record.fields if record else {}


def fill_whole(page):
    page.locator("[data-now=started_at]").click()
    page.locator("[data-now=ended_at]").click()
    page.get_by_label("No fault", exact=True).check()
    page.get_by_label("Next step").select_option("RELEASE")
    page.get_by_label("Name of the representative").fill("Li Wei")
    page.get_by_label("Typed the name and confirmed it").check()
    page.get_by_label("The representative has read this record and agrees").check()


@pytest.mark.feature("I-12")
@pytest.mark.parametrize(
    ("language", "theme", "size"),
    [("en", "light", PHONE), ("zh-hans", "dark", WRIST)],
    ids=["phone", "wrist"],
)
def test_the_handheld_is_accessible_and_fits_the_hand(
    language, theme, size, crew, browser_page, assert_accessible, shoot
):
    order_no, (officer, _second) = crew
    page = browser_page(user=officer, path="/handheld/", language=language, theme=theme, **size)
    page.wait_for_selector(READY)
    shoot(page, f"handheld-tasks-{language}")
    assert_accessible(page)
    page.locator("[data-open]").first.click()
    page.wait_for_selector("#record-title")
    page.evaluate(ALL_OPEN)
    page.locator("[data-add-sample]").click()
    shoot(page, f"handheld-record-{language}", full=True)
    assert_accessible(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, select, summary), header button')]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.feature("I-12")
def test_a_record_is_filled_without_a_line_and_sent_once_when_it_is_back(crew, browser_page):
    order_no, (officer, _second) = crew
    page = browser_page(user=officer, path="/handheld/", **PHONE)
    page.wait_for_selector(READY)
    kept_by_worker(page)
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator("#line")).to_have_class("down")
    unknown = "() => fetch('/static/handheld/none.css').then((answer) => answer.status)"
    assert page.evaluate(unknown) == 504  # the worker has no line either
    page.locator("[data-open]").first.click()
    page.get_by_label("Seal before").fill("SL0001234")
    page.get_by_label("Note").fill("Wet cartons")
    page.locator("[data-camera=GOODS]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photograph()}
    )
    expect(page.locator("[data-pictures=GOODS] img")).to_have_count(1)
    expect(page.locator("#line")).to_have_attribute("data-waiting", "3")
    assert Entry.objects.count() == 0

    context = page.context
    page.close(run_before_unload=False)  # killed: no goodbye
    page = context.new_page()
    page.goto(f"/handheld/#{order_no}")
    page.wait_for_selector(READY)
    expect(page.get_by_label("Seal before")).to_have_value("SL0001234")
    expect(page.get_by_label("Note")).to_have_value("Wet cartons")
    expect(page.locator("[data-pictures=GOODS] img")).to_have_count(1)
    context.set_offline(False)
    until_sent(page)
    assert fields(order_no) == {"seal_before": "SL0001234", "note": "Wet cartons"}
    assert Entry.objects.count() == 2
    assert Photograph.objects.count() == 1


@pytest.mark.feature("I-12")
def test_an_answer_that_is_lost_on_its_way_is_asked_for_again_and_done_once(crew, browser_page):
    order_no, (officer, _second) = crew
    page = open_record(browser_page, officer, order_no)
    lost = []

    def lose_the_first_answer(route):
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort("internetdisconnected")

    page.route("**/entries", lose_the_first_answer)
    page.get_by_label("Seal before").fill("SL0001234")
    expect(page.locator("#line")).to_have_attribute("data-line", "down")
    until_sent(page)
    assert lost == [201]
    assert Entry.objects.count() == 1


@pytest.mark.feature("I-12")
def test_two_devices_without_a_line_meet_field_by_field_and_a_person_chooses(crew, browser_page):
    order_no, officers = crew
    pages = [open_record(browser_page, officer, order_no) for officer in officers]
    for page in pages:
        page.context.set_offline(True)
    one, two = pages
    one.get_by_label("Seal before").fill("SL0001234")
    one.get_by_label("Note").fill("Forty cartons more")
    two.get_by_label("Note").fill("Fifty cartons more")
    two.get_by_label("Weather").select_option("FOG")
    one.context.set_offline(False)
    until_sent(one)
    two.context.set_offline(False)
    until_sent(two)
    assert fields(order_no) == {
        "seal_before": "SL0001234", "note": "Fifty cartons more", "weather": "FOG",
    }  # fmt: skip
    assert Contradiction.objects.count() == 1

    expect(two.get_by_label("Seal before")).to_have_value("SL0001234")
    disputed = two.locator(".hand-contradiction")
    expect(disputed).to_contain_text("Forty cartons more")
    expect(disputed).to_contain_text("Fifty cartons more")
    disputed.get_by_role("button", name="Keep this one: Forty cartons more").click()
    expect(disputed).to_have_count(0)
    until_sent(two)
    assert fields(order_no)["note"] == "Forty cartons more"
    assert Entry.objects.count() == 5


@pytest.mark.feature("I-12")
def test_two_officers_confirm_and_the_inspection_is_concluded(crew, browser_page):
    order_no, officers = crew
    one, two = (open_record(browser_page, officer, order_no) for officer in officers)
    expect(one.locator("[data-confirm]")).to_be_disabled()
    fill_whole(one)
    until_sent(one)
    one.locator("[data-confirm]:enabled").click()
    expect(one.locator("[data-proof]")).to_contain_text("another officer of the crew")
    two.locator("[data-confirm]:enabled").click()
    expect(two.locator("[data-proof]")).to_contain_text("concluded")
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    assert InspectionRecord.objects.get().outcome == "NO_FAULT"
    assert Confirmation.objects.count() == 2
    two.locator("[data-back]").click()
    two.locator("#concluded a").click()
    expect(two.get_by_role("link", name="Record as PDF")).to_be_visible()


@pytest.mark.feature("I-12")
def test_what_is_refused_stays_typed_and_says_why(crew, browser_page):
    order_no, (officer, _second) = crew
    page = open_record(browser_page, officer, order_no)
    page.locator("[data-field=weather]").evaluate("(one) => one.add(new Option('Hail', 'HAIL'))")
    page.get_by_label("Weather").select_option("HAIL")
    refused = page.locator(".hand-refused")
    expect(refused).to_contain_text("This is not on the list. Choose one of the offered words.")
    expect(refused).to_contain_text("HAIL")
    assert fields(order_no) == {}
    page.get_by_label("Weather").select_option("RAIN")
    expect(refused).to_have_count(0)
    until_sent(page)
    assert fields(order_no) == {"weather": "RAIN"}


@pytest.mark.feature("H-18")
def test_a_photograph_says_where_it_was_taken(crew, browser_page):
    order_no, (officer, _second) = crew
    page = browser_page(user=officer, path="/handheld/", **PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 26.06667, "longitude": 119.3, "accuracy": 12})
    page.wait_for_selector(READY)
    page.locator("[data-open]").first.click()
    expect(page.locator("[data-spot]")).to_have_text("26.06667, 119.30000 ± 12 m")
    page.locator("[data-camera=GOODS]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photograph()}
    )
    expect(page.locator("[data-pictures=GOODS] p")).to_contain_text("26.06667, 119.30000")
    kept = Photograph.objects.get()
    assert (str(kept.latitude), str(kept.longitude), kept.accuracy_m) == (
        "26.06667",
        "119.30000",
        12,
    )


@pytest.mark.feature("H-18")
def test_another_container_is_told_in_red_and_a_signature_is_drawn(crew, browser_page):
    order_no, (officer, _second) = crew
    page = open_record(browser_page, officer, order_no)
    page.get_by_label("Container number as seen").fill("TGHU 765432 1")
    expect(page.locator("[data-differs]")).to_have_text("This is not the container of the order.")
    page.get_by_label("Container number as seen").fill(BOX)
    expect(page.locator("[data-differs]")).to_be_hidden()
    page.get_by_label("Signed by hand on the glass").check()
    glass = page.locator("canvas[data-sign]")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 30, steps=4)
    page.mouse.up()
    page.locator("[data-sign-keep]").click()
    expect(page.locator("[data-pictures=SIGNATURE] img")).to_have_count(1)
    until_sent(page)
    assert Photograph.objects.get().kind == "SIGNATURE"


@pytest.mark.feature("I-12")
def test_sign_out_waits_for_what_is_not_sent_and_clears_what_was_kept(crew, browser_page):
    order_no, (officer, _second) = crew
    page = open_record(browser_page, officer, order_no)
    kept_by_worker(page)
    page.context.set_offline(True)
    page.get_by_label("Note").fill("Wet cartons")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#said")).to_contain_text("not sent")
    page.context.set_offline(False)
    until_sent(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))
    assert fields(order_no) == {"note": "Wet cartons"}
    page.wait_for_function("async () => !(await caches.match('/handheld/'))")


@pytest.mark.feature("I-12")
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_a_concluded_record_is_an_accessible_page(
    language, theme, transactional_db, browser_page, assert_accessible, shoot
):
    crew = Crew()
    crew.says_all()
    crew.photographs()
    for by in (crew.first, crew.second):
        confirm_record(
            order_no=crew.order_no, entry_id=uuid4(), content_hash=crew.record.content_hash,
            by=by, now=LATER,
        )  # fmt: skip
    page = browser_page(
        user=crew.first, path=f"/handheld/records/{crew.order_no}/", language=language, theme=theme
    )
    page.wait_for_function(
        "() => [...document.images].every((one) => one.complete && one.naturalWidth)"
    )
    shoot(page, f"handheld-page-{language}", full=True)
    assert_accessible(page)
