"""Every pair of states of a request; the database refuses impossible ones."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from clearance.declarations.models import ChangeRequest
from clearance.declarations.operations.ask_change import take_back_change
from clearance.declarations.operations.decide_change import (
    approve_change,
    propose_change,
    refuse_change,
)
from clearance.declarations.states import CHANGE_FLOW, ChangeState
from customs_portal.journal.moves import told
from customs_portal.kit.flow import IllegalMove
from tests.clearance.declarations.test_changes import (
    LATER,
    REASON,
    ask,
    everything,
    with_value,
)
from tests.factories.clearance import file_summary
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-11")]


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


WAYS = {
    ChangeState.ASKED: lambda number, one, two, clerk: None,
    ChangeState.PROPOSED: lambda number, one, two, clerk: propose_change(
        request_no=number, reason=REASON, by=one, now=LATER
    ),
    ChangeState.APPROVED: lambda number, one, two, clerk: approve_change(
        request_no=number, by=two, now=LATER
    ),
    ChangeState.REFUSED: lambda number, one, two, clerk: refuse_change(
        request_no=number, reason=REASON, by=two, now=LATER
    ),
    ChangeState.TAKEN_BACK: lambda number, one, two, clerk: take_back_change(
        request_no=number, by=clerk, now=LATER
    ),
}


@pytest.mark.parametrize(
    ("source", "target"),
    [pair for pair in product(ChangeState, ChangeState) if pair[1] != ChangeState.ASKED],
)
def test_every_pair_of_states_of_a_request(clerk, officers, source, target):
    declaration = file_summary(clerk=clerk)
    two_needed = ChangeState.PROPOSED in (source, target) or source == ChangeState.APPROVED
    changes = with_value(declaration, "1000" if two_needed else "58801")
    number = ask(declaration, clerk, **changes).request_no
    if source == ChangeState.APPROVED:
        WAYS[ChangeState.PROPOSED](number, *officers, clerk)
    WAYS[source](number, *officers, clerk)
    before = everything()

    if CHANGE_FLOW.allows(source=source, target=target):
        WAYS[target](number, *officers, clerk)
        assert ChangeRequest.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            WAYS[target](number, *officers, clerk)
        assert everything() == before


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "LOST"},
        {"state": "REFUSED"},
        {"state": "APPROVED"},
        {"state": "PROPOSED"},
        {"differences": []},
        {"kind": "WITHDRAW"},
    ],
)
def test_the_database_refuses_impossible_requests(clerk, impossible):
    request = ask(file_summary(clerk=clerk), clerk, purpose="for sale")

    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.filter(pk=request.pk).update(**impossible)


def test_the_database_refuses_an_answer_by_who_asked_and_one_officer_twice(clerk, officers):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, **with_value(declaration, "1000"))
    answered = {"state": "APPROVED", "answered_at": LATER, "move": told(at=LATER)}
    rows = ChangeRequest.objects.filter(pk=request.pk)

    for who in (
        {"answered_by": clerk, "proposed_by": officers[0]},
        {"answered_by": officers[0], "proposed_by": officers[0]},
        {"answered_by": officers[0]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**answered, **who)
    rows.update(**answered, answered_by=officers[0], proposed_by=officers[1])
