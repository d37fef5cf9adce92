"""Questions about back-tests: lists, one with its counts, and what a rule would have hit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import QuerySet

from customs_portal.kit.errors import NotFound
from risk.assessments.queries import judged_last
from risk.backtests.models import BackTest, Difference
from risk.backtests.queries.past import past_of
from risk.backtests.rules.replay import Tally, replay, wilson
from risk.backtests.states import UNFINISHED, BackTestState
from risk.rules.book import Book

LATEST = 1_000


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """One grade or country: judged, stopped then and now, faults among them, officers' hours."""

    name: str
    judged: int
    then: int
    now: int
    found_now: int
    found_then: int
    hours_then: float
    hours_now: float


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A rule or a model. ``rate``: faults among recorded outcomes, interval of 95 %; or None."""

    code: str
    hits: int
    stopped_then: int
    outcomes: int
    found: int
    rate: tuple[float, float, float] | None


@dataclass(frozen=True, kw_only=True)
class BackTestView:
    backtest_no: str
    book_no: str
    digest: str
    model_no: str
    model_digest: str
    since: datetime
    until: datetime
    state: str
    state_label: str
    total: int
    done: int
    green: bool | None
    findings: tuple[Mapping[str, str], ...]
    tally: Tally
    minutes_per_control: int
    most_permille: int
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def running(self) -> bool:
        return self.state in UNFINISHED

    @property
    def hours_then(self) -> float:
        return _hours(self.tally.then, self.minutes_per_control)

    @property
    def hours_now(self) -> float:
        return _hours(self.tally.now, self.minutes_per_control)

    @property
    def grades(self) -> tuple[GroupLine, ...]:
        return _groups(self.tally.grades, self.minutes_per_control)

    @property
    def countries(self) -> tuple[GroupLine, ...]:
        return _groups(self.tally.countries, self.minutes_per_control)

    @property
    def rules(self) -> tuple[RuleLine, ...]:
        return _lines(self.tally.rules)

    @property
    def models(self) -> tuple[RuleLine, ...]:
        """Models as they would have spoken."""
        return _lines(self.tally.models)

    @property
    def models_then(self) -> tuple[RuleLine, ...]:
        """Models as they spoke then."""
        return _lines(self.tally.models_then)


def _lines(counts: Mapping[str, list[int]]) -> tuple[RuleLine, ...]:
    return tuple(
        RuleLine(
            code=code,
            hits=hits,
            stopped_then=then,
            outcomes=known,
            found=found,
            rate=wilson(successes=found, of=known),
        )
        for code, (hits, then, known, found) in sorted(counts.items())
    )


def _groups(counts: Mapping[str, list[int]], minutes: int) -> tuple[GroupLine, ...]:
    lines = (
        GroupLine(
            name=name,
            judged=one[0],
            then=one[1],
            now=one[2],
            found_now=one[3],
            found_then=one[4] if len(one) > 4 else 0,  # was not counted once
            hours_then=_hours(one[1], minutes),
            hours_now=_hours(one[2], minutes),
        )
        for name, one in counts.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.judged, line.name)))


def _hours(stops: int, minutes: int) -> float:
    return round(stops * minutes / 60, 1)


@dataclass(frozen=True, kw_only=True)
class BackTestSearch:
    text: str = ""
    state: str = ""
    outcome: str = ""  # green, red
    sort: str = "-asked_at"

    SORTS: ClassVar[tuple[str, ...]] = ("asked_at", "-asked_at", "total", "-total")

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, outcome, sort = (words.get(name, "") for name in ("state", "outcome", "sort"))
        return cls(
            text=words.get("q", "").strip().upper()[:40],
            state=state if state in BackTestState.values else "",
            outcome=outcome if outcome in ("green", "red") else "",
            sort=sort if sort in cls.SORTS else "-asked_at",
        )


def find_backtests(*, search: BackTestSearch) -> QuerySet[BackTest]:
    rows = BackTest.objects.select_related("asked_by")
    if search.text.startswith("RB"):
        rows = rows.filter(book_no=search.text)
    elif search.text.startswith("RM-"):
        rows = rows.filter(model_no=search.text)
    elif search.text:
        rows = rows.filter(backtest_no=search.text)
    if search.state:
        rows = rows.filter(state=search.state)
    if search.outcome:
        rows = rows.filter(green=search.outcome == "green")
    return rows.order_by(search.sort, "-id")


def backtest_of(*, backtest_no: str) -> BackTestView:
    """Raises ``NotFound``."""
    row = BackTest.objects.select_related("asked_by").filter(backtest_no=backtest_no).first()
    if row is None:
        raise NotFound(field="backtest_no")
    return backtest_view(row)


def differences_of(*, backtest_no: str, way: str, sort: str) -> QuerySet[Difference]:
    """``way``: "more" would be stopped now, "less" no longer, "" both."""
    rows = Difference.objects.filter(backtest__backtest_no=backtest_no)
    if way in ("more", "less"):
        rows = rows.filter(stops_now=way == "more")
    known = ("score_now", "-score_now", "score_then", "-score_then")
    return rows.order_by(sort if sort in known else "-score_now", "id")


def backtests_unfinished() -> list[str]:
    found = BackTest.objects.filter(state__in=list(UNFINISHED)).order_by("id")
    return list(found.values_list("backtest_no", flat=True))


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What rules would have hit of the latest judgements; ``failed``: could not be asked."""

    hits: int
    of: int
    failed: int
    examples: tuple[str, ...]


def preview(*, definitions: Iterable[dict[str, Any]]) -> Preview:
    """The rules over the last 1,000 judgements, as they stand, nothing stored.

    Raises ``BadRule``.
    """
    book, tally = Book(definitions), Tally()
    pasts = [past_of(one, found=None) for one in judged_last(limit=LATEST)]
    spoken = [
        one.subject_reference
        for one in pasts
        if one.facts is not None and any(_speaks(rule, one.facts) for rule in book.rules)
    ]
    replay(pasts, book, tally)
    return Preview(
        hits=len(spoken),
        of=len(pasts),
        failed=sum(tally.causes.values()),
        examples=tuple(spoken[:5]),
    )


def _speaks(rule: Any, facts: Any) -> bool:
    try:
        return rule.evidence(facts, {}) is not None
    except (ValueError, LookupError):
        return False


def backtest_view(row: BackTest) -> BackTestView:
    return BackTestView(
        backtest_no=row.backtest_no,
        book_no=row.book_no,
        digest=row.digest,
        model_no=row.model_no,
        model_digest=row.model_digest,
        since=row.since,
        until=row.until,
        state=row.state,
        state_label=row.get_state_display(),
        total=row.total,
        done=row.done,
        green=row.green,
        findings=tuple(row.findings),
        tally=Tally(**row.tally),
        minutes_per_control=row.minutes_per_control,
        most_permille=row.most_permille,
        asked_by=row.asked_by.get_username(),
        asked_at=row.asked_at,
        finished_at=row.finished_at,
    )
