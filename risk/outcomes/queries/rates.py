"""How often a stop was right, by rule, channel, model and month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from customs_portal.registry import law
from risk.cases.queries import Period, Tally, tallies
from risk.statistics import Share

GROUPINGS = ("rule", "channel", "model", "month")
FIRMS = ("size", "grade", "origin")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One group with its figures; ``hit`` is faults among cases looked into, ``idle`` stops for
    nothing among stops that were looked into, ``stopped`` stops among judgements."""

    key: str
    judged: int
    stopped: Share
    hit: Share
    idle: Share


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One group of firms beside all others. ``differs`` names the shares that are too far apart."""

    rate: Rate
    others: Rate
    differs: tuple[str, ...]


def rates(*, by: str, period: Period, looked: str = "") -> list[Rate]:
    return [rate_of(one) for one in tallies(by=by, period=period, looked=looked)]


def together(found: Iterable[Rate]) -> Rate | None:
    """Groups that do not overlap, as one; None where there is none."""
    rates_ = list(found)
    if not rates_:
        return None
    return Rate(
        key="",
        judged=sum(one.judged for one in rates_),
        stopped=_sum(one.stopped for one in rates_),
        hit=_sum(one.hit for one in rates_),
        idle=_sum(one.idle for one in rates_),
    )


def _sum(shares: Iterable[Share]) -> Share:
    several = list(shares)
    return Share(part=sum(one.part for one in several), of=sum(one.of for one in several))


def rate_of(tally: Tally) -> Rate:
    """A model's silence is no group of its own: its key is empty."""
    return Rate(
        key=tally.key,
        judged=tally.judged,
        stopped=Share(part=tally.stopped, of=tally.judged),
        hit=Share(part=tally.found, of=tally.looked),
        idle=Share(part=tally.idle, of=tally.stopped_and_looked),
    )


def fairness(*, by: str, period: Period, on: date) -> list[Comparison]:
    """Each size, grade or origin of firms beside all others together.

    A share differs when its interval and that of the others do not meet and their ratio lies
    beyond the limit that the law pack sets for ``on``.
    """
    limit = int(law.ask("risk.fairness_ratio_permille", on=on).value)
    sizes = law.ask("risk.size_classes", on=on).value
    found = tallies(by=by, period=period, sizes=sorted(sizes.values()))
    if by == "size":
        names = sorted(sizes, key=lambda name: int(sizes[name]))
        found = [_renamed(one, names[int(one.key) - 1]) for one in found]
    return [_beside(one, _others(found, one), limit) for one in found]


def _beside(one: Tally, others: Tally, limit: int) -> Comparison:
    rate, rest = rate_of(one), rate_of(others)
    shares = {"stopped": (rate.stopped, rest.stopped), "idle": (rate.idle, rest.idle)}
    differs = tuple(name for name, pair in shares.items() if _apart(*pair, limit=limit))
    return Comparison(rate=rate, others=rest, differs=differs)


def _apart(one: Share, other: Share, *, limit: int) -> bool:
    if one.overlaps(other) or one.value is None or other.value is None:
        return False
    low, high = sorted((one.value, other.value))
    return high * 1000 > low * limit


def _others(all_of_them: Sequence[Tally], one: Tally) -> Tally:
    rest = [other for other in all_of_them if other.key != one.key]
    return Tally(
        key="",
        judged=sum(other.judged for other in rest),
        stopped=sum(other.stopped for other in rest),
        looked=sum(other.looked for other in rest),
        found=sum(other.found for other in rest),
        idle=sum(other.idle for other in rest),
        stopped_and_looked=sum(other.stopped_and_looked for other in rest),
    )


def _renamed(one: Tally, key: str) -> Tally:
    return Tally(**{**one.__dict__, "key": key})
