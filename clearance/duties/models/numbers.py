"""Sequences of the database that number this wing's records."""

from django.db import connection


def next_number(series: str) -> int:
    """The next value of a database sequence of this wing; gaps are possible, repeats are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"duties_{series}_number"])
        return int(cursor.fetchone()[0])
