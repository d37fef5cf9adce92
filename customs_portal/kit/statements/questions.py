"""Questions of which only the values change."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

_LATE = datetime(9999, 12, 31, tzinfo=UTC)


class Question:
    """A question to one table or several, of which only the values change.

    ``ask`` makes the query set from named values; ``kinds`` says of which type each is (``int``,
    ``str``, ``date`` or ``datetime``). The query set must name its columns (``values_list``).
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._ask, self._kinds = ask, kinds
        self._ready: tuple[str, list[tuple[str, Any]], Any] | None = None

    def rows(self, **values: Any) -> list[Any]:
        """The answer in the order of the columns."""
        sql, places, apart = self._ready or self._composed()
        given = [values[name] if name else fixed for name, fixed in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found: list[Any] = cursor.fetchall()
        return apart(found)  # type: ignore[no-any-return]

    def row(self, **values: Any) -> Any:
        """The first row of the answer, if any."""
        found = self.rows(**values)
        return found[0] if found else None

    def _composed(self) -> tuple[str, list[tuple[str, Any]], Any]:
        signs = {_sign(kind, at): name for at, (name, kind) in enumerate(self._kinds.items())}
        asked = self._ask(**{name: sign for sign, name in signs.items()})
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = [
            (signs[one], None) if isinstance(one, str | int | date) and one in signs else ("", one)
            for one in params
        ]
        if {name for name, _ in places if name} != set(self._kinds):
            raise LookupError(f"a value is lost in {sql}")
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def apart(rows: list[Any]) -> list[Any]:
            if not converters:
                return rows
            return [tuple(row) for row in compiler.apply_converters(rows, converters)]

        self._ready = sql, places, apart
        return self._ready


def _sign(kind: type, at: int) -> Any:
    """A value that nobody asks for, to find its place in the composed statement."""
    if kind is str:
        return f"\ue000{at}"
    if kind is int:
        return 9_100_000_000_000_000_000 + at
    sign = _LATE - timedelta(days=at)
    return sign if kind is datetime else sign.date()


def read(model: type[Model], row: Sequence[Any]) -> Any:
    """The instance whose columns, in the order of ``columns``, are ``row``."""
    return model.from_db(connection.alias, columns(model), row)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Every column of a model, as its attributes are called."""
    return tuple(field.attname for field in model._meta.concrete_fields)
