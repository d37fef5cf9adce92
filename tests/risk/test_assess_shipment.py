"""A judgement is stored with everything that explains it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from customs_portal.journal.models import JournalEntry
from customs_portal.registry.law import LawGap
from risk.assessments.models import Assessment
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.assessments.ports import lot_of
from risk.assessments.queries import assessment_of, lot_fallen, lots_fallen
from tests.risk.test_shipment_rules import QUIET

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-05")]
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def test_a_quiet_shipment_is_not_controlled_and_the_reasons_are_kept():
    verdict = assess_shipment(facts=replace(QUIET, grade="CERTIFIED"), now=NOW)
    stored = assessment_of(subject_reference=QUIET.reference)
    assert stored is not None
    assert (stored.score, stored.controlled) == (verdict.score, verdict.is_controlled)
    assert stored.hits == verdict.hits
    assert stored.score == sum(hit.points for hit in stored.hits)
    assert stored.law_digest == verdict.law_digest
    assert Decimal(stored.facts["gross_weight_kg"]) == 8640
    assert JournalEntry.objects.get().subjects == [verdict.assessment_no, QUIET.reference]


def test_the_lot_falls_on_the_firms_words_under_the_secret_of_the_day_and_is_kept(chance):
    verdict = assess_shipment(facts=QUIET, now=NOW, filed="BILL1|TGHU1", is_new=True)
    row = Assessment.objects.get()
    lot = lot_of("BILL1|TGHU1", on=QUIET.on)
    assert (row.facts["lot"], row.filed, row.lot_on) == (lot, "BILL1|TGHU1", QUIET.on)
    (fallen,) = lots_fallen(on=QUIET.on)
    assert (fallen.reference, fallen.lot) == (QUIET.reference, lot)
    assert fallen.drawn == ("S-900" in verdict.rules) == (lot < fallen.rate)

    later = replace(QUIET, on=QUIET.on + timedelta(days=3), declared_pieces=9)
    assess_shipment(facts=later, now=NOW + timedelta(days=3), filed="BILL1|TGHU1|9")
    again = Assessment.objects.order_by("id").last()
    assert (again.facts["lot"], again.filed, again.lot_on) == (lot, "", None)
    assert lots_fallen(on=later.on) == []
    assert lot_fallen(reference=QUIET.reference) == fallen


def test_a_lot_of_the_time_before_days_had_secrets_is_kept_and_in_no_file():
    assess_shipment(facts=QUIET, now=NOW)
    Assessment.objects.update(filed="", lot_on=None, facts={**_stored(), "lot": 777})
    assess_shipment(facts=QUIET, now=NOW)
    assert [row.facts["lot"] for row in Assessment.objects.order_by("id")] == [777, 777]
    assert lots_fallen(on=QUIET.on) == []
    assert lot_fallen(reference=QUIET.reference) is None


def _stored():
    return Assessment.objects.get().facts


def test_a_dishonest_firm_is_controlled_from_the_threshold_on():
    verdict = assess_shipment(facts=replace(QUIET, grade="DISHONEST"), now=NOW)
    assert verdict.is_controlled
    assert "S-101" in verdict.rules


def test_the_enterprise_sees_its_part_and_nothing_of_the_watched_lists():
    facts = replace(QUIET, grade="", gross_weight_kg=Decimal(20_000), faults_last_365_days=2)
    assess_shipment(facts=facts, now=NOW)
    stored = assessment_of(subject_reference=QUIET.reference)
    assert stored is not None
    part = stored.for_enterprise()
    assert {hit.rule for hit in part.hits} == {"S-201"}
    assert part.facts == {}
    assert part.score == 0


def test_a_day_before_the_law_pack_is_refused_and_leaves_no_trace():
    with pytest.raises(LawGap):
        assess_shipment(facts=replace(QUIET, on=date(1999, 1, 1)), now=NOW)
    assert not Assessment.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_database_refuses_a_judgement_that_contradicts_its_score():
    assess_shipment(facts=QUIET, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(controlled=True, score=0)
