"""Counts of days save time and change no figure: counted or not, reports say the same."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risk.cases.models import DayCount, JudgedSubject
from risk.cases.operations.count_days import count_days, strike_out
from risk.cases.operations.keep_judged import keep_judged
from risk.cases.queries import Period, draws, tallies
from risk.cases.queries.days import KINDS, OF_MONTH, counted
from risk.cases.queries.shape import reading_bins, spreads
from risk.cases.queries.things import weeks
from risk.outcomes.operations.record_outcome import record_outcome
from tests.factories.judged import JUDGED, judged

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-13")]
FIRST = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
NOW = FIRST + timedelta(days=60)
WHOLE = Period(since=FIRST - timedelta(days=1), until=NOW)
ODD = Period(  # begins and ends in the middle of a day
    since=FIRST + timedelta(days=3, hours=7), until=FIRST + timedelta(days=51, hours=2)
)
BY = ("all", "channel", "model", "grade", "origin", "departure", "chance", "month", "rule", "size")


@pytest.fixture
def cases():
    dice = random.Random(3)

    def one(number):
        stopped, looked = dice.random() < 0.3, dice.random() < 0.4
        found = looked and dice.random() < 0.5
        at = FIRST + timedelta(minutes=dice.randint(0, 59 * 24 * 60))
        return JudgedSubject(
            position=900_000 + number, assessment_no=f"C{number}", subject_reference=f"N{number}",
            assessed_at=at, superseded=dice.random() < 0.1, grade=dice.choice(["", "ORDINARY"]),
            origin=dice.choice(["VN", "KR"]), departure=dice.choice(["", "VN"]),
            hs6=dice.choice(["610910", "240220"]), value_cny=Decimal(dice.randint(1, 90_000)),
            weight_kg=dice.choice([None, Decimal(dice.randint(1, 900))]),
            declared_before=dice.choice([0, 3, 40]), score=dice.randint(-20, 160),
            controlled=stopped, channel="SCAN" if stopped else "RELEASE",
            rules=dice.sample(["S-101", "S-201", "S-900"], dice.randint(0, 3)),
            by_chance=dice.random() < 0.1, chance_alone=stopped and dice.random() < 0.1,
            model=dice.choice(["", "one"]),
            probability_ppm=dice.choice([None, dice.randint(0, 1_000_000)]),
            found=found if looked else None, looked="OPENED" if looked else "",
            fault_kind="FAULT" if found else "", looked_at=at if looked else None,
        )  # fmt: skip

    JudgedSubject.objects.bulk_create(one(number) for number in range(600))


def said(period):
    """Everything that reports ask of a period."""
    return [
        *(tallies(by=by, period=period, sizes=[0, 1, 10]) for by in BY),
        draws(period=period),
        reading_bins(period=period),
        spreads(before=ODD, after=period),
        *(weeks(kind=kind, key="VN", period=period) for kind in ("origin", "departure")),
    ]


def count_all(now=NOW):
    while count_days(now=now):
        pass


def test_counted_or_not_every_figure_is_the_same(cases):
    before = [said(period) for period in (WHOLE, ODD)]
    assert sum(one.judged for one in before[0][0]) > 500
    count_days(now=NOW, limit=7)
    assert [said(period) for period in (WHOLE, ODD)] == before
    count_all()
    assert DayCount.objects.filter(what=f"all{OF_MONTH}").count() == 1  # September
    assert [said(period) for period in (WHOLE, ODD)] == before


def test_a_day_that_is_not_over_is_never_counted(cases):
    count_all()
    last = max(DayCount.objects.values_list("day", flat=True))
    assert last < NOW.date()
    assert set(DayCount.objects.values_list("what", flat=True)) == {
        *KINDS, *(f"{one}{OF_MONTH}" for one in KINDS)
    }  # fmt: skip


def test_what_is_counted_is_read_and_the_cases_are_left_alone(cases):
    count_all()
    until = datetime(2026, 10, 1, tzinfo=UTC) - timedelta(hours=8)
    with CaptureQueriesContext(connection) as asked:
        counted("rule", since=datetime(2026, 8, 31, 16, tzinfo=UTC), until=until)
    assert not [one for one in asked.captured_queries if "cases_judgedsubject" in one["sql"]]
    assert len(asked.captured_queries) == 1


@pytest.fixture
def yesterday():
    """One case, counted; its number."""
    reference, _verdict = judged()
    count_all(now=JUDGED + timedelta(days=3))
    assert DayCount.objects.filter(what="all", day=JUDGED.date()).exists()
    return reference


def figures():
    period = Period(since=JUDGED - timedelta(days=2), until=JUDGED + timedelta(days=2))
    return {
        one.key: (one.judged, one.looked, one.found) for one in tallies(by="all", period=period)
    }


def test_a_finding_strikes_out_what_was_counted_of_its_day(yesterday):
    assert figures() == {"": (1, 0, 0)}
    record_outcome(
        subject_reference=yesterday, found=True, kind="QUANTITY", by="inspector1",
        now=JUDGED + timedelta(days=3), evidence="IO1",
    )  # fmt: skip
    assert not DayCount.objects.filter(day=JUDGED.date()).exists()
    assert figures() == {"": (1, 1, 1)}


def test_a_case_that_comes_late_strikes_out_what_was_counted_of_its_day(yesterday):
    judged(now=JUDGED + timedelta(hours=1))
    assert figures() == {"": (2, 0, 0)}


def test_judging_again_strikes_out_the_day_of_the_judgement_before(yesterday):
    judged(reference=yesterday, now=JUDGED + timedelta(days=1), kept=False)
    assert keep_judged() == 1
    assert figures() == {"": (1, 0, 0)}
    count_all(now=JUDGED + timedelta(days=3))
    assert figures() == {"": (1, 0, 0)}


def test_a_month_falls_with_any_of_its_days(cases):
    count_all()
    strike_out([datetime(2026, 9, 14, 5, tzinfo=UTC)])
    assert not DayCount.objects.filter(what__endswith=OF_MONTH).exists()
    assert DayCount.objects.filter(what="all").count() == 59
    count_all()
    assert DayCount.objects.filter(what=f"all{OF_MONTH}").count() == 1


def test_the_command_counts_all_and_again(cases, monkeypatch, capsys):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOW)
    call_command("count_case_days")
    assert capsys.readouterr().out == "61 days and months counted\n"
    call_command("count_case_days")
    assert capsys.readouterr().out == "0 days and months counted\n"
    call_command("count_case_days", "--again")
    assert capsys.readouterr().out == "61 days and months counted\n"
