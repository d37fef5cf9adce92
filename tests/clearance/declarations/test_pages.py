"""The pages of the enterprise and of the officer: happy, refused, without duty, not one's own."""

import json

import pytest

from clearance.declarations.models import Declaration, Draft
from clearance.declarations.operations.review_declaration import hold_declaration
from clearance.declarations.queries.drafting import answer_to
from clearance.declarations.states import DeclarationState
from tests.factories.clearance import (
    MORNING,
    a_container_no,
    a_manifest_for,
    a_summary,
    elements_for,
    file_summary,
    see_at_shipside,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
HOME = "/enterprise/declarations/"
QUEUE = "/officer/declarations/"
REASON = "The value does not fit the goods."


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


@pytest.fixture
def officer(registers):
    return UserFactory(reviewer=True)


@pytest.fixture
def desk(officer, client):
    client.force_login(officer)
    return client


def answers_of(clerk, **changes):
    return {
        "consignee_uscc": clerk.enterprise.uscc,
        "transport_document": "HDMU 7703 1185",
        "transport_mode": "2",
        "vessel": "PACIFIC CRANE",
        "voyage": "0426E",
        "supervision_mode": "0110",
        "departure_country": "VN",
        "gross_weight_kg": "8,640.00",
        "pieces": "420",
        "container_nos": a_container_no(),
        "items.0.hs_code": "6109.10",
        "items.0.name": "Cotton T-shirts",
        "items.0.quantity": "33600",
        "items.0.unit": "pieces",
        "items.0.value": "58,800.00",
        "items.0.currency": "USD",
        "items.0.origin": "VN",
        "involves_licence": "no",
        "involves_inspection": "no",
        "involves_tax": "no",
    } | changes


def a_draft(firm):
    firm.post(f"{HOME}drafts/new/")
    return Draft.objects.get()


def test_the_form_is_filled_checked_and_submitted_to_a_receipt(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"
    assert firm.get(address).status_code == 200

    checked = firm.post(address, answers_of(clerk) | {"act": "check"}, follow=True)
    assert "HDMU 7703 1185" in checked.content.decode()
    done = firm.post(address, {"act": "submit-checked"}, follow=True)

    declaration = Declaration.objects.get()
    assert done.request["PATH_INFO"] == f"{HOME}{declaration.declaration_no}/receipt/"
    assert (declaration.source, declaration.transport_document) == ("FORM", "HDMU77031185")
    assert firm.get(address).status_code == 404


def test_a_refused_form_stays_filled_and_says_the_same_words_twice(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"
    wrong = answers_of(clerk, **{"items.0.hs_code": "610999", "pieces": "-3"})

    answer = firm.post(address, wrong | {"act": "submit"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("There is no commodity code 610999 in the nomenclature.") == 2
    assert 'href="#id_items.0.hs_code"' in page
    assert "Cotton T-shirts" in page
    assert page.count("<title>Error:") == 1
    assert not Declaration.objects.exists()


def test_words_instead_of_a_number_are_refused_by_the_form(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"

    answer = firm.post(address, answers_of(clerk, gross_weight_kg="heavy") | {"act": "submit"})

    assert answer.status_code == 422
    assert "Write this as a number" in answer.content.decode()


def test_the_error_summary_goes_down_the_form_as_its_fields_do(firm, clerk):
    draft = a_draft(firm)
    nothing = dict.fromkeys(answers_of(clerk), "") | {"consignee_uscc": clerk.enterprise.uscc}

    answer = firm.post(f"{HOME}drafts/{draft.draft_no}/", nothing | {"act": "submit"})

    fields = [
        f"id_{cell['name']}"
        for section in answer.context["sections"]
        for cell in section["cells"]
        if cell["error"]
    ]
    assert len(fields) > 5
    assert [error["field_id"] for error in answer.context["errors"]] == fields


def test_answers_are_checked_with_their_units_and_the_names_of_countries(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"
    firm.post(address, answers_of(clerk) | {"act": "check"})

    rows = {row["term"]: row["value"] for row in firm.get(f"{address}check/").context["rows"]}

    assert rows["Gross weight"] == "8,640.00 kg"
    assert rows["Country of departure"] == "VN Viet Nam"
    assert rows["Line 1: Quantity"] == "33,600 pieces"
    assert rows["Line 1: Total value"] == "58,800.00 USD"
    assert rows["Line 1: Country of origin"] == "VN Viet Nam"


def test_the_value_in_yuan_is_said_once_and_follows_the_currency(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"
    firm.post(address, answers_of(clerk) | {"act": "check"})
    assert firm.get(address).content.decode().count("418,656.00") == 1

    draft.refresh_from_db()
    sent = {"field": "items.0.currency", "value": "KRW", "version": draft.version}
    answers = firm.post(f"{address}save/", sent, content_type="application/json").json()["answers"]

    assert answers["items.0.currency"] == {"confirm": ""}
    assert "341.04" in answers["items.0.value"]["confirm"]


def test_each_field_is_saved_and_answered_while_typing(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/save/"

    def save(field, value, version):
        body = json.dumps({"field": field, "value": value, "version": version})
        return firm.post(address, body, content_type="application/json")

    good = save("items.0.hs_code", "610910", 0).json()
    bad = save("container_nos", "TGHU1234560", good["version"]).json()
    stale = save("pieces", "1", 0)

    assert "T-shirts" in good["answers"]["items.0.hs_code"]["confirm"]
    assert bad["answers"]["container_nos"]["error"]
    assert stale.status_code == 409
    draft.refresh_from_db()
    assert (draft.version, draft.answers["container_nos"]) == (2, "TGHU1234560")
    assert firm.get(f"{HOME}drafts/{draft.draft_no}/rail/").status_code == 200


def test_a_draft_can_be_deleted_and_brought_back(firm):
    draft = a_draft(firm)

    firm.post(f"{HOME}drafts/{draft.draft_no}/delete/")
    assert firm.get(f"{HOME}drafts/{draft.draft_no}/").status_code == 404
    firm.post(f"{HOME}drafts/{draft.draft_no}/restore/")

    assert firm.get(f"{HOME}drafts/{draft.draft_no}/").status_code == 200
    assert draft.draft_no in firm.get(f"{HOME}drafts/").content.decode()


def test_lines_of_goods_are_added_and_removed(firm, clerk):
    draft = a_draft(firm)
    address = f"{HOME}drafts/{draft.draft_no}/"

    more = firm.post(address, answers_of(clerk) | {"act": "add-item"}, follow=True)
    assert "items.1.hs_code" in more.content.decode()
    draft.refresh_from_db()
    less = firm.post(address, draft.answers | {"act": "remove-item"}, follow=True)
    assert "items.1.hs_code" not in less.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_a_declaration_opens_in_both_languages(firm, clerk, language):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    one = f"{HOME}{declaration.declaration_no}/"

    for address in (HOME, one, f"{one}receipt/", f"{one}complete/", f"{HOME}drafts/"):
        assert firm.get(address, HTTP_ACCEPT_LANGUAGE=language).status_code == 200, address


def test_a_mismatch_is_shown_field_by_field_and_amended(firm, clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, pieces=410)
    from clearance.declarations.operations.submit_summary import submit_summary

    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    one = f"{HOME}{declaration.declaration_no}/"

    page = firm.get(one).content.decode()
    assert "Differs from the manifest" in page
    assert "410" in page
    bad = firm.post(f"{one}amend/", {"pieces": "many"})
    assert bad.status_code == 422
    firm.post(f"{one}amend/", {"pieces": "410"})
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.CLEARED_TO_LEAVE


def test_step_two_is_filed_on_its_page(firm, clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    address = f"{HOME}{declaration.declaration_no}/complete/"
    answers = {
        "items.0.hs_code": "6109100010",
        "items.0.name": "Cotton T-shirts",
        "items.0.specification": "no brand",
        "items.0.quantity": "33600",
        "items.0.unit": "pieces",
        "items.0.value": "58800",
        "items.0.currency": "USD",
        "items.0.origin": "VN",
        "items.0.net_weight_kg": "8000",
        "freight_cny": "1200",
    } | {f"items.0.elements.{key}": text for key, text in elements_for("610910").items()}

    assert firm.post(address, answers | {"items.0.hs_code": "6109"}).status_code == 422
    assert firm.post(address, answers).status_code == 302
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.COMPLETED


def test_another_enterprises_declaration_looks_like_none(firm):
    other = file_summary()
    for address in ("", "receipt/", "complete/"):
        assert firm.get(f"{HOME}{other.declaration_no}/{address}").status_code == 404
    assert firm.post(f"{HOME}{other.declaration_no}/withdraw/").status_code == 404


def test_the_list_exports_and_keeps_views(firm, clerk):
    declaration = file_summary(clerk=clerk)
    file_summary()

    text = b"".join(firm.get(f"{HOME}export.csv")).decode()
    firm.post(f"{HOME}views/", {"name": "Open ones", "query": "late=1"})

    assert declaration.declaration_no in text
    assert len(text.strip().splitlines()) == 2
    assert "Open ones" in firm.get(HOME).content.decode()


def test_people_without_the_duty_do_not_enter(desk, firm):
    assert firm.get(QUEUE).status_code == 403
    assert firm.get(f"{QUEUE}export.csv").status_code == 403


def test_officers_do_not_enter_the_enterprises_pages(registers, client):
    client.force_login(UserFactory(reviewer=True))
    assert client.get(HOME).status_code == 403


def test_the_queue_shows_takes_and_claims(desk, officer, clerk):
    held = file_summary(clerk=clerk)
    hold_declaration(declaration_no=held.declaration_no, reason=REASON, by=officer, now=MORNING)
    other = file_summary(clerk=clerk)

    page = desk.get(QUEUE).content.decode()
    assert f"{QUEUE}{held.declaration_no}/" in page
    assert f"{QUEUE}{other.declaration_no}/" not in page
    assert (
        f"{QUEUE}{other.declaration_no}/"
        in desk.get(f"{QUEUE}?all=1&sort=-accepted").content.decode()
    )
    taken = desk.post(f"{QUEUE}next/")
    assert taken.url == f"{QUEUE}{held.declaration_no}/"
    assert "Journal trail" in desk.get(taken.url).content.decode()
    desk.post(f"{QUEUE}release-claims/")
    desk.post(f"{QUEUE}claim/", {"selected": [held.declaration_no]})
    held.refresh_from_db()
    assert held.claimed_by == officer


@pytest.mark.parametrize(
    "query",
    ["q=Trading", "state=HELD", "score=0", "grade=ORDINARY", "value=1", "sort=-score", "mine=1"],
)
def test_the_queue_filters_and_sorts(desk, officer, clerk, query):
    held = file_summary(clerk=clerk)
    hold_declaration(declaration_no=held.declaration_no, reason=REASON, by=officer, now=MORNING)

    page = desk.get(f"{QUEUE}?{query}").content.decode()

    assert (f"{QUEUE}{held.declaration_no}/" in page) == (query != "mine=1")
    assert desk.get(f"{QUEUE}news/?{query}&since=2026-11-20T00:00:00Z").json()["new"] in (0, 1)


def test_hold_and_two_person_release_on_the_page(desk, clerk, client):
    number = file_summary(clerk=clerk).declaration_no
    address = f"{QUEUE}{number}/decide/"

    refused = desk.post(address, {"act": "hold", "reason": ""})
    assert refused.status_code == 422
    desk.post(address, {"act": "hold", "reason": REASON})
    desk.post(address, {"act": "propose", "reason": REASON})
    assert desk.post(address, {"act": "confirm"}).status_code == 403
    client.force_login(UserFactory(reviewer=True))
    client.post(address, {"act": "confirm"})

    assert Declaration.objects.get().state == DeclarationState.CLEARED_TO_LEAVE


def test_a_carrier_reads_its_manifests(registers, client, clerk):
    carrier = UserFactory(carrier=True)
    manifest = a_manifest_for(a_summary(clerk=clerk), by=carrier)
    client.force_login(carrier)

    assert manifest.manifest_no in client.get("/enterprise/manifests/?q=pacific").content.decode()
    assert client.get(f"/enterprise/manifests/{manifest.manifest_no}/").status_code == 200
    client.force_login(UserFactory(carrier=True))
    assert client.get(f"/enterprise/manifests/{manifest.manifest_no}/").status_code == 404


def test_weight_and_pieces_are_held_against_the_manifest_while_typing(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)
    answers = {"transport_document": summary.transport_document}

    def says(field, value):
        return answer_to(field=field, answers=answers | {field: value}, on=MORNING.date())

    assert says("pieces", "420") == {"confirm": "Agrees with the manifest: 420"}
    assert "8,640" in says("gross_weight_kg", "8,640.5")["confirm"]
    assert "differ" in says("gross_weight_kg", "9500")["error"]
    assert "differ" in says("pieces", "421")["error"]
    assert "number" in says("pieces", "many")["error"]
    assert answer_to(field="pieces", answers={"pieces": "3"}, on=MORNING.date()) == {"confirm": ""}
