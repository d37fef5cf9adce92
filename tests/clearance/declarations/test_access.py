"""Two-stage access: away from the port on condition, and not used before the check."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from clearance.declarations.models import AccessInstruction, Declaration
from clearance.declarations.operations.grant_access import (
    AccessAlreadyOpen,
    NothingToCheckLater,
    NotToBeMoved,
    ask_access,
    confirm_access,
    end_access,
    order_destination_check,
    propose_access,
    refuse_access,
)
from clearance.declarations.operations.review_declaration import (
    SecondPersonNeeded,
    hold_declaration,
)
from clearance.declarations.queries import declaration_for_officer
from clearance.declarations.states import (
    ACCESS_FLOW,
    AccessState,
    DeclarationState,
    Light,
    free_to_use,
)
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING, file_summary, see_at_shipside
from tests.factories.people import PlaceFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-02"), pytest.mark.feature("C-03")]
S = DeclarationState
A = AccessState
REASON = "The laboratory needs five days."
HOME, DESK = "/enterprise/declarations/", "/officer/declarations/"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def officers(registers):
    for code, kind in (("Y01", "YARD"), ("Y02", "YARD"), ("H1", "HALL"), ("W1", "WAREHOUSE")):
        PlaceFactory(code=code, kind=kind)
    return [UserFactory(reviewer=True) for _ in range(3)]


@pytest.fixture
def held(clerk, officers):
    declaration = file_summary(clerk=clerk)
    return hold_declaration(
        declaration_no=declaration.declaration_no, reason=REASON, by=officers[0], now=MORNING
    )


def of(declaration, by, **more):
    return {"declaration_no": declaration.declaration_no, "by": by, "now": MORNING} | more


def asked(declaration, clerk, **changes):
    usual = {"kind": "CONDITIONAL_REMOVAL", "site": "Own bonded yard", "reason": REASON}
    return ask_access(**of(declaration, clerk), **(usual | changes))


def lights(declaration):
    view = declaration_for_officer(declaration_no=declaration.declaration_no)
    return view.may_leave_port, view.free_to_use


def everything():
    return (
        list(Declaration.objects.values()),
        list(AccessInstruction.objects.values()),
        JournalEntry.objects.count(),
    )


@pytest.mark.parametrize("kind", ["CONDITIONAL_REMOVAL", "TRANSFER"])
def test_held_goods_go_on_condition_by_two_officers_and_are_checked_elsewhere(
    held, clerk, officers, told, kind
):
    first, second, third = officers
    asked(held, clerk, kind=kind, site="Y02")
    propose_access(**of(held, first), reason=REASON)
    before = everything()
    with pytest.raises(SecondPersonNeeded):
        confirm_access(**of(held, first))
    assert everything() == before

    confirm_access(**of(held, second))
    see_at_shipside(held)

    assert held.state == S.RELEASED_FOR_PICKUP
    assert lights(held) == (Light.GREEN, Light.AMBER)
    assert (AccessInstruction.objects.get().check_by - MORNING).days == 15
    with pytest.raises(SecondPersonNeeded):
        end_access(**of(held, second), fault=False, finding=REASON)
    end_access(**of(held, third), fault=True, finding="Other goods than declared.")
    assert lights(held) == (Light.GREEN, Light.RED)
    assert told()[-1] == "clearance.access-checked"


def test_goods_are_not_free_before_the_check_at_the_destination_though_the_file_is_closed(
    clerk, officers
):
    declaration = file_summary(clerk=clerk)
    order_destination_check(**of(declaration, officers[0]), site="Own works", reason=REASON)
    see_at_shipside(declaration)
    assert free_to_use(S.CLOSED, checks={A.IN_FORCE}) == Light.AMBER

    end_access(**of(declaration, officers[1]), fault=False, finding="As declared, all seen.")

    assert free_to_use(S.CLOSED, checks={A.NO_FAULT}) == Light.GREEN
    assert free_to_use(S.CLOSED, checks={A.NO_FAULT, A.FAULT}) == Light.RED
    assert lights(declaration) == (Light.GREEN, Light.AMBER)


def test_who_may_ask_and_order_what_and_when(held, clerk, officers):
    cleared = file_summary(clerk=clerk)
    before = everything()

    for error, act in (
        (NotToBeMoved, lambda: asked(cleared, clerk)),
        (Fault, lambda: asked(held, clerk, kind="DESTINATION_CHECK")),
        (Fault, lambda: asked(held, clerk, site=" ")),
        (Fault, lambda: asked(held, clerk, reason="no")),
        (NotFound, lambda: asked(held, UserFactory(clerk=True))),
        (NotPermitted, lambda: propose_access(**of(held, clerk), reason=REASON)),
        (NotFound, lambda: propose_access(**of(held, officers[0]), reason=REASON)),
        (
            NothingToCheckLater,
            lambda: order_destination_check(**of(held, officers[0]), site="Yard", reason=REASON),
        ),
    ):
        with pytest.raises(error):
            act()
    assert everything() == before
    asked(held, clerk)
    with pytest.raises(AccessAlreadyOpen):
        asked(held, clerk, kind="TRANSFER", site="Y02")


WAYS = {
    A.PROPOSED: lambda d, o: propose_access(**of(d, o[0]), reason=REASON),
    A.IN_FORCE: lambda d, o: confirm_access(**of(d, o[1])),
    A.NO_FAULT: lambda d, o: end_access(**of(d, o[2]), fault=False, finding=REASON),
    A.FAULT: lambda d, o: end_access(**of(d, o[2]), fault=True, finding=REASON),
    A.REFUSED: lambda d, o: refuse_access(**of(d, o[2]), reason=REASON),
}
PATHS = {
    A.ASKED: [],
    A.PROPOSED: [A.PROPOSED],
    A.IN_FORCE: [A.PROPOSED, A.IN_FORCE],
    A.NO_FAULT: [A.PROPOSED, A.IN_FORCE, A.NO_FAULT],
    A.FAULT: [A.PROPOSED, A.IN_FORCE, A.FAULT],
    A.REFUSED: [A.REFUSED],
}


@pytest.mark.parametrize(("source", "target"), list(product(A, WAYS)))
def test_every_pair_of_states_of_an_instruction(held, clerk, officers, source, target):
    asked(held, clerk)
    for step in PATHS[source]:
        WAYS[step](held, officers)
    before = everything()

    if ACCESS_FLOW.allows(source=source, target=target):
        WAYS[target](held, officers)
        assert AccessInstruction.objects.get().state == target
    else:
        with pytest.raises(IllegalMove):
            WAYS[target](held, officers)
        assert everything() == before


@pytest.mark.parametrize(
    "impossible",
    [{"state": "LOST"}, {"state": "IN_FORCE"}, {"state": "FAULT"}, {"state": "REFUSED"}],
)
def test_the_database_refuses_impossible_instructions(held, clerk, impossible):
    asked(held, clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessInstruction.objects.update(**impossible)


def test_the_pages_ask_let_go_and_check(held, clerk, officers, client):
    number = held.declaration_no
    home, desk = f"{HOME}{number}/access/", f"{DESK}{number}/access/"
    client.force_login(clerk)
    body = {"kind": "TRANSFER", "site": "y02", "reason": REASON}
    assert client.post(home, body | {"site": ""}).status_code == 422
    assert "Y01, Y02" in client.get(home).content.decode()
    wrong = client.post(home, body | {"site": "Yard 7"})
    assert wrong.status_code == 422 and "one of these: H1, Y01, Y02." in wrong.content.decode()
    assert client.post(home, body).status_code == 302
    assert "Y02 Place Y02" in client.get(home).content.decode()
    assert client.get(desk).status_code == 403
    for officer, act, status in (
        (0, "propose", 302), (0, "confirm", 403), (1, "confirm", 302), (2, "order", 409),
        (1, "no-fault", 403), (2, "no-fault", 302), (2, "dance", 404),
    ):  # fmt: skip
        client.force_login(officers[officer])
        answer = {"act": act, "reason": REASON, "site": "Yard Y2"}
        assert client.post(desk, answer).status_code == status, act
        assert client.get(desk).status_code == 200
    client.force_login(UserFactory(clerk=True))
    assert client.get(home).status_code == 404
    assert AccessInstruction.objects.get().state == A.NO_FAULT


def test_programs_ask_and_answer(held, clerk, officers):
    program, desk, other = APIClient(), APIClient(), APIClient()
    program.force_authenticate(clerk)
    desk.force_authenticate(officers[0])
    other.force_authenticate(officers[1])
    address = f"/api/v1/declarations/{held.declaration_no}/access"
    body = {"kind": "CONDITIONAL_REMOVAL", "site": "Own yard", "reason": REASON}

    made = program.post(address, body, format="json")
    assert (made.status_code, made.json()["instructions"][0]["state"]) == (201, "ASKED")
    act = {"act": "propose", "reason": REASON}
    assert program.post(f"{address}/act", act, format="json").status_code == 403
    assert desk.post(f"{address}/act", act, format="json").status_code == 200
    let_go = other.post(f"{address}/act", {"act": "confirm"}, format="json").json()
    assert (let_go["free_to_use"], let_go["instructions"][0]["state"]) == ("AMBER", "IN_FORCE")
    stranger = APIClient()
    stranger.force_authenticate(UserFactory(clerk=True))
    assert stranger.get(address).status_code == 404
