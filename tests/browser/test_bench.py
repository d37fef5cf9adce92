"""The review bench in a real browser: pixels, marks, keys, and a verdict taken back in time."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.judge_review import settle_judgements
from inspection.orders.models import InspectionOrder, InspectionRecord
from tests.factories.inspection import (
    a_queued_scan,
    a_scan_arrives,
    an_officer,
    an_order,
    analysts,
    elsewhere,
    inspectors,
    scan_png,
)

VARIANTS = [("en", "light"), ("zh-hans", "dark")]


@pytest.fixture
def analyst(transactional_db):
    inspectors(3)
    an_order()
    a_queued_scan(data=scan_png(width=1100, height=380, hidden=True))
    return analysts(1)[0]


@pytest.fixture
def bench(analyst, browser_page):
    page = browser_page(user=analyst, path="/officer/images/", width=1600, height=1000)
    page.keyboard.press("g")
    page.wait_for_selector("body[data-ready=yes]")
    return page


def grace_is_over():
    elsewhere(lambda: settle_judgements(now=clock.now() + timedelta(minutes=10)))


def centre_pixel(page, share_x, share_y):
    """What the canvas shows at a place of the upper pane, as red, green, blue."""
    page.wait_for_selector("#scan[data-painting=no]")
    return page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector('#scan');
            const at = [canvas.width * x, canvas.height * y].map(Math.round);
            return [...canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3);
        }""",
        [share_x, share_y],
    )


@pytest.mark.feature("I-05")
@pytest.mark.parametrize(("language", "theme"), VARIANTS)
def test_the_bench_is_accessible_full_and_empty(
    language, theme, analyst, browser_page, assert_accessible, shoot
):
    page = browser_page(user=analyst, path="/officer/images/", language=language, theme=theme)
    shoot(page, f"bench-empty-{language}")
    assert_accessible(page)
    page.locator("#take-next").click()
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    shoot(page, f"bench-{language}")
    assert_accessible(page)


@pytest.mark.feature("I-05")
def test_materials_have_their_colours_and_can_be_stripped(bench):
    red, _, blue = centre_pixel(bench, 0.3, 0.25)
    assert red > blue + 40  # cartons are organic: orange
    red, _, blue = centre_pixel(bench, 0.68, 0.28)
    assert blue > red + 20  # the pump is steel: blue
    bench.keyboard.press("4")
    red, green, blue = centre_pixel(bench, 0.3, 0.25)
    assert abs(red - blue) < 6  # metal only: cartons fade
    bench.keyboard.press("1")
    bench.keyboard.press("i")
    expect(bench.locator("[data-act=inverted]")).to_have_attribute("aria-pressed", "true")
    expect(bench.locator("#hud-zoom")).to_contain_text("inverted")


@pytest.mark.feature("I-05")
def test_reading_zoom_and_window_work_by_pointer_and_by_key(bench):
    box = bench.locator("#scan").bounding_box()
    bench.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.25)
    assert "Z 7" in bench.locator("#reading").inner_text()

    before = bench.locator("#hud-zoom").inner_text()
    bench.mouse.wheel(0, -600)
    expect(bench.locator("#hud-zoom")).not_to_have_text(before)
    bench.keyboard.press("0")
    assert bench.locator("#hud-zoom").inner_text() == before

    bench.keyboard.down("Shift")
    bench.mouse.down()
    bench.mouse.move(box["x"] + 50, box["y"] + 60)
    bench.mouse.up()
    bench.keyboard.up("Shift")
    assert bench.locator("[data-window-level]").inner_text() != "W 96 · L 50"
    bench.get_by_role("button", name="Full").click()
    assert bench.locator("[data-window-level]").inner_text() == "W 96 · L 50"


@pytest.mark.feature("I-05")
def test_keyboard_alone_marks_and_sends_to_inspection(bench):
    bench.keyboard.press("n")
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight", "Enter"):
        bench.keyboard.press(key)
    assert bench.locator("#marks li").count() == 1

    bench.keyboard.press("F9")
    assert "suspicious" in bench.locator("#reason-fault").inner_text()
    bench.keyboard.type("dense block in the cartons")
    bench.keyboard.press("F9")
    bench.wait_for_selector("#undo-strip")
    ImageReview.objects.update(final_by=clock.now() + timedelta(minutes=9))  # a slow machine's
    bench.reload()
    bench.keyboard.press("Escape")
    bench.wait_for_selector("body[data-ready=yes]")
    assert ImageReview.objects.get().state == "CLAIMED"
    assert bench.locator("#marks li").count() == 1
    expect(bench.locator("#reason")).to_have_value("dense block in the cartons")

    bench.keyboard.press("F9")
    bench.wait_for_selector("#take-next")
    assert InspectionOrder.objects.get().state == "IMAGED"
    grace_is_over()
    review = ImageReview.objects.get()
    assert (review.verdict, review.reason) == ("SUSPECT", "dense block in the cartons")
    assert len(review.marks) == 1
    assert InspectionOrder.objects.get().state == "OPENING"


@pytest.mark.feature("I-05")
def test_pointer_draws_a_mark_and_a_clear_verdict_then_asks_why(bench):
    box = bench.locator("#scan").bounding_box()
    bench.locator("[data-act=draw]").click()
    bench.keyboard.press("Escape")
    bench.locator("[data-act=draw]").click()
    bench.mouse.move(box["x"] + 300, box["y"] + 120)
    bench.mouse.down()
    bench.mouse.move(box["x"] + 380, box["y"] + 190)
    bench.mouse.up()
    assert bench.locator("#marks li").count() == 1
    bench.locator("[data-act=CLEAR]").click()
    assert "why" in bench.locator("#reason-fault").inner_text()
    bench.locator("#reason").fill("a pallet, seen before")
    bench.locator("[data-act=CLEAR]").click()
    bench.wait_for_selector("#take-next")
    grace_is_over()
    assert InspectionRecord.objects.get().by_image


@pytest.mark.feature("I-05")
def test_the_own_preset_is_kept_by_the_browser(bench):
    bench.locator("[name=window]").fill("30")
    bench.locator("[data-save-preset]").click()
    bench.reload()
    bench.wait_for_selector("body[data-ready=yes]")
    bench.get_by_role("button", name="My own").click()
    assert bench.locator("[data-window-level]").inner_text().startswith("W 30")


@pytest.mark.feature("I-05")
def test_the_bench_reflows_at_400_per_cent(bench):
    bench.set_viewport_size({"width": 342, "height": 600})
    assert bench.evaluate("document.documentElement.scrollWidth") <= 342


@pytest.mark.feature("I-05")
def test_a_new_scan_is_counted_within_two_seconds(transactional_db, browser_page):
    person = an_officer("fresh", Duty.REVIEW_IMAGE)
    page = browser_page(user=person, path="/officer/images/")
    expect(page.locator("#queue-count")).to_contain_text("0 waiting")
    elsewhere(a_scan_arrives)
    expect(page.locator("#queue-count")).to_contain_text("1 waiting", timeout=30_000)
    assert page.locator("#take-next").is_enabled()


LONGEST_TASK = """() => new Promise((tell) => {
    let longest = 0;
    const keep = (list) => list.getEntries().forEach((task) => {
        longest = Math.max(longest, task.duration);
    });
    new PerformanceObserver(keep).observe({ type: 'longtask', buffered: true });
    setTimeout(() => tell(Math.round(longest)), 500);
})"""


@pytest.mark.feature("I-05")
@pytest.mark.parametrize("has_workers", [True, False])
def test_a_full_size_scan_is_decoded_beside_the_page_or_in_it(
    has_workers, transactional_db, browser_page, record_property
):
    an_order()
    a_queued_scan(data=scan_png(width=2200, height=760))
    page = browser_page(user=analysts(1)[0], path="/officer/images/", width=1600, height=1000)
    if not has_workers:
        page.add_init_script("delete window.Worker")
    page.keyboard.press("g")
    page.wait_for_selector("body[data-ready=yes]")
    assert page.locator("body").get_attribute("data-darkroom") == (
        "worker" if has_workers else "page"
    )
    red, _, blue = centre_pixel(page, 0.3, 0.25)
    assert red > blue + 40
    for key in "ei34":
        page.keyboard.press(key)
    centre_pixel(page, 0.3, 0.25)
    longest = page.evaluate(LONGEST_TASK)
    record_property("longest_task_ms", longest)
    print(f"longest task on the main thread, workers {has_workers}: {longest} ms")
