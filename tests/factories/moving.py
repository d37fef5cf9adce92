"""Rows that a test finds in the middle of their life."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from factory.django import DjangoModelFactory

from customs_portal.journal.moves import told

NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@contextmanager
def born_in(*, flow: str, state: str) -> Iterator[None]:
    """The database lets a row begin in this state, for once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_allowedmove VALUES (%s, '', %s) ON CONFLICT DO NOTHING",
            [flow, state],
        )
        new = cursor.rowcount == 1
        yield
        if new:
            cursor.execute(
                "DELETE FROM journal_allowedmove WHERE flow = %s AND source = '' AND target = %s",
                [flow, state],
            )


class FoundFactory(DjangoModelFactory):
    """Makes a row of a guarded table in the state that the test asks for."""

    class Meta:
        abstract = True

    _flow = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields.setdefault("move", told(at=NINE, reason="stood"))
        state = fields.get("state") or model_class._meta.get_field("state").get_default()
        with born_in(flow=cls._flow, state=str(state)):
            return super()._create(model_class, *args, **fields)
