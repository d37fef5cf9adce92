"""Reports of the risk desk through their doors, over judgements the desk made itself."""

import csv
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from customs_portal.accounts.duties import Duty
from customs_portal.registry.law import current_pack
from risk.cases.models import JudgedSubject
from risk.cases.queries import Period
from risk.outcomes.models import Outcome
from risk.outcomes.operations.record_outcome import record_outcome
from risk.outcomes.queries.chance import chance_report, exploration
from risk.outcomes.queries.monitoring import calibrations, drift
from risk.outcomes.queries.periods import asked_period
from risk.outcomes.queries.rates import fairness, rates
from tests.factories.judged import JUDGED, judged, stopped
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = JUDGED + timedelta(hours=5)
PERIOD = Period(since=JUDGED - timedelta(days=5), until=JUDGED + timedelta(days=5))
ON = date(2026, 11, 20)
PAGES = ["", "fairness/", "chance/", "drift/", "labels/"]


@pytest.fixture(autouse=True)
def this_day(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOW)


@pytest.fixture
def officer(client):
    user = UserFactory(risk_officer=True)
    client.force_login(user)
    return user


def looked(reference, *, found, source="OPENED"):
    record_outcome(
        subject_reference=reference,
        found=found,
        kind="QUANTITY" if found else "",
        by="inspector1",
        now=NOW,
        source=source,
        evidence=f"IO-{reference}",
    )


@pytest.fixture
def some_cases():
    """Three stops by S-101, two of them right; one stop by the manifest's weight, an image."""
    for found in (True, True, False):
        looked(stopped()[0], found=found)
    looked(stopped(grade="ORDINARY", gross_weight_kg=9_999)[0], found=False, source="IMAGE")
    judged()
    judged(grade="ADVANCED")


def by_key(found):
    return {getattr(one, "rate", one).key: one for one in found}


@pytest.mark.feature("R-04")
def test_hit_rates_by_rule_count_what_was_found_with_an_interval(some_cases):
    found = by_key(rates(by="rule", period=PERIOD))
    assert (found["S-101"].hit.part, found["S-101"].hit.of) == (2, 3)
    assert (found["S-101"].idle.part, found["S-101"].idle.of) == (1, 3)
    assert round(found["S-101"].hit.low, 3) == 0.208
    assert (found["S-201"].hit.part, found["S-201"].hit.of) == (0, 1)
    only_opened = by_key(rates(by="rule", period=PERIOD, looked="OPENED"))
    assert "S-201" not in only_opened


def test_hit_rates_by_channel_month_and_whole(some_cases):
    whole = rates(by="all", period=PERIOD)[0]
    assert (whole.judged, whole.stopped.part) == (6, 4)
    assert by_key(rates(by="channel", period=PERIOD))["SCAN"].hit.of == 4
    assert [one.key for one in rates(by="month", period=PERIOD)] == ["2026-11"]
    assert not rates(by="rule", period=Period(since=NOW, until=NOW + timedelta(days=1)))


def test_fairness_warns_where_a_group_is_stopped_more_often_than_chance_allows():
    for number in range(40):
        judged(kept=number == 39)
        stopped(kept=number == 39)
    found = by_key(fairness(by="grade", period=PERIOD, on=ON))
    assert "stopped" in found["DISHONEST"].differs
    assert found["DISHONEST"].others.stopped.of == 40
    sizes = fairness(by="size", period=PERIOD, on=ON)
    assert [(one.rate.key, one.differs) for one in sizes] == [("MEDIUM", ())]


@pytest.mark.parametrize(
    ("before", "size"), [(0, "SMALL"), (9, "SMALL"), (10, "MEDIUM"), (99, "MEDIUM"), (100, "LARGE")]
)
def test_the_size_of_a_firm_follows_the_classes_of_the_law_pack(before, size):
    judged(declarations_last_90_days=before)
    assert [one.rate.key for one in fairness(by="size", period=PERIOD, on=ON)] == [size]


def test_the_draw_is_held_against_the_rates_of_the_law():
    rows = [
        *((grade, drawn) for grade in ("ORDINARY",) for drawn in [True] * 20 + [False] * 980),
        *(("ADVANCED", drawn) for drawn in [True] * 6 + [False] * 1994),
    ]
    spread(rows)
    report = chance_report(period=PERIOD, on=ON)
    assert report.fair and report.promise.kept
    assert by_grade(report)["ORDINARY"].expected == pytest.approx(20)
    assert report.promise.by_law == 15
    assert report.promise.seen == pytest.approx(6 / 2000 / 0.02 * 100)


def test_a_draw_that_spares_a_grade_is_not_fair_and_one_that_falls_on_certified_firms_is_red():
    spread([("ORDINARY", False)] * 3000)
    report = chance_report(period=PERIOD, on=ON)
    assert not report.fair and report.chance < 0.01 and report.promise is None
    spread([("ADVANCED", True)] * 300)
    assert not chance_report(period=PERIOD, on=ON).promise.kept


def test_too_few_cases_are_no_test():
    judged()
    report = chance_report(period=PERIOD, on=ON)
    assert report.statistic is None and report.fair


def spread(rows):
    """Columns of many cases, as the keeper would write them."""
    first = (JudgedSubject.objects.count() + 1) * 1_000
    JudgedSubject.objects.bulk_create(
        JudgedSubject(
            position=first + at,
            assessment_no=f"A{first + at}",
            subject_reference=f"N{first + at}",
            assessed_at=JUDGED,
            grade=grade,
            value_cny=1,
            score=100 if drawn else 0,
            controlled=drawn,
            channel="SCAN" if drawn else "RELEASE",
            rules=["S-900"] if drawn else [],
            by_chance=drawn,
            chance_alone=drawn,
        )
        for at, (grade, drawn) in enumerate(rows)
    )


def by_grade(report):
    return {one.grade: one for one in report.grades}


def test_chance_teaches_what_the_rules_let_pass():
    spread([("ORDINARY", True)] * 20 + [("ORDINARY", False)] * 480)
    drawn = JudgedSubject.objects.filter(chance_alone=True)
    learned = exploration(period=PERIOD)
    assert (learned.passed, learned.drawn) == (480, 20)
    assert (learned.learned.of, learned.missed) == (0, None)
    for at, row in enumerate(drawn):
        looked(row.subject_reference, found=at < 2)
    learned = exploration(period=PERIOD)
    assert (learned.learned.part, learned.learned.of) == (2, 20)
    assert learned.missed[1] == pytest.approx(48)


def test_facts_that_shift_are_seen_and_steady_ones_are_not():
    for days, origin in ((8, "VN"), (2, "KR")):
        spread_at(JUDGED - timedelta(days=days), origin)
    before = Period(since=JUDGED - timedelta(days=10), until=JUDGED - timedelta(days=5))
    after = Period(since=JUDGED - timedelta(days=5), until=JUDGED)
    found = {one.spread.fact: one.level for one in drift(before=before, after=after, on=ON)}
    assert (found["origin"], found["grade"], found["value"]) == ("CHANGED", "STEADY", "STEADY")
    empty = drift(before=Period(since=before.since, until=before.since), after=after, on=ON)
    assert {one.psi for one in empty} == {None}


def spread_at(moment, origin):
    spread([("ORDINARY", False)] * 200)
    fresh = JudgedSubject.objects.filter(origin="")
    fresh.update(origin=origin, assessed_at=moment)


def test_probabilities_are_held_against_what_was_found():
    spread([("ORDINARY", True)] * 100)
    JudgedSubject.objects.update(
        model="M-declarations", probability_ppm=250_000, found=False, looked="OPENED", looked_at=NOW
    )
    hits = list(JudgedSubject.objects.values_list("pk", flat=True)[:25])
    JudgedSubject.objects.filter(pk__in=hits).update(found=True)
    (one,) = calibrations(period=PERIOD)
    assert one.error == pytest.approx(0)
    assert [(bin_.number, bin_.found.part, bin_.expected) for bin_ in one.bins] == [(2, 25, 0.25)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", PAGES)
def test_every_report_has_a_page_with_and_without_cases(client, officer, page, language):
    client.cookies["django_language"] = language
    assert client.get(f"/officer/risk/outcomes/{page}").status_code == 200
    looked(stopped()[0], found=True)
    JudgedSubject.objects.update(model="M-one", probability_ppm=900_000)
    answer = client.get(f"/officer/risk/outcomes/{page}?from=2026-11-01&to=2026-11-30")
    assert answer.status_code == 200
    assert "2026-11-01" in answer.content.decode()


@pytest.mark.parametrize("by", ["rule", "channel", "model", "month", "nonsense"])
@pytest.mark.parametrize("sort", ["", "key", "-hit", "idle", "nonsense"])
def test_hit_rates_group_and_sort(client, officer, some_cases, by, sort):
    page = client.get(f"/officer/risk/outcomes/?by={by}&sort={sort}")
    assert page.status_code == 200
    assert page.context["rows"]


@pytest.mark.parametrize("page", PAGES)
def test_every_report_is_a_file(client, officer, some_cases, page):
    answer = client.get(f"/officer/risk/outcomes/{page}export.csv")
    lines = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert len(lines) > 1
    assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize("page", PAGES)
def test_reports_are_shut_to_others(client, page):
    client.force_login(UserFactory(clerk=True))
    assert client.get(f"/officer/risk/outcomes/{page}").status_code == 403
    assert client.get(f"/officer/risk/outcomes/{page}export.csv").status_code == 403


def test_the_button_keeps_the_word_and_a_bad_one_comes_back_as_typed(client, officer):
    reference, verdict = stopped()
    address = f"/officer/risk/outcomes/{verdict.assessment_no}/false-positive/"
    refused = client.post(address, {"reason": "short"})
    assert refused.status_code == 422
    assert 'value="short"' in refused.content.decode()
    assert not Outcome.objects.exists()
    kept = client.post(address, {"reason": "The grade was mended yesterday."}, follow=True)
    assert "The grade was mended yesterday." in kept.content.decode()
    assert Outcome.objects.get().subject_reference == reference
    assert (
        "/false-positive/" in client.get(f"/officer/risk/{verdict.assessment_no}/").content.decode()
    )


def test_an_auditor_reads_but_has_no_word(client):
    _reference, verdict = stopped()
    client.force_login(UserFactory(auditor=True))
    assert client.get("/officer/risk/outcomes/").status_code == 200
    answer = client.post(
        f"/officer/risk/outcomes/{verdict.assessment_no}/false-positive/", {"reason": "x" * 20}
    )
    assert answer.status_code == 403
    assert not Outcome.objects.exists()


@pytest.fixture
def program():
    client = APIClient()
    client.force_authenticate(UserFactory(duties=(Duty.JUDGE_RISK,)))
    return client


@pytest.mark.parametrize("door", ["", "/rates", "/fairness", "/chance", "/drift"])
def test_programs_read_the_same(program, some_cases, door):
    JudgedSubject.objects.update(model="M-one", probability_ppm=900_000)
    answer = program.get(f"/api/v1/risk/outcomes{door}?from=2026-11-01&to=2026-11-30")
    assert answer.status_code == 200
    assert answer.json()


def test_programs_tell_what_was_for_nothing_once(program):
    _reference, verdict = stopped()
    door = f"/api/v1/risk/assessments/{verdict.assessment_no}/false-positive"
    body = {"reason": "Weighed again: the manifest was right."}
    first = program.post(door, body, format="json")
    assert first.status_code == 201
    assert program.post(door, body, format="json").json() == first.json()
    assert Outcome.objects.count() == 1
    assert program.post(door, {"reason": "no"}, format="json").json()["field"] == "reason"


def test_a_command_prints_everything_as_one_object(some_cases, capsys):
    call_command("risk_report", "--from", "2026-11-01", "--to", "2026-11-30", "--json")
    report = json.loads(capsys.readouterr().out)
    assert {one["key"] for one in report["rates"]["rule"]} >= {"S-101", "S-201"}
    assert report["warnings"] == []
    call_command("risk_report", "--from", "2026-11-01", "--to", "2026-11-30")
    assert "hit rate 0.667" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["--from", "yesterday"], ["--from", "2026-11-30", "--to", "2026-11-01"]]
)
def test_a_command_refuses_days_that_are_none(words):
    with pytest.raises(CommandError):
        call_command("risk_report", *words)


def test_odd_periods_fall_back_to_ninety_days():
    asked = asked_period({"from": "2026-13-45", "to": "'"}, now=NOW)
    assert (asked.last, (asked.last - asked.first).days) == (date(2026, 11, 20), 89)


def test_the_law_pack_knows_every_bound_the_reports_ask_for():
    keys = set(current_pack().keys)
    assert {
        "risk.size_classes", "risk.fairness_ratio_permille", "risk.certified_draw_percent",
        "risk.chance_permille", "risk.drift_permille",
    } <= keys  # fmt: skip
