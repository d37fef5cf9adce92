"""The wall in a real browser: live, readable by machines, safe to leave alone."""

from collections import defaultdict
from datetime import timedelta

import pytest

from customs_portal.journal import subscriptions
from dashboards.wall.operations.watch_clock import watch_clock
from tests.factories import wall as news
from tests.factories.wall import tell

pytestmark = [pytest.mark.feature("D-01")]


@pytest.fixture(autouse=True)
def only_the_wall_listens(monkeypatch):
    own = {
        event: [one for one in listeners if "dashboards.wall" in one.__module__]
        for event, listeners in subscriptions.now.items()
    }
    monkeypatch.setattr(subscriptions, "now", defaultdict(list, own))
    monkeypatch.setattr(subscriptions, "soon", defaultdict(list))


@pytest.fixture
def now():
    from customs_portal.kit import clock

    return clock.now()


@pytest.fixture
def busy_port(transactional_db, now):
    news.port("G1-1", "X1", "B01", "Y01")
    tell(
        news.device_on(at=now),
        news.accepted(at=now),
        news.decided(at=now),
        news.landed(at=now),
        news.released(at=now),
        news.ship(at=now),
        news.undeclared("TGHU1234567", at=now),
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/supervisor/wall/", "/supervisor/wall/video/"])
def test_the_wall_is_accessible(browser_page, assert_accessible, shoot, busy_port, path, language):
    page = browser_page(
        user=news.officer(), language=language, theme="dark", width=1920, height=1080, path=path
    )
    page.wait_for_selector('[data-live][data-state="live"]')
    assert_accessible(page)
    shoot(page, f"wall-{path.strip('/').split('/')[-1]}-{language}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_duty_log_is_accessible(browser_page, assert_accessible, busy_port, language):
    page = browser_page(
        user=news.officer(), language=language, theme="dark", path="/supervisor/alarms/"
    )
    assert page.locator("tbody tr").count() == 1
    assert_accessible(page)


def test_news_appears_by_itself_and_a_critical_alarm_changes_the_scene(
    browser_page, assert_accessible, busy_port, now
):
    page = browser_page(
        user=news.officer(display_name="Chen Wei"),
        width=1920,
        height=1080,
        path="/supervisor/wall/",
    )
    page.wait_for_selector('[data-kpi="throughput"] [data-kpi-value]:has-text("1")')
    assert page.locator('[data-kpi="hits"] [data-kpi-value]').text_content() == "No data"

    tell(news.passage(opened=False, rule="G-07", at=now))

    page.wait_for_selector('[data-site="G1-1"].critical')
    page.wait_for_selector('body[data-scene="critical"]')
    assert_accessible(page)
    page.get_by_role("button", name="Acknowledge").first.click()
    page.wait_for_selector('body[data-scene="calm"]')
    card = page.locator(".alert.tone-critical")
    card.locator(".owner", has_text="Chen Wei").wait_for()

    card.get_by_role("button", name="Clear").click()
    page.get_by_label("What was found or done").fill("Sent back to the yard")
    page.get_by_role("dialog").get_by_role("button", name="Clear").click()
    page.wait_for_selector('[data-site="G1-1"].ok')


def test_who_is_asked_sees_it_in_the_menu_and_finds_it_in_the_duty_log(
    browser_page, assert_accessible, busy_port, now
):
    officer = news.officer(display_name="Chen Wei")
    page = browser_page(user=officer, width=1920, height=1080, path="/supervisor/wall/")
    page.wait_for_selector('[data-live][data-state="live"]')
    tell(news.passage(opened=False, rule="G-07", at=now))
    page.locator(".alert.tone-critical").first.wait_for()  # it stands before the clock goes on
    watch_clock(now=now + timedelta(minutes=5))

    page.locator(".alert.tone-critical .owner", has_text="Chen Wei is asked").wait_for()
    page.locator(".wall-menu [data-asked] b", has_text="1").wait_for()
    page.get_by_role("link", name="Duty log").click()
    page.get_by_label("State").select_option(label="Asked of me")
    page.get_by_role("button", name="Apply").click()
    page.locator("tbody tr").wait_for()
    assert page.locator("tbody tr").count() == 1
    assert_accessible(page)
    page.get_by_role("button", name="Acknowledge").click()
    page.wait_for_selector("[data-asked][data-none]", state="attached")


def test_a_median_of_less_than_an_hour_is_told_in_minutes(browser_page, busy_port, now):
    page = browser_page(user=news.officer(), width=1920, height=1080, path="/supervisor/wall/")
    tell(*(news.released(number=f"{n:018d}", hours=0.1, at=now) for n in range(3)))
    value = page.locator('[data-kpi="clearance"] [data-kpi-value]')
    value.filter(has_text="min").wait_for()


def test_a_cut_line_is_said_and_what_was_missed_is_shown(browser_page, busy_port, now):
    page = browser_page(user=news.officer(), width=1920, height=1080, path="/supervisor/wall/")
    page.wait_for_selector('[data-live][data-state="live"]')
    page.context.set_offline(True)
    page.wait_for_selector("[data-stale-banner]:not([hidden])", timeout=40_000)
    tell(news.device_on("XG-1", "X1", at=now))
    page.context.set_offline(False)
    page.wait_for_selector('[data-site="X1"].ok', timeout=60_000)
    assert page.locator("[data-stale-banner]").is_hidden()


def test_the_formula_of_a_figure_opens_by_keyboard(browser_page, busy_port):
    page = browser_page(user=news.officer(), width=1920, height=1080, path="/supervisor/wall/")
    page.locator('[popovertarget="formula-clearance"]').focus()
    page.keyboard.press("Enter")
    formula = page.locator("#formula-clearance")
    formula.wait_for(state="visible")
    assert "中位数" in formula.text_content()
    page.keyboard.press("Escape")
    formula.wait_for(state="hidden")
