"""One firm on one page."""

from dataclasses import dataclass

from risk.cases.queries import Period
from risk.cases.queries.things import Thing, Week, named, things_of, weeks
from risk.outcomes.queries.rates import Rate, rates
from risk.statistics import Share
from risk.workbench.queries.firms import Firm, GradePeriod, firm_of, grades_of

PARTS = ("code", "origin", "departure", "agent", "declarant", "seller", "address")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """``hit`` is that of the firm, ``usual`` that of everybody in the same period."""

    firm: Firm
    grades: tuple[GradePeriod, ...]
    whole: Thing | None
    stopped: Share
    hit: Share
    usual: Rate | None
    weeks: tuple[Week, ...]
    parts: tuple[tuple[str, tuple[Thing, ...]], ...]


def profile(*, key: str, period: Period) -> Profile:
    """Raises ``NotFound`` for a firm that neither the register nor any case knows."""
    firm = firm_of(key=key)
    whole = next(iter(named(kind="firm", keys=[key], period=period)), None)
    usual = next(iter(rates(by="all", period=period)), None)
    return Profile(
        firm=firm,
        grades=tuple(grades_of(key=key)),
        whole=whole,
        stopped=Share(part=whole.stopped, of=whole.judged) if whole else Share(part=0, of=0),
        hit=Share(part=whole.found, of=whole.looked) if whole else Share(part=0, of=0),
        usual=usual,
        weeks=tuple(weeks(kind="firm", key=key, period=period)),
        parts=tuple(
            (kind, tuple(things))
            for kind, things in things_of(kinds=PARTS, of="firm", key=key, period=period).items()
        ),
    )
