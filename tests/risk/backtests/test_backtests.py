"""A book tried on the past: exactly the judgements that differ, counted and never invented."""

import math
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.backtests import tasks
from risk.backtests.models import BackTest
from risk.backtests.operations import run_backtest
from risk.backtests.operations.run_backtest import ask_backtest, run_next_part
from risk.backtests.queries.trials import backtest_of, differences_of
from risk.backtests.rules.replay import Model, Past, Tally, findings, replay, wilson
from risk.outcomes.operations.record_outcome import record_outcome
from risk.rulebooks.operations.write_rules import write_rule
from risk.rulebooks.queries.books import book_of
from risk.rules.book import Book, DataRule
from tests.factories.people import UserFactory
from tests.factories.risk import (
    PUBLISHED,
    WRITTEN,
    a_book,
    a_parameter,
    a_rule,
    a_shipment,
    goods,
    tried,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-04")]
FAR = WRITTEN + timedelta(hours=6)
PAST, PART = 30, 7


def judged(n, **changes):
    facts = a_shipment(reference=f"5101202610000{n:05d}", lot=None, **changes)
    return assess_shipment(facts=facts, now=WRITTEN - timedelta(minutes=n + 1))


@pytest.fixture
def past():
    """25 from Korea, three from Myanmar, two of a dishonest firm that were stopped then."""
    for n in range(25):
        judged(n)
    for n in range(25, 28):
        judged(n, departure_country="MM")
    for n in range(28, PAST):
        judged(n, grade="DISHONEST")


@pytest.mark.usefixtures("past")
def test_exactly_the_judgements_that_differ_are_listed():
    view = backtest_of(backtest_no=tried(a_book(a_rule(points=60)), now=WRITTEN))
    tally = view.tally
    before = tally.then
    assert (tally.judged, tally.now, tally.both) == (PAST, before + 3, before)
    assert [one.name for one in view.grades] == ["ORDINARY", "DISHONEST"]
    rows = differences_of(backtest_no=view.backtest_no, way="", sort="")
    assert {one.country for one in rows} == {"MM"}
    assert {tuple(one.rules_now)[-1] for one in rows} == {"D-901"}
    assert all(one.score_now == one.score_then + 60 for one in rows)
    assert view.hours_now == round((before + 3) * 1.5, 1)
    (rule,) = view.rules
    assert (rule.code, rule.hits, rule.rate) == ("D-901", 3, None)


def test_what_control_brought_to_light_is_set_beside_the_hits(past):
    for n, found in ((25, True), (26, False), (0, True)):
        record_outcome(
            subject_reference=f"5101202610000{n:05d}", found=found,
            kind="UNDECLARED_GOODS" if found else "", by="inspector1", now=WRITTEN,
        )  # fmt: skip
    view = backtest_of(backtest_no=tried(a_book(a_rule(points=60))))
    assert (view.tally.known, view.tally.found, view.tally.found_now) == (3, 2, 1)
    (rule,) = view.rules
    assert (rule.hits, rule.outcomes, rule.found) == (3, 2, 1)
    assert rule.rate == wilson(successes=1, of=2)


@pytest.mark.usefixtures("past")
def test_parts_of_any_size_count_the_same(monkeypatch):
    book_no = a_book(a_rule(points=60), a_rule(code="D-902", points=-80))
    whole = backtest_of(backtest_no=tried(book_no))
    monkeypatch.setattr(run_backtest, "PART", PART)
    parts = backtest_of(backtest_no=tried(book_no))
    assert parts.tally == whole.tally
    assert parts.done == parts.total == PAST


@pytest.mark.usefixtures("past")
def test_a_book_that_stops_too_much_is_not_green():
    tree = {"op": "ge", "left": {"count": "items"}, "right": {"value": 1}}
    book_no = a_book(a_rule(when=tree, points=100, sentence_en="x", sentence_zh="x"))
    view = backtest_of(backtest_no=tried(book_no))
    assert view.green is False
    assert [one["rule"] for one in view.findings] == ["share"]
    assert book_of(book_no=book_no).state == "DRAFT"


@pytest.mark.usefixtures("past")
def test_a_rule_that_cannot_be_asked_is_not_green_and_releases_nobody():
    tree = {"op": "gt", "left": {"fact": "value_cny"}, "right": {"parameter": "p"}}
    late = a_parameter(1, valid_from="2030-01-01")
    view = backtest_of(backtest_no=tried(a_book(a_rule(when=tree, parameters={"p": late}))))
    assert view.green is False
    assert view.tally.causes == {"D-901: p, 2026-11-21": PAST}
    assert view.tally.now == PAST


@pytest.mark.usefixtures("past")
def test_facts_that_cannot_be_read_back_are_named():
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET facts = facts - 'departure_country'"
            " WHERE id = (SELECT min(id) FROM assessments_assessment)"
        )
    view = backtest_of(backtest_no=tried(a_book(a_rule())))
    assert view.green is False
    assert view.tally.causes == {"facts": 1}


@pytest.mark.usefixtures("past")
def test_a_sum_that_is_wrong_is_found():
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET hits = hits || %s::jsonb",
            ['[{"rule": "S-000", "points": 1}]'],
        )
    view = backtest_of(backtest_no=tried(a_book(a_rule())))
    assert [one["rule"] for one in view.findings] == ["sums"]
    assert view.tally.wrong_sums == PAST


def test_the_book_then_in_force_is_replaced_not_added():
    """What data rules said then is not counted twice when the same book is tried again."""
    hits = ({"rule": "S-208", "points": 10}, {"rule": "D-901", "points": 60})
    then = Past(
        assessment_no="a",
        subject_reference="1",
        facts=a_shipment(departure_country="MM"),
        hits=hits,
        score=70,
        threshold=50,
        controlled=True,
        found=True,
    )
    tally = Tally()
    assert replay([then], Book([a_rule(points=60)]), tally) == []
    assert tally.rules == {"D-901": [1, 1, 1, 1]}
    (change,) = replay([then], Book([a_rule(points=39)]), tally)
    assert (change.score_now, change.stops_now) == (49, False)
    assert (tally.found_then, tally.found_now, tally.wrong_sums) == (2, 1, 0)
    model = Model(name="lean", points=lambda several: [11] * len(several))
    assert replay([then], Book([a_rule(points=39)]), Tally(), model=model) == []
    (change,) = replay([then], Book([a_rule(points=28)]), Tally(), model=model)
    assert (change.score_now, change.rules_now[-1]) == (49, "M-lean")
    grave = Book([a_rule(points=1, at_least="SCAN")])
    assert replay([then], grave, Tally()) == []


def test_a_longer_one_goes_on_in_the_background(past, monkeypatch):
    monkeypatch.setattr(run_backtest, "PART", PART)
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: PUBLISHED)
    book_no = a_book(a_rule())
    officer = UserFactory(risk_officer=True)
    number = ask_backtest(
        book_no=book_no, since=WRITTEN - timedelta(days=1), until=FAR, by=officer, now=PUBLISHED
    )
    assert run_next_part(backtest_no=number, now=PUBLISHED) is True
    assert (backtest_of(backtest_no=number).done, backtest_of(backtest_no=number).running) == (
        PART,
        True,
    )
    monkeypatch.setattr(tasks.run_backtest, "delay", tasks.run_backtest)
    tasks.go_on()
    assert backtest_of(backtest_no=number).findings == ()
    assert book_of(book_no=book_no).backtest_no == number


def test_what_nobody_may_or_nobody_can_test_is_refused(untouched):
    book_no = a_book(a_rule())
    officer = UserFactory(risk_officer=True)
    good = {"book_no": book_no, "since": WRITTEN, "until": FAR, "by": officer, "now": FAR}
    for wrong, refusal in (
        ({"by": UserFactory(reviewer=True)}, NotPermitted),
        ({"book_no": "RB1"}, NotFound),
        ({"until": WRITTEN}, Fault),
        ({"since": FAR, "until": FAR + timedelta(days=2)}, Fault),
    ):
        with untouched(), pytest.raises(refusal):
            ask_backtest(**good | wrong)
    assert not BackTest.objects.exists()


def test_a_back_test_of_an_older_wording_tests_nothing(past):
    writer = UserFactory(risk_officer=True)
    book_no = a_book(a_rule(), writer=writer)
    number = ask_backtest(
        book_no=book_no, since=WRITTEN - timedelta(days=1), until=FAR, by=writer, now=FAR
    )
    write_rule(book_no=book_no, definition=a_rule(points=6), by=writer, now=FAR)
    run_next_part(backtest_no=number, now=FAR)
    assert backtest_of(backtest_no=number).findings == ()
    assert book_of(book_no=book_no).state == "DRAFT"


@pytest.mark.parametrize(("successes", "of"), [(0, 10), (3, 10), (10, 10), (1, 1), (40, 1000)])
def test_the_interval_solves_wilson_s_equation(successes, of):
    share, low, high = wilson(successes=successes, of=of)
    z = 1.959963984540054
    for end in (low, high):
        if 1e-9 < end < 1 - 1e-9:
            assert math.isclose(abs(share - end), z * math.sqrt(end * (1 - end) / of), rel_tol=1e-9)
    assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1


def test_no_trial_has_no_rate():
    assert wilson(successes=0, of=0) is None


def test_what_makes_a_book_red():
    good = Tally(judged=10, now=3)
    assert findings(good, most_permille=300, least_judgements=10) == []
    assert [
        one["rule"]
        for one in findings(
            Tally(judged=9, now=3, wrong_sums=1, causes={"facts": 2}),
            most_permille=300,
            least_judgements=10,
        )
    ] == ["raised", "sums", "few", "share"]


def test_money_is_compared_to_the_cent():
    """Binary dust of 0.1 + 0.2 makes no rule speak."""
    tree = {
        "op": "ne",
        "left": {"op": "sum", "of": {"item": "value_cny"}},
        "right": {"fact": "value_cny"},
    }
    items = (goods(value_cny=Decimal("0.1")), goods(value_cny=Decimal("0.2")))
    facts = a_shipment(*items, value_cny=Decimal("0.3"))
    rule = DataRule(a_rule(when=tree, sentence_en="x", sentence_zh="x"))
    assert rule.hit(facts, {}) is None
