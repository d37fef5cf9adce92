"""No table with a state is left to the goodwill of those who write in it."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection, transaction

from customs_portal.journal.models import Move
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.flow import FLOWS, IllegalMove
from tests.factories.gates import LockFactory
from tests.factories.moving import born_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
PICTURES = {"DecisionSheet"}  # keeps the state in which a declaration was decided
STATEFUL = [
    model
    for model in apps.get_models()
    if any(field.name == "state" and field.choices for field in model._meta.fields)
    and model.__name__ not in PICTURES
]


def guards():
    """By table: the flow that its triggers keep, by what they are fired by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, split_part(pg_get_triggerdef(oid), '''', 2)"
            " FROM pg_trigger WHERE tgfoid = 'journal_record_move'::regproc AND tgenabled <> 'D'"
        )
        found = {}
        for table, name, flow in cursor.fetchall():
            found.setdefault(table, {})[name.removeprefix(f"{table}_")] = flow
    return found


def test_there_are_many():
    assert len(STATEFUL) >= 24


@pytest.mark.parametrize("model", STATEFUL, ids=lambda model: model.__name__)
def test_every_table_with_a_state_is_guarded(model):
    assert issubclass(model, Moving)
    kept = guards()[model._meta.db_table]
    assert set(kept) == {"begins", "moves"}
    assert len(set(kept.values())) == 1
    flow = FLOWS[kept["moves"]]
    assert flow.begins
    known = {value for value, _label in model._meta.get_field("state").choices}
    assert {end for pair in flow.pairs() for end in pair} - {""} <= known


def test_every_flow_of_the_house_is_kept_by_the_database():
    kept = {flow for triggers in guards().values() for flow in triggers.values()}
    assert kept == {flow.name for flow in FLOWS.values()}


def test_a_state_that_another_hand_ended_first_is_a_refusal_and_no_fault_of_the_house():
    lock = LockFactory()
    stale = type(lock).objects.get(pk=lock.pk)
    lock.expires_at = NOON
    lock.save()
    lock.expire(at=NOON)
    before = Move.objects.count()

    with pytest.raises(IllegalMove) as refused, transaction.atomic():
        stale.lift(by=stale.unlocker, reason="nothing was found", at=NOON)
    assert (refused.value.http_status, refused.value.field) == (409, "state")
    assert Move.objects.count() == before


def test_a_birth_has_the_first_number_and_asks_nothing(django_assert_num_queries):
    lock = LockFactory.build(owner=LockFactory().owner)
    lock.unlocker, lock.move = lock.owner, told(at=NOON, by=lock.owner, reason="seen")
    with born_in(flow="gate lock", state="ACTIVE"), django_assert_num_queries(1):
        lock.save()
    row = Move.objects.get(flow="gate lock", subject=lock.pk)
    assert (row.number, row.source, row.target, row.actor) == (1, "", "ACTIVE", lock.owner)
