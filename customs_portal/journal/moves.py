"""Who moved what from which state to which, when, why and by which law.

A trigger writes the record from what the row says of its move (column ``move``, which it
empties), in the same statement that changes the state: there is no change without its record,
and no query more. Records are never altered; the database refuses moves that no flow allows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, models

from customs_portal.journal.models import Move
from customs_portal.kit.flow import Flow, refused_by_the_database
from customs_portal.kit.statements import renew


class Moving(models.Model):
    """A row with a guarded state: whoever moves it says ``move=told(...)`` in the same save."""

    move = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``IllegalMove`` for what the database refuses, whoever came first."""
        names = kwargs.get("update_fields")
        try:
            if names and not args and len(kwargs) == 1:
                renew(self, tuple(names))
            else:
                super().save(*args, **kwargs)
        except IntegrityError as error:
            refusal = refused_by_the_database(error)
            if refusal is None:
                raise
            raise refusal from error
        self.move = None  # as the trigger left it


def told(*, at: datetime, by: Any = None, reason: str = "", law: str = "") -> dict[str, Any]:
    """``by`` is the person, None for the house itself; ``law`` a key of the law pack.

    The law is that of the day of ``at``. ``reason`` is what a person wrote, or a word of the
    wing's own list.
    """
    return {
        "at": at.isoformat(),
        "by": None if by is None else by.pk,
        "reason": reason,
        "law": law,
    }


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """One record. ``number`` counts the states that a row has had; ``source`` "" is its birth."""

    subject: int
    number: int
    source: str
    target: str
    actor: str
    actor_is_officer: bool
    moved_at: datetime
    reason: str
    law: str


def moves_of(*, flow: Flow[Any], subject: int) -> tuple[MoveView, ...]:
    """Every move of one row, oldest first."""
    return moves_of_many(flow=flow, subjects=[subject]).get(subject, ())


def moves_of_many(*, flow: Flow[Any], subjects: Iterable[int]) -> dict[int, tuple[MoveView, ...]]:
    rows = Move.objects.filter(flow=flow.name, subject__in=list(subjects))
    found: dict[int, list[MoveView]] = defaultdict(list)
    for row in rows.select_related("actor").order_by("subject", "number"):
        found[row.subject].append(_view(row))
    return {subject: tuple(views) for subject, views in found.items()}


def allowed_moves() -> dict[str, set[tuple[str, str]]]:
    """The moves that this database allows, by flow."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT flow, source, target FROM journal_allowedmove")
        for flow, source, target in cursor.fetchall():
            found[flow].add((source, target))
    return found


def _view(row: Move) -> MoveView:
    actor: Any = row.actor
    return MoveView(
        subject=row.subject,
        number=row.number,
        source=row.source,
        target=row.target,
        actor=actor.get_username() if actor else "",
        actor_is_officer=actor is not None and actor.enterprise_id is None,
        moved_at=row.moved_at,
        reason=row.reason,
        law=row.law,
    )
