"""The officer's queue: claims, holds, and a release that needs two."""

import pytest

from clearance.declarations.operations.keep_draft import (
    DraftChangedElsewhere,
    begin_draft,
    delete_draft,
    restore_draft,
    save_answers,
)
from clearance.declarations.operations.review_declaration import (
    CannotHold,
    NotHeld,
    NothingProposed,
    SecondPersonNeeded,
    confirm_release,
    hold_declaration,
    propose_release,
)
from clearance.declarations.operations.review_queue import (
    ClaimedByAnother,
    claim_next_review,
    claim_review,
    claim_reviews,
    release_claims,
)
from clearance.declarations.states import DeclarationState
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from inspection.orders.queries import order_of
from tests.factories.clearance import MORNING, file_summary, see_at_shipside
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
REASON = "Documents seen, the value is right."


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


def held(clerk, officer):
    declaration = file_summary(clerk=clerk)
    return hold_declaration(
        declaration_no=declaration.declaration_no, reason=REASON, by=officer, now=MORNING
    )


def test_two_officers_never_take_the_same_declaration(clerk, officers):
    one, other = officers
    numbers = {held(clerk, one).declaration_no for _ in range(2)}

    taken = {claim_next_review(by=officer, now=MORNING) for officer in officers}

    assert taken == numbers
    assert claim_next_review(by=one, now=MORNING) == ""
    with pytest.raises(ClaimedByAnother):
        for number in numbers:
            claim_review(declaration_no=number, by=other, now=MORNING)
    assert release_claims(by=one) == 1
    assert claim_reviews(declaration_nos=list(numbers), by=other, now=MORNING) == 1


def test_a_release_needs_a_second_person(clerk, officers, told):
    first, second = officers
    declaration = held(clerk, first)
    number = declaration.declaration_no

    with pytest.raises(NothingProposed):
        confirm_release(declaration_no=number, by=second, now=MORNING)
    propose_release(declaration_no=number, reason=REASON, by=first, now=MORNING)
    with pytest.raises(SecondPersonNeeded):
        confirm_release(declaration_no=number, by=first, now=MORNING)
    cleared = confirm_release(declaration_no=number, by=second, now=MORNING)

    assert cleared.state == DeclarationState.CLEARED_TO_LEAVE
    assert told()[-2:] == ["clearance.release-proposed", "clearance.release-confirmed"]


def test_hold_and_release_keep_to_their_states(clerk, officers):
    first, _second = officers
    declaration = file_summary(clerk=clerk)
    number = declaration.declaration_no
    with pytest.raises(NotHeld):
        propose_release(declaration_no=number, reason=REASON, by=first, now=MORNING)
    see_at_shipside(declaration)
    with pytest.raises(CannotHold):
        hold_declaration(declaration_no=number, reason=REASON, by=first, now=MORNING)


def test_no_reason_no_hold_and_no_duty_no_hold(clerk, officers):
    number = file_summary(clerk=clerk).declaration_no
    with pytest.raises(Fault):
        hold_declaration(declaration_no=number, reason="no", by=officers[0], now=MORNING)
    with pytest.raises(NotPermitted):
        hold_declaration(declaration_no=number, reason=REASON, by=clerk, now=MORNING)


def test_a_draft_is_saved_field_by_field_and_another_window_is_told(clerk):
    draft = begin_draft(by=clerk, now=MORNING)
    saved = save_answers(
        draft_no=draft.draft_no, answers={"pieces": "420"}, version=0, by=clerk, now=MORNING
    )

    assert (saved.version, saved.answers["pieces"]) == (1, "420")
    with pytest.raises(DraftChangedElsewhere):
        save_answers(
            draft_no=draft.draft_no, answers={"pieces": "1"}, version=0, by=clerk, now=MORNING
        )


def test_a_deleted_draft_comes_back_and_nobody_elses_opens(clerk):
    draft = begin_draft(by=clerk, now=MORNING)
    delete_draft(draft_no=draft.draft_no, by=clerk, now=MORNING)
    with pytest.raises(NotFound):
        delete_draft(draft_no=draft.draft_no, by=clerk, now=MORNING)
    assert restore_draft(draft_no=draft.draft_no, by=clerk, now=MORNING).deleted_at is None
    with pytest.raises(NotFound):
        delete_draft(draft_no=draft.draft_no, by=UserFactory(clerk=True), now=MORNING)


def test_a_box_held_by_hand_is_inspected_for_the_officers_reason(clerk, officers):
    declaration = held(clerk, officers[0])

    see_at_shipside(declaration, now=MORNING)

    assert declaration.state == DeclarationState.IN_INSPECTION
    order = order_of(order_no=declaration.order_no)
    assert order is not None
    assert REASON in order.reasons
