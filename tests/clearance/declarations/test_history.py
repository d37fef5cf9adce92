"""Who moved a declaration, when, why and by which law; letters; returned for change."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from clearance.declarations.operations.amend_summary import Amendment, amend_summary
from clearance.declarations.operations.resume_after_inspection import resume_after_inspection
from clearance.declarations.operations.review_declaration import (
    CannotReturn,
    NotDetained,
    confirm_release,
    hold_declaration,
    name_detention,
    propose_release,
    return_declaration,
)
from clearance.declarations.pages.stories import story_of
from clearance.declarations.queries import declaration_for_officer
from clearance.declarations.queries.history import history_of
from clearance.declarations.states import (
    RETURNABLE,
    Because,
    DeclarationState,
    Procedure,
    letter_of,
)
from customs_portal.journal.models import Move
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from tests.factories.clearance import MORNING, file_summary, see_at_shipside
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
S = DeclarationState
REASON = "The invoice does not fit the goods."
LETTERS = {
    S.AWAITING_MANIFEST: ("SpL", "L"),
    S.AWAITING_ARRIVAL: ("L", "L"),
    S.MISMATCHED: ("H", "H"),
    S.TAX_DUE: ("T", "T"),
    S.RETURNED: ("Z", "Z"),
    S.CLEARED_TO_LEAVE: ("SpJ", "J"),
    S.IN_RE_REVIEW: ("M", "M"),
    S.HELD: ("300", "300"),
    S.IN_INSPECTION: ("SpC", "C"),
    S.RELEASED_FOR_PICKUP: ("SpK", "P"),
    S.RELEASED_FOR_LOADING: ("P", "P"),
    S.DETAINED: ("501–509", "501–509"),
    S.COMPLETED: ("T", "T"),
    S.CLOSED: ("R", "R"),
    S.WITHDRAWN: ("D", "D"),
    S.REJECTED: ("SpE", "E"),
}


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


@pytest.fixture
def officer(officers):
    return officers[0]


def number_of(declaration):
    return declaration.declaration_no


def give_back(declaration, officer, reason=REASON):
    return return_declaration(
        declaration_no=number_of(declaration), reason=reason, by=officer, now=MORNING
    )


@pytest.mark.parametrize("state", S)
def test_every_state_has_its_letter(state):
    assert (letter_of(state), letter_of(state, procedure=Procedure.ONE_STEP)) == LETTERS[state]


def test_every_step_is_recorded_with_who_when_why_and_law(clerk, officers):
    declaration = file_summary(clerk=clerk)
    one, two = officers
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=one, now=MORNING)
    propose_release(declaration_no=number_of(declaration), reason=REASON, by=one, now=MORNING)
    confirm_release(declaration_no=number_of(declaration), by=two, now=MORNING)

    found = history_of(declaration_no=number_of(declaration), officer=True)

    assert [one.number for one in found] == [1, 2, 3, 4]
    assert [(one.before, one.state) for one in found] == [
        ("", "AWAITING_MANIFEST"),
        ("AWAITING_MANIFEST", "CLEARED_TO_LEAVE"),
        ("CLEARED_TO_LEAVE", "HELD"),
        ("HELD", "CLEARED_TO_LEAVE"),
    ]
    assert [one.at for one in found] == [MORNING] * 4
    assert [bool(one.who) for one in found] == [True, False, True, True]
    assert [one.reason for one in found] == [
        str(Because.FILED.label),
        str(Because.NO_RISK.label),
        REASON,
        REASON,
    ]
    assert [one.law for one in found] == [
        "two_step.completion_days",
        "",
        "declaration.review_minutes",
        "",
    ]


def test_the_firm_sees_neither_the_officer_nor_what_officers_wrote_each_other(clerk, officer):
    declaration = file_summary(clerk=clerk)
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=officer, now=MORNING)

    first, second, third = history_of(declaration_no=number_of(declaration), officer=False)

    assert first.who == (clerk.display_name or clerk.username)
    assert second.reason == ""
    assert (third.who, third.reason, third.state) == ("Customs officer", "", "HELD")


def test_a_state_changes_only_with_its_record(clerk):
    declaration = file_summary(clerk=clerk, on_manifest=False)
    before = Move.objects.count()
    rows = Declaration.objects.filter(pk=declaration.pk)

    for change in (
        {"state": S.WITHDRAWN},
        {"state": S.CLOSED, "move": moved(at=MORNING)},
        {"move": moved(at=MORNING)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with (
        pytest.raises(IntegrityError, match="no move leads"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE declarations_declaration SET state = 'CLOSED'")
    assert Move.objects.count() == before
    rows.update(state=S.WITHDRAWN, move=moved(at=MORNING, by=clerk, reason="by hand"))
    assert Move.objects.order_by("id").last().reason == "by hand"


def test_returned_for_change_goes_back_and_comes_again(clerk, officer, told):
    declaration = file_summary(clerk=clerk)
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=officer, now=MORNING)
    give_back(declaration, officer)
    declaration.refresh_from_db()
    assert declaration.state == S.RETURNED
    assert told()[-1] == "clearance.declaration-returned"

    amend_summary(
        declaration_no=number_of(declaration), amendment=Amendment(), by=clerk, now=MORNING
    )
    declaration.refresh_from_db()
    assert declaration.state == S.CLEARED_TO_LEAVE
    last = history_of(declaration_no=number_of(declaration), officer=False)[-3:]
    assert [one.letter for one in last] == ["Z", "SpL", "SpJ"]
    assert last[0].reason == REASON
    assert last[1].reason == str(Because.SENT_AGAIN.label)


def test_what_is_released_cannot_be_returned(clerk, officer, told):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    assert declaration.state == S.RELEASED_FOR_PICKUP
    before, moves = told(), Move.objects.count()
    for error, act in (
        (CannotReturn, lambda: give_back(declaration, officer)),
        (Fault, lambda: give_back(declaration, officer, reason="no")),
        (NotPermitted, lambda: give_back(declaration, clerk)),
    ):
        with pytest.raises(error):
            act()
    with pytest.raises(NotFound):
        return_declaration(declaration_no="0" * 18, reason=REASON, by=officer, now=MORNING)
    assert (told(), Move.objects.count()) == (before, moves)
    assert S.RELEASED_FOR_PICKUP not in RETURNABLE


@pytest.fixture
def detained(clerk, officer):
    declaration = file_summary(clerk=clerk)
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=officer, now=MORNING)
    see_at_shipside(declaration)
    resume_after_inspection(
        declaration_no=number_of(declaration),
        order_no=declaration.order_no,
        container_no=declaration.containers.get().container_no,
        outcome="FAULT",
        now=MORNING,
    )
    declaration.refresh_from_db()
    assert declaration.state == S.DETAINED
    return declaration


def test_a_detention_is_told_by_its_kind(detained, officer, clerk, client, told):
    number = number_of(detained)
    assert history_of(declaration_no=number, officer=False)[-1].letter == "501–509"
    for error, changes in (
        (Fault, {"kind": "510"}),
        (Fault, {"reason": "no"}),
        (NotPermitted, {"by": clerk}),
        (NotDetained, {"declaration_no": number_of(file_summary(clerk=clerk))}),
    ):
        wanted = {"declaration_no": number, "kind": "503", "reason": REASON, "by": officer}
        with pytest.raises(error):
            name_detention(**(wanted | changes), now=MORNING)
    assert "clearance.detention-named" not in told()

    client.force_login(officer)
    desk = f"/officer/declarations/{number}/"
    assert "handed to legal affairs" in client.get(desk).content.decode()
    body = {"act": "name-detention", "reason": REASON}
    assert client.post(f"{desk}decide/", body | {"kind": "510"}).status_code == 422
    assert client.post(f"{desk}decide/", body | {"kind": "503"}).status_code == 302
    assert history_of(declaration_no=number, officer=False)[-1].letter == "503"
    assert told()[-1] == "clearance.detention-named"
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.exclude(pk=detained.pk).update(detention_kind="503")


def test_the_story_of_a_held_declaration_says_it_is_held_now(clerk, officer):
    declaration = file_summary(clerk=clerk)
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=officer, now=MORNING)
    view = declaration_for_officer(declaration_no=number_of(declaration))
    steps = story_of(
        view,
        history=history_of(declaration_no=number_of(declaration), officer=True),
        now=MORNING,
    )
    (current,) = [one for one in steps if one["phase"] == "now"]
    assert current["label"] == str(S.HELD.label)
    ahead = [one["label"] for one in steps if one["phase"] == "future"]
    assert ahead[0] == str(S.IN_INSPECTION.label)
    assert str(S.RELEASED_FOR_PICKUP.label) in ahead


def test_pages_and_api_show_letters_and_history(clerk, officer, client):
    declaration = file_summary(clerk=clerk)
    hold_declaration(declaration_no=number_of(declaration), reason=REASON, by=officer, now=MORNING)
    home = f"/enterprise/declarations/{number_of(declaration)}/"
    desk = f"/officer/declarations/{number_of(declaration)}/"
    client.force_login(officer)
    page = client.get(f"{desk}history/").content.decode()
    assert REASON in page
    assert "declaration.review_minutes" in page
    assert "data-print" in page
    assert client.post(f"{desk}decide/", {"act": "return", "reason": REASON}).status_code == 302
    assert client.get("/officer/declarations/1/history/").status_code == 404

    client.force_login(clerk)
    page = client.get(f"{home}history/").content.decode()
    assert page.count(REASON) == 1  # of the return, not of the holding
    assert "Send again" in client.get(home).content.decode()
    assert ">Z<" in client.get("/enterprise/declarations/").content.decode()
    program = APIClient()
    program.force_authenticate(clerk)
    told = program.get(f"/api/v1/declarations/{number_of(declaration)}").json()
    assert (told["state"], told["letter"]) == ("RETURNED", "Z")
    history = program.get(f"/api/v1/declarations/{number_of(declaration)}/history").json()
    assert [one["letter"] for one in history["changes"]] == ["SpL", "SpJ", "300", "Z"]
    assert json.dumps(history).count(REASON) == 1
    assert client.post(f"{home}amend/").status_code == 302
    assert Declaration.objects.get().state == S.CLEARED_TO_LEAVE

    other = UserFactory(clerk=True)
    client.force_login(other)
    assert client.get(f"{home}history/").status_code == 404
    program.force_authenticate(other)
    path = f"/api/v1/declarations/{number_of(declaration)}/history"
    assert program.get(path).status_code == 404
