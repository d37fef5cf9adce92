"""A book or a model is tried on a past period, part by part: a killed worker loses little."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import Fault, NotPermitted
from customs_portal.registry import law
from risk.assessments.queries import judged_between, judged_count
from risk.backtests.events import BackTestAsked, BackTestFinished
from risk.backtests.models import BackTest, Difference, next_backtest_sequence
from risk.backtests.queries.past import past_of
from risk.backtests.queries.tried import tried_model, usable_model
from risk.backtests.rules.replay import Change, Tally, findings, replay
from risk.backtests.states import BackTestState
from risk.outcomes.operations.take_back import note_use
from risk.outcomes.queries import truths_of
from risk.rulebooks.operations.publish_book import record_backtest
from risk.rulebooks.queries import compiled_book
from risk.rules.book import EMPTY, Book

PART = 2_000
LONGEST = timedelta(days=3_700)
DESK = (Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES)
_compiled: dict[str, Book] = {}


@transaction.atomic
def ask_backtest(
    *,
    since: datetime,
    until: datetime,
    by: User,
    now: datetime,
    book_no: str = "",
    model_no: str = "",
) -> str:
    """Queue a book as it stands now, a registered model, or both, for the judgements of that time.

    Returns the back-test's number. Raises ``NotPermitted``, ``NotFound`` for book or model,
    ``Fault`` for neither, for a model that cannot be read, and for a time that holds nothing.
    """
    if not any(by.holds(duty) for duty in DESK):
        raise NotPermitted
    if not since < until or until - since > LONGEST:
        raise Fault(
            _("The period ends after it begins, and within ten years."),
            field="until",
            rule="period.order",
            remedy=_("Choose a later last day."),
        )
    if not book_no and not model_no:
        raise Fault(
            _("There is nothing to try."),
            field="book_no",
            rule="back-test.subject",
            remedy=_("Choose a book of rules, a model, or both."),
        )
    book = compiled_book(book_no=book_no) if book_no else EMPTY
    model_digest = usable_model(model_no=model_no).digest if model_no else ""
    today = timezone.localdate(now)
    backtest = BackTest(
        backtest_no=f"BT{today.year}{next_backtest_sequence():06d}",
        book_no=book_no,
        digest=book.digest if book_no else "",
        model_no=model_no,
        model_digest=model_digest,
        definitions=[rule.definition for rule in book.data_rules],
        since=since,
        until=min(until, now),
        state=BackTestState.QUEUED,
        total=judged_count(since=since, until=min(until, now)),
        tally=asdict(Tally()),
        minutes_per_control=int(law.ask("risk.minutes_per_control", on=today).value),
        most_permille=int(law.ask("risk.backtest_most_permille", on=today).value),
        least_judgements=int(law.ask("risk.backtest_least_judgements", on=today).value),
        asked_by=by,
        asked_at=now,
        move=told(at=now, by=by, law="risk.backtest_most_permille"),
    )
    if since >= backtest.until:
        raise Fault(
            _("The period has not begun yet."),
            field="since",
            rule="period.past",
            remedy=_("Choose a first day that lies behind us."),
        )
    backtest.save()
    announce(
        BackTestAsked(
            backtest_no=backtest.backtest_no,
            book_no=book_no,
            digest=backtest.digest,
            since=since,
            until=backtest.until,
            asked_at=now,
            model_no=model_no,
        ),
        actor=by,
    )
    return backtest.backtest_no


def run_if_short(*, backtest_no: str, now: datetime) -> None:
    """A back-test of few judgements is done while one waits; a longer one in the background."""
    total = BackTest.objects.filter(backtest_no=backtest_no).values_list("total", flat=True)
    if (total.first() or 0) < PART:
        run_next_part(backtest_no=backtest_no, now=now)


@transaction.atomic
def run_next_part(*, backtest_no: str, now: datetime) -> bool:
    """Replay the next judgements; whether more are left. Another worker's part is left to it."""
    rows = BackTest.objects.select_for_update(skip_locked=True)
    row = rows.filter(backtest_no=backtest_no).first()
    if row is None or row.state == BackTestState.DONE:
        return False
    if row.state == BackTestState.QUEUED:
        row.begin(at=now)
    stored = judged_between(since=row.since, until=row.until, after=row.after, limit=PART)
    tally = Tally(**row.tally)
    if stored:
        references = [one.subject_reference for one in stored]
        note_use(references=references, used_by=row.backtest_no, now=now)
        outcomes = truths_of(references=references)
        changes = replay(
            [past_of(one, found=outcomes.get(one.subject_reference)) for one in stored],
            _book(row) if row.book_no else None,
            tally,
            model=tried_model(model_no=row.model_no) if row.model_no else None,
        )
        Difference.objects.bulk_create([_difference(row, one) for one in changes])
        row.advance(done=row.done + len(stored), after=stored[-1].key, tally=asdict(tally))
    if len(stored) == PART:
        return True
    row.finish(
        findings=findings(
            tally, most_permille=row.most_permille, least_judgements=row.least_judgements
        ),
        at=now,
    )
    _tell(row, tally, now)
    return False


def _tell(row: BackTest, tally: Tally, now: datetime) -> None:
    announce(
        BackTestFinished(
            backtest_no=row.backtest_no,
            book_no=row.book_no,
            digest=row.digest,
            judged=tally.judged,
            differing=tally.differing,
            green=bool(row.green),
            finished_at=now,
            model_no=row.model_no,
        )
    )
    if row.green and row.book_no and not row.model_no:  # published, a book stands alone
        record_backtest(
            book_no=row.book_no,
            digest=row.digest,
            backtest_no=row.backtest_no,
            by=row.asked_by,
            now=now,
        )


def _book(row: BackTest) -> Book:
    """Compiled once a process for all parts of a back-test."""
    if row.digest not in _compiled:
        _compiled.clear()
        _compiled[row.digest] = Book(row.definitions)
    return _compiled[row.digest]


def _difference(row: BackTest, change: Change) -> Difference:
    past: Any = change.past
    return Difference(
        backtest=row,
        assessment_no=past.assessment_no,
        subject_reference=past.subject_reference,
        stopped_then=past.controlled,
        stops_now=change.stops_now,
        score_then=past.score,
        score_now=change.score_now,
        rules_then=[str(hit["rule"]) for hit in past.hits],
        rules_now=list(change.rules_now),
        grade=past.facts.grade,
        country=past.facts.departure_country,
        found=past.found,
    )
