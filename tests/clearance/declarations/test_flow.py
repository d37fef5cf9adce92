"""Every pair of states is walked; the database refuses impossible rows."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from clearance.declarations.models import Declaration
from clearance.declarations.states import (
    DECLARATION_FLOW,
    UNDECIDED,
    DeclarationState,
    Light,
    free_to_use,
    may_leave_port,
)
from customs_portal.journal.moves import told
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING, file_summary
from tests.factories.whole import file_full

S = DeclarationState
LATER = MORNING + timedelta(hours=1)
MOVES = {
    S.AWAITING_MANIFEST: lambda d: d.await_manifest(at=LATER),
    S.MISMATCHED: lambda d: d.differ(
        mismatches=[{"field": "pieces", "declared": "1", "manifest": "2"}],
        manifest_no="M1",
        by=LATER,
        at=LATER,
    ),
    S.RETURNED: lambda d: d.give_back(reason="an invoice is missing", by=d.filed_by, at=LATER),
    S.CLEARED_TO_LEAVE: lambda d: d.judge(
        controlled=False, score=0, assessment_no="a", manifest_no="M1", at=LATER, review_by=LATER
    ),
    S.HELD: lambda d: d.judge(
        controlled=True, score=60, assessment_no="a", manifest_no="M1", at=LATER, review_by=LATER
    ),
    S.AWAITING_ARRIVAL: lambda d: d.await_arrival(manifest_no="M1", at=LATER),
    S.TAX_DUE: lambda d: d.await_tax(
        score=0, assessment_no="a", manifest_no="M1", bill_no="B-1", at=LATER
    ),
    S.RELEASED_FOR_LOADING: lambda d: d.release(at=LATER),
    S.IN_INSPECTION: lambda d: (
        d.inspect_again(by=d.filed_by, reason="photographs", at=LATER)
        if d.state == S.DETAINED
        else d.inspect(order_no="O-1", at=LATER)
    ),
    S.RELEASED_FOR_PICKUP: lambda d: d.release(at=LATER),
    S.DETAINED: lambda d: d.detain(at=LATER),
    S.COMPLETED: lambda d: d.complete(at=LATER, by=d.filed_by, bill_no="B-1", days_late=0),
    S.CLOSED: lambda d: d.close(at=LATER),
    S.IN_RE_REVIEW: lambda d: _look_again(d),
    S.REJECTED: lambda d: d.reject(by=d.filed_by, reason="the wrong office", at=LATER),
    S.WITHDRAWN: lambda d: d.withdraw(at=LATER, by=d.filed_by, reason="not needed"),
}


def _look_again(d):
    """A person doubts what was judged; before that only the judgement itself asks for a look."""
    if d.state in UNDECIDED:
        d.judge(
            controlled=False, documents=True, score=0, assessment_no="a", manifest_no="M1",
            at=LATER, review_by=LATER,
        )  # fmt: skip
    else:
        d.doubt(by=d.filed_by, reason="the price looks odd", review_by=LATER, at=LATER)


PATHS = {
    S.AWAITING_MANIFEST: [],
    S.MISMATCHED: [S.MISMATCHED],
    S.RETURNED: [S.RETURNED],
    S.CLEARED_TO_LEAVE: [S.CLEARED_TO_LEAVE],
    S.HELD: [S.HELD],
    S.IN_INSPECTION: [S.HELD, S.IN_INSPECTION],
    S.DETAINED: [S.HELD, S.IN_INSPECTION, S.DETAINED],
    S.RELEASED_FOR_PICKUP: [S.CLEARED_TO_LEAVE, S.RELEASED_FOR_PICKUP],
    S.COMPLETED: [S.CLEARED_TO_LEAVE, S.RELEASED_FOR_PICKUP, S.COMPLETED],
    S.CLOSED: [S.CLEARED_TO_LEAVE, S.RELEASED_FOR_PICKUP, S.COMPLETED, S.CLOSED],
    S.WITHDRAWN: [S.WITHDRAWN],
    S.REJECTED: [S.REJECTED],
    S.IN_RE_REVIEW: [S.CLEARED_TO_LEAVE, S.IN_RE_REVIEW],
    S.AWAITING_ARRIVAL: [S.AWAITING_ARRIVAL],
    S.TAX_DUE: [S.TAX_DUE],
    S.RELEASED_FOR_LOADING: [S.CLEARED_TO_LEAVE, S.RELEASED_FOR_LOADING],
}
OF_EXPORTS = {S.AWAITING_ARRIVAL, S.RELEASED_FOR_LOADING}


def a_declaration(clerk, source, target):
    """One that can stand in the source, and where the move is possible in the target too."""
    reached = (
        {source, target} if DECLARATION_FLOW.allows(source=source, target=target) else {source}
    )
    if reached & OF_EXPORTS:
        return file_full(clerk=clerk, on_manifest=False, direction="EXPORT")
    if S.TAX_DUE in reached or reached == {S.RELEASED_FOR_PICKUP, S.CLOSED}:
        return file_full(clerk=clerk, on_manifest=False)
    return file_summary(clerk=clerk, on_manifest=False)


@pytest.mark.parametrize(("source", "target"), list(product(S, S)))
def test_every_pair_of_states(clerk, source, target):
    declaration = a_declaration(clerk, source, target)
    for step in PATHS[source]:
        MOVES[step](declaration)
    assert declaration.state == source

    if DECLARATION_FLOW.allows(source=source, target=target):
        MOVES[target](declaration)
        declaration.refresh_from_db()
        assert declaration.state == target
    elif source == target == S.MISMATCHED:
        MOVES[target](declaration)  # the new contradictions are noted
    else:
        with pytest.raises(IllegalMove):
            MOVES[target](declaration)
        declaration.refresh_from_db()
        assert declaration.state == source


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": S.RELEASED_FOR_PICKUP},
        {"state": S.AWAITING_ARRIVAL},
        {"state": S.RELEASED_FOR_LOADING, "released_at": MORNING},
        {"state": S.TAX_DUE, "decided_at": MORNING, "risk_score": 0, "assessment_no": "a"},
        {"direction": "EXPORT"},
        {"procedure": "ONE_STEP"},
        {"procedure": "WHOLE"},
        {"state": S.CLEARED_TO_LEAVE},
        {"state": S.MISMATCHED},
        {"state": S.COMPLETED, "released_at": MORNING},
        {"state": "LOST"},
        {"value_cny": 0},
        {"released_at": MORNING},
        {"closed_at": MORNING},
        {"absent": ["vessel"]},
    ],
)
def test_the_database_refuses_impossible_rows(clerk, impossible):
    declaration = file_summary(clerk=clerk, on_manifest=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.filter(pk=declaration.pk).update(**impossible, move=told(at=LATER))


def test_a_container_can_be_away_and_still_not_be_free_for_use():
    assert may_leave_port(S.RELEASED_FOR_PICKUP) == Light.GREEN
    assert free_to_use(S.RELEASED_FOR_PICKUP) == Light.AMBER
    assert free_to_use(S.CLOSED) == Light.GREEN
    assert may_leave_port(S.HELD) == Light.RED
