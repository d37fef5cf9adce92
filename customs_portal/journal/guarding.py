"""Steps of migrations that make the database keep a flow: which move is allowed, and its record.

A wing gives its table the column ``move`` (``journal.moves.Moving``) and writes in a migration::

    allow("gate pass", ("", "0"), ("0", "1"), ...),
    guard("gates_gatepass", "gate pass"),

A later pair is one more ``allow``. ``manage.py show_flows --missing`` prints what a database
does not allow yet.
"""

from django.db.migrations import RunSQL


def allow(flow: str, *pairs: tuple[str, str]) -> RunSQL:
    """These moves are possible; a row may begin in the states that follow the empty one."""
    return RunSQL(*_rows(flow, pairs))


def forbid(flow: str, *pairs: tuple[str, str]) -> RunSQL:
    """These moves are possible no longer."""
    adding, removing = _rows(flow, pairs)
    return RunSQL(removing, adding)


def _rows(flow: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    rows = ", ".join(f"('{flow}', '{source}', '{target}')" for source, target in pairs)
    return (
        f"INSERT INTO journal_allowedmove (flow, source, target) VALUES {rows}"  # noqa: S608
        " ON CONFLICT DO NOTHING",
        f"DELETE FROM journal_allowedmove WHERE (flow, source, target) IN ({rows})",  # noqa: S608
    )


def guard(table: str, flow: str) -> RunSQL:
    """From now on every move of ``table`` is checked and written down.

    What stands already gets one record: the state in which it was found.
    """
    return RunSQL(_GUARD.format(table=table, flow=flow), _UNGUARD.format(table=table, flow=flow))


_GUARD = """
ALTER TABLE {table} ADD CONSTRAINT {table}_move_is_told CHECK (move IS NULL);
ALTER TABLE journal_move DISABLE TRIGGER journal_move_only_by_moving;
INSERT INTO journal_move (flow, subject, number, source, target, moved_at, reason, law)
    SELECT '{flow}', id, 1, '', state, transaction_timestamp(), 'stood', '' FROM {table};
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE journal_move ENABLE TRIGGER journal_move_only_by_moving;
CREATE TRIGGER {table}_begins BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION journal_record_move('{flow}');
CREATE TRIGGER {table}_moves BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION journal_record_move('{flow}');
"""

_UNGUARD = """
DROP TRIGGER {table}_moves ON {table};
DROP TRIGGER {table}_begins ON {table};
ALTER TABLE {table} DROP CONSTRAINT {table}_move_is_told;
"""
