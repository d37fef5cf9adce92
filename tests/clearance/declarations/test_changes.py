"""Amendments and withdrawals: asked with a reason, answered by a second person, kept."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from clearance.declarations.models import ChangeRequest, Declaration, DeclarationVersion
from clearance.declarations.operations.amend_summary import Amendment, amend_summary
from clearance.declarations.operations.ask_change import (
    ChangeAlreadyAsked,
    ClosedForChange,
    NothingChanges,
    ask_amendment,
    ask_withdrawal,
    take_back_change,
)
from clearance.declarations.operations.decide_change import (
    ChangedSince,
    OneOfficerIsEnough,
    TwoOfficersNeeded,
    approve_change,
    propose_change,
    refuse_change,
)
from clearance.declarations.operations.keep_version import declared
from clearance.declarations.operations.review_declaration import (
    SecondPersonNeeded,
    hold_declaration,
)
from clearance.declarations.states import ChangeState, DeclarationState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.seals import canonical
from customs_portal.registry.models import CreditGrade
from tests.factories.clearance import (
    MORNING,
    a_container_no,
    an_item,
    file_summary,
    see_at_shipside,
)
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-11")]
S = DeclarationState
REASON = "The invoice was read wrongly."
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


def standing(declaration):
    return declared(Declaration.objects.get(pk=declaration.pk))


def ask(declaration, clerk, *, reason=REASON, now=MORNING, **changes):
    wanted = replace(standing(declaration), **changes)
    return ask_amendment(
        declaration_no=declaration.declaration_no, wanted=wanted, reason=reason, by=clerk, now=now
    )


def with_value(declaration, value):
    (item,) = standing(declaration).items
    return {"items": (replace(item, value=Decimal(value)),)}


def used_of(guarantee):
    guarantee.refresh_from_db()
    return guarantee.used_cny


def everything():
    """What a refusal must leave as it was."""
    return (
        list(Declaration.objects.order_by("pk").values()),
        list(ChangeRequest.objects.order_by("pk").values()),
        DeclarationVersion.objects.count(),
        JournalEntry.objects.count(),
    )


def test_an_approved_amendment_stands_in_the_register_as_the_next_version(clerk, officers, told):
    declaration = file_summary(clerk=clerk, on_manifest=False)
    request = ask(declaration, clerk, pieces=421, purpose="for sale")

    declaration.refresh_from_db()
    assert (declaration.pieces, request.state) == (420, ChangeState.ASKED)
    assert request.differences == [
        {"field": "pieces", "before": "420", "after": "421"},
        {"field": "purpose", "before": "", "after": "for sale"},
    ]
    approve_change(request_no=request.request_no, by=officers[0], now=LATER)

    declaration.refresh_from_db()
    assert (declaration.pieces, declaration.extras) == (421, {"purpose": "for sale"})
    first, second = declaration.versions.order_by("number")
    assert (first.document["pieces"], second.document["pieces"]) == ("420", "421")
    assert second.request.request_no == request.request_no
    assert second.sha256 == hashlib.sha256(canonical(second.document)).hexdigest()
    assert told()[-2:] == ["clearance.summary-amended", "clearance.change-approved"]


def test_what_is_kept_at_filing_is_what_stands_in_the_register(clerk):
    declaration = file_summary(clerk=clerk, guarantee_no="unused", purpose="for sale")

    kept = declaration.versions.get()

    assert kept.number == 1
    assert kept.document["container_nos"] == list(standing(declaration).container_nos)
    with pytest.raises(NothingChanges):
        ask(declaration, clerk)


def test_a_version_is_never_altered_nor_deleted(clerk):
    version = file_summary(clerk=clerk).versions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        DeclarationVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.delete()


def test_a_refused_amendment_changes_nothing_but_its_answer(clerk, officers):
    declaration = file_summary(clerk=clerk)
    before = Declaration.objects.filter(pk=declaration.pk).values().get()
    request = ask(declaration, clerk, purpose="for sale")

    refuse_change(
        request_no=request.request_no, reason="The invoice says otherwise.", by=officers[0],
        now=LATER,
    )  # fmt: skip

    request.refresh_from_db()
    assert (request.state, request.answer) == (ChangeState.REFUSED, "The invoice says otherwise.")
    assert Declaration.objects.filter(pk=declaration.pk).values().get() == before
    assert declaration.versions.count() == 1


def test_one_request_at_a_time_until_it_is_taken_back(clerk, told):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, purpose="for sale")
    before = everything()

    with pytest.raises(ChangeAlreadyAsked):
        ask(declaration, clerk, purpose="own use")
    with pytest.raises(ChangeAlreadyAsked):
        ask_withdrawal(
            declaration_no=declaration.declaration_no, reason=REASON, by=clerk, now=MORNING
        )
    assert everything() == before

    take_back_change(request_no=request.request_no, by=clerk, now=MORNING)
    assert told()[-1] == "clearance.change-taken-back"
    assert ask(declaration, clerk, purpose="own use").state == ChangeState.ASKED


def test_goods_that_risk_dislikes_after_the_amendment_are_held(clerk, officers):
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(grade=CreditGrade.Grade.ORDINARY)
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.CLEARED_TO_LEAVE
    judged = declaration.assessment_no
    laptops = an_item(hs_code="847130", name="Laptops", value=Decimal("10"), origin="CN")
    request = ask(declaration, clerk, items=(laptops,))
    propose_change(request_no=request.request_no, reason=REASON, by=officers[0], now=LATER)
    approve_change(request_no=request.request_no, by=officers[1], now=LATER)

    declaration.refresh_from_db()
    assert declaration.state == S.HELD
    assert declaration.assessment_no != judged
    assert (declaration.hs_code, declaration.goods_name) == ("847130", "Laptops")


def test_the_guarantee_is_fitted_to_the_amended_value(clerk, officers):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_summary(clerk=clerk, involves_tax=True, guarantee_no=guarantee.guarantee_no)
    used = used_of(guarantee)

    request = ask(declaration, clerk, **with_value(declaration, "117600"))
    assert used_of(guarantee) == used > 0
    approve_change(request_no=request.request_no, by=officers[0], now=LATER)

    assert abs(used_of(guarantee) - 2 * used) <= Decimal("0.02")


@pytest.mark.parametrize(
    ("value", "two"), [("52920.00", False), ("52919.99", True), ("58800.01", False)]
)
def test_a_value_that_falls_by_more_than_a_tenth_needs_two_officers(clerk, officers, value, two):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, **with_value(declaration, value))
    assert request.two_because == (["value_down"] if two else [])
    number = request.request_no
    before = everything()

    if not two:
        with pytest.raises(OneOfficerIsEnough):
            propose_change(request_no=number, reason=REASON, by=officers[0], now=LATER)
        assert everything() == before
        assert approve_change(request_no=number, by=officers[0], now=LATER)
        return
    with pytest.raises(TwoOfficersNeeded):
        approve_change(request_no=number, by=officers[0], now=LATER)
    assert everything() == before
    propose_change(request_no=number, reason=REASON, by=officers[0], now=LATER)
    before = everything()
    with pytest.raises(SecondPersonNeeded):
        approve_change(request_no=number, by=officers[0], now=LATER)
    assert everything() == before
    approve_change(request_no=number, by=officers[1], now=LATER)
    declaration.refresh_from_db()
    assert declaration.items.get().value == Decimal(value)


def test_after_the_release_a_change_needs_two_and_moves_no_goods(clerk, officers):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, purpose="for sale")
    see_at_shipside(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP

    with pytest.raises(TwoOfficersNeeded):
        approve_change(request_no=request.request_no, by=officers[0], now=LATER)
    propose_change(request_no=request.request_no, reason=REASON, by=officers[0], now=LATER)
    approve_change(request_no=request.request_no, by=officers[1], now=LATER)

    declaration.refresh_from_db()
    assert declaration.state == S.RELEASED_FOR_PICKUP
    assert declaration.extras == {"purpose": "for sale"}


def test_who_filed_answers_nothing_even_with_the_duty(clerk, officers):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, purpose="for sale")
    before = everything()

    with pytest.raises(NotPermitted):
        approve_change(request_no=request.request_no, by=clerk, now=LATER)
    Declaration.objects.filter(pk=declaration.pk).update(filed_by=officers[0])
    with pytest.raises(SecondPersonNeeded):
        approve_change(request_no=request.request_no, by=officers[0], now=LATER)
    Declaration.objects.filter(pk=declaration.pk).update(filed_by=clerk)
    assert everything() == before


def test_while_goods_are_held_nothing_is_amended(clerk, officers):
    declaration = file_summary(clerk=clerk)
    number = declaration.declaration_no
    request = ask(declaration, clerk, purpose="for sale")
    hold_declaration(declaration_no=number, reason=REASON, by=officers[0], now=MORNING)
    before = everything()

    with pytest.raises(ClosedForChange) as caught:
        approve_change(request_no=request.request_no, by=officers[0], now=LATER)
    assert "220" in caught.value.law
    assert everything() == before
    refuse_change(request_no=request.request_no, reason=REASON, by=officers[0], now=LATER)
    with pytest.raises(ClosedForChange):
        ask(declaration, clerk, purpose="own use")


def test_what_changed_in_between_is_asked_anew(clerk, officers):
    declaration = file_summary(clerk=clerk, on_manifest=False)
    request = ask(declaration, clerk, purpose="for sale")
    amend_summary(
        declaration_no=declaration.declaration_no,
        amendment=Amendment(pieces=430),
        by=clerk,
        now=MORNING,
    )
    before = everything()

    with pytest.raises(ChangedSince):
        approve_change(request_no=request.request_no, by=officers[0], now=LATER)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"transport_document": "HDMU99999999"}, "transport_document", "amendment.fixed"),
        ({"pieces": 99}, "pieces", "manifest.contradiction"),
        ({"pieces": 0}, "pieces", "pieces.range"),
        ({"departure_country": "XX"}, "departure_country", "country.unknown"),
        ({"container_nos": ("TGHU0000010",)}, "container_nos[0]", "container.check_digit"),
        ({"involves_licence": True}, "licence_document", "required"),
        ({"reason": "typo"}, "reason", "reason.required"),
    ],
)
def test_what_could_not_be_accepted_is_refused_at_once(clerk, changes, field, rule):
    declaration = file_summary(clerk=clerk)
    before = everything()

    with pytest.raises((Faults, Fault)) as caught:
        ask(declaration, clerk, **changes)

    found = getattr(caught.value, "faults", [caught.value])
    assert field in {one.field for one in found}
    if rule != "container.check_digit":
        assert rule in {one.rule for one in found}
    assert everything() == before


def test_a_container_that_was_released_stays_declared(clerk):
    declaration = file_summary(clerk=clerk, container_nos=(a_container_no(), a_container_no()))
    container = declaration.containers.first()
    see_at_shipside(declaration)
    before = everything()

    with pytest.raises(Faults) as caught:
        ask(declaration, clerk, container_nos=(container.container_no,))
    assert caught.value.faults[0].rule == "container.handled"
    assert everything() == before


def test_anothers_request_looks_like_none(clerk, officers):
    declaration = file_summary(clerk=clerk)
    request = ask(declaration, clerk, purpose="for sale")
    stranger = UserFactory(clerk=True)

    with pytest.raises(NotFound):
        take_back_change(request_no=request.request_no, by=stranger, now=MORNING)
    with pytest.raises(NotFound):
        ask(declaration, stranger, purpose="own use")
    with pytest.raises(NotFound):
        approve_change(request_no="CR0", by=officers[0], now=MORNING)
