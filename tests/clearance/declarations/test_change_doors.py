"""The pages and the API of changes: asked, answered, refused, without duty, not one's own."""

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import ChangeRequest
from clearance.declarations.states import ChangeState, DeclarationState
from tests.factories.clearance import MORNING, file_summary
from tests.factories.people import UserFactory
from tests.factories.whole import file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-11")]
HOME = "/enterprise/declarations/"
QUEUE = "/officer/changes/"
REASON = "The invoice was read wrongly."


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def declaration(clerk):
    return file_summary(clerk=clerk)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


def answers_shown(page):
    """What the form would send if nobody touched it."""
    cells = [cell for section in page.context["sections"] for cell in section["cells"]]
    return {cell["name"]: cell["value"] for cell in cells}


def asked(firm, declaration, **changes):
    address = f"{HOME}{declaration.declaration_no}/change/"
    answers = answers_shown(firm.get(address)) | {"reason": REASON} | changes
    return firm.post(address, answers)


def test_the_form_is_filled_with_what_stands_and_asks_for_the_difference(firm, declaration):
    answer = asked(firm, declaration, **{"items.0.value": "58,900.00"})

    assert answer.status_code == 302
    request = ChangeRequest.objects.get()
    assert request.differences == [{"field": "items[0].value", "before": "58800", "after": "58900"}]
    page = firm.get(answer["Location"]).content.decode()
    assert request.request_no in page
    assert "58900" in page
    detail = firm.get(f"{HOME}{declaration.declaration_no}/").content.decode()
    assert request.request_no in detail


def test_a_fault_stands_at_its_field_and_what_was_typed_stays(firm, declaration):
    page = asked(firm, declaration, pieces="0", reason="typo")

    assert page.status_code == 422
    assert 'value="0"' in page.content.decode()
    assert not ChangeRequest.objects.exists()


def test_lines_of_goods_are_added_and_removed(firm, declaration):
    more = asked(firm, declaration, act="add-item")
    assert more.context["items"] == 2
    fewer = asked(firm, declaration, act="remove-item", **{"items.1.name": "Socks"})
    assert fewer.context["items"] == 1
    assert not ChangeRequest.objects.exists()


def test_an_officer_finds_the_request_and_answers_it(firm, client, declaration):
    assert asked(firm, declaration, pieces="420").status_code == 422
    firm.post(f"{HOME}{declaration.declaration_no}/withdraw/", {"reason": REASON})
    number = ChangeRequest.objects.get().request_no
    client.force_login(UserFactory(reviewer=True))

    for query in ("", f"?q={declaration.declaration_no}", "?kind=WITHDRAW&sort=-asked_at"):
        assert number in client.get(f"{QUEUE}{query}").content.decode()
    assert number not in client.get(f"{QUEUE}?state=REFUSED").content.decode()
    assert REASON in client.get(f"{QUEUE}{number}/").content.decode()
    refused = client.post(f"{QUEUE}{number}/decide/", {"act": "refuse", "reason": "no"})
    assert refused.status_code == 422
    done = client.post(f"{QUEUE}{number}/decide/", {"act": "approve"}, follow=True)

    assert done.status_code == 200
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.WITHDRAWN


def test_two_officers_answer_on_the_page(firm, client, declaration):
    asked(firm, declaration, **{"items.0.value": "1000"})
    number = ChangeRequest.objects.get().request_no
    first, second = UserFactory(reviewer=True), UserFactory(reviewer=True)
    client.force_login(first)
    answer = {"act": "propose", "reason": REASON}
    assert client.post(f"{QUEUE}{number}/decide/", answer).status_code == 302
    assert client.post(f"{QUEUE}{number}/decide/", {"act": "approve"}).status_code == 403

    client.force_login(second)
    assert client.post(f"{QUEUE}{number}/decide/", {"act": "approve"}).status_code == 302
    assert ChangeRequest.objects.get().state == ChangeState.APPROVED


def test_a_request_is_taken_back_on_the_page(firm, declaration):
    firm.post(f"{HOME}{declaration.declaration_no}/withdraw/", {"reason": REASON})
    number = ChangeRequest.objects.get().request_no

    assert firm.post(f"/enterprise/changes/{number}/take-back/").status_code == 302
    assert ChangeRequest.objects.get().state == ChangeState.TAKEN_BACK


def test_a_withdrawal_without_a_reason_is_refused_on_the_page(firm, declaration):
    page = firm.post(f"{HOME}{declaration.declaration_no}/withdraw/", {"reason": ""})

    assert page.status_code == 422
    assert not ChangeRequest.objects.exists()


def test_without_the_duty_and_for_anothers_the_doors_stay_shut(firm, client, declaration):
    other = file_summary()
    for address in ("change/", "changes/"):
        assert firm.get(f"{HOME}{other.declaration_no}/{address}").status_code == 404
    assert firm.get(QUEUE).status_code == 403
    client.force_login(UserFactory(reviewer=True))
    assert client.get(f"{HOME}{declaration.declaration_no}/change/").status_code == 403
    assert client.get(f"{QUEUE}CR0/").status_code == 404


def test_programs_ask_answer_and_read_the_versions(clerk, declaration):
    program, desk = APIClient(), APIClient()
    program.force_authenticate(clerk)
    desk.force_authenticate(UserFactory(reviewer=True))
    one = f"/api/v1/declarations/{declaration.declaration_no}"
    body = {"answers": {"items.0.value": "58900"}, "reason": REASON}

    made = program.post(f"{one}/changes", body, format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    again = program.post(f"{one}/changes", body, format="json", HTTP_IDEMPOTENCY_KEY="k-1")

    number = made.json()["request_no"]
    assert (made.status_code, again.json()["request_no"]) == (201, number)
    assert program.get(f"{one}/changes").json()[0]["request_no"] == number
    assert desk.get("/api/v1/changes").json()[0]["differences"][0]["after"] == "58900"
    assert program.get("/api/v1/changes").status_code == 403
    stranger = APIClient()
    stranger.force_authenticate(UserFactory(clerk=True))
    assert stranger.get(f"/api/v1/changes/{number}").status_code == 404
    assert stranger.get(f"{one}/versions").status_code == 404
    decided = desk.post(f"/api/v1/changes/{number}/decide", {"act": "approve"}, format="json")
    assert (decided.json()["state"], decided.json()["version"]) == ("APPROVED", 2)
    versions = program.get(f"{one}/versions").json()
    assert [one["document"]["items"][0]["value"] for one in versions] == ["58900", "58800"]
    refused = program.post(f"/api/v1/changes/{number}/take-back")
    assert refused.status_code == 409


def test_a_program_asks_to_withdraw(clerk, declaration):
    program = APIClient()
    program.force_authenticate(clerk)
    address = f"/api/v1/declarations/{declaration.declaration_no}/withdraw"

    assert program.post(address, {}, format="json").status_code == 422
    made = program.post(address, {"reason": REASON}, format="json")
    assert (made.status_code, made.json()["kind"]) == (201, "WITHDRAW")


@pytest.mark.feature("C-03")
@pytest.mark.parametrize("direction", ["IMPORT", "EXPORT"])
def test_a_whole_declaration_is_amended_in_its_own_form(firm, clerk, direction):
    whole = file_full(clerk=clerk, direction=direction)

    answer = asked(firm, whole, **{"items.0.specification": "brand Lotus", "marks": "N/M"})

    assert answer.status_code == 302
    request = ChangeRequest.objects.get()
    assert [one["field"] for one in request.differences] == [
        "marks",
        "items[0].specification",
    ]
    assert "brand Lotus" in firm.get(answer["Location"]).content.decode()


@pytest.mark.feature("C-03")
def test_a_program_amends_a_whole_declaration(clerk):
    whole = file_full(clerk=clerk)
    api = APIClient()
    api.force_authenticate(clerk)

    answer = api.post(
        f"/api/v1/declarations/{whole.declaration_no}/changes",
        {"answers": {"items.0.value": "58900", "contract_no": "SC-1"}, "reason": REASON},
        format="json",
    )

    assert answer.status_code == 201, answer.content
    assert [one["field"] for one in answer.json()["differences"]] == [
        "contract_no",
        "items[0].value",
    ]
