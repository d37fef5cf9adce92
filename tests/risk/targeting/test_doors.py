"""Control orders through their doors: pages with a form that saves itself, and the API."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from customs_portal.journal.models import JournalEntry
from risk.assessments.operations.assess_shipment import assess_shipment
from risk.targeting.models import ControlOrder, OrderDraft
from tests.factories.people import UserFactory
from tests.factories.targeting import NOON, an_order
from tests.risk.test_shipment_rules import QUIET

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("R-03"),
    pytest.mark.usefixtures("registers"),
]
BACKEND = "django.contrib.auth.backends.ModelBackend"
LIST, NEW = "/officer/risk/orders/", "/officer/risk/orders/new/"
GOOD = {
    "hs_prefix": "6109", "method": "OPEN", "purpose": "SMUGGLING", "ground": "CL-28",
    "reason": "Double bottoms found twice", "until": "2026-12-01", "act": "place",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)


@pytest.fixture
def officer():
    return UserFactory(risk_officer=True)


@pytest.fixture
def page(client, officer):
    client.force_login(officer, backend=BACKEND)
    return client


def text(answer):
    return answer.content.decode()


def test_the_form_saves_each_answer_and_shows_it_again(page):
    saved = page.post(
        f"{NEW}save/",
        json.dumps({"field": "reason", "value": "Double bottoms", "version": 0}),
        content_type="application/json",
    ).json()
    assert saved["version"] == 1
    assert "Double bottoms" in text(page.get(NEW))


def test_an_answer_that_is_wrong_is_said_at_once(page):
    saved = page.post(
        f"{NEW}save/",
        json.dumps({"field": "hs_prefix", "value": "610", "version": 0}),
        content_type="application/json",
    ).json()
    assert "chapter" in saved["answers"]["hs_prefix"]["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"field": "reason", "value": "x", "version": 7}, 409),
        ({"field": "colour", "value": "x", "version": 0}, 422),
        ([], 422),
    ],
)
def test_an_overtaken_or_strange_answer_is_refused_and_leaves_no_trace(page, body, status):
    answer = page.post(f"{NEW}save/", json.dumps(body), content_type="application/json")
    assert answer.status_code == status
    assert not OrderDraft.objects.exclude(version=0).exists()


def test_an_order_is_placed_by_the_form_and_its_draft_is_gone(page, officer):
    answer = page.post(NEW, GOOD)
    order = ControlOrder.objects.get()
    assert answer.url == f"{LIST}{order.order_no}/"
    assert (order.method, order.hs_prefix, order.placed_by) == ("OPEN", "6109", officer)
    assert not OrderDraft.objects.exists()
    shown = text(page.get(answer.url))
    for word in ("Double bottoms found twice", "CL-28 Customs Law, Art. 28", "6109"):
        assert word in shown


def test_a_refused_form_comes_back_with_every_fault_and_what_was_typed(page):
    answer = page.post(NEW, GOOD | {"method": "", "until": "2026-02-30", "reason": "short"})
    assert answer.status_code == 422
    shown = text(answer)
    assert "Give a day that exists." in shown
    assert "Give a reason of at least ten characters." in shown
    assert shown.count("Choose one of the list.") >= 2  # in the summary and at the field
    assert 'value="6109"' in shown
    assert not ControlOrder.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_draft_can_be_thrown_away(page):
    page.post(NEW, GOOD | {"method": ""})
    assert OrderDraft.objects.exists()
    page.post(NEW, {"act": "discard"})
    assert not OrderDraft.objects.exists()


def test_the_list_is_searched_narrowed_sorted_and_exported(page, officer):
    mine = an_order(by=officer, hs_prefix="6109", reason="Pallets with hidden floors")
    ship = an_order(vessel="HAI YANG 7", method="DOCUMENTS", purpose="TAX")
    ended = an_order(departure="VN", until=NOON + timedelta(days=2))
    everywhere = {mine.order_no, ship.order_no, ended.order_no}

    def shown(query):
        found = text(page.get(f"{LIST}?{query}"))
        return {number for number in everywhere if number in found}

    assert shown("") == everywhere
    assert shown("view=mine") == {mine.order_no}
    assert shown("view=ending") == {ended.order_no}
    assert shown("text=hai yang") == {ship.order_no}
    assert shown("text=pallets") == {mine.order_no}
    assert shown("method=DOCUMENTS") == {ship.order_no}
    assert shown("purpose=TAX") == {ship.order_no}
    assert shown("state=WITHDRAWN") == set()
    for sort in ("order", "-hits", "until", "-placed", "hit", "nonsense"):
        assert shown(f"sort={sort}") == everywhere
    lines = b"".join(page.get(f"{LIST}export/?purpose=TAX").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(lines))
    assert (row["order_no"], row["vessel"], row["hits"]) == (ship.order_no, "HAI YANG 7", "0")


def test_pages_follow_each_other(page, officer):
    for _n in range(51):
        an_order(by=officer)
    assert text(page.get(LIST)).count("data-row") == 50
    assert text(page.get(f"{LIST}?page=2")).count("data-row") == 1


def test_filters_are_saved_under_a_name_and_deleted(page):
    page.post(f"{LIST}views/", {"name": "Tax", "query": "purpose=TAX"})
    shown = text(page.get(f"{LIST}?purpose=TAX"))
    assert ">Tax" in shown
    view = page.get(f"{LIST}?purpose=TAX").context["current_view"]
    page.post(f"{LIST}views/{view.view_id}/delete/")
    assert page.get(f"{LIST}?purpose=TAX").context["current_view"] is None
    assert page.post(f"{LIST}views/", {"name": " ", "query": "x=1"}).status_code == 422


def test_the_order_shows_the_judgements_it_spoke_in(page):
    order = an_order(hs_prefix="6109")
    verdict = assess_shipment(facts=QUIET, now=NOON)
    shown = text(page.get(f"{LIST}{order.order_no}/"))
    assert reverse("assessments:one", args=[verdict.assessment_no]) in shown
    assert "1 hit" in shown
    judged = text(page.get(f"/officer/risk/{verdict.assessment_no}/"))
    assert f"{LIST}{order.order_no}/" in judged


def test_withdrawing_and_extending_by_the_page(page, officer):
    own, others = an_order(by=officer), an_order()
    address = f"{LIST}{others.order_no}/"
    shown = text(page.get(f"{LIST}{own.order_no}/"))
    assert "another officer may extend it" in shown
    answer = page.post(f"{address}extend/", {"until": "2027-01-10", "reason": "short"})
    assert answer.status_code == 422
    assert "2027-01-10" in text(answer)
    page.post(f"{address}extend/", {"until": "2027-01-10", "reason": "The ship comes again"})
    assert "The ship comes again" in text(page.get(address))
    assert page.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    page.post(f"{address}withdraw/", {"reason": "Everything was searched"})
    shown = text(page.get(address))
    assert "Everything was searched" in shown
    assert f"{address}withdraw/" not in shown


def test_an_auditor_reads_and_cannot_act(client, officer):
    order = an_order(by=officer)
    client.force_login(UserFactory(auditor=True), backend=BACKEND)
    shown = text(client.get(f"{LIST}{order.order_no}/"))
    assert "withdraw/" not in shown
    assert client.post(f"{LIST}{order.order_no}/withdraw/").status_code == 403
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize("trait", ["clerk", "inspector", "reviewer"])
def test_without_the_duty_no_door_opens(client, trait):
    order = an_order()
    client.force_login(UserFactory(**{trait: True}), backend=BACKEND)
    for address in (LIST, NEW, f"{LIST}export/", f"{LIST}{order.order_no}/"):
        assert client.get(address).status_code == 403
    assert client.get("/api/v1/control-orders").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_stands_in_both_languages(page, language):
    page.cookies["django_language"] = language
    order = an_order()
    words = {"en": "Control orders", "zh-hans": "布控指令"}[language]
    for address in (LIST, NEW, f"{LIST}{order.order_no}/"):
        assert words in text(page.get(address))


BODY = {
    "target": {"vessel": "Hai Yang 7", "departure": "VN"},
    "method": "SCAN",
    "purpose": "SAFETY",
    "ground": "CL-6",
    "reason": "Declared as toys, smells of solvent",
    "until": "2026-12-20T00:00:00+08:00",
}


@pytest.fixture
def program(officer):
    found = APIClient()
    found.force_authenticate(officer)
    return found


def test_a_program_places_reads_and_withdraws_an_order(program):
    made = program.post("/api/v1/control-orders", BODY, format="json")
    assert made.status_code == 201
    order = made.json()
    assert order["target"]["vessel"] == "HAI YANG 7"
    number = order["order_no"]
    assert [one["order_no"] for one in program.get("/api/v1/control-orders").json()] == [number]
    assert program.get(f"/api/v1/control-orders/{number}").json()["hits"] == []
    ended = program.post(
        f"/api/v1/control-orders/{number}/withdraw", {"reason": "Searched, all was well"},
        format="json",
    )  # fmt: skip
    assert ended.json()["state"] == "WITHDRAWN"
    again = program.post(
        f"/api/v1/control-orders/{number}/withdraw", {"reason": "Searched, all was well"},
        format="json",
    )  # fmt: skip
    assert (again.status_code, again.json()["code"]) == (409, "order_not_in_force")


def test_the_same_key_places_one_order(program):
    for _n in range(2):
        answer = program.post(
            "/api/v1/control-orders", BODY, format="json", headers={"Idempotency-Key": "k1"}
        )
        assert answer.status_code == 201
    assert ControlOrder.objects.count() == 1


def test_a_program_extends_only_the_term_of_another(program, officer):
    own, others = an_order(by=officer), an_order()
    body = {"reason": "The ship comes again", "until": "2027-01-10T00:00:00+08:00"}
    refused = program.post(f"/api/v1/control-orders/{own.order_no}/extend", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_officer_extends")
    done = program.post(f"/api/v1/control-orders/{others.order_no}/extend", body, format="json")
    assert done.json()["term_set_by"] == officer.username


def test_a_wrong_order_is_explained_to_a_program(program):
    answer = program.post("/api/v1/control-orders", BODY | {"ground": "CL-1"}, format="json")
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["ground"]
    assert not ControlOrder.objects.exists()
