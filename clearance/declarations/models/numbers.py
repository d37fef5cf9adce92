"""The sequence behind declaration numbers."""

from django.db import connection


def next_declaration_sequence() -> int:
    """The next value of the sequence of declaration numbers; nobody waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('declarations_number')")
        return int(cursor.fetchone()[0])
