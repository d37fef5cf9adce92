"""The analyst's workbench through its doors."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.registry.models import CreditGrade
from risk.cases.queries import Period
from risk.cases.rules.likeness import Traits, likeness
from risk.outcomes.operations.record_outcome import record_outcome
from risk.workbench.models import SavedQuery
from risk.workbench.queries.network import MOST_NODES, network
from tests.factories.judged import JUDGED, judged, stopped
from tests.factories.people import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-01")]
NOW = JUDGED + timedelta(hours=5)
PERIOD = Period(since=JUDGED - timedelta(days=60), until=JUDGED + timedelta(days=1))
HOME = "/officer/risk/workbench/"


@pytest.fixture(autouse=True)
def this_day(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOW)


@pytest.fixture
def analyst(client):
    user = UserFactory(risk_officer=True)
    client.force_login(user)
    return user


@pytest.fixture
def ring():
    """Two firms that share an agent and a seller; a third shares only the seller's address."""
    one, two = EnterpriseFactory(name_en="Bright Toys"), EnterpriseFactory(name_en="Dull Toys")
    tied = {"agent_key": "AGENT1", "seller": "Hanoi Plastics", "consignee_address": "1 Dock Road"}
    first, _verdict = stopped(enterprise_key=one.uscc, **tied)
    record_outcome(
        subject_reference=first, found=True, kind="QUANTITY", by="inspector1", now=NOW,
        evidence="IO1",
    )  # fmt: skip
    judged(enterprise_key=one.uscc, **tied, now=JUDGED - timedelta(days=9))
    judged(enterprise_key=two.uscc, agent_key="AGENT1", declarant="person-9")
    judged(enterprise_key="THIRD", consignee_address="1 Dock Road")
    return one, two


def views():
    entries = JournalEntry.objects.filter(name="accounts.evidence-viewed").order_by("id")
    return [(one.payload["key"], one.payload["reference"]) for one in entries]


def test_the_network_ties_firms_by_what_they_share(ring):
    one, two = ring
    found = network(kind="firm", key=one.uscc, period=PERIOD)
    steps = {(node.kind, node.key): node.steps for node in found.nodes}
    assert steps[("firm", one.uscc)] == 0
    assert steps[("agent", "AGENT1")] == steps[("address", "1 Dock Road")] == 1
    assert steps[("firm", two.uscc)] == steps[("firm", "THIRD")] == 2
    assert {node.key for node in found.nodes if node.found} == {
        one.uscc, "AGENT1", "Hanoi Plastics", "1 Dock Road",
    }  # fmt: skip
    shared = next(edge for edge in found.edges if edge.other == ("agent", "AGENT1"))
    assert shared.judged in (1, 2)
    around = network(kind="agent", key="AGENT1", period=PERIOD)
    assert {node.key for node in around.nodes if node.kind == "firm"} >= {one.uscc, two.uscc}


def test_a_network_larger_than_a_page_is_cut_and_says_so():
    for at in range(MOST_NODES):
        judged(enterprise_key=f"FIRM{at}", agent_key="BUSY", seller=f"S{at}", kept=False)
    judged(enterprise_key="LAST", agent_key="BUSY")
    found = network(kind="agent", key="BUSY", period=PERIOD)
    assert found.cut and len(found.nodes) == MOST_NODES


def test_the_picture_is_a_list_of_links_with_the_same_in_a_table(client, analyst, ring):
    one, _two = ring
    page = client.get(f"{HOME}network/?kind=firm&key={one.uscc}").content.decode()
    drawn = page.split('<svg class="network"')[1].split("</svg>")[0]
    assert drawn.count("<a href=") == len(page.split("<tbody>")[1].split("<tr ")) - 1
    assert 'aria-label="Agent AGENT1: 3 cases, 1 with a fault"' in drawn
    assert "Bright Toys" in page and "Tied to" in page
    assert "style=" not in drawn


@pytest.mark.parametrize("kind", ["agent", "seller", "address", "declarant"])
def test_every_tie_has_a_network_of_its_own(client, analyst, ring, kind):
    key = {
        "agent": "AGENT1", "seller": "Hanoi Plastics", "address": "1 Dock Road",
        "declarant": "person-9",
    }[kind]  # fmt: skip
    assert (
        'class="network"'
        in client.get(f"{HOME}network/", {"kind": kind, "key": key}).content.decode()
    )


def test_weeks_stand_without_a_gap(client, analyst, ring):
    one, _two = ring
    page = client.get(f"{HOME}series/?kind=firm&key={one.uscc}")
    weeks = page.context["weeks"]
    assert [(week.judged, week.stopped, week.found) for week in weeks] == [
        (1, 0, 0), (1, 1, 1),
    ]  # fmt: skip
    assert page.content.decode().count('<details class="chart-figures"') == 3


@pytest.mark.parametrize(
    ("kind", "key"),
    [("code", "610910"), ("origin", "VN"), ("departure", "VN"), ("agent", "AGENT1")],
)
def test_a_series_of_anything(client, analyst, ring, kind, key):
    assert client.get(f"{HOME}series/", {"kind": kind, "key": key}).context["weeks"]


@pytest.mark.feature("R-09")
def test_the_profile_of_a_firm_is_one_page(client, analyst, ring):
    one, _two = ring
    CreditGrade.objects.filter(enterprise=one).update(valid_to=date(2026, 1, 1))
    CreditGrade.objects.create(
        enterprise=one, grade="DISHONEST", valid_from=date(2026, 1, 1), source="GACC 251"
    )
    page = client.get(f"{HOME}firms/{one.uscc}/")
    text = page.content.decode()
    for words in ("Bright Toys", "Dishonest", "Ordinary", "Hanoi Plastics", "AGENT1", "610910"):
        assert words in text
    assert (page.context["one"].whole.judged, page.context["one"].whole.found) == (2, 1)
    only = client.get(f"{HOME}firms/{one.uscc}/?found=yes")
    assert [case.found for case in only.context["cases"]] == [True]


@pytest.mark.parametrize("page", ["firms/{}/", "network/?key={}", "series/?key={}"])
def test_every_look_at_a_firm_is_written_down(client, analyst, ring, page):
    one, _two = ring
    client.get(HOME + page.format(one.uscc))
    assert [reference for _key, reference in views()] == [one.uscc]
    client.get(
        f"{HOME}{page.format(one.uscc).replace('/?', '/export.csv?').rstrip('/')}"
        + ("/export.csv" if page.startswith("firms") else "")
    )
    assert [reference for _key, reference in views()] == [one.uscc] * 2


def test_the_profile_prints_as_a_document(client, analyst, ring):
    one, _two = ring
    answer = client.get(f"{HOME}firms/{one.uscc}/profile.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert [reference for _key, reference in views()] == [one.uscc]
    assert client.get(f"{HOME}firms/NOBODY/profile.pdf").status_code == 404


def test_what_nobody_knows_is_said_and_not_written_down(client, analyst):
    assert client.get(f"{HOME}firms/NOBODY/").status_code == 404
    for page in ("network", "series"):
        answer = client.get(f"{HOME}{page}/?kind=firm&key=NOBODY")
        assert "No case names this" in answer.content.decode()
    assert not views()


def test_a_firm_of_the_register_without_a_case_has_a_page(client, analyst):
    firm = EnterpriseFactory(name_en="Quiet House")
    assert "Quiet House" in client.get(f"{HOME}firms/{firm.uscc}/").content.decode()


def test_similar_cases_show_what_became_of_them(client, analyst, ring):
    one, _two = ring
    _reference, verdict = judged(
        enterprise_key=one.uscc, now=NOW, gross_weight_kg=Decimal(8_000), kept=False
    )
    page = client.get(f"{HOME}similar/{verdict.assessment_no}/")
    rows = page.context["rows"]
    assert rows[0][0].case.enterprise_key == one.uscc
    assert [row[0].points for row in rows] == sorted((r[0].points for r in rows), reverse=True)
    assert (page.context["faults"].part, page.context["faults"].of) == (1, 1)
    only = client.get(f"{HOME}similar/{verdict.assessment_no}/?looked=yes")
    assert len(only.context["rows"]) == 1
    assert client.get(f"{HOME}similar/nothing/").status_code == 404


def test_likeness_adds_up_and_what_is_unknown_makes_nothing_alike():
    one = Traits(
        hs6="610910", origin="VN", departure="VN", firm="1", agent="A", seller="S",
        per_kg=Decimal(46),
    )  # fmt: skip
    nothing = Traits(hs6="", origin="", departure="", firm="", agent="", seller="", per_kg=None)
    assert likeness(one, one) == 100
    assert likeness(nothing, nothing) == likeness(one, nothing) == 0
    twice = Traits(**{**vars(one), "per_kg": Decimal(92)})
    assert likeness(one, twice) == 90
    assert likeness(one, Traits(**{**vars(nothing), "hs6": "610990"})) == 20


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Bright", {"Firm"}),
        ("plast", {"Seller"}),
        ("Dock", {"Address"}),
        ("do", {"Address"}),
        ("oc", set()),
        ("610910", {"Commodity code"}),
        ("vn", {"Origin", "Departure"}),
        ("AGENT1", {"Agent"}),
        ("100%_nothing", set()),
    ],
)
def test_the_search_finds_every_kind(client, analyst, ring, text, kinds):
    page = client.get(HOME, {"q": text})
    assert {str(row["kind"]) for row in page.context["found"]} == kinds
    assert not views()


def test_the_start_names_the_firms_with_most_faults(client, analyst, ring):
    one, _two = ring
    top = client.get(HOME).context["top"]
    assert [row["one"].key for row in top] == [one.uscc]


def test_a_question_is_kept_shared_asked_again_and_deleted(client, analyst, ring):
    one, _two = ring
    body = {"name": "The ring", "page": "firm", "of": one.uscc, "query": "from=2026-01-01&page=2"}
    answer = client.post(f"{HOME}queries/", body | {"shared": "yes"})
    assert answer.url == f"{HOME}firms/{one.uscc}/?from=2026-01-01"
    colleague = UserFactory(risk_officer=True)
    client.force_login(colleague)
    page = client.get(HOME).content.decode()
    assert "The ring" in page and f"{HOME}firms/{one.uscc}/" in page
    kept = SavedQuery.objects.get()
    assert client.post(f"{HOME}queries/{kept.pk}/delete/").status_code == 404
    client.force_login(analyst)
    assert client.post(f"{HOME}queries/{kept.pk}/delete/").status_code == 302
    assert not SavedQuery.objects.exists()


@pytest.mark.parametrize(
    "body", [{"name": " "}, {"name": "x", "query": "q" * 601}, {"name": "x", "page": "nowhere"}]
)
def test_a_question_that_cannot_be_kept_leaves_no_trace(client, analyst, body):
    assert client.post(f"{HOME}queries/", {"page": "start"} | body).status_code in (404, 422)
    assert not SavedQuery.objects.exists()


def test_a_private_question_is_nobody_elses(client, analyst):
    client.post(f"{HOME}queries/", {"name": "Mine", "page": "start", "query": "q=toys"})
    client.force_login(UserFactory(risk_officer=True))
    assert "Mine" not in client.get(HOME).content.decode()


@pytest.mark.parametrize("page", ["", "network/", "series/", "firms/1/", "similar/1/"])
def test_the_workbench_is_shut_to_others(client, page):
    for trait in ("clerk", "reviewer", "inspector"):
        client.force_login(UserFactory(**{trait: True}))
        assert client.get(HOME + page).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["", "network/", "series/"])
def test_pages_stand_empty_in_both_languages(client, analyst, page, language):
    client.cookies["django_language"] = language
    assert client.get(HOME + page).status_code == 200


def test_exports_hold_one_row_a_line(client, analyst, ring):
    one, _two = ring
    for address in (
        f"network/export.csv?kind=firm&key={one.uscc}",
        f"series/export.csv?kind=firm&key={one.uscc}",
        f"firms/{one.uscc}/export.csv",
    ):
        answer = client.get(HOME + address)
        lines = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
        assert len(lines) > 1
        assert {len(line) for line in lines} == {len(lines[0])}


@pytest.fixture
def program():
    client = APIClient()
    client.force_authenticate(UserFactory(duties=(Duty.JUDGE_RISK,)))
    return client


def test_programs_ask_the_same(program, ring):
    one, _two = ring
    _reference, verdict = judged(enterprise_key=one.uscc, now=NOW)
    for door in (
        f"network?kind=firm&key={one.uscc}",
        "series?kind=agent&key=AGENT1",
        f"firms/{one.uscc}",
        f"assessments/{verdict.assessment_no}/similar",
    ):
        answer = program.get(f"/api/v1/risk/{door}")
        assert answer.status_code == 200, answer.content
        assert answer.json()
    assert len(views()) == 4
    assert program.get("/api/v1/risk/network?kind=firm&key=NOBODY").status_code == 404
    assert len(views()) == 4


def test_programs_keep_questions(program):
    body = {"name": "Toys", "page": "start", "query": "q=toys", "shared": True}
    kept = program.post("/api/v1/risk/queries", body, format="json")
    assert kept.status_code == 201
    assert [one["name"] for one in program.get("/api/v1/risk/queries").json()] == ["Toys"]
    assert program.delete(f"/api/v1/risk/queries/{kept.json()['query_id']}").status_code == 204
    assert program.get("/api/v1/risk/queries").json() == []
