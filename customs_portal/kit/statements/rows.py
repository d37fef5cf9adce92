"""Rows of several tables stored with one statement, fields of a row written again."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Model


def store(*groups: Sequence[Model]) -> None:
    """Insert the rows of several tables with one statement; each row learns its key.

    All rows of a group are of one model. Rows may refer to the first row of the first group,
    which has no key yet; the database looks at references when it commits.
    """
    full = [group for group in groups if group]
    if not full:
        return
    first, parts, values, told = full[0][0], [], [], []
    for at, group in enumerate(full):
        insert, fields, key = _inserting(type(group[0]))
        of_first = [_refers(group[0], field, first) for field in fields]
        shape = ", ".join(
            "(TABLE s0)" if one else _place(field)
            for field, one in zip(fields, of_first, strict=True)
        )
        parts.append(
            f"s{at} AS ({insert} VALUES {', '.join([f'({shape})'] * len(group))} RETURNING {key})"
        )
        values += [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in group
            for field, skipped in zip(fields, of_first, strict=True)
            if not skipped
        ]
        told.append(f"ARRAY(TABLE s{at})")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {', '.join(told)}", values)
        found = cursor.fetchone()
    for group, keys in zip(full, found, strict=True):
        _note_keys(group, keys, first)


def renew(row: Model, names: Sequence[str]) -> None:
    """Write these fields of a stored row; like ``save(update_fields=...)``."""
    sql, fields = _renewing(type(row), tuple(names))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is not stored")


@cache
def _inserting(model: type[Model]) -> tuple[str, list[Any], str]:
    meta, quoted = model._meta, connection.ops.quote_name
    key: Any = meta.pk
    fields: list[Any] = [one for one in meta.concrete_fields if one is not key]
    names = ", ".join(quoted(field.column) for field in fields)
    return f"INSERT INTO {quoted(meta.db_table)} ({names})", fields, quoted(key.column)


@cache
def _renewing(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta, quoted = model._meta, connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{quoted(field.column)} = {_place(field)}" for field in fields)
    key: Any = meta.pk
    return f"UPDATE {quoted(meta.db_table)} SET {sets} WHERE {quoted(key.column)} = %s", fields  # noqa: S608


@cache
def _place(field: Any) -> str:
    """Where a value stands; a list is told its type, as the mapper does."""
    if hasattr(field, "get_placeholder"):
        return str(field.get_placeholder(None, None, connection))
    return "%s"


def _refers(row: Model, field: Any, first: Model) -> bool:
    """Whether the field of a new row points at the first row, whose key nobody knows yet."""
    return (
        row is not first
        and field.is_relation
        and field.is_cached(row)
        and field.get_cached_value(row) is first
    )


def _note_keys(group: Sequence[Model], keys: Sequence[int], first: Model) -> None:
    for row, key in zip(group, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias
        for field in _inserting(type(row))[1]:
            if _refers(row, field, first):
                setattr(row, field.name, first)
