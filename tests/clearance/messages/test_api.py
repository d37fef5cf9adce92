"""The programs' door for messages: XML in, notification out."""

import pytest
from django.urls import reverse
from lxml import etree
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from clearance.messages.models import Message
from clearance.messages.rules.writing import canonical
from tests.factories.clearance import MORNING, a_summary
from tests.factories.messages import a_filing, a_foreign_declaration
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/messages"
XML = "application/xml"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def program(clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def post(program, data, **headers):
    return program.post(DOOR, data, content_type=XML, **headers)


def test_a_filing_is_answered_with_its_notification_as_xml(program, clerk):
    answer = post(program, a_filing(a_summary(clerk=clerk), reference="A-1"))

    assert answer.status_code == 201, answer.content
    assert answer["Content-Type"].startswith(XML)
    root = etree.fromstring(answer.content)
    assert root.findtext(".//{*}Response/{*}FunctionCode") == "01"
    number = root.findtext(".//{*}Response/{*}Declaration/{*}ID")
    assert Declaration.objects.get().declaration_no == number
    assert answer["Location"] == reverse("messages:api-message", args=[answer["Message-Number"]])


def test_the_same_message_again_is_answered_the_same_and_files_once(program, clerk):
    data = a_filing(a_summary(clerk=clerk), reference="A-2")
    first, second = post(program, data), post(program, data)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert Declaration.objects.count() == 1


def test_who_asks_for_json_gets_everything_about_the_message(program, clerk):
    data = a_foreign_declaration(reference="A-3", more="<Unheard>of</Unheard>")
    answer = post(program, data, HTTP_ACCEPT="application/json")

    assert answer.status_code == 201
    body = answer.json()
    assert body["state"] == "RECEIVED"
    assert body["kept"] == [{"path": "MetaData/Declaration/Unheard", "value": "of"}]
    assert {"field": "reference", "path": "MetaData/Declaration/FunctionalReferenceID",
            "value": "A-3"} in body["values"]  # fmt: skip
    assert body["answers"][0]["function"] == "02"
    assert program.get(f"{DOOR}/{body['message_no']}").json() == body


def test_the_message_is_written_again_equal_in_canonical_xml(program):
    data = a_foreign_declaration(more="<Unheard a='1'>of<b/>it</Unheard>")
    number = post(program, data)["Message-Number"]

    again = program.get(f"{DOOR}/{number}/written")

    assert again["Content-Type"].startswith(XML)
    assert canonical(etree.fromstring(again.content)) == canonical(etree.fromstring(data))


def test_a_notification_is_had_again_by_its_reference(program):
    posted = post(program, a_foreign_declaration())
    reference = etree.fromstring(posted.content).findtext(".//{*}FunctionalReferenceID")
    assert program.get(f"{DOOR}/answers/{reference}").content == posted.content
    assert program.get(f"{DOOR}/answers/unknown").status_code == 404


def test_the_list_is_searched_and_paged(program):
    for number in range(3):
        post(program, a_foreign_declaration(reference=f"LIST-{number}"))
    assert len(program.get(DOOR).json()["rows"]) == 3
    (row,) = program.get(f"{DOOR}?q=LIST-1").json()["rows"]
    assert (row["reference"], row["answers"], row["kept"]) == ("LIST-1", 1, 0)
    assert program.get(f"{DOOR}?state=FILED").json()["rows"] == []
    assert program.get(f"{DOOR}?page=abc&sort=nothing&on=2026-13-41&kind=%F0").status_code == 200


@pytest.mark.parametrize(
    ("data", "code", "rule"),
    [
        (b"", "message_not_readable", "message.empty"),
        (b"<a", "message_not_readable", "xml.syntax"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "message_not_readable", "xml.document_type"),
        (b"<a/>", "message_kind_unknown", "message_kind_unknown"),
        (b"<a>" + b" " * 8_000_001 + b"</a>", "message_not_readable", "message.too_large"),
    ],
)
@pytest.mark.parametrize("accept", [XML, "application/json", "*/*"])
def test_a_refusal_is_a_problem_in_json_and_leaves_nothing(program, data, code, rule, accept):
    answer = post(program, data, HTTP_ACCEPT=accept)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == (code, rule)
    assert problem["remedy"]
    assert not Message.objects.exists()


def test_a_refused_filing_is_answered_with_pointers_and_kept(program, clerk):
    answer = post(program, a_filing(a_summary(clerk=clerk, departure_country="XX")))
    assert answer.status_code == 201
    root = etree.fromstring(answer.content)
    assert root.findtext(".//{*}Response/{*}FunctionCode") == "03"
    assert [one.text for one in root.iterfind(".//{*}TagID")] == ["062"]
    body = program.get(f"{DOOR}/{answer['Message-Number']}").json()
    assert body["answers"][0]["reasons"][0]["place"] == "Declaration/GoodsShipment/ExportCountry/ID"


def test_another_reference_holder_is_told_that_the_reference_is_used(program):
    post(program, a_foreign_declaration(reference="A-9"))
    answer = post(program, a_foreign_declaration(reference="A-9", more="<Agent/>"))
    assert (answer.status_code, answer.json()["code"]) == (409, "reference_used")


def test_other_bodies_than_xml_are_not_taken(program):
    assert program.post(DOOR, {"a": 1}, format="json").status_code == 415


def test_without_the_duty_or_a_sign_in_the_door_stays_shut(registers):
    stranger = APIClient()
    assert post(stranger, a_foreign_declaration()).status_code in {401, 403}
    stranger.force_authenticate(UserFactory(carrier=True))
    assert post(stranger, a_foreign_declaration()).status_code == 403
    assert stranger.get(DOOR).status_code == 403


def test_messages_of_another_enterprise_are_not_there(program):
    posted = post(program, a_foreign_declaration())
    reference = etree.fromstring(posted.content).findtext(".//{*}FunctionalReferenceID")
    other = APIClient()
    other.force_authenticate(UserFactory(clerk=True))
    number = posted["Message-Number"]
    for address in (f"{DOOR}/{number}", f"{DOOR}/{number}/written", f"{DOOR}/answers/{reference}"):
        assert other.get(address).status_code == 404
    assert other.get(DOOR).json()["rows"] == []
