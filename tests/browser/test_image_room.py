"""A shift at the bench by keyboard alone, a killed page, two windows, and the pages of the room.

``ROOM_DAY_SCANS=160`` reviews the whole day of 160 scans and prints how long the keys took.
"""

import os
import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from inspection.imaging.models import ImageReview, PlantedScan, Reading
from inspection.imaging.operations.judge_review import settle_judgements
from inspection.imaging.operations.plant_scans import TestImage, add_planted, plant_scan
from inspection.orders.models import InspectionOrder
from tests.browser.test_bench import VARIANTS
from tests.factories.inspection import (
    NOON,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    elsewhere,
    inspectors,
    scan_png,
)

pytestmark = pytest.mark.feature("I-05")
SCANS = int(os.environ.get("ROOM_DAY_SCANS", "12"))


@pytest.fixture
def analyst(transactional_db):
    return analysts(1)[0]


@pytest.fixture
def bench(analyst, browser_page):
    an_order()
    a_queued_scan(data=scan_png(width=600, height=200, hidden=True))
    page = browser_page(user=analyst, path="/officer/images/")
    page.keyboard.press("g")
    page.wait_for_selector("body[data-ready=yes]")
    return page


def test_a_day_of_scans_is_reviewed_by_keyboard(analyst, browser_page):
    inspectors(2)
    for number in range(SCANS):
        box = f"TGHU{number:07d}"
        an_order(box)
        picture = scan_png(width=600, height=200, hidden=number % 4 == 0, seed=number % 8)
        a_queued_scan(scan_no=f"DAY{number:05d}", container_no=box, data=picture)
    page = browser_page(user=analyst, path="/officer/images/")
    began = time.monotonic()
    for number in range(SCANS):
        page.wait_for_selector("body[data-ready=empty]")
        page.keyboard.press("g")
        page.wait_for_selector("body[data-ready=yes]")
        if number % 4 == 0:
            for key in ("n", "ArrowLeft", "Enter"):
                page.keyboard.press(key)
            page.locator("#reason").focus()
            page.keyboard.type("dense block")
            page.keyboard.press("F9")
        else:
            page.keyboard.press("F8")
    page.wait_for_selector("body[data-ready=empty]")
    seconds = time.monotonic() - began
    settle_all()
    verdicts = list(ImageReview.objects.values_list("state", "verdict"))
    assert verdicts.count(("CONCLUDED", "SUSPECT")) == len(range(0, SCANS, 4))
    assert verdicts.count(("CONCLUDED", "CLEAR")) == SCANS - len(range(0, SCANS, 4))
    assert InspectionOrder.objects.filter(state="OPENING").count() == len(range(0, SCANS, 4))
    print(f"{SCANS} scans by keyboard in {seconds:.1f} s, {seconds / SCANS:.2f} s a scan")


def settle_all():
    def until_nothing_is_left():
        while settle_judgements(now=clock.now() + timedelta(minutes=10)):
            pass

    elsewhere(until_nothing_is_left)


def test_marks_outlive_a_page_that_is_killed(bench, analyst, browser_page):
    for key in ("n", "Enter", "u"):
        bench.keyboard.press(key)
    bench.locator("#marks select").select_option("DRUGS")
    bench.locator("#reason").fill("half a word")
    expect(bench.locator("#kept")).to_contain_text("Saved")
    bench.wait_for_timeout(1_000)
    expect(bench.locator("#kept")).to_contain_text("Saved")
    bench.close()
    page = browser_page(user=analyst, path="/officer/images/")
    page.wait_for_selector("body[data-ready=yes]")
    assert page.locator("#marks li").count() == 1
    expect(page.locator("#marks select")).to_have_value("DRUGS")
    expect(page.locator("#reason")).to_have_value("half a word")
    expect(page.locator("#unsure")).to_be_checked()


def test_advice_is_asked_by_key_after_the_first_look(bench):
    assert Reading.objects.get().first_look == ""
    bench.keyboard.press("a")
    expect(bench.locator("#advice")).to_contain_text("No advice")
    assert Reading.objects.get().first_look == "NOTHING"


def test_a_shape_and_a_measure_are_drawn_by_keyboard(bench):
    bench.keyboard.press("p")
    for key in (" ", "ArrowRight", "ArrowRight", " ", "ArrowDown", "ArrowDown", " ", "Enter"):
        bench.keyboard.press(key)
    assert bench.locator("#marks li").count() == 1
    bench.keyboard.press("m")
    for key in (" ", "ArrowRight", " "):
        bench.keyboard.press(key)
    expect(bench.locator("#bench-said")).to_have_text("60 mm at 5 mm a pixel")
    expect(bench.locator("#kept")).to_contain_text("Saved")
    assert len(Reading.objects.get().marks[0]["corners"]) == 3


def test_the_second_window_keeps_step(bench, assert_accessible):
    other = bench.context.new_page()
    other.goto("/officer/images/beside/")
    other.wait_for_selector("body[data-ready=yes]")
    expect(other.locator("#in-step")).to_have_text("In step with the bench")
    bench.bring_to_front()
    bench.keyboard.press("n")
    bench.keyboard.press("Enter")
    other.wait_for_selector("body[data-step='1']")
    assert_accessible(other)


def test_an_arrangement_is_kept_for_these_goods(bench):
    for key in ("2", "e", "l"):
        bench.keyboard.press(key)
    expect(bench.locator("#kept")).to_have_text("Arrangement saved for these goods")
    bench.reload()
    bench.wait_for_selector("body[data-ready=yes]")
    expect(bench.locator("[data-act=grey].tool")).to_have_attribute("aria-pressed", "true")
    expect(bench.locator("[data-act=edge]")).to_have_attribute("aria-pressed", "true")


def test_a_test_image_is_told_after_the_conclusion(analyst, browser_page, assert_accessible):
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    real = a_queued_scan()
    thing = {"kind": "DRUGS", "x": 60, "y": 34, "width": 14, "height": 12}
    image = TestImage(title="block", data=scan_png(hidden=True, seed=9), truth=(thing,))
    add_planted(image=image, by=chief, now=NOON)
    plant_scan(now=NOON)
    ImageReview.objects.filter(pk=real.pk).update(ordered_by=analyst.username)
    page = browser_page(user=analyst, path="/officer/images/")
    page.keyboard.press("g")
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("F8")
    page.wait_for_selector("#take-next")
    settle_all()
    page.reload()
    expect(page.locator("#revealed")).to_contain_text("That was a test image")
    assert_accessible(page)
    assert PlantedScan.objects.count() == 1


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
@pytest.mark.parametrize("page_", ["", "measures/", "hit-rates/", "planted/", "planted/new/"])
def test_the_pages_of_the_room_are_accessible(
    language, theme, page_, transactional_db, browser_page, assert_accessible, shoot
):
    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    a_queued_scan()
    add_planted(image=TestImage(title="clean", data=scan_png(seed=9)), by=chief, now=NOON)
    address = f"/supervisor/image-room/{page_}"
    page = browser_page(user=chief, path=address, language=language, theme=theme)
    shoot(page, f"image-room-{page_.strip('/').replace('/', '-') or 'now'}-{language}", full=True)
    assert_accessible(page)
