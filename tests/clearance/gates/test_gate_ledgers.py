"""The bottom ledger: what a document allows, written off as trucks pass, never rewritten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clearance.gates.facts import DocumentShare
from clearance.gates.models import DocumentLedger, GatePass, LedgerEntry
from clearance.gates.operations.keep_ledger import (
    BalanceTooLow,
    LedgerExists,
    LedgerOutOfShape,
    NewLedger,
    open_ledger,
)
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.states import PassageState, PassState
from customs_portal.kit.errors import NotPermitted
from tests.clearance.gates.applications import NOTE, apply, through
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.gates import GatePassFactory, PassageFactory, a_lane
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-06")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": 3}, "kind"), ({"number": " "}, "number"), ({"declared_kg": 0}, "declared_kg")],
)
def test_a_ledger_has_a_kind_a_number_and_a_weight(clerk, changes, field):
    right = NewLedger(kind=1, number="QD9", goods_name="", declared_kg=1)
    with pytest.raises(LedgerOutOfShape) as found:
        open_ledger(ledger=replace(right, **changes), by=clerk, now=MORNING)
    assert found.value.field == field
    assert not DocumentLedger.objects.exists()


def test_a_ledger_is_opened_once_by_who_may(clerk, ledger):
    again = NewLedger(kind=1, number=ledger, goods_name="", declared_kg=1)
    with pytest.raises(LedgerExists):
        open_ledger(ledger=again, by=clerk, now=MORNING)
    with pytest.raises(NotPermitted):
        open_ledger(ledger=again, by=UserFactory(carrier=True), now=MORNING)


def test_passing_writes_the_ledger_off_once(clerk, ledger, told):
    a_lane()
    gate_pass = GatePass.objects.get(pass_no=apply(NOTE, clerk))
    assert through(gate_pass, "PG1") == PassageState.OPENED
    let_vehicle_out(passage_no="PG1", place_code="G1-1", moved_at=MORNING, now=MORNING)
    entry = LedgerEntry.objects.get()
    assert (entry.goods_kg, entry.pass_no, entry.passage_no) == (10_000, gate_pass.pass_no, "PG1")
    assert gate_pass.state == PassState.PASSED
    assert told().count("clearance.vehicle-passed") == 1
    with pytest.raises(BalanceTooLow):
        apply(replace(NOTE, goods_kg=15_001, documents=(_share(15_001),)), clerk)
    apply(replace(NOTE, goods_kg=15_000, documents=(_share(15_000),)), clerk)


def _share(goods_kg):
    return DocumentShare(number="QD510126I000000001", goods_kg=goods_kg)


def test_what_has_passed_is_written_even_beyond_the_document_and_told(clerk, ledger, told):
    a_lane()
    gate_pass = GatePass.objects.get(pass_no=apply(NOTE, clerk))
    DocumentLedger.objects.update(declared_kg=9_000)
    through(gate_pass, "PG1")
    assert LedgerEntry.objects.get().goods_kg == 10_000
    assert told().count("clearance.ledger-overdrawn") == 1


def test_nobody_rewrites_a_ledger(clerk, ledger):
    a_lane()
    through(GatePass.objects.get(pass_no=apply(NOTE, clerk)), "PG1")
    for change in (
        lambda: LedgerEntry.objects.update(goods_kg=1),
        lambda: LedgerEntry.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_pass_of_two_gates_goes_out_of_one_and_into_the_other(clerk, ledger):
    a_lane()
    gate_pass = GatePass.objects.get(pass_no=apply(replace(NOTE, two_gates=True), clerk))
    assert through(gate_pass, "PG1", "IN") == PassageState.REFUSED
    assert through(gate_pass, "PG2") == PassageState.OPENED
    assert gate_pass.state == PassState.PASSED_FIRST
    assert through(gate_pass, "PG3") == PassageState.REFUSED
    assert through(gate_pass, "PG4", "IN") == PassageState.OPENED
    assert gate_pass.state == PassState.PASSED_SECOND
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_pass_is_good_to_its_last_second(registers, seconds):
    a_lane()
    gate_pass = GatePassFactory(bare=True, valid_until=MORNING - timedelta(seconds=seconds))
    state = through(gate_pass, "PG1")
    assert state == (PassageState.REFUSED if seconds else PassageState.OPENED)


@pytest.mark.parametrize("state", [PassageState.OPENED, PassageState.PASSED])
def test_the_database_wants_two_identities_behind_a_risen_barrier(registers, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        PassageFactory(
            state=state, decided_at=MORNING, identities=["PLATE"], container_no=a_container_no()
        )
