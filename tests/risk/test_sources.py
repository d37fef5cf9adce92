"""A source that fails sends the declaration to a person, with the cause named; it releases none."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from customs_portal.journal.models import JournalEntry
from customs_portal.registry.law import current_pack
from risk.assessments.models import Assessment
from risk.assessments.operations import assess_shipment as judging
from risk.assessments.operations.assess_shipment import (
    assess_shipment,
    law_values,
    thresholds_in,
)
from risk.assessments.operations.judge_again import nearest_of, replay
from risk.assessments.operations.sources import country_codes
from risk.assessments.queries import assessment_of
from risk.rules.base import Rule
from risk.rules.channels import Thresholds
from risk.rules.combine import Sources, combine, points_for
from risk.rules.shipments import SHIPMENT_RULES
from tests.risk.test_assess_shipment import NOW
from tests.risk.test_shipment_rules import ON, QUIET

pytestmark = pytest.mark.feature("R-05")
LAW = law_values(current_pack(), on=ON)
BORDERS = thresholds_in(LAW)
TRUSTED = replace(QUIET, grade="ADVANCED")


class Broken(Rule):
    """Divides by nothing."""

    code = "D-777"
    points = 10
    sentence_en = sentence_zh = ""

    def evidence(self, facts, law):
        return {"n": 1 // (len(facts.items) - len(facts.items))}


@dataclass(frozen=True, kw_only=True)
class TableReading:
    model: str = "table"
    digest: str = "d" * 64
    score: int = 7
    probability_ppm: int = 700_000
    parts: tuple[tuple[str, int], ...] = (("origin", 5), ("hs6", 2))


@dataclass(frozen=True, kw_only=True)
class TableModel:
    """A model that knows one answer, or fails."""

    counts: bool = True
    reading: TableReading | None = TableReading()
    name: str = "table"

    def read(self, facts):
        if self.reading is None:
            raise ValueError("feature hs6 is missing")
        return self.reading


def judged(facts, **sources):
    given = {"rules": SHIPMENT_RULES, "orders": lambda _facts: ()} | sources
    return combine(
        facts, law=LAW, thresholds=BORDERS, sources=Sources(countries=country_codes(), **given)
    )


def test_a_quiet_shipment_of_a_trusted_firm_is_released():
    found = judged(TRUSTED)
    assert (found.channel, found.at_least) == ("RELEASE", "")


def test_a_rule_that_raises_is_named_and_a_person_looks():
    found = judged(TRUSTED, rules=(*SHIPMENT_RULES, Broken()))
    (trouble,) = [hit for hit in found.hits if hit.rule == "X-901"]
    assert "D-777" in trouble.reason_en
    assert "ZeroDivisionError" in trouble.reason_zh
    assert not trouble.shown_to_enterprise
    assert found.channel == "DOCUMENTS"


def test_a_model_that_fails_is_named_and_a_person_looks():
    found = judged(TRUSTED, models=(TableModel(reading=None),))
    (trouble,) = [hit for hit in found.hits if hit.rule == "X-902"]
    assert "feature hs6 is missing" in trouble.reason_en
    assert found.channel == "DOCUMENTS"


@pytest.mark.parametrize(
    "reading",
    [
        TableReading(score=8),
        TableReading(probability_ppm=1_000_001),
        TableReading(probability_ppm=-1),
    ],
)
def test_a_reading_that_cannot_be_is_a_failure_of_the_model(reading):
    found = judged(TRUSTED, models=(TableModel(reading=reading),))
    assert [hit.rule for hit in found.hits if hit.rule.startswith(("X-", "M-"))] == ["X-902"]
    assert found.channel == "DOCUMENTS"


def test_a_model_that_fails_in_the_shadow_stops_nothing():
    found = judged(TRUSTED, models=(TableModel(reading=None, counts=False),))
    assert found.channel == "RELEASE"
    assert found.readings == ()


def test_a_model_gives_the_points_of_the_dated_table_and_names_its_heaviest_parts():
    found = judged(QUIET, models=(TableModel(),))
    (hit,) = [hit for hit in found.hits if hit.rule == "M-table"]
    assert hit.points == points_for(700_000, LAW["risk.model_points"]) == 50
    assert "origin +5" in hit.reason_en
    assert found.score == sum(one.points for one in found.hits)
    assert found.channel == "SCAN"


def test_a_model_in_the_shadow_is_kept_and_gives_no_points():
    found = judged(TRUSTED, models=(TableModel(counts=False),))
    assert [one.model for one in found.readings] == ["table"]
    assert found.channel == "RELEASE"


UNSOUND = {
    "weight": ({"gross_weight_kg": Decimal("NaN")}, "gross_weight_kg"),
    "endless weight": ({"manifest_weight_kg": Decimal("Infinity")}, "manifest_weight_kg"),
    "value": ({"value_cny": Decimal("-Infinity")}, "value_cny"),
    "departure": ({"departure_country": "QQ"}, "departure_country"),
    "lower case": ({"departure_country": "vn"}, "departure_country"),
    "origin": (
        {"items": (replace(QUIET.items[0], origin="XX"),)}, "items[0].origin",
    ),
    "value of a line": (
        {"items": (replace(QUIET.items[0], value_cny=Decimal("sNaN")),)}, "items[0].value_cny",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSOUND)
def test_facts_that_are_no_number_or_no_country_are_never_released(case):
    changes, name = UNSOUND[case]
    found = judged(replace(TRUSTED, **changes))
    troubles = [hit for hit in found.hits if hit.rule == "X-903"]
    assert [name in hit.reason_en and name in hit.reason_zh for hit in troubles] == [True]
    assert found.channel != "RELEASE"


@pytest.mark.django_db
@pytest.mark.parametrize("case", UNSOUND)
def test_an_unsound_fact_is_stored_named_and_told(case):
    changes, name = UNSOUND[case]
    verdict = assess_shipment(facts=replace(TRUSTED, **changes), now=NOW)
    assert verdict.channel != "RELEASE"
    told = JournalEntry.objects.get(name="risk.judgement-troubled")
    assert any(name in cause for cause in told.payload["causes"])
    assert told.subjects == [verdict.assessment_no, TRUSTED.reference]
    assert Assessment.objects.get().channel == verdict.channel


@pytest.mark.django_db
def test_a_rule_that_raises_while_filing_is_told_and_nothing_is_released(monkeypatch):
    asked = judging.sources_at

    def with_a_broken_rule(**given):
        found = asked(**given)
        return replace(
            found, sources=replace(found.sources, rules=(*found.sources.rules, Broken()))
        )

    monkeypatch.setattr(judging, "sources_at", with_a_broken_rule)
    verdict = assess_shipment(facts=TRUSTED, now=NOW)
    assert (verdict.channel, verdict.is_controlled) == ("DOCUMENTS", False)
    assert JournalEntry.objects.filter(name="risk.judgement-troubled").count() == 1
    stored = assessment_of(subject_reference=TRUSTED.reference)
    assert stored is not None
    assert stored.for_enterprise().hits == tuple(
        hit for hit in stored.for_enterprise().hits if not hit.rule.startswith("X-")
    )


@pytest.mark.parametrize(
    ("score", "at_least", "channel"),
    [
        (45, "", "RELEASE"),
        (46, "", "DOCUMENTS"),
        (49, "", "DOCUMENTS"),
        (50, "", "SCAN"),
        (149, "", "SCAN"),
        (150, "", "OPEN"),
        (-20, "DOCUMENTS", "DOCUMENTS"),
        (0, "OPEN", "OPEN"),
        (60, "DOCUMENTS", "SCAN"),
    ],
)
def test_the_channel_follows_from_score_and_what_is_asked_at_least(score, at_least, channel):
    borders = Thresholds(documents=46, scan=50, open=150)
    assert borders.channel(score, at_least=at_least) == channel


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"grade": "DISHONEST"},
        {"gross_weight_kg": Decimal(9_900), "declared_pieces": 7},
        {"departure_country": "QQ"},
    ],
)
def test_a_stored_judgement_is_replayed_to_the_same_result(changes):
    assess_shipment(facts=replace(QUIET, **changes), now=NOW)
    stored = assessment_of(subject_reference=QUIET.reference)
    again = replay(stored=stored)
    assert again.same
    assert again.same_rules
    assert again.judged.channel == stored.channel


@pytest.mark.django_db
def test_a_replay_says_what_differs_when_the_facts_were_tampered_with():
    assess_shipment(facts=replace(QUIET, grade="DISHONEST"), now=NOW)
    stored = assessment_of(subject_reference=QUIET.reference)
    again = replay(stored=replace(stored, facts={**stored.facts, "grade": "ORDINARY"}))
    assert not again.same
    assert {one.what for one in again.differences} >= {"S-101", "score", "channel"}


@pytest.mark.django_db
def test_the_nearest_change_of_a_stored_judgement_is_found_by_its_own_law():
    assess_shipment(facts=replace(QUIET, gross_weight_kg=Decimal(9_200), grade=""), now=NOW)
    stored = assessment_of(subject_reference=QUIET.reference)
    found = nearest_of(stored=stored)
    assert found is not None
    assert found.channel_before == "SCAN"
    assert [one.field for one in found.changes] == ["gross_weight_kg"]


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "rule"), [("book_in_force", "X-901"), ("models_at", "X-902")])
def test_a_source_that_cannot_be_read_sends_the_declaration_to_a_person(monkeypatch, source, rule):
    def unreadable(**asked):
        raise ValueError("nothing lies on the shelf")

    monkeypatch.setattr(f"risk.assessments.operations.sources.{source}", unreadable)
    verdict = assess_shipment(facts=TRUSTED, now=NOW)
    assert (verdict.channel, verdict.is_controlled) == ("DOCUMENTS", False)
    (trouble,) = [hit for hit in verdict.hits if hit.rule == rule]
    assert (
        "nothing lies on the shelf" in trouble.reason_en
        and "nothing lies on the shelf" in trouble.reason_zh
    )
    assert JournalEntry.objects.filter(name="risk.judgement-troubled").count() == 1
