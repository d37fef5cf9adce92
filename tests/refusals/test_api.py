"""The refusal matrix at the programs' door: every wrong answer, one row, both languages."""

import json

import pytest

from clearance.declarations.models import FiledRequest
from customs_portal.accounts.models import AnsweredRequest
from tests.clearance.declarations.test_api import body_of
from tests.clearance.manifests.test_manifests import body as manifest_body
from tests.factories.clearance import (
    a_container_no,
    a_manifest_for,
    a_summary,
    elements_for,
    file_summary,
)
from tests.factories.duties import TaxBillFactory
from tests.factories.gates import a_released_container
from tests.factories.people import UserFactory
from tests.refusals.conftest import assert_explained, program_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers", "this_morning")]
LANGUAGES = ["en", "zh-hans"]
SUMMARY = "/api/v1/declarations/summary"


def item(**changes):
    return {"items": [changes]}


# what is changed in a good summary → status, field, rule
SUMMARIES = {
    "check digit of a container": (
        {"container_nos": ["TGHU1234560"]},
        422,
        "container_nos[0]",
        "iso6346.check_digit",
    ),
    "check digit of a company": (
        {"consignee_uscc": "91310000MA1FL0000A"},
        422,
        "consignee_uscc",
        "gb32100",
    ),
    "goods code that does not exist": (
        item(hs_code="610999"),
        422,
        "items[0].hs_code",
        "hs.unknown",
    ),
    "goods code of letters": (item(hs_code="61O910"), 422, "items[0].hs_code", "hs"),
    "unknown country of departure": (
        {"departure_country": "XX"},
        422,
        "departure_country",
        "country.unknown",
    ),
    "unknown country of origin": (item(origin="QQ"), 422, "items[0].origin", "country.unknown"),
    "unknown currency": (item(currency="ZZZ"), 422, "items[0].currency", "currency.no_rate"),
    "negative value": (item(value="-1"), 422, "items[0].value", "value.positive"),
    "absurd value": (item(value="99999999999.00"), 422, "items[0].value", "value.absurd"),
    "no number": (item(value="NaN"), 400, "items[0].value", "invalid"),
    "infinity": (item(quantity="Infinity"), 400, "items[0].quantity", "invalid"),
    "negative quantity": (item(quantity="-5"), 422, "items[0].quantity", "quantity.range"),
    "negative weight": ({"gross_weight_kg": "-1"}, 422, "gross_weight_kg", "weight.range"),
    "absurd weight": ({"gross_weight_kg": "99999999999"}, 422, "gross_weight_kg", "weight.range"),
    "negative pieces": ({"pieces": -4}, 422, "pieces", "pieces.range"),
    "absurd pieces": ({"pieces": 10**12}, 400, "pieces", "max_value"),
    "pieces as words": ({"pieces": "many"}, 400, "pieces", "invalid"),
    "unknown transport mode": (
        {"transport_mode": "Z"},
        422,
        "transport_mode",
        "transport_mode.unknown",
    ),
    "supervision mode of other digits": (
        {"supervision_mode": "٠١١٠"},
        422,
        "supervision_mode",
        "supervision_mode.shape",
    ),
    "odd bill of lading": (
        {"transport_document": "提单#1"},
        422,
        "transport_document",
        "transport_document",
    ),
    "no goods": ({"items": []}, 422, "items", "required"),
    "no container": ({"container_nos": []}, 422, "container_nos", "required"),
    "a container twice": (
        {"container_nos": ["TGHU9999990", "TGHU9999990"]},
        422,
        "container_nos",
        "container.repeated",
    ),
    "a nul character": (
        item(name="shirts\x00"),
        400,
        "items[0].name",
        "null_characters_not_allowed",
    ),
    "half a character": (
        item(name="shirts \ud800"),
        400,
        "items[0].name",
        "surrogate_characters_not_allowed",
    ),
    "a list for a text": ({"vessel": ["a"]}, 400, "vessel", "invalid"),
    "a text for a list": ({"container_nos": "TGHU1234560"}, 400, "container_nos", "not_a_list"),
    "no yes and no no": ({"involves_tax": "perhaps"}, 400, "involves_tax", "invalid"),
    "guarantee of nobody": (
        {"involves_tax": True, "guarantee_no": "GT209900000001"},
        422,
        "guarantee_no",
        "no_such_guarantee",
    ),
}


def refusal_of(answer, *, status, field, rule, language):
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert_explained(problem, language=language)
    found = [(one["field"], one["rule"]) for one in problem["errors"]]
    assert any(f.startswith(field) and r.startswith(rule) for f, r in found), found


@pytest.mark.feature("C-01")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SUMMARIES)
def test_a_wrong_summary_is_refused_and_leaves_nothing(clerk, untouched, name, language):
    change, status, field, rule = SUMMARIES[name]
    body = body_of(a_summary(clerk=clerk))
    if "items" in change and change["items"]:
        change = {"items": [body["items"][0] | change["items"][0]]}
    if name == "a container twice":
        twice = a_container_no()
        change = {"container_nos": [twice, twice]}
    program = program_of(clerk)

    with untouched():
        answer = program.post(
            SUMMARY, json.dumps(body | change, default=str), content_type="application/json",
            HTTP_ACCEPT_LANGUAGE=language, HTTP_IDEMPOTENCY_KEY="k",
        )  # fmt: skip

    refusal_of(answer, status=status, field=field, rule=rule, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_open_declaration_for_a_container_is_refused(clerk, untouched, language):
    number = file_summary(clerk=clerk).containers.get().container_no
    body = body_of(a_summary(clerk=clerk, container_nos=(number,)))

    with untouched():
        answer = program_of(clerk).post(SUMMARY, body, format="json", HTTP_ACCEPT_LANGUAGE=language)

    refusal_of(
        answer, status=422, field="container_nos[0]", rule="container.already", language=language
    )


LINE = {"transport_document": "HDMU77031185"}
MANIFESTS = {
    "check digit of the ship": ({"imo": "9074728"}, {}, "imo", "imo"),
    "unknown port": ({"loading_port": "VNXXX"}, {}, "loading_port", "port.unknown"),
    "unknown berth": ({"place_code": "Q9"}, {}, "place_code", "berth.unknown"),
    "arrival in another century": (
        {"expected_at": "1926-11-22T08:00:00+08:00"}, {}, "expected_at", "date.era"),
    "arrival far in the future": (
        {"expected_at": "2099-11-22T08:00:00+08:00"}, {}, "expected_at", "date.era"),
    "check digit of a container": (
        {}, {"container_no": "TGHU1234560"}, "lines[0].container_no", "iso6346"),
    "check digit of a company": (
        {}, {"consignee_uscc": "91310000MA1FL0000A"}, "lines[0].consignee_uscc", "gb32100"),
    "negative weight": ({}, {"gross_weight_kg": "-1"}, "lines[0].gross_weight_kg", ""),
    "absurd weight": ({}, {"gross_weight_kg": "99999999999"}, "lines[0].gross_weight_kg", ""),
    "no pieces": ({}, {"pieces": 0}, "lines[0].pieces", ""),
    "unknown country": ({}, {"departure_country": "XX"}, "lines[0].departure_country", "country"),
    "no lines": ({"lines": []}, {}, "lines", ""),
    "a year without a zone": ({"expected_at": "in november"}, {}, "expected_at", "invalid"),
}  # fmt: skip


@pytest.mark.feature("C-42")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MANIFESTS)
def test_a_wrong_manifest_is_refused_and_leaves_nothing(untouched, name, language):
    head, line, field, rule = MANIFESTS[name]
    body = manifest_body()
    body["lines"][0] |= line
    program = program_of(UserFactory(carrier=True))

    with untouched():
        answer = program.post(
            "/api/v1/manifests", body | head, format="json",
            HTTP_ACCEPT_LANGUAGE=language, HTTP_IDEMPOTENCY_KEY="k",
        )  # fmt: skip

    assert answer.status_code in (400, 422)
    refusal_of(answer, status=answer.status_code, field=field, rule=rule, language=language)


@pytest.mark.parametrize(
    ("arrival", "field"),
    [
        ({"place_code": "B05", "arrived_at": "1926-11-21T08:00:00+08:00"}, "arrived_at"),
        ({"place_code": "B05", "arrived_at": "2099-11-21T08:00:00+08:00"}, "arrived_at"),
        ({"place_code": "Q9", "arrived_at": "2026-11-21T08:00:00+08:00"}, "place_code"),
        ({"place_code": "B05", "arrived_at": "noon"}, "arrived_at"),
    ],
)
def test_an_arrival_that_cannot_be_is_refused(clerk, untouched, arrival, field):
    carrier = UserFactory(carrier=True)
    manifest = a_manifest_for(a_summary(clerk=clerk), by=carrier)
    with untouched():
        answer = program_of(carrier).post(
            f"/api/v1/manifests/{manifest.manifest_no}/arrival", arrival, format="json"
        )
    refusal_of(answer, status=answer.status_code, field=field, rule="", language="en")
    assert answer.status_code in (400, 422)


COMPLETIONS = {
    "ten digits that do not exist": ({"hs_code": "6109990000"}, {}, "items[0].hs_code", "hs"),
    "six digits": ({"hs_code": "610910"}, {}, "items[0].hs_code", "hs10"),
    "negative net weight": ({"net_weight_kg": "-1"}, {}, "items[0].net_weight_kg", "weight"),
    "absurd net weight": ({"net_weight_kg": "9999999999"}, {}, "items[0].net_weight_kg", "weight"),
    "negative freight": ({}, {"freight_cny": "-1"}, "freight_cny", "amount"),
    "absurd insurance": ({}, {"insurance_cny": "99999999999"}, "insurance_cny", "amount"),
    "unknown currency": ({"currency": "ZZZ"}, {}, "items[0].currency", "currency"),
    "negative value": ({"value": "-5"}, {}, "items[0].value", "value"),
    "no specification": ({"specification": ""}, {}, "items[0].specification", "required"),
    "no items": ({}, {"items": []}, "items", "required"),
    "an agreement nobody made": (
        {"agreement": "MARS"}, {}, "items[0].agreement", "claim.agreement_unknown"),
    "a proof without agreement": ({"proof_no": "E1"}, {}, "items[0].proof_no", "claim.proof"),
    "relief without certificate": ({"relief_mode": "3"}, {}, "items[0].exemption_no", "claim.cert"),
    "a quota on shirts": ({"quota_no": "PE1"}, {}, "items[0].quota_no", "claim.no_quota"),
    "an exporter nobody asks for": ({"exporter": "X"}, {}, "items[0].exporter", "claim.exporter"),
    "an exemption nobody made": (
        {}, {"late_exemption": "TIRED", "late_exemption_reason": "too tired to file"},
        "late_exemption", "claim.late"),
    "no elements": ({"elements": {}}, {}, "items[0].elements.knit", "required"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMPLETIONS)
def test_a_wrong_step_two_is_refused_and_leaves_nothing(untouched, name, language):
    clerk, declaration_no, _ = a_released_container()
    goods, head, field, rule = COMPLETIONS[name]
    good = {
        "hs_code": "6109100010", "name": "Cotton T-shirts", "specification": "no brand",
        "quantity": "33600", "unit": "pieces", "value": "58800", "currency": "USD",
        "origin": "VN", "net_weight_kg": "8000", "elements": elements_for("6109100010"),
    }  # fmt: skip
    body = {"items": [good | goods], "freight_cny": "1200"} | head

    with untouched():
        answer = program_of(clerk).post(
            f"/api/v1/declarations/{declaration_no}/complete", body, format="json",
            HTTP_ACCEPT_LANGUAGE=language, HTTP_IDEMPOTENCY_KEY="k",
        )  # fmt: skip

    refusal_of(answer, status=422, field=field, rule=rule, language=language)


PASSES = {
    "check digit of the container": ({"container_no": "TGHU1234560"}, "container_no", "iso6346"),
    "no plate": ({"plate_no": "C00D"}, "plate_no", "plate"),
    "no declaration number": ({"declaration_no": "12"}, "declaration_no", "declaration"),
    "negative truck": ({"truck_kg": -1}, "truck_kg", ""),
    "absurd goods": ({"goods_kg": 10**15}, "goods_kg", ""),
}


@pytest.mark.feature("H-06")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PASSES)
def test_a_wrong_gate_pass_is_refused_and_leaves_nothing(untouched, name, language):
    clerk, declaration_no, container_no = a_released_container()
    change, field, rule = PASSES[name]
    body = {
        "declaration_no": declaration_no, "container_no": container_no, "plate_no": "粤B12345",
        "truck_kg": 8000, "frame_kg": 6000, "container_kg": 4000, "goods_kg": 20000,
    } | change  # fmt: skip

    with untouched():
        answer = program_of(clerk).post(
            "/api/v1/gate-passes", body, format="json",
            HTTP_ACCEPT_LANGUAGE=language, HTTP_IDEMPOTENCY_KEY="k",
        )  # fmt: skip

    refusal_of(answer, status=422, field=field, rule=rule, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_that_is_none_is_refused_at_the_door(clerk, untouched, language):
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    with untouched():
        answer = program_of(clerk).post(
            f"/api/v1/tax-bills/{bill.bill_no}/pay", {"account": "12ab"}, format="json",
            HTTP_ACCEPT_LANGUAGE=language, HTTP_IDEMPOTENCY_KEY="k",
        )  # fmt: skip
    refusal_of(answer, status=422, field="account", rule="bad_account", language=language)


BODIES = {
    "half an object": (b'{"a": 1', "application/json", 400),
    "no text": (b"\xff\xfe\x00", "application/json", 400),
    "nested beyond reason": (b"[" * 100_000, "application/json", 400),
    "a list": (b"[1, 2]", "application/json", 400),
    "not a number": (b'{"pieces": NaN}', "application/json", 400),
    "digits without end": (b'{"pieces": ' + b"9" * 5_000 + b"}", "application/json", 400),
    "a picture": (b"\x89PNG", "image/png", 415),
}
DOORS = [SUMMARY, "/api/v1/manifests", "/api/v1/gate-passes"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_none_is_refused_with_a_problem(untouched, name, door):
    body, content_type, status = BODIES[name]
    user = UserFactory(
        clerk=True, enterprise_duties=["FILE_DECLARATION", "FILE_MANIFEST", "APPLY_GATE_PASS"]
    )
    with untouched():
        answer = program_of(user).post(
            door, body, content_type=content_type, HTTP_IDEMPOTENCY_KEY="k"
        )
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_every_filing_door_answers_a_repeated_request_and_acts_once(clerk):
    """A client whose line was cut sends the same again, and gets the same number."""
    carrier = program_of(UserFactory(carrier=True))
    body = manifest_body()
    clerk, declaration_no, container_no = a_released_container(clerk=clerk)
    program = program_of(clerk)
    bill = TaxBillFactory(enterprise=clerk.enterprise)
    pass_body = {
        "declaration_no": declaration_no, "container_no": container_no, "plate_no": "粤B12345",
        "truck_kg": 8000, "frame_kg": 6000, "container_kg": 4000, "goods_kg": 20000,
    }  # fmt: skip
    for who, door, sent in (
        (carrier, "/api/v1/manifests", body),
        (program, "/api/v1/gate-passes", pass_body),
        (program, f"/api/v1/tax-bills/{bill.bill_no}/pay", {"account": "6222020200112233"}),
    ):
        first = who.post(door, sent, format="json", HTTP_IDEMPOTENCY_KEY="k")
        again = who.post(door, sent, format="json", HTTP_IDEMPOTENCY_KEY="k")
        other = who.post(door, sent | {"x": 1}, format="json", HTTP_IDEMPOTENCY_KEY="k")
        unkeyed = who.post(door, sent, format="json")
        assert first.status_code in (201, 202), first.json()
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert unkeyed.status_code in (409, 422)
    assert AnsweredRequest.objects.count() == 3
    assert not FiledRequest.objects.exists()
