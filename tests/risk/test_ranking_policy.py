"""By what a model ranks is dated policy: it gives the points, and it orders what waits."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from clearance.declarations.forms import filters_from
from clearance.declarations.models import Declaration
from clearance.declarations.operations.review_queue import claim_next_review
from clearance.declarations.queries.lists import page_of
from customs_portal.registry.law import current_pack
from risk.assessments.operations import sources
from risk.assessments.operations.assess_shipment import law_values, thresholds_in
from risk.assessments.queries import assessment_of
from risk.models.ranking import Ranking
from risk.rules.combine import Sources, combine, model_points, stake_of
from risk.rules.nearest import _valued
from risk.rules.shipments import SHIPMENT_RULES
from tests.factories.clearance import MORNING, an_item, file_summary
from tests.factories.law import FIRST, law_with
from tests.factories.people import UserFactory
from tests.factories.targeting import an_order
from tests.risk.test_shipment_rules import ON, QUIET
from tests.risk.test_sources import TableModel, TableReading

pytestmark = pytest.mark.feature("R-13")
NO_LOT = dict.fromkeys(
    ("ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST", "UNKNOWN"), 0
)
CHANCE_STEPS = [[0, 0], [500_000, 30]]
REVENUE_STEPS = [[0, 0], [1_000, 40]]
CHANGE = date(2026, 11, 22)
BEFORE = datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
(ITEM,) = QUIET.items
DEAR = replace(QUIET, items=(replace(ITEM, tax_cny=Decimal("9999.99")),))
CHEAP = replace(QUIET, items=(replace(ITEM, tax_cny=Decimal("12.50")),))


def steps(**more):
    return law_with(
        **{
            "risk.model_points": CHANCE_STEPS,
            "risk.model_revenue_points": REVENUE_STEPS,
            "risk.random_permille_by_grade": NO_LOT,
        }
        | more
    )


def judged(facts, ppm, on=ON):
    law = law_values(current_pack(), on=on)
    model = TableModel(reading=TableReading(probability_ppm=ppm))
    return combine(
        replace(facts, on=on), law=law, thresholds=thresholds_in(law),
        sources=Sources(rules=SHIPMENT_RULES, orders=lambda _facts: (), models=(model,)),
    )  # fmt: skip


def model_hit(found):
    return next((hit for hit in found.hits if hit.rule == "M-table"), None)


@pytest.mark.parametrize(
    ("ranking", "facts", "ppm", "points", "rank"),
    [
        (Ranking.PROBABILITY, DEAR, 499_999, 0, 499_999),
        (Ranking.PROBABILITY, CHEAP, 500_000, 30, 500_000),
        (Ranking.REVENUE, DEAR, 100_100, 40, 1_000),  # 9,999 at stake, a tenth of it
        (Ranking.REVENUE, DEAR, 100_000, 0, 999),
        (Ranking.REVENUE, CHEAP, 999_999, 0, 11),
    ],
)
def test_the_policy_of_the_day_gives_the_points(ranking, facts, ppm, points, rank):
    with steps(**{"risk.model_ranking": ranking.value}):
        found = judged(facts, ppm)
    (reading,) = found.readings
    assert (reading.ranking, reading.rank) == (ranking.value, rank)
    hit = model_hit(found)
    assert (hit.points if hit else 0) == points
    if hit:
        assert hit.law == (
            "risk.model_revenue_points" if ranking == Ranking.REVENUE else "risk.model_points"
        )
    assert found.score == sum(one.points for one in found.hits)


def test_the_reason_says_what_it_was_ranked_by_in_both_languages():
    with steps(**{"risk.model_ranking": "REVENUE"}):
        hit = model_hit(judged(DEAR, 800_000))
    assert "CNY 7,999 of the CNY 9,999 at stake" in hit.reason_en
    assert "涉税 9,999 元中预计 7,999 元" in hit.reason_zh
    assert "country of origin +5" in hit.reason_en and "commodity +2" in hit.reason_en
    assert "原产国（地区） +5" in hit.reason_zh
    assert "hs6" not in hit.reason_en + hit.reason_zh


def test_where_the_taxes_are_not_known_the_chance_decides_and_says_so():
    two = replace(QUIET, items=(*DEAR.items, ITEM))
    assert stake_of(two) is None and stake_of(replace(QUIET, items=())) is None
    with steps(**{"risk.model_ranking": "REVENUE"}):
        (reading,) = judged(two, 600_000).readings
    assert (reading.ranking, reading.rank) == ("PROBABILITY", 600_000)
    assert (reading.stake_cny, reading.expected_cny) == (None, None)


def test_the_midnight_of_a_change_changes_what_counts_and_nothing_before_it():
    policy = {FIRST: "PROBABILITY", CHANGE: "REVENUE"}
    with steps(**{"risk.model_ranking": policy}):
        before = judged(DEAR, 200_000, on=timezone.localdate(BEFORE))
        after = judged(DEAR, 200_000, on=timezone.localdate(MIDNIGHT))
    assert model_hit(before) is None
    assert model_hit(after).points == 40
    assert [one.readings[0].ranking for one in (before, after)] == ["PROBABILITY", "REVENUE"]


def test_old_law_values_without_a_ranking_rank_by_chance():
    points, told = model_points(700_000, DEAR, {"risk.model_points": CHANCE_STEPS})
    assert (points, told["ranking"]) == (30, "PROBABILITY")


@dataclass(frozen=True, kw_only=True)
class ByGoods:
    """Knows laptops as a little likelier to be at fault than shirts."""

    counts: bool = True
    name: str = "table"
    digest: str = "d" * 64

    def read(self, facts):
        likely = any(item.hs6 == "847130" for item in facts.items)
        return TableReading(probability_ppm=190_000 if likely else 150_000)


LAPTOP = an_item(hs_code="847130", name="Laptop computers", value=Decimal(900), quantity=Decimal(2))


@pytest.fixture
def two_held(registers, monkeypatch):
    """Cheap laptops that are likelier at fault, and dear shirts: equal scores, one order each."""
    monkeypatch.setattr(sources, "_models_at", [lambda *, at: (ByGoods(),)])
    officer = UserFactory(risk_officer=True)
    with steps(**{"risk.model_points": [[0, 0]]}):
        an_order(by=officer, departure="VN", hs_prefix="", now=MORNING)
        likely = file_summary(items=(LAPTOP,), gross_weight_kg=Decimal(9), pieces=2)
        dear = file_summary()
    rows = Declaration.objects.in_bulk([likely.pk, dear.pk])
    likely, dear = rows[likely.pk], rows[dear.pk]
    assert (likely.state, dear.state) == ("HELD", "HELD")
    assert likely.risk_score == dear.risk_score, "only the ranking tells them apart"
    return likely, dear


@pytest.mark.django_db
def test_what_waits_is_ranked_by_the_policy_of_today(two_held):
    likely, dear = two_held
    assert (likely.rank_ppm, dear.rank_ppm) == (190_000, 150_000)
    assert 0 < likely.rank_cny < dear.rank_cny
    reading = assessment_of(subject_reference=dear.declaration_no).readings[0]
    assert reading.expected_cny == dear.rank_cny == 150_000 * reading.stake_cny // 1_000_000
    officer = UserFactory(reviewer=True)
    with steps(**{"risk.model_ranking": {FIRST: "PROBABILITY", CHANGE: "REVENUE"}}):

        def first_of(now, sort="-rank"):
            asked = filters_from({"sort": sort}, by=officer, now=now, officer=True)
            return [row.declaration_no for row in page_of(asked).rows]

        numbers = [likely.declaration_no, dear.declaration_no]
        assert first_of(BEFORE) == numbers
        assert first_of(MIDNIGHT) == numbers[::-1]
        assert first_of(MIDNIGHT, "rank") == numbers
        page = filters_from({"sort": "-rank"}, by=officer, now=MIDNIGHT, officer=True, limit=1)
        first = page_of(page)
        (second,) = page_of(replace(page, after=first.after)).rows
        assert [first.rows[0].declaration_no, second.declaration_no] == numbers[::-1]


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "first"), [(BEFORE, 0), (MIDNIGHT, 1)])
def test_the_next_to_be_taken_follows_the_policy_at_midnight(two_held, now, first):
    with steps(**{"risk.model_ranking": {FIRST: "PROBABILITY", CHANGE: "REVENUE"}}):
        taken = claim_next_review(by=UserFactory(reviewer=True), now=now)
    assert taken == two_held[first].declaration_no


@pytest.mark.django_db
def test_the_queue_shows_which_ranking_holds_and_its_value(two_held, monkeypatch):
    client = Client()
    client.force_login(UserFactory(reviewer=True))
    with steps(**{"risk.model_ranking": {FIRST: "PROBABILITY", CHANGE: "REVENUE"}}):
        monkeypatch.setattr("customs_portal.kit.clock.now", lambda: BEFORE)
        before = client.get("/officer/declarations/").content.decode()
        monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MIDNIGHT)
        after = client.get("/officer/declarations/").content.decode()
    assert "among equals the greatest chance of a fault" in before
    assert "19.0 %" in before and "15.0 %" in before
    assert "among equals the greatest expected revenue" in after
    assert f"{two_held[1].rank_cny:,}" in after
    assert "Policy since 2026-11-22" in after


@pytest.mark.django_db
def test_the_explanation_shows_the_ranking_and_its_value(two_held):
    client = Client()
    client.force_login(UserFactory(risk_officer=True))
    number = two_held[1].assessment_no
    page = client.get(f"/officer/risk/{number}/").content.decode()
    assert "Ranked by" in page and "15.0 %" in page
    assert "country of origin 5" in page and "hs6 2" not in page


@pytest.mark.django_db
def test_an_unread_declaration_stands_behind_all_others(two_held, monkeypatch):
    monkeypatch.setattr(sources, "_models_at", [])
    with steps():
        unread = file_summary()
    asked = filters_from({"sort": "-rank"}, by=UserFactory(reviewer=True), now=BEFORE, officer=True)
    rows = page_of(asked).rows
    assert rows[-1].declaration_no == unread.declaration_no
    assert rows[-1].rank is None


@pytest.mark.django_db
def test_a_firm_learns_nothing_by_sorting(registers):
    clerk = UserFactory(clerk=True)
    for sort in ("-rank", "rank", "-score", "score"):
        asked = filters_from({"sort": sort}, by=clerk, now=MORNING, officer=False)
        assert asked.sort == "-accepted"


@pytest.mark.django_db
def test_an_amended_declaration_is_ranked_anew(two_held):
    likely, _dear = two_held
    likely.judge_again(
        controlled=True, score=likely.risk_score, assessment_no=likely.assessment_no,
        at=MORNING + timedelta(hours=1), review_by=MORNING + timedelta(hours=2),
        ranks=(5, None),
    )  # fmt: skip
    likely.refresh_from_db()
    assert (likely.rank_ppm, likely.rank_cny) == (5, -1)


def test_another_value_of_the_goods_owes_other_taxes():
    """What is tried as the nearest change is ranked by what it would owe."""
    taxed = replace(ITEM, value_cny=Decimal(1_000), tax_cny=Decimal("130.00"))
    assert _valued(taxed, Decimal(3_000)).tax_cny == Decimal("390.00")
    assert _valued(replace(taxed, tax_cny=None), Decimal(3_000)).tax_cny is None
