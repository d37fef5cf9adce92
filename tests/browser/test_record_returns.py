"""A supervisor returns a record in a real browser, and its crew finds it on its devices."""

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customs_portal.accounts.duties import Duty
from inspection.handheld.operations.confirm_record import confirm_record
from inspection.handheld.operations.look_over import return_record
from inspection.orders.models import InspectionRecord
from tests.browser.test_handheld import fields, open_record, until_sent
from tests.factories.inspection import a_scan_arrives, an_officer, an_order, elsewhere
from tests.inspection.handheld.conftest import Crew

WHY = "No photograph shows the seal after the inspection."


def returned(crew, by):
    return_record(
        order_no=crew.order_no, parts=("SEALS", "PHOTOGRAPHS"), reason=WHY, by=by,
        now=timezone.now(),
    )  # fmt: skip


def confirmed(crew):
    """Both confirm by the clock of the day: a page returns only what was concluded of late."""
    for by in (crew.first, crew.second):
        confirm_record(
            order_no=crew.order_no, entry_id=uuid4(), content_hash=crew.record.content_hash,
            by=by, now=timezone.now(),
        )  # fmt: skip


def concluded_crew():
    crew = Crew()
    crew.says_all()
    confirmed(crew)
    return crew


@pytest.mark.feature("I-12")
def test_what_was_typed_into_a_closed_record_is_sent_when_it_is_returned(
    transactional_db, browser_page, shoot, assert_accessible
):
    """Typed without a line, refused because two had confirmed meanwhile, kept, and sent after."""
    crew = Crew()
    crew.says_all()
    supervisor = an_officer("dispatcher1", Duty.DISPATCH_INSPECTION)
    page = open_record(browser_page, crew.first, crew.order_no)
    page.context.set_offline(True)
    page.get_by_label("Seal after").fill("SL0007777")
    elsewhere(lambda: confirmed(crew))
    page.context.set_offline(False)
    expect(page.locator(".hand-refused")).to_contain_text("SL0007777")
    elsewhere(lambda: returned(crew, supervisor))
    told = page.locator(".hand-returned")
    expect(told).to_contain_text(WHY, timeout=20_000)
    expect(told).to_contain_text("Seals · Photographs")
    expect(page.locator(".hand-refused")).to_have_count(0)
    until_sent(page)
    assert fields(crew.order_no)["seal_after"] == "SL0007777"
    told.scroll_into_view_if_needed()
    shoot(page, "handheld-returned-en")
    assert_accessible(page)
    page.locator("[data-back]").click()
    expect(page.locator(".hand-sent-back")).to_contain_text(WHY)
    shoot(page, "handheld-returned-tasks-en")
    assert_accessible(page)


@pytest.mark.feature("I-12")
def test_a_returned_record_is_confirmed_anew_by_the_same_two(transactional_db, browser_page):
    crew = concluded_crew()
    returned(crew, an_officer("dispatcher1", Duty.DISPATCH_INSPECTION))
    one, two = (
        open_record(browser_page, officer, crew.order_no) for officer in (crew.first, crew.second)
    )
    one.locator("[data-confirm]:enabled").click()
    expect(one.locator("[data-proof]")).to_contain_text("exactly what the supervisor returned")
    one.get_by_label("Seal after").fill("SL0007777")
    until_sent(one)
    one.locator("[data-confirm]:enabled").click()
    expect(one.locator("[data-proof]")).to_contain_text("another officer of the crew")
    expect(two.get_by_label("Seal after")).to_have_value("SL0007777", timeout=20_000)
    two.locator("[data-confirm]:enabled").click()
    expect(two.locator("[data-proof]")).to_contain_text("concluded")
    assert InspectionRecord.objects.get().seal_after == "SL0007777"


DESK, WALL = {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}
LOOKS = [("en", "light", DESK), ("zh-hans", "dark", WALL)]


@pytest.mark.feature("I-12")
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS, ids=["desk", "wall"])
def test_a_supervisor_returns_a_record_and_finds_it_in_the_list(
    language, theme, size, transactional_db, browser_page, assert_accessible, shoot
):
    crew = concluded_crew()
    supervisor = an_officer("dispatcher1", Duty.DISPATCH_INSPECTION)
    page = browser_page(
        user=supervisor, path="/officer/inspection-records/", language=language, theme=theme, **size
    )
    shoot(page, f"records-list-{language}")
    assert_accessible(page)
    page.locator(f"a[data-open]:has-text('{crew.order_no}')").click()
    page.locator("form[action$='/return/'] button").click()
    page.wait_for_selector("#error-summary")
    shoot(page, f"record-return-refused-{language}", full=True)
    assert_accessible(page)
    page.locator("input[name=parts][value=SEALS]").check()
    page.locator("textarea[name=reason]").fill(WHY)
    page.locator("form[action$='/return/'] button").click()
    page.wait_for_selector(".record-return")
    expect(page.locator(".record-return")).to_contain_text(WHY)
    shoot(page, f"record-returned-{language}", full=True)
    assert_accessible(page)
    page.goto("/officer/inspection-records/?state=RETURNED")
    expect(page.locator("tr[data-row]")).to_contain_text(WHY)
    shoot(page, f"records-returned-{language}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    shoot(page, f"records-print-{language}")
    page.emulate_media(media="screen")
    page.goto("/officer/inspection-records/?since=soon")
    page.wait_for_selector("#error-summary")
    assert_accessible(page)
    page.goto("/officer/inspection-records/?text=nothing")
    shoot(page, f"records-none-{language}")
    assert_accessible(page)


@pytest.mark.feature("I-03")
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS, ids=["desk", "wall"])
def test_an_order_whose_scan_was_refused_says_what_to_do(
    language, theme, size, transactional_db, browser_page, assert_accessible, shoot
):
    order_no = an_order()
    elsewhere(lambda: a_scan_arrives(data=b"GIF89a"))
    supervisor = an_officer("dispatcher1", Duty.DISPATCH_INSPECTION)
    path = f"/officer/inspections/{order_no}/"
    page = browser_page(user=supervisor, path=path, language=language, theme=theme, **size)
    expect(page.locator(".refused-scan")).to_be_visible()
    shoot(page, f"order-scan-refused-{language}")
    assert_accessible(page)
    page.goto("/officer/inspections/")
    shoot(page, f"orders-scan-refused-{language}")
    assert_accessible(page)
