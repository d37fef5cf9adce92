"""Outcomes come back as labels: once a look, never rewritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from customs_portal.journal.models import JournalEntry
from risk.cases.models import JudgedSubject
from risk.outcomes.models import Outcome
from risk.outcomes.operations.mark_false_positive import (
    FaultWasFound,
    NobodyWasStopped,
    ReasonTooShort,
    mark_false_positive,
)
from risk.outcomes.operations.record_outcome import record_outcome
from risk.outcomes.rules.truth import Said, truth_of
from tests.factories.judged import JUDGED, judged, stopped
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LATER = JUDGED + timedelta(hours=3)


def look(reference, *, found=True, evidence="IO1", source="OPENED", kind="QUANTITY", at=LATER):
    return record_outcome(
        subject_reference=reference,
        found=found,
        kind=kind if found else "",
        by="inspector1",
        now=at,
        source=source,
        evidence=evidence,
    )


def label(reference):
    row = JudgedSubject.objects.get(subject_reference=reference)
    return row.found, row.looked


def told():
    return list(
        JournalEntry.objects.filter(name="risk.outcome-recorded")
        .order_by("id")
        .values_list("payload", flat=True)
    )


@pytest.mark.feature("R-04")
def test_an_inspection_labels_the_judgement_and_the_journal_says_so():
    reference, verdict = stopped()
    number = look(reference)
    row = Outcome.objects.get(outcome_no=number)
    assert (row.found, row.kind, row.assessment_no) == (True, "QUANTITY", verdict.assessment_no)
    assert label(reference) == (True, "OPENED")
    assert [one["found"] for one in told()] == [True]


def test_the_same_word_again_changes_nothing():
    reference, _verdict = stopped()
    assert look(reference) == look(reference, at=LATER + timedelta(minutes=1))
    assert Outcome.objects.count() == 1
    assert len(told()) == 1


def test_another_word_about_the_same_look_is_a_row_of_its_own():
    reference, _verdict = stopped()
    first = look(reference)
    second = look(reference, found=False)
    assert Outcome.objects.get(outcome_no=second).corrects.outcome_no == first
    assert Outcome.objects.get(outcome_no=first).found
    assert label(reference) == (False, "OPENED")
    assert look(reference, found=False) == second


def test_a_clean_box_does_not_wash_the_box_beside_it():
    reference, _verdict = stopped()
    look(reference, evidence="IO1")
    look(reference, evidence="IO2", found=False)
    assert label(reference) == (True, "OPENED")


def test_an_image_says_less_than_an_opened_box():
    reference, _verdict = stopped()
    look(reference, source="IMAGE", evidence="IO1", found=False)
    assert label(reference) == (False, "IMAGE")
    look(reference, evidence="IO2")
    assert label(reference) == (True, "OPENED")


def test_a_number_that_was_never_judged_is_kept_without_a_judgement():
    look("510120269999999999")
    assert Outcome.objects.get().assessment_no == ""
    assert not JudgedSubject.objects.exists()


def test_a_look_finds_its_judgement_before_the_columns_are_kept():
    reference, verdict = stopped(kept=False)
    look(reference)
    assert JudgedSubject.objects.get().assessment_no == verdict.assessment_no
    assert label(reference) == (True, "OPENED")


def test_a_later_judgement_of_the_number_has_its_own_label():
    reference, first = stopped()
    look(reference, source="DOCUMENTS", evidence=first.assessment_no)
    _reference, second = stopped(reference=reference, now=LATER + timedelta(hours=1))
    look(reference, found=False, at=LATER + timedelta(hours=2))
    found = dict(JudgedSubject.objects.values_list("assessment_no", "found"))
    assert found == {first.assessment_no: True, second.assessment_no: False}
    superseded = dict(JudgedSubject.objects.values_list("assessment_no", "superseded"))
    assert superseded == {first.assessment_no: True, second.assessment_no: False}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_rewrite_an_outcome(act):
    reference, _verdict = stopped()
    look(reference)
    rows = Outcome.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(found=False) if act == "update" else rows.delete()
    assert Outcome.objects.get().found


def test_an_officer_says_that_a_stop_was_for_nothing():
    reference, verdict = stopped()
    officer = UserFactory(risk_officer=True)
    mark_false_positive(
        assessment_no=verdict.assessment_no,
        reason="The grade was corrected yesterday.",
        by=officer,
        now=LATER,
    )
    row = Outcome.objects.get()
    assert (row.source, row.kind, row.by) == ("OFFICER", "FALSE_POSITIVE", officer.username)
    assert label(reference) == (False, "OFFICER")


@pytest.mark.parametrize(
    ("refusal", "reason", "opened", "quiet"),
    [
        (ReasonTooShort, "wrong", False, False),
        (NobodyWasStopped, "It was let go, was it not?", False, True),
        (FaultWasFound, "I do not believe the crew.", True, False),
    ],
)
def test_a_word_that_cannot_stand_leaves_no_trace(refusal, reason, opened, quiet):
    reference, verdict = judged() if quiet else stopped()
    if opened:
        look(reference)
    before, said = Outcome.objects.count(), len(told())
    with pytest.raises(refusal):
        mark_false_positive(
            assessment_no=verdict.assessment_no,
            reason=reason,
            by=UserFactory(risk_officer=True),
            now=LATER,
        )
    assert (Outcome.objects.count(), len(told())) == (before, said)


def test_nobody_said_anything_is_no_truth():
    assert truth_of([]) is None
    weak = Said(source="DOCUMENTS", found=True, kind="RETURNED", at=LATER)
    word = Said(source="OFFICER", found=False, kind="FALSE_POSITIVE", at=LATER)
    assert truth_of([weak, word]) == word
