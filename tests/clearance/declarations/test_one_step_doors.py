"""The doors of a declaration in one step: the form, its look-ups, the API, the lists."""

import csv
import io
import json
from dataclasses import asdict

import pytest
from django.utils.translation import override

from clearance.declarations.models import Declaration, Draft
from clearance.duties.models import TaxBill
from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import MORNING, elements_for, file_summary
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
HOME = "/enterprise/declarations/"
API = "/api/v1/declarations"
ITEM = {
    "hs_code": "6109100010",
    "name": "Cotton T-shirts",
    "specification": "no brand",
    "quantity": "33,600",
    "unit": "pieces",
    "value": "58800",
    "currency": "USD",
    "origin": "VN",
    "destination": "CN",
    "net_weight_kg": "8000",
}
HEAD = {
    "transport_document": "ONEY00990099",
    "transport_mode": "2",
    "vessel": "PACIFIC CRANE",
    "voyage": "W1",
    "supervision_mode": "0110",
    "levy_mode": "101",
    "overseas_party": "Saigon Garment Co.",
    "trade_country": "vn",
    "departure_country": "VN",
    "foreign_port": "VNSGN",
    "terms": "3",
    "package_kind": "22",
    "pieces": "420",
    "gross_weight_kg": "8640",
    "net_weight_kg": "8000",
    "container_nos": "",
    "freight_cny": "1200",
    "involves_licence": "no",
    "involves_inspection": "no",
}


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


def answers(clerk, **changes):
    found = HEAD | {"consignee_uscc": clerk.enterprise.uscc}
    found |= {f"items.0.{name}": value for name, value in ITEM.items()}
    elements = elements_for("6109100010").items()
    found |= {f"items.0.elements.{key}": value for key, value in elements}
    return found | changes


def begin(client, direction="IMPORT"):
    answer = client.post(f"{HOME}whole/", {"direction": direction})
    return answer["Location"]


def body(clerk, **changes):
    found = asdict(a_full(clerk=clerk, **changes))
    found.pop("source")
    return json.loads(json.dumps(found, default=str))


def post(client, path, sent, **headers):
    return client.post(path, json.dumps(sent), content_type="application/json", **headers)


def test_the_choice_offers_three_ways(firm):
    page = firm.get(f"{HOME}new/").content.decode()
    assert page.count("<form") >= 3
    assert 'value="EXPORT"' in page


@pytest.mark.feature("C-08")
def test_the_form_is_filled_checked_and_filed_once(firm, clerk):
    address = begin(firm)
    assert firm.get(address).status_code == 200

    answer = firm.post(address, answers(clerk) | {"act": "check"})
    check = firm.get(answer["Location"]).content.decode()
    assert "FOB" in check
    assert "Filing now brings a tax bill" in check
    assert not Declaration.objects.exists()
    assert not TaxBill.objects.exists()

    answer = firm.post(address, {"act": "submit-checked"})
    declaration = Declaration.objects.get()
    assert answer["Location"] == f"{HOME}{declaration.declaration_no}/receipt/"
    assert declaration.procedure == "ONE_STEP"
    assert declaration.head["freight_cny"] == "1200"
    assert firm.post(address, {"act": "submit-checked"}).status_code == 404
    receipt = firm.get(answer["Location"]).content.decode()
    assert "Declaration accepted" in receipt
    assert "Saigon Garment Co." in receipt


def test_a_refused_form_says_where_and_keeps_what_was_typed(firm, clerk):
    address = begin(firm)
    before = JournalEntry.objects.count()

    page = firm.post(address, answers(clerk, terms="1", foreign_port="XX") | {"act": "submit"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "With terms CIF nothing is named here." in text
    assert 'href="#id_foreign_port"' in text
    assert 'value="XX"' in text
    assert not Declaration.objects.exists()
    assert JournalEntry.objects.count() == before


def test_every_answer_is_saved_alone_and_a_second_window_is_told(firm, clerk):
    address = begin(firm)
    sent = {"field": "foreign_port", "value": "VNSGN", "version": 0}
    saved = post(firm, f"{address}save/", sent).json()
    assert saved["answers"]["foreign_port"]["confirm"].startswith("Ho Chi Minh City")
    assert post(firm, f"{address}save/", sent).status_code == 409
    assert Draft.objects.get().answers["foreign_port"] == "VNSGN"


def test_lines_are_added_and_removed(firm, clerk):
    address = begin(firm)
    firm.post(address, answers(clerk) | {"act": "add-item"})
    assert "goods-1" in firm.get(address).content.decode()
    firm.post(address, Draft.objects.get().answers | {"act": "remove-item"})
    assert "goods-1" not in firm.get(address).content.decode()


def test_the_estimate_and_the_questions_follow_the_answers(firm, clerk):
    address = begin(firm)
    assert "as soon as every answer" in firm.get(f"{address}estimate/").content.decode()
    firm.post(address, answers(clerk) | {"act": "refresh"})
    assert "Filing now brings" in firm.get(f"{address}estimate/").content.decode()
    asked = firm.post(f"{address}questions/", answers(clerk, involves_licence="yes"))
    assert 'name="licence_document"' in asked.content.decode()


def test_an_export_asks_for_the_consignor_and_offers_a_guarantee_for_its_duty(firm, clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    address = begin(firm, "EXPORT")
    page = firm.get(address).content.decode()
    assert "Consignor (USCC)" in page
    assert 'name="destination_country"' in page
    assert f'value="{guarantee.guarantee_no}"' in page
    sent = answers(clerk, destination_country="VN", freight_cny="")
    sent |= {"items.0.origin": "CN", "items.0.destination": "VN", "act": "submit"}
    assert firm.post(address, sent).status_code == 302
    assert Declaration.objects.get().direction == "EXPORT"


def test_drafts_of_both_kinds_stay_apart(firm, clerk):
    address = begin(firm)
    draft_no = Draft.objects.get().draft_no
    assert firm.get(f"{HOME}drafts/{draft_no}/")["Location"] == address
    assert firm.get(f"{HOME}drafts/{draft_no}/check/").status_code == 404
    firm.post(f"{HOME}drafts/new/")
    summary = Draft.objects.latest("pk").draft_no
    assert firm.get(f"{HOME}whole/{summary}/").status_code == 404
    page = firm.get(f"{HOME}drafts/").content.decode()
    assert "One-step import" in page
    assert f"whole/{draft_no}" in page


def test_anothers_draft_is_not_found(firm, clerk, client):
    address = begin(firm)
    client.force_login(UserFactory(clerk=True))
    for path in ("", "check/", "estimate/"):
        assert client.get(f"{address}{path}").status_code == 404


def test_without_the_duty_the_doors_are_shut(client, registers):
    client.force_login(UserFactory(reviewer=True))
    assert client.get(f"{HOME}new/").status_code == 403
    assert client.post(f"{HOME}whole/").status_code == 403


def test_ports_are_found_by_code_and_name(firm):
    found = firm.get(f"{HOME}ports/?q=VNS").json()["results"]
    assert found[0]["code"] == "VNSGN"
    assert firm.get(f"{HOME}ports/?q=chi%20minh").json()["results"][0]["code"] == "VNSGN"
    assert firm.get(f"{HOME}ports/?q=zzzz").json()["results"] == []


@pytest.mark.feature("C-18")
def test_the_api_files_once_under_a_key_and_shows_the_whole(firm, clerk):
    sent = body(clerk)
    first = post(firm, f"{API}/full", sent, HTTP_IDEMPOTENCY_KEY="k1")
    assert first.status_code == 201
    shown = first.json()
    assert (shown["procedure"], shown["direction"]) == ("ONE_STEP", "IMPORT")
    assert shown["head"]["terms"] == "3"
    assert shown["complete_items"][0]["destination"] == "CN"
    again = post(firm, f"{API}/full", sent, HTTP_IDEMPOTENCY_KEY="k1")
    assert again.json() == shown
    assert Declaration.objects.count() == 1
    assert firm.get(f"{API}/{shown['declaration_no']}").json()["head"] == shown["head"]
    assert firm.get(API).json()["rows"][0]["procedure"] == "ONE_STEP"


def test_the_api_names_every_fault_with_field_rule_and_remedy(firm, clerk):
    sent = body(clerk) | {"terms": "9", "levy_mode": "777", "foreign_port": ""}
    answer = post(firm, f"{API}/full", sent)
    assert answer.status_code == 422
    found = {one["field"]: one for one in answer.json()["errors"]}
    assert {"terms", "levy_mode", "foreign_port"} <= set(found)
    assert all(one["remedy"] for one in found.values())
    assert not Declaration.objects.exists()


def test_the_form_of_the_body_is_checked_first(firm, clerk):
    answer = post(firm, f"{API}/full", body(clerk) | {"direction": "UP", "pieces": "many"})
    assert answer.status_code in (400, 422)
    assert not Declaration.objects.exists()


@pytest.mark.feature("C-09")
def test_the_page_and_the_api_release_against_a_guarantee(firm, clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    one, two = file_full(clerk=clerk), file_full(clerk=clerk)
    page = firm.get(f"{HOME}{one.declaration_no}/").content.decode()
    assert "Release against this guarantee" in page
    refused = firm.post(f"{HOME}{one.declaration_no}/secure/", {"guarantee_no": ""})
    assert refused.status_code == 422
    firm.post(f"{HOME}{one.declaration_no}/secure/", {"guarantee_no": guarantee.guarantee_no})
    one.refresh_from_db()
    assert one.state == "CLEARED_TO_LEAVE"
    sent = {"guarantee_no": guarantee.guarantee_no}
    assert post(firm, f"{API}/{two.declaration_no}/secure", sent).status_code == 200
    assert post(firm, f"{API}/{two.declaration_no}/secure", sent).status_code == 409
    stranger = UserFactory(clerk=True)
    firm.force_login(stranger)
    assert post(firm, f"{API}/{one.declaration_no}/secure", sent).status_code == 404


def test_lists_filter_by_procedure_and_direction(firm, clerk, client):
    two_step = file_summary(clerk=clerk)
    whole = file_full(clerk=clerk)
    export = file_full(clerk=clerk, direction="EXPORT")

    def shown(query):
        page = firm.get(f"{HOME}?{query}").content.decode()
        return {
            one.declaration_no for one in (two_step, whole, export)
            if f"{HOME}{one.declaration_no}/" in page
        }  # fmt: skip

    assert shown("procedure=ONE_STEP") == {whole.declaration_no, export.declaration_no}
    assert shown("direction=EXPORT") == {export.declaration_no}
    assert shown("procedure=TWO_STEP") == {two_step.declaration_no}
    assert len(shown("procedure=NONSENSE")) == 3
    csv = b"".join(firm.get(f"{HOME}export.csv?direction=EXPORT")).decode()
    assert "ONE_STEP,EXPORT" in csv
    client.force_login(UserFactory(reviewer=True))
    queue = client.get("/officer/declarations/?all=1&direction=EXPORT&state=AWAITING_ARRIVAL")
    assert queue.status_code == 200


@pytest.mark.parametrize(("query", "says"), [("", True), ("?all=1", False)])
def test_the_filter_says_waiting_only_where_the_list_shows_who_waits(
    client, registers, query, says
):
    client.force_login(UserFactory(reviewer=True))
    page = client.get(f"/officer/declarations/{query}").content.decode()
    assert ("Waiting for an officer</option>" in page) is says


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_officer_sees_it_whole(client, clerk, language):
    full = a_full(clerk=clerk, contract_no="SC-77")
    a_bill_for(full)
    declaration = file_full(clerk=clerk, contract_no="SC-77")
    client.force_login(UserFactory(reviewer=True))
    with override(language):
        page = client.get(
            f"/officer/declarations/{declaration.declaration_no}/", HTTP_ACCEPT_LANGUAGE=language
        ).content.decode()
    assert "SC-77" in page
    assert "3 FOB" in page
    assert "Saigon Garment Co." in page


def test_a_form_of_fifty_lines_asks_no_question_a_line(firm, clerk, django_assert_max_num_queries):
    address = begin(firm)
    sent = answers(clerk)
    one_line = {name: value for name, value in sent.items() if name.startswith("items.0.")}
    for line in range(1, 50):
        sent |= {name.replace("items.0.", f"items.{line}."): v for name, v in one_line.items()}
    sent["net_weight_kg"] = "400000"
    sent["gross_weight_kg"] = "500000"
    firm.post(address, sent | {"act": "refresh"})

    with django_assert_max_num_queries(150):
        page = firm.get(address).content.decode()

    assert "goods-49" in page
    assert "Filing now brings a tax bill" in page


@pytest.mark.feature("C-09")
@pytest.mark.parametrize("direction", ["IMPORT", "EXPORT"])
def test_what_was_filed_whole_is_never_due_for_step_two(firm, clerk, direction):
    declaration = file_full(clerk=clerk, direction=direction)
    page = firm.get(f"{HOME}{declaration.declaration_no}/").content.decode()
    assert "Full declaration due by" not in page
    assert ("Consignor" in page) == (direction == "EXPORT")
    summary = file_summary(clerk=clerk)
    assert (
        "Full declaration due by" in firm.get(f"{HOME}{summary.declaration_no}/").content.decode()
    )
    text = b"".join(firm.get(f"{HOME}export.csv?procedure=ONE_STEP")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["declaration_no"], row["complete_by"]) == (declaration.declaration_no, "")


def test_the_letter_of_a_receipt_stands_beside_its_name(firm, clerk):
    declaration = file_full(clerk=clerk)
    listed = firm.get(HOME).content.decode()
    assert '<span class="code">T</span> tax bill issued' in listed
    page = firm.get(f"{HOME}{declaration.declaration_no}/").content.decode()
    assert '<span class="code">[T]</span> tax bill issued' in page
    history = firm.get(f"{HOME}{declaration.declaration_no}/history/").content.decode()
    assert "tax bill issued" in history
    with override("zh-hans"):
        page = firm.get(HOME, headers={"accept-language": "zh-hans"}).content.decode()
    assert "税单已出" in page
