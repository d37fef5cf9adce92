"""The officers' queue for programs: every act of the page, with duty, key and problem details."""

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration, DocumentAsk, Draft
from clearance.declarations.operations.review_declaration import propose_release
from clearance.declarations.states import DeclarationState
from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import MORNING, file_summary
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-07")]
S = DeclarationState
WHY = "The value is odd for these goods."
API = "/api/v1/reviews"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


def program(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def act(user, declaration, name, **more):
    return program(user).post(
        f"{API}/{declaration.declaration_no}/act", {"act": name, **more}, format="json"
    )


def state(declaration):
    declaration.refresh_from_db()
    return declaration.state


def test_a_declaration_is_held_proposed_by_one_and_confirmed_by_another(clerk, officers):
    first, second = officers
    declaration = file_summary(clerk=clerk)

    assert act(first, declaration, "hold", reason=WHY).json()["state"] == S.HELD
    shown = act(first, declaration, "propose", reason=WHY).json()
    assert shown["release_proposed_by"] == first.username
    own = act(first, declaration, "confirm")
    assert (own.status_code, own.json()["code"]) == (403, "second_person_needed")
    assert state(declaration) == S.HELD
    confirmed = act(second, declaration, "confirm")

    assert (confirmed.status_code, confirmed.json()["state"]) == (200, S.CLEARED_TO_LEAVE)


@pytest.mark.parametrize(
    ("name", "target"),
    [("uphold", S.CLEARED_TO_LEAVE), ("hold-after-all", S.HELD), ("return-after-all", S.RETURNED)],
)
def test_a_doubt_is_decided_by_a_second_officer(clerk, officers, name, target):
    declaration = file_summary(clerk=clerk)
    doubter = UserFactory(risk_officer=True)
    assert act(doubter, declaration, "doubt", reason=WHY).json()["state"] == S.IN_RE_REVIEW
    mine = act(doubter, declaration, name, reason=WHY)
    assert mine.status_code == 403
    assert act(officers[0], declaration, name, reason=WHY).status_code == 200
    assert state(declaration) == target


def test_a_declaration_is_returned_and_another_rejected(clerk, officers):
    waiting = file_summary(clerk=clerk, on_manifest=False)
    assert act(officers[0], waiting, "reject", reason=WHY).json()["state"] == S.REJECTED
    held = file_summary(clerk=clerk)
    act(officers[0], held, "hold", reason=WHY)
    returned = act(officers[0], held, "return", reason=WHY).json()
    assert (returned["state"], returned["return_reason"]) == (S.RETURNED, WHY)


def test_an_act_without_a_reason_is_a_problem_with_its_field_and_leaves_no_trace(clerk, officers):
    declaration = file_summary(clerk=clerk)
    entries = JournalEntry.objects.count()
    answer = act(officers[0], declaration, "hold", reason="odd")
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert problem["errors"][0]["field"] == "reason"
    assert state(declaration) == S.CLEARED_TO_LEAVE
    assert JournalEntry.objects.count() == entries


def test_an_act_that_there_is_not_is_refused(clerk, officers):
    declaration = file_summary(clerk=clerk)
    assert act(officers[0], declaration, "destroy", reason=WHY).status_code == 400
    detained = act(officers[0], declaration, "name-detention", reason=WHY, kind="B")
    assert detained.json()["code"] == "not_detained"


def test_the_same_key_holds_once(clerk, officers):
    declaration = file_summary(clerk=clerk)
    body = {"act": "hold", "reason": WHY}
    where = f"{API}/{declaration.declaration_no}/act"
    first, again = (
        program(officers[0]).post(where, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert JournalEntry.objects.filter(name="clearance.declaration-held").count() == 1


def test_the_queue_is_read_claimed_taken_and_given_back(clerk, officers):
    first, second = officers
    numbers = []
    for _ in range(3):
        declaration = file_summary(clerk=clerk)
        act(first, declaration, "hold", reason=WHY)
        numbers.append(declaration.declaration_no)
    page = program(first).get(f"{API}?limit=2").json()
    assert len(page["rows"]) == 2
    assert page["after"]
    rest = program(first).get(f"{API}?limit=2&after={page['after']}").json()
    assert {one["declaration_no"] for one in page["rows"] + rest["rows"]} == set(numbers)

    taken = program(first).post(f"{API}/next").json()["declaration_no"]
    assert taken in numbers
    others = [one for one in numbers if one != taken]
    claimed = program(second).post(f"{API}/claims", {"declaration_nos": numbers}, format="json")
    assert claimed.json() == {"declarations": 2}
    assert program(first).post(f"{API}/next").json() == {"declaration_no": ""}
    answer = act(first, Declaration.objects.get(declaration_no=others[0]), "claim")
    assert answer.json()["code"] == "claimed_by_another"
    assert program(second).delete(f"{API}/claims").json() == {"declarations": 2}
    assert Declaration.objects.filter(claimed_by=None).count() == 2


def test_many_proposals_are_confirmed_and_what_stays_is_named(clerk, officers):
    first, second = officers
    numbers = []
    for proposer in (first, first, second):
        declaration = file_summary(clerk=clerk)
        act(first, declaration, "hold", reason=WHY)
        propose_release(
            declaration_no=declaration.declaration_no, reason=WHY, by=proposer, now=MORNING
        )
        numbers.append(declaration.declaration_no)
    unproposed = file_summary(clerk=clerk)
    act(first, unproposed, "hold", reason=WHY)

    answer = (
        program(second)
        .post(
            f"{API}/confirm",
            {"declaration_nos": [*numbers, unproposed.declaration_no, "510120269999999999"]},
            format="json",
        )
        .json()
    )

    assert answer["confirmed"] == sorted(numbers[:2])
    assert {one["declaration_no"]: one["rule"] for one in answer["left"]} == {
        numbers[2]: "second_person_needed",
        unproposed.declaration_no: "nothing_proposed",
        "510120269999999999": "not_found",
    }
    assert all(one["message"] and one["remedy"] for one in answer["left"])
    assert Declaration.objects.filter(state=S.CLEARED_TO_LEAVE).count() == 2
    assert JournalEntry.objects.filter(name="clearance.release-confirmed").count() == 2


def test_a_risk_officer_reads_a_review_but_takes_none(clerk, officers):
    declaration = file_summary(clerk=clerk)
    risk = program(UserFactory(risk_officer=True))
    one = risk.get(f"{API}/{declaration.declaration_no}").json()
    assert one["uscc"] == clerk.enterprise.uscc
    assert risk.get(f"{API}/{declaration.declaration_no}/history").json()["changes"]
    assert risk.get(API).status_code == 403
    assert risk.post(f"{API}/next").status_code == 403
    hold = act(UserFactory(risk_officer=True), declaration, "hold", reason=WHY)
    assert (hold.status_code, state(declaration)) == (403, S.CLEARED_TO_LEAVE)


@pytest.mark.parametrize("door", ["", "/next", "/claims", "/confirm", "/{0}", "/{0}/act"])
def test_an_enterprise_has_no_door_to_the_review(clerk, door):
    declaration = file_summary(clerk=clerk)
    address = API + door.format(declaration.declaration_no)
    answers = {program(clerk).get(address).status_code, program(clerk).post(address).status_code}
    assert answers <= {403, 405}
    assert 403 in answers


def test_a_document_is_asked_once_by_its_key_and_needed_no_more(clerk, officers):
    declaration = file_summary(clerk=clerk)
    where = f"/api/v1/declarations/{declaration.declaration_no}/documents/asks"
    body = {"type_code": "2", "reason": WHY}
    asked = [
        program(officers[0]).post(where, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
        for _ in range(2)
    ]
    assert [one.status_code for one in asked] == [201, 201]
    ask = DocumentAsk.objects.get()
    gone = program(officers[0]).delete(f"{where}/{ask.type_code}")
    assert gone.status_code == 204
    ask.refresh_from_db()
    assert ask.state == "CANCELLED"
    assert program(officers[0]).delete(f"{where}/{ask.type_code}").status_code == 404
    assert program(clerk).delete(f"{where}/{ask.type_code}").status_code == 403


def test_a_draft_is_begun_filled_deleted_and_brought_back_by_a_program(clerk):
    firm = program(clerk)
    made = firm.post("/api/v1/declarations/drafts", {"form": "WHOLE_EXPORT"}, format="json")
    assert made.status_code == 201
    draft = made.json()
    where = f"/api/v1/declarations/drafts/{draft['draft_no']}"
    saved = firm.patch(
        where, {"version": draft["version"], "answers": {"vessel": "PACIFIC CRANE"}}, format="json"
    ).json()
    assert saved["answers"]["vessel"] == "PACIFIC CRANE"
    assert (saved["procedure"], saved["direction"]) == ("ONE_STEP", "EXPORT")
    stale = firm.patch(where, {"version": draft["version"], "answers": {}}, format="json")
    assert stale.json()["code"] == "draft_changed_elsewhere"
    other = program(UserFactory(clerk=True))
    assert other.get(where).status_code == other.delete(where).status_code == 404
    assert firm.delete(where).status_code == 204
    assert firm.get(where).status_code == 404
    assert firm.post(f"{where}/restore").json()["answers"]["vessel"] == "PACIFIC CRANE"
    assert Draft.objects.get().deleted_at is None
