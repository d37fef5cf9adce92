"""The explanation of a judgement on paper: whole for officers, with a code, and written down."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from customs_portal.journal.models import JournalEntry
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.assessments.pages import paper
from risk.assessments.queries import assessment
from risk.rulebooks.models import Book
from tests.factories.people import UserFactory
from tests.factories.risk import a_rule, published
from tests.risk.test_shipment_rules import QUIET

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-03")]
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
FACTS = replace(QUIET, grade="DISHONEST", gross_weight_kg=Decimal(20_000), departure_country="MM")


@pytest.fixture
def judged():
    published(a_rule())
    assert Book.objects.exists()
    return assess_shipment(facts=FACTS, now=NOW)


@pytest.fixture
def officer(client):
    user = UserFactory(risk_officer=True)
    client.force_login(user)
    return user


def test_the_paper_is_a_pdf_and_its_view_is_written_into_the_journal(client, officer, judged):
    answer = client.get(f"/officer/risk/{judged.assessment_no}/explanation.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    seen = JournalEntry.objects.get(name="accounts.evidence-viewed").payload
    assert (seen["username"], seen["reference"]) == (officer.username, QUIET.reference)
    assert seen["key"] == "risk/explanation.pdf"


def test_each_view_of_the_page_is_written_into_the_journal(client, officer, judged):
    for _n in range(2):
        assert client.get(f"/officer/risk/{judged.assessment_no}/").status_code == 200
    seen = JournalEntry.objects.filter(name="accounts.evidence-viewed")
    assert [one.payload["key"] for one in seen] == ["risk/explanation"] * 2


def test_the_paper_tells_the_whole(judged):
    one = assessment(assessment_no=judged.assessment_no)
    told = paper._figures(one, by="risk", now=NOW)
    assert [hit["rule"] for hit in told["hits"]] == list(judged.rules)
    assert "D-901" in judged.rules
    assert sum(hit["points"] for hit in told["hits"]) == told["score"]
    assert told["channel"] == ["机检", "Scan"] or told["channel"][1] in ("Scan", "Open")
    assert any("20,000" in value for _name, value in told["facts"])
    assert told["digests"][1][1] == one.book_digest


def test_the_paper_and_the_page_bear_one_code_and_another_judgement_another(
    client, officer, judged
):
    one = assessment(assessment_no=judged.assessment_no)
    code = paper.code_of(one)
    assert code in client.get(f"/officer/risk/{judged.assessment_no}/").content.decode()
    assert paper._figures(one, by="risk", now=NOW)["code"] == code
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET facts = jsonb_set(facts, '{seller}', '\"X\"')"
        )
    assert paper.code_of(assessment(assessment_no=judged.assessment_no)) != code


@pytest.mark.parametrize("trait", ["clerk", "inspector"])
def test_nobody_else_gets_the_paper_and_no_view_is_written(client, judged, trait):
    client.force_login(UserFactory(**{trait: True}))
    answer = client.get(f"/officer/risk/{judged.assessment_no}/explanation.pdf")
    assert answer.status_code in (302, 403, 404)
    assert not JournalEntry.objects.filter(name="accounts.evidence-viewed").exists()
