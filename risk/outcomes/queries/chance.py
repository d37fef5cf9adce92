"""Whether chance draws as the law says, and what it teaches about what passes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from customs_portal.registry import law
from customs_portal.registry.law import LawValue, current_pack
from risk.cases.queries import Period, draws, tallies
from risk.statistics import Share, chance_of, chi_square

RATES = "risk.random_permille_by_grade"
ENOUGH = 5  # least cases expected in a cell of the chi-square test
CERTIFIED = ("ADVANCED", "CERTIFIED")
ORDINARY = "ORDINARY"
HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class GradeDraw:
    """One grade: how many the lot fell on, and on how many it should have by the law's rates."""

    grade: str
    drawn: Share
    expected: float
    permille: tuple[int, ...]

    @property
    def expected_share(self) -> float:
        return self.expected / self.drawn.of

    @property
    def within(self) -> bool:
        """Whether what was expected lies in the interval of what was seen."""
        low, high = self.drawn.low or 0.0, self.drawn.high or 1.0
        return low <= self.expected_share <= high


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Certified firms are drawn below ``limit`` per cent of the ordinary rate.

    ``by_law`` is the highest ratio that the law pack sets within the period, ``seen`` what the
    draw did, both in per cent; ``kept`` is False when either speaks against it.
    """

    limit: int
    by_law: float
    seen: float | None
    certified: Share
    kept: bool


@dataclass(frozen=True, kw_only=True)
class ChanceReport:
    """``statistic`` and ``chance`` are None where too little was expected for the test."""

    grades: tuple[GradeDraw, ...]
    statistic: float | None
    freedom: int
    chance: float | None
    fair: bool
    promise: Promise | None


@dataclass(frozen=True, kw_only=True)
class Exploration:
    """What chance alone found among goods that would have passed.

    ``missed`` is what its fault rate means for all that passed, with the interval's ends.
    """

    passed: int
    drawn: int
    learned: Share
    share: Share
    missed: tuple[float, float, float] | None


def chance_report(*, period: Period, on: date) -> ChanceReport:
    """The draw of the period against the rates in force on its days."""
    counted: dict[str, list[tuple[int, int, int]]] = {}
    highest = 0.0
    for part, rule in _parts(period):
        permilles = {grade: int(value) for grade, value in rule.value.items()}
        highest = max(highest, *(permilles[g] * 100 / permilles[ORDINARY] for g in CERTIFIED))
        for one in draws(period=part):
            row = (one.judged, one.drawn, permilles.get(one.grade, permilles["UNKNOWN"]))
            counted.setdefault(one.grade, []).append(row)
    grades = tuple(_grade(grade, rows) for grade, rows in sorted(counted.items()))
    tested = [one for one in grades if _testable(one)]
    statistic = chance = None
    if tested:
        statistic = sum(
            chi_square(
                [one.drawn.part, one.drawn.of - one.drawn.part],
                [one.expected, one.drawn.of - one.expected],
            )
            for one in tested
        )
        chance = chance_of(statistic, freedom=len(tested))
    least = int(law.ask("risk.chance_permille", on=on).value)
    return ChanceReport(
        grades=grades,
        statistic=statistic,
        freedom=len(tested),
        chance=chance,
        fair=chance is None or chance * 1000 >= least,
        promise=_promise(grades, highest, on=on),
    )


def _testable(one: GradeDraw) -> bool:
    return ENOUGH <= one.expected <= one.drawn.of - ENOUGH


def _grade(grade: str, rows: Iterable[tuple[int, int, int]]) -> GradeDraw:
    rows = list(rows)
    return GradeDraw(
        grade=grade,
        drawn=Share(part=sum(drawn for _, drawn, _ in rows), of=sum(n for n, _, _ in rows)),
        expected=sum(judged * permille for judged, _, permille in rows) / 1000,
        permille=tuple(dict.fromkeys(permille for _, _, permille in rows)),
    )


def _promise(grades: Iterable[GradeDraw], highest: float, *, on: date) -> Promise | None:
    """None while no certified firm was judged. A draw is held against the promise only when
    its whole interval lies above what was promised."""
    by_grade = {one.grade: one for one in grades}
    certified = [by_grade[grade] for grade in CERTIFIED if grade in by_grade]
    if not certified:
        return None
    limit = int(law.ask("risk.certified_draw_percent", on=on).value)
    drawn = Share(
        part=sum(one.drawn.part for one in certified), of=sum(one.drawn.of for one in certified)
    )
    ordinary = by_grade.get(ORDINARY)
    seen, broken = None, False
    if ordinary is not None:
        if ordinary.drawn.part:
            seen = (drawn.value or 0.0) * 100 / (ordinary.drawn.value or 1.0)
        broken = (drawn.low or 0.0) * 100 > limit * (ordinary.drawn.high or 1.0)
    return Promise(
        limit=limit,
        by_law=highest,
        seen=seen,
        certified=drawn,
        kept=highest < limit and not broken,
    )


def _parts(period: Period) -> list[tuple[Period, LawValue]]:
    """The period cut where the law's rates change."""
    found = []
    for rule in current_pack().history(RATES):
        begin, end = _midnight(rule.valid_from), _midnight(rule.valid_to)
        since = max(period.since, begin)
        until = min(period.until, end)
        if since < until:
            found.append((Period(since=since, until=until), rule))
    return found


def _midnight(day: date | None) -> datetime:
    if day is None:
        return datetime(9999, 12, 30, tzinfo=UTC)
    return datetime.combine(day, time(), tzinfo=HERE)


def exploration(*, period: Period) -> Exploration:
    """Goods that only the lot stopped show what the rules let pass."""
    by_key = {one.key: one for one in tallies(by="chance", period=period)}
    drawn, passed = by_key.get("CHANCE"), by_key.get("PASSED")
    learned = Share(part=drawn.found if drawn else 0, of=drawn.looked if drawn else 0)
    through = passed.judged if passed else 0
    missed = None
    if learned.of:
        shares = (learned.low or 0.0, learned.value or 0.0, learned.high or 0.0)
        missed = (shares[0] * through, shares[1] * through, shares[2] * through)
    return Exploration(
        passed=through,
        drawn=drawn.judged if drawn else 0,
        learned=learned,
        share=Share(part=learned.of, of=through + (drawn.judged if drawn else 0)),
        missed=missed,
    )


def earlier(period: Period) -> Period:
    """The time just before, as long as the period itself."""
    length = max(period.until - period.since, timedelta(days=1))
    return Period(since=period.since - length, until=period.since)
