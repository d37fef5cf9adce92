"""The risk officer's desk through its doors."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from customs_portal.templatetags.portal import spaced
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.assessments.pages.words import laws_named
from tests.factories.people import UserFactory
from tests.risk.test_shipment_rules import QUIET

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


@pytest.fixture
def judged():
    return assess_shipment(facts=replace(QUIET, grade="DISHONEST"), now=NOW)


def test_the_officer_finds_a_judgement_by_number_rule_and_outcome(client, judged):
    client.force_login(UserFactory(risk_officer=True))
    number = spaced(QUIET.reference)
    for query in (f"q={QUIET.reference}", "rule=S-101", "controlled=yes", "sort=-score"):
        assert number in client.get(f"/officer/risk/?{query}").content.decode()
    for query in ("q=1", "rule=S-206", "controlled=no"):
        assert number not in client.get(f"/officer/risk/?{query}").content.decode()


def test_the_judgement_shows_every_reason_in_both_languages_and_their_sum(client, judged):
    client.force_login(UserFactory(risk_officer=True))
    page = client.get(f"/officer/risk/{judged.assessment_no}/").content.decode()
    for hit in judged.hits:
        assert hit.reason_zh in page
    assert f"<b>{judged.score}</b>" in page


@pytest.mark.parametrize(
    ("law", "told"),
    [
        ("", []),
        ("Customs Law, article 28", ["Customs Law, article 28"]),
        ("risk.model_ranking, risk.model_points", ["risk.model_ranking", "risk.model_points"]),
        ("risk.model_ranking, article 28", ["risk.model_ranking, article 28"]),
    ],
)
def test_keys_of_the_law_stand_one_by_one_and_an_article_stays_whole(law, told):
    assert laws_named(law) == told


def test_the_book_counts_what_each_rule_did(client, judged, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOW)
    client.force_login(UserFactory(risk_officer=True))
    rows = client.get("/officer/risk/rules/").context["rows"]
    assert {row["rule"].code for row in rows if row["hits"]} == set(judged.rules)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Gross weight declared", "Credit grade", "Dishonest", "Day of the law")),
        ("zh-hans", ("申报毛重", "信用等级", "失信", "法规适用日期")),
    ],
)
def test_what_was_known_is_said_in_words_with_its_units(client, judged, language, words):
    client.force_login(UserFactory(risk_officer=True))
    client.cookies["django_language"] = language
    page = client.get(f"/officer/risk/{judged.assessment_no}/").content.decode()
    for word in words:
        assert word in page
    for key in ("gross_weight_kg", "known_hs6", "departure_country", "faults_last_365_days"):
        assert key not in page
    assert f"{QUIET.value_cny.normalize():,f} CNY" in page


def test_no_blank_of_a_sentence_and_no_code_of_a_grade_stands_in_the_book(client, judged):
    client.force_login(UserFactory(risk_officer=True))
    page = client.get("/officer/risk/rules/").content.decode()
    assert "{" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "SERIOUSLY_DISHONEST" not in page


def test_an_unknown_judgement_is_not_found(client):
    client.force_login(UserFactory(risk_officer=True))
    assert client.get("/officer/risk/nothing/").status_code == 404


def test_a_clerk_does_not_come_in(client, judged):
    client.force_login(UserFactory(clerk=True))
    assert client.get("/officer/risk/").status_code == 403
