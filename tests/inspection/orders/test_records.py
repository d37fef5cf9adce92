"""The list of records: found, narrowed, sorted, paged, exported; each reads what is theirs."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.registry.models import Enterprise
from inspection.orders.models import InspectionOrder, SavedQueueView
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.operations.look_over import return_conclusion
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.states import Outcome
from tests.factories.inspection import NOON, a_place, an_officer, an_order, inspectors

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]
LIST, API = "/officer/inspection-records/", "/api/v1/inspection-records"
LATER = NOON + timedelta(hours=1)


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(container_no, **changes):
    order_no = an_order(container_no, subject_reference=f"2203{container_no}", **changes)
    send_to_opening(order_no=order_no, reason="look", beacon="c0ffee", now=NOON)
    return InspectionOrder.objects.get(order_no=order_no)


def concludes(order, outcome=Outcome.FAULT, *, now=LATER):
    conclude_inspection(
        order_no=order.order_no, finding=Finding(outcome=outcome, note="wet"),
        officer=order.current_draw.crew[0], now=now,
    )  # fmt: skip
    return order


@pytest.fixture
def supervisor(db, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: LATER + timedelta(hours=1))
    return an_officer("supervisor1", Duty.DISPATCH_INSPECTION)


@pytest.fixture
def four(supervisor):
    """Filled in, concluded, returned, and one that found nothing, two days later."""
    inspectors(3)
    filling = opened("MSKU3148520")
    firm = Enterprise.objects.create(name_en="Harbour Pumps", name_zh="海港泵业", uscc="9" * 18)
    fault = concludes(opened("TGHU7654320", enterprise_id=firm.pk))
    returned = concludes(opened("OOLU1111117"))
    return_conclusion(
        order_no=returned.order_no, parts=("SEALS",), reason="No seal on any photograph.",
        by=supervisor, now=LATER + timedelta(minutes=5),
    )  # fmt: skip
    clear = concludes(opened("CMAU2222222", method="1JA"), Outcome.NO_FAULT,
                      now=LATER + timedelta(days=2))  # fmt: skip
    return filling, fault, returned, clear


def found(client, query=""):
    return [one["order_no"] for one in client.get(f"{API}?{query}").json()]


def test_a_supervisor_sees_every_record_of_his_places(four, supervisor):
    client = signed_in(supervisor)
    page = client.get(LIST).content.decode()
    rows = {one["order_no"]: one for one in client.get(API).json()}
    filling, fault, returned, clear = (one.order_no for one in four)
    assert {key: row["record_state"] for key, row in rows.items()} == {
        filling: "FILLING", fault: "CONCLUDED", returned: "RETURNED", clear: "CONCLUDED",
    }  # fmt: skip
    assert all(one.order_no in page for one in four)
    assert "No seal on any photograph." in page
    assert "Harbour Pumps" in page
    assert rows[returned]["version"] == 2


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("state=RETURNED", [2]),
        ("state=CONCLUDED", [1, 3]),
        ("state=NONE", []),
        ("result=FAULT", [1]),
        ("result=NO_FAULT", [3]),
        ("result=MAYBE", []),
        ("method=1JA", [3]),
        ("place=XRAY-1", [0, 1, 2, 3]),
        ("place=NOWHERE", []),
        ("text=TGHU", [1]),
        ("text=harbour", [1]),
        ("text=%E6%B5%B7%E6%B8%AF", [1]),
        ("text=999999999999999999", [1]),
        ("since=2026-11-21", [3]),
        ("until=2026-11-20", [0, 1, 2]),
        ("since=2026-11-20&until=2026-11-20&state=CONCLUDED", [1]),
    ],
)
def test_filters_narrow_page_and_api_alike(four, supervisor, query, which):
    client = signed_in(supervisor)
    wanted = {four[n].order_no for n in which}
    assert set(found(client, query)) == wanted
    page = client.get(f"{LIST}?{query}").content.decode()
    assert {one.order_no for one in four if one.order_no in page} == wanted
    lines = client.get(f"{LIST}export.csv?{query}").getvalue().decode().splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == wanted


def test_an_officer_is_found_by_name_among_the_last_crew(four, supervisor):
    client = signed_in(supervisor)
    crew = set(four[1].current_draw.crew)
    name = sorted(crew)[0]
    with_him = {one.order_no for one in four if name in one.current_draw.crew}
    assert set(found(client, f"text={name}")) == with_him


def test_it_is_sorted_by_every_column_both_ways(four, supervisor):
    client = signed_in(supervisor)
    up = found(client, "sort=order")
    assert up == sorted(up)
    assert found(client, "sort=-order") == up[::-1]
    assert found(client)[0] == four[3].order_no  # the newest first
    for key in ("state", "container", "firm", "place", "method", "result", "day", "returns", "x"):
        assert len(found(client, f"sort={key}")) == len(found(client, f"sort=-{key}")) == 4


def test_an_inspector_reads_only_records_of_own_crews(four):
    for name in ("inspector1", "inspector2", "inspector3"):
        user = User.objects.get(username=name)
        own = {one.order_no for one in four if name in one.current_draw.crew}
        assert set(found(signed_in(user))) == own


def test_another_places_records_are_not_there(four):
    elsewhere = an_officer("supervisor9", Duty.DISPATCH_INSPECTION, at=a_place("XRAY-9"))
    client = signed_in(elsewhere)
    assert found(client) == []
    assert "No record here" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}export.csv").getvalue().decode().count("\n") == 1


def test_whoever_has_no_duty_comes_in_by_no_door(four):
    stranger = signed_in(an_officer("analyst1", Duty.REVIEW_IMAGE))
    for address in (LIST, API, f"{LIST}export.csv", f"{LIST}export.xlsx"):
        assert stranger.get(address).status_code == 403
    assert stranger.post(f"{LIST}views/", {"name": "x", "query": ""}).status_code == 403


def test_a_day_that_is_none_is_named(four, supervisor):
    client = signed_in(supervisor)
    for day in ("soon", "2026-13-40"):
        page = client.get(f"{LIST}?since={day}")
        assert page.status_code == 422
        assert "This is no day." in page.content.decode()
        told = client.get(f"{API}?until={day}")
        assert told.status_code == 422
        assert told.json()["field"] == "until"


def test_the_workbook_holds_the_same_rows(four, supervisor):
    client = signed_in(supervisor)
    answer = client.get(f"{LIST}export.xlsx?result=FAULT")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 2
    for word in (four[1].order_no, "海港泵业", "2026-11-20T13:00:00+08:00"):
        assert f">{word}<" in sheet
    assert client.get(f"{LIST}export.pdf").status_code == 404


def test_a_view_is_saved_for_this_list_alone(four, supervisor):
    client = signed_in(supervisor)
    client.post(f"{LIST}views/", {"name": "Faults", "query": "result=FAULT&page=3"})
    view = SavedQueueView.objects.get()
    assert (view.page, view.query) == ("records", "result=FAULT")
    assert "Faults" in client.get(LIST).content.decode()
    assert "Faults" not in client.get("/officer/inspections/").content.decode()
    client.post(f"{LIST}views/{view.pk}/delete/")
    assert not SavedQueueView.objects.exists()


def test_a_long_list_asks_no_more_questions(four, supervisor):
    client = signed_in(supervisor)
    client.get(LIST)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
            client.get(API)
        return len(asked)

    before = questions()
    for number in range(8):
        concludes(opened(f"ABCU{number:07d}"))
    assert questions() == before


def test_pages_follow_each_other(four, supervisor):
    client = signed_in(supervisor)
    assert found(client, "page=2") == []
    assert len(found(client, "page=none")) == 4
    assert client.get(f"{LIST}?page=99").status_code == 200
