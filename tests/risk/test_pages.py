"""The risk officer's desk through its doors."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from customs_portal.templatetags.portal import spaced
from risk.assessments.operations.assess_shipment import assess_shipment
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


def test_the_book_counts_what_each_rule_did(client, judged, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOW)
    client.force_login(UserFactory(risk_officer=True))
    rows = client.get("/officer/risk/rules/").context["rows"]
    assert {row["rule"].code for row in rows if row["hits"]} == set(judged.rules)


def test_an_unknown_judgement_is_not_found(client):
    client.force_login(UserFactory(risk_officer=True))
    assert client.get("/officer/risk/nothing/").status_code == 404


def test_a_clerk_does_not_come_in(client, judged):
    client.force_login(UserFactory(clerk=True))
    assert client.get("/officer/risk/").status_code == 403
