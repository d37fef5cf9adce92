"""Writing down what is counted and how far declarations have come.

Inside ``facts_together`` the facts of many entries are kept in mind and written in the end with a
few statements; outside, each is written at once.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from dashboards.wall.models import DeclarationProgress, Tally

Progress = dict[str, dict[str, Any]]
_in_mind: ContextVar[tuple[list[Tally], Progress] | None] = ContextVar("facts", default=None)


@contextmanager
def facts_together() -> Iterator[None]:
    """What is counted inside is written at the end; nothing of it, if that is not reached."""
    tallies: list[Tally] = []
    progress: Progress = {}
    token = _in_mind.set((tallies, progress))
    try:
        yield
    finally:
        _in_mind.reset(token)
    _count(tallies)
    _go_on(progress)


def count(
    *,
    kind: Tally.Kind,
    reference: str,
    at: datetime,
    measure: int | None = None,
    hit: bool | None = None,
) -> None:
    """A thing is counted once, however often it is told. Refused frames are never kept in mind:
    how many there are decides whether an alarm is raised."""
    one = Tally(kind=kind, reference=reference, at=at, measure=measure, hit=hit)
    in_mind = _in_mind.get()
    if in_mind is None or kind == Tally.Kind.REFUSED_FRAME:
        _count([one])
    else:
        in_mind[0].append(one)


def go_on(*, declaration_no: str, **facts: Any) -> None:
    """What has happened to a declaration; told later, it counts for more."""
    in_mind = _in_mind.get()
    if in_mind is None:
        _go_on({declaration_no: facts})
    else:
        in_mind[1].setdefault(declaration_no, {}).update(facts)


def _count(tallies: list[Tally]) -> None:
    Tally.objects.bulk_create(tallies, ignore_conflicts=True)


def _go_on(progress: Progress) -> None:
    alike: dict[tuple[str, ...], list[DeclarationProgress]] = defaultdict(list)
    for declaration_no, facts in progress.items():
        row = DeclarationProgress(declaration_no=declaration_no, **facts)
        alike[tuple(sorted(facts))].append(row)
    for names, rows in alike.items():
        DeclarationProgress.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["declaration_no"],
            update_fields=list(names),
        )
