"""The risk desk by keyboard: a rule is written as data, tried, published, and stops what it should.

And every page of the desk in both themes: no violation, nothing wider than the window.
"""

import re

import pytest
from playwright.sync_api import expect

from clearance.declarations.states import DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from risk.assessments.models import Assessment
from risk.backtests.models import BackTest
from risk.cases.operations.keep_judged import keep_judged
from risk.learning.operations.put_to_service import put_in_shadow
from risk.learning.operations.register_model import register_model
from risk.models.shipped import SHIPPED
from risk.rulebooks.models import Book
from tests.browser.keys import follow, press, tab_to, type_into
from tests.factories import wall as news
from tests.factories.clearance import file_summary, reference_data
from tests.factories.people import UserFactory
from tests.factories.risk import a_rule, published, tried
from tests.factories.targeting import an_order

SENTENCE = "Shipped from {departure_country}: empty pallets were found there."
FROM_VN = {"op": "eq", "left": {"fact": "departure_country"}, "right": {"value": "VN"}}
SENTENCE_ZH = "启运国（地区）{departure_country}：曾查获空托盘。"


def choose(page, selector, value):
    """An entry of a list by its letters: the focus goes there as a person's does."""
    tab_to(page, selector)
    page.select_option(selector, value)


@pytest.mark.feature("R-04")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_rule_goes_from_the_analysts_desk_to_the_wall(
    browser_page, assert_accessible, shoot, language
):
    reference_data()
    clerk = UserFactory(clerk=True)
    assert file_summary(clerk=clerk, now=clock.now()).state == DeclarationState.CLEARED_TO_LEAVE
    analyst, chief = UserFactory(risk_officer=True), UserFactory(risk_publisher=True)

    page = browser_page(user=analyst, language=language, path="/officer/risk/books/")
    follow(page, "a[href='/officer/risk/books/new/']")
    type_into(page, "#id_title", "Pallets from China")
    follow(page, "form[method=post] .button-primary")
    page.wait_for_url("**/books/RB*/")
    book_no = page.url.rstrip("/").split("/")[-1]
    follow(page, "a[data-key='n']")
    choose(page, "#id_row-0-fact", "departure_country")
    choose(page, "#id_row-0-comparison", "eq")
    type_into(page, "#id_row-0-value", "CN")
    for field, text in (
        ("code", "D-960"), ("points", "60"), ("sentence_en", SENTENCE),
        ("sentence_zh", SENTENCE_ZH), ("law", "Customs Law, article 28"), ("owner", "Risk desk"),
    ):  # fmt: skip
        type_into(page, f"#id_{field}", text)
    assert_accessible(page)
    follow(page, "button[name=act][value=save].button-primary")
    page.goto(f"/officer/risk/books/{book_no}/")
    expect(page.locator("main")).to_contain_text("D-960")
    follow(page, f"a[href$='?book_no={book_no}']")
    follow(page, "form[method=post] .button-primary")
    page.wait_for_url("**/backtests/BT*/")
    expect(page.locator(".page-header .sub")).to_contain_text(
        "green" if language == "en" else "通过", ignore_case=True
    )
    assert BackTest.objects.get().green
    assert_accessible(page)

    other = browser_page(
        user=chief, language=language, path=f"/officer/risk/books/{book_no}/publish/"
    )
    type_into(other, "#id_reason", "Found twice in October, the back-test is green")
    assert_accessible(other)
    follow(other, "form[method=post] .button-primary")
    assert Book.objects.get(book_no=book_no).published_by == chief

    filed = file_summary(clerk=clerk, departure_country="CN", now=clock.now())
    assert filed.state == DeclarationState.HELD
    news.hear_news()
    wall = browser_page(
        user=news.officer(), language=language, theme="dark", width=1920, height=1080,
        path="/supervisor/wall/",
    )  # fmt: skip
    wall.wait_for_selector('[data-live][data-state="live"]')
    expect(wall.locator("body")).to_contain_text(re.compile(_spaced(filed.declaration_no)))
    shoot(wall, f"risk-wall-{language}")

    page.goto("/officer/risk/?rule=D-960")
    follow(page, "tbody tr[data-row] a[data-open]")
    words = page.locator("main")
    expect(words).to_contain_text("D-960")
    expect(words).to_contain_text(SENTENCE.format(departure_country="CN"))
    expect(words).to_contain_text(SENTENCE_ZH.format(departure_country="CN"))
    expect(words).to_contain_text("Customs Law, article 28")
    assert_accessible(page)
    shoot(page, f"risk-explanation-{language}", full=True)
    with page.expect_response(re.compile(r"explanation\.pdf$")) as answer:
        press(page, "a[href$='explanation.pdf']")
    assert answer.value.status == 200


def _spaced(number):
    return r"\s*".join(number)


@pytest.fixture
def desk(settings, tmp_path):
    """Something of everything: a book, a switch-off wish, a back-test, an order, a model, cases."""
    reference_data()
    now = clock.now()
    analyst = UserFactory(duties=(
        Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES, Duty.READ_LAW, Duty.READ_JOURNAL,
    ))  # fmt: skip
    book_no = published(a_rule(when=FROM_VN), now=now)
    backtest = tried(book_no, now=now)
    clerk = UserFactory(clerk=True)
    order = an_order(now=now, hs_prefix="6109")
    file_summary(clerk=clerk, now=now)
    keep_judged()
    model_no = register_model(folder=SHIPPED, by=analyst, now=now)
    put_in_shadow(model_no=model_no, by=analyst, now=now)
    judged = Assessment.objects.get()
    firm = clerk.enterprise.uscc
    return analyst, [
        "", "rules/", f"{judged.assessment_no}/?replay=1", "books/", "books/new/",
        f"books/{book_no}/", f"books/{book_no}/difference/", f"books/{book_no}/publish/",
        f"books/{book_no}/rules/D-901/", "books/rules/D-901/", "books/switches/", "backtests/",
        "backtests/new/", f"backtests/{backtest}/", "orders/", "orders/new/",
        f"orders/{order.order_no}/", "models/", f"models/{model_no}/", "outcomes/",
        "outcomes/?by=month", "outcomes/fairness/", "outcomes/chance/", "outcomes/drift/",
        "outcomes/labels/", "workbench/", "workbench/?q=Ning",
        f"workbench/network/?kind=firm&key={firm}", f"workbench/series/?kind=firm&key={firm}",
        f"workbench/firms/{firm}/", f"workbench/similar/{judged.assessment_no}/",
    ]  # fmt: skip


@pytest.mark.feature("R-01")
@pytest.mark.parametrize(
    ("theme", "language", "width"), [("light", "en", 1366), ("dark", "zh-hans", 1920)]
)
def test_no_page_of_the_desk_shuts_anybody_out(
    browser_page, assert_accessible, shoot, desk, theme, language, width
):
    analyst, paths = desk
    page = browser_page(
        user=analyst, language=language, theme=theme, width=width, path="/officer/risk/"
    )
    wrong = []
    for path in paths:
        answer = page.goto(f"/officer/risk/{path}")
        assert answer is not None and answer.status == 200, path
        page.wait_for_load_state("networkidle")
        name = re.sub(r"\W+", "-", path) or "list"
        shoot(page, f"risk-{name}-{language}", full=True)
        wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide[0] > wide[1]:
            wrong.append(f"{path} is wider than the window: {wide}")
        try:
            assert_accessible(page)
        except AssertionError as found:
            wrong.append(f"{path}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.feature("R-01")
def test_links_that_come_to_lie_under_each_other_can_be_hit(browser_page, assert_accessible, desk):
    analyst, paths = desk
    path = next(path for path in paths if path.startswith("workbench/network/"))
    page = browser_page(user=analyst, width=760, path=f"/officer/risk/{path}")
    tops = (
        page.locator("tr[data-row]")
        .first.locator("td.small:last-child a")
        .evaluate_all("links => links.map(link => link.getBoundingClientRect().top)")
    )
    assert len(set(tops)) == 2, "the window must be so narrow that the links wrap"
    assert_accessible(page)
