"""Which data rules a digest names: a book as it was published, some of its rules switched off."""

from datetime import datetime
from typing import Any

from risk.rulebooks import models
from risk.rulebooks.states import SwitchState
from risk.rules.book import digest_of
from risk.rules.checking import sound

EMPTY = digest_of(())


def rules_of(*, digest: str, at: datetime) -> list[dict[str, Any]] | None:
    """The definitions of the rules under that digest; None when no book ever had it.

    Books are tried from the one that began nearest to ``at``, each with every set of rules that
    was ever switched off together.
    """
    if digest == EMPTY:
        return []
    books = models.Book.objects.filter(state__in=models.SETTLED_STATES)
    nearest = sorted(books, key=lambda one: abs((one.in_force_from or at) - at))
    thrown = _thrown()
    for book in nearest:
        for off in thrown:
            kept = [one for one in book.definitions if one["code"] not in off]
            for told in (kept, [sound(one) for one in kept]):
                if digest_of(told) == digest:
                    return told
    return None


def _thrown() -> list[frozenset[str]]:
    """Every set of rules that was off together, the newest first, ending with none."""
    off: set[str] = set()
    sets: list[frozenset[str]] = [frozenset()]
    done = models.Switch.objects.filter(state=SwitchState.DONE).order_by("decided_at", "id")
    for code, is_off in done.values_list("code", "off"):
        off = off | {code} if is_off else off - {code}
        sets.append(frozenset(off))
    return list(dict.fromkeys(reversed(sets)))
