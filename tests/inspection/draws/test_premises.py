"""Premises under hygiene supervision: loaded on a page, drawn by the lottery, with inspectors."""

from datetime import date, timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal import sealing
from customs_portal.registry.law import current_pack, standing_in
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.fix_beacon import fix_beacon
from inspection.orders.models import BoxMove, Draw, InspectionOrder
from inspection.orders.operations.order_drawn import order_drawn
from tests.factories.draws import SITE, VALUE, an_auditor
from tests.factories.inspection import NOON, a_place, an_officer, inspectors
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("R-14")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/officer/draws/premises/"
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def chief(client, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    a_place(SITE)
    client.force_login(an_officer("chief", Duty.DISPATCH_INSPECTION), backend=BACKEND)
    return client


def put(client, text, *, place=SITE):
    return client.post(f"{PAGE}enter/", {"place_code": place, "premises": text})


def rates(**levels):
    entry = {"valid_from": date(2016, 1, 1), "value": levels, "source": "the test", "mark": "D"}
    return standing_in(current_pack().with_entries("draw.premises_permille", [entry], digest="t"))


def test_premises_are_loaded_with_their_firm_and_the_rate_of_their_level(chief):
    firm = UserFactory(clerk=True).enterprise
    assert put(chief, f"FOOD-0042, b, {firm.uscc}\n\nFOOD-0043\tD").status_code == 302
    rows = chief.get(PAGE).context["rows"]
    assert [(one.reference, one.grade, one.rate, one.enterprise_en) for one in rows] == [
        ("FOOD-0042", "B", 100, firm.name_en),
        ("FOOD-0043", "D", 500, ""),
    ]
    assert PoolSubject.objects.get(reference="FOOD-0042").enterprise == firm
    assert [one["reference"] for one in chief.get("/api/v1/draws/premises?q=0043").json()] == [
        "FOOD-0043"
    ]
    told = b"".join(chief.get(f"{PAGE}export.csv").streaming_content).decode("utf-8-sig")
    assert len(told.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "place", "status", "words"),
    [
        ("", SITE, 422, "There are no premises in it."),
        ("FOOD-1, B\nFOOD-2", SITE, 422, "Line 2 does not read"),
        ("FOOD-1, Z", SITE, 422, "no rate for this grade"),
        ("FOOD-1, B\nFOOD-1, B", SITE, 409, "waits for this cut-off already"),
        ("FOOD-1, B, 91350100M000100Y99", SITE, 404, "no such number"),
        ("FOOD-1, B", "NOWHERE", 404, "no such number"),
    ],
)
def test_a_refused_list_comes_back_as_typed_and_leaves_nothing(chief, text, place, status, words):
    answer = put(chief, text, place=place)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert text.partition("\n")[0] in page
    assert not PoolSubject.objects.exists()


def test_only_dispatchers_load_and_officers_read(client, chief):
    client.force_login(an_officer("look", Duty.INSPECT_GOODS), backend=BACKEND)
    page = client.get(PAGE).content.decode()
    assert "Put them into the pool" not in page
    assert put(client, "FOOD-1, B").status_code == 403
    client.force_login(an_officer("x", Duty.READ_LAW), backend=BACKEND)
    assert client.get(PAGE).status_code == 403
    assert client.get("/api/v1/draws/premises").status_code == 403


def test_chance_names_premises_and_inspectors_and_they_wait_again(chief):
    firm = UserFactory(clerk=True).enterprise
    inspectors(6)
    with rates(A=0, B=0, C=0, D=1000, UNKNOWN=0):
        put(chief, f"FOOD-0042, D, {firm.uscc}\nFOOD-0043, A")
        draw_no = commit_pool(place_code=SITE, cut_off_at=NOON, now=NOON)
        sealing.seal_outstanding(now=NOON)
        fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=LATER)
        (order_no,) = order_drawn(draw_no=draw_no, now=LATER)
        rows = {one.reference: one for one in chief.get(PAGE).context["rows"]}

    order = InspectionOrder.objects.get(order_no=order_no)
    assert (order.subject_kind, order.subject_reference) == ("premises", "FOOD-0042")
    assert order.method == "1JC"
    crew = Draw.objects.get(order=order)
    assert (crew.drawn_in, len(crew.crew)) == (draw_no, 2)
    assert not BoxMove.objects.exists()
    assert order.firm_notice.enterprise == firm
    assert PoolDraw.objects.get().counts
    seen = {name: (one.pools, one.times_drawn) for name, one in rows.items()}
    assert seen == {"FOOD-0042": (1, 1), "FOOD-0043": (1, 0)}
