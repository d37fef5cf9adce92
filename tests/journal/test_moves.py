"""The database itself keeps the flows: every pair, every record, nothing else."""

from datetime import UTC, datetime
from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from customs_portal.journal.guarding import allow, forbid, guard
from customs_portal.journal.models import Move
from customs_portal.journal.moves import allowed_moves
from customs_portal.kit.flow import FLOWS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
GUARDED = [flow for flow in FLOWS.values() if flow.begins]
PAIRS = [
    pytest.param(flow, source, target, id=f"{flow.name}: {source or 'nothing'} to {target}")
    for flow in GUARDED
    for states in [sorted(map(str, type(next(iter(flow.moves)))))]
    for source, target in product(["", *states], states)
    if source != target
]
TOLD = '{"at": "2026-11-21T12:00:00+08:00", "by": null, "reason": "seen", "law": "a.key"}'


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)


@pytest.fixture
def things():
    """A table of the barest kind, without the other constraints of a real one."""

    def make(flow: str) -> None:
        run("CREATE TABLE thing (id bigint PRIMARY KEY, state varchar(24), move jsonb, note text)")
        run(guard("thing", flow).sql)

    return make


def place(flow, state: str) -> None:
    """Put the thing into the state along allowed moves; birth first."""
    path = route(flow, state)
    run("INSERT INTO thing (id, state, move) VALUES (7, %s, %s)", path[0], TOLD)
    for one in path[1:]:
        run("UPDATE thing SET state = %s, move = %s", one, TOLD)


def route(flow, state: str) -> list[str]:
    """The shortest way from birth."""
    ways = [[str(one)] for one in sorted(flow.begins)]
    seen = {way[-1] for way in ways}
    while ways:
        way = ways.pop(0)
        if way[-1] == state:
            return way
        for source, target in sorted(flow.pairs()):
            if source == way[-1] and target not in seen:
                seen.add(target)
                ways.append([*way, target])
    raise AssertionError(f"{flow.name}: nothing leads to {state}")


@pytest.mark.parametrize("flow", GUARDED, ids=lambda flow: flow.name)
def test_the_database_allows_exactly_what_the_flow_says(flow):
    assert allowed_moves()[flow.name] == flow.pairs()


def test_nothing_is_missing_in_this_database():
    out = StringIO()
    call_command("show_flows", missing=True, stdout=out)
    assert out.getvalue() == ""


@pytest.mark.parametrize(("flow", "source", "target"), PAIRS)
def test_every_pair_of_states_in_the_database(things, flow, source, target):
    things(flow.name)
    if source:
        place(flow, source)
    before = Move.objects.count()

    def move() -> None:
        if source:
            run("UPDATE thing SET state = %s, move = %s", target, TOLD)
        else:
            run("INSERT INTO thing (id, state, move) VALUES (7, %s, %s)", target, TOLD)

    if (source, target) in flow.pairs():
        move()
        row = Move.objects.order_by("number").last()
        assert (row.flow, row.subject, row.source, row.target) == (flow.name, 7, source, target)
        assert (row.moved_at, row.reason, row.law) == (NOON, "seen", "a.key")
        assert row.number == before + 1
    else:
        with pytest.raises(IntegrityError, match="no move leads"):
            move()
        assert Move.objects.count() == before


@pytest.mark.parametrize("told", [None, "{}", '{"by": 1}'])
def test_no_move_without_its_record(things, told):
    things("document asked for")
    place(FLOWS["document asked for"], "ASKED")

    with pytest.raises(IntegrityError, match="nobody says when and why"):
        run("UPDATE thing SET state = 'SUPPLIED', move = %s", told)
    with pytest.raises(IntegrityError, match="thing_move_is_told"):
        run("UPDATE thing SET note = 'x', move = %s", TOLD)
    run("UPDATE thing SET note = 'x'")


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE journal_move SET reason = 'better'",
        "DELETE FROM journal_move",
        "INSERT INTO journal_move (flow, subject, number, source, target, moved_at, reason, law)"
        " VALUES ('document asked for', 7, 2, 'ASKED', 'SUPPLIED', now(), '', '')",
    ],
)
def test_the_record_cannot_be_forged(things, forged):
    things("document asked for")
    place(FLOWS["document asked for"], "ASKED")

    with pytest.raises(IntegrityError, match="written by moving only"):
        run(forged)


def test_the_record_refuses_to_be_emptied():
    run("ALTER TABLE journal_move ENABLE TRIGGER journal_move_refuse_truncating")
    with pytest.raises(IntegrityError, match="written by moving only"):
        run("TRUNCATE journal_move")


def test_what_stood_before_the_record_began_has_its_first_row():
    run("CREATE TABLE thing (id bigint PRIMARY KEY, state varchar(24), move jsonb)")
    run("INSERT INTO thing (id, state) SELECT n, 'SUPPLIED' FROM generate_series(1, 5) n")
    run(guard("thing", "document asked for").sql)

    assert Move.objects.filter(reason="stood", source="", target="SUPPLIED").count() == 5


def test_a_pair_is_added_and_taken_away_in_one_line(things):
    things("document asked for")
    place(FLOWS["document asked for"], "SUPPLIED")
    back = ("SUPPLIED", "ASKED")

    run(allow("document asked for", back).sql)
    out = StringIO()
    call_command("show_flows", missing=True, stdout=out)
    assert out.getvalue() == 'forbid("document asked for", ("SUPPLIED", "ASKED")),\n'
    run("UPDATE thing SET state = 'ASKED', move = %s", TOLD)
    run(forbid("document asked for", back).sql)
    run("UPDATE thing SET state = 'SUPPLIED', move = %s", TOLD)
    with pytest.raises(IntegrityError):
        run("UPDATE thing SET state = 'ASKED', move = %s", TOLD)
