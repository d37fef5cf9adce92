"""By what a model ranks what waits: dated policy, and the column that holds it."""

from dataclasses import dataclass
from datetime import date

from customs_portal.registry import law
from risk.models.ranking import Ranking

POLICY = "risk.model_ranking"
_COLUMNS = {Ranking.PROBABILITY: "rank_ppm", Ranking.REVENUE: "rank_cny"}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The ranking that holds on a day, since when, and by what law."""

    ranking: str
    since: date
    source: str


def ranking_on(*, day: date) -> Ranking:
    return Ranking(law.ask(POLICY, on=day).value)


def policy_on(*, day: date) -> Policy:
    rule = law.ask(POLICY, on=day)
    return Policy(ranking=Ranking(rule.value).value, since=rule.valid_from, source=rule.source)


def rank_column(*, ranking: str) -> str:
    """Where a declaration holds what that ranking sorts by; -1 stands behind all others."""
    return _COLUMNS[Ranking(ranking)]
