"""An officer's word that a stop was for nothing, also of a look at documents; and its undoing."""

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from customs_portal.kit.errors import NotFound, NotPermitted
from risk.backtests.queries.trials import backtest_of
from risk.cases.models import JudgedSubject
from risk.cases.queries import Period
from risk.outcomes.models import Outcome, OutcomeUse
from risk.outcomes.operations.mark_false_positive import (
    FaultWasFound,
    NobodyWasStopped,
    mark_false_positive,
)
from risk.outcomes.operations.record_outcome import record_outcome
from risk.outcomes.operations.take_back import NotYourWord, WordWasUsed, take_back
from risk.outcomes.queries import truths_of
from risk.outcomes.queries.rates import rates
from tests.factories.judged import JUDGED, judged, stopped
from tests.factories.people import UserFactory
from tests.factories.risk import a_book, a_rule, tried
from tests.factories.targeting import an_order

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-04")]
LATER = JUDGED + timedelta(hours=3)
WHY = "Invoice, contract and packing list agree"


@pytest.fixture
def officer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def read(registers, officer):
    """A declaration whose documents alone an order sent to a look."""
    order = an_order(by=officer, method="DOCUMENTS", departure="VN", hs_prefix="", now=JUDGED)
    reference, verdict = judged(departure_country="VN", grade="ADVANCED")
    assert verdict.channel == "DOCUMENTS" and order.order_no in verdict.rules
    return reference, verdict


def say(verdict, officer, now=LATER):
    return mark_false_positive(assessment_no=verdict.assessment_no, reason=WHY, by=officer, now=now)


def undo(verdict, officer):
    return take_back(
        assessment_no=verdict.assessment_no, by=officer, now=LATER + timedelta(minutes=5)
    )


def label(reference):
    row = JudgedSubject.objects.get(subject_reference=reference)
    return row.found, row.looked, row.fault_kind


def hit_of(rule):
    period = Period(since=JUDGED - timedelta(days=1), until=JUDGED + timedelta(days=1))
    (found,) = [one for one in rates(by="rule", period=period) if one.key == rule]
    return found.hit.part, found.hit.of


def test_a_look_at_documents_for_nothing_feeds_the_hit_rates(read, officer):
    reference, verdict = read
    (order,) = [rule for rule in verdict.rules if rule.startswith("T-")]
    assert hit_of(order) == (0, 0)
    say(verdict, officer)
    assert label(reference) == (False, "OFFICER", "FALSE_POSITIVE")
    assert hit_of(order) == (0, 1)
    undo(verdict, officer)
    assert label(reference) == (None, "", "")
    assert hit_of(order) == (0, 0)


def test_it_feeds_the_back_tests_and_is_then_not_taken_back(read, officer, untouched):
    reference, verdict = read
    say(verdict, officer, now=JUDGED + timedelta(minutes=1))
    tree = {"op": "eq", "left": {"fact": "departure_country"}, "right": {"value": "VN"}}
    rule = a_rule(when=tree, sentence_en="x", sentence_zh="x")
    number = tried(a_book(rule, now=LATER), now=LATER)
    (line,) = backtest_of(backtest_no=number).rules
    assert (line.hits, line.outcomes, line.found) == (1, 1, 0)
    use = OutcomeUse.objects.get()
    assert use.used_by == number
    with untouched(), pytest.raises(WordWasUsed):
        undo(verdict, officer)
    tried(a_book(a_rule(code="D-903"), now=LATER), now=LATER)
    assert OutcomeUse.objects.get() == use, "the first use is the one that is kept"
    assert label(reference)[0] is False


def test_a_word_taken_back_may_be_said_again(read, officer):
    reference, verdict = read
    first = say(verdict, officer)
    undo(verdict, officer)
    assert truths_of(references=[reference]) == {}
    again = say(verdict, officer, now=LATER + timedelta(hours=1))
    assert again != first
    assert truths_of(references=[reference]) == {reference: False}
    kinds = list(Outcome.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["FALSE_POSITIVE", "WITHDRAWN", "FALSE_POSITIVE"]


def test_what_stood_before_the_word_stands_again(read, officer):
    reference, verdict = read
    record_outcome(
        subject_reference=reference, found=False, kind="", by="reviewer1", now=LATER,
        source="DOCUMENTS", evidence="review 1",
    )  # fmt: skip
    say(verdict, officer)
    assert label(reference)[1] == "OFFICER"
    undo(verdict, officer)
    assert label(reference) == (False, "DOCUMENTS", "")


def test_only_who_said_it_takes_it_back_and_only_once(read, officer, untouched):
    _reference, verdict = read
    with untouched(), pytest.raises(NotFound):
        undo(verdict, officer)
    say(verdict, officer)
    other, clerk = UserFactory(risk_officer=True), UserFactory(clerk=True)
    with untouched(), pytest.raises(NotYourWord):
        undo(verdict, other)
    with untouched(), pytest.raises(NotPermitted):
        undo(verdict, clerk)
    undo(verdict, officer)
    with untouched(), pytest.raises(NotFound):
        undo(verdict, officer)


def test_papers_that_were_returned_were_no_stop_for_nothing(read, officer, untouched):
    reference, verdict = read
    record_outcome(
        subject_reference=reference, found=True, kind="RETURNED", by="reviewer1", now=LATER,
        source="DOCUMENTS", evidence="review 1",
    )  # fmt: skip
    with untouched(), pytest.raises(FaultWasFound):
        say(verdict, officer)


def test_what_was_released_at_once_stopped_nobody(officer, untouched):
    _reference, verdict = judged(grade="ADVANCED")
    assert verdict.channel == "RELEASE"
    with untouched(), pytest.raises(NobodyWasStopped):
        say(verdict, officer)


def test_of_several_looks_the_strongest_speaks_in_a_back_test():
    reference, _verdict = stopped()
    for source, found in (("IMAGE", True), ("OPENED", False)):
        record_outcome(
            subject_reference=reference, found=found, kind="FAULT" if found else "",
            by="inspector1", now=LATER, source=source, evidence=f"IO-{source}",
        )  # fmt: skip
    assert truths_of(references=[reference, "510120269999999998"]) == {reference: False}


def test_the_page_keeps_the_word_and_takes_it_back(read, officer):
    _reference, verdict = read
    client = Client()
    client.force_login(officer)
    address = f"/officer/risk/outcomes/{verdict.assessment_no}/false-positive/"
    assert (
        f'href="{address}"'
        in client.get(f"/officer/risk/{verdict.assessment_no}/").content.decode()
    )
    page = client.post(address, {"reason": WHY}, follow=True).content.decode()
    assert "Take it back" in page and WHY in page
    other = Client()
    other.force_login(UserFactory(risk_officer=True))
    assert "Take it back" not in other.get(address).content.decode()
    assert other.post(f"{address}undo/").status_code == 409
    page = client.post(f"{address}undo/", follow=True).content.decode()
    assert "Taken back" in page and "Keep this word" in page


def test_programs_keep_the_word_and_take_it_back(read, officer):
    _reference, verdict = read
    client = APIClient()
    client.force_authenticate(officer)
    door = f"/api/v1/risk/assessments/{verdict.assessment_no}/false-positive"
    assert client.post(door, {"reason": WHY}, format="json").status_code == 201
    assert client.post(f"{door}/undo", {}, format="json").status_code == 200
    assert client.post(f"{door}/undo", {}, format="json").status_code == 404
