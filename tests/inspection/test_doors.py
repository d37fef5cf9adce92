"""The doors of inspection: one happy, one refusal, one without the duty."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.registry.models import CreditGrade
from inspection.draws.models import DrawDay
from inspection.imaging.models import ImageReview, Reading
from inspection.orders.models import Draw, InspectionOrder, InspectionRecord
from inspection.orders.operations.send_to_opening import send_to_opening
from tests.factories.clearance import an_item, file_summary, reference_data, see_at_shipside
from tests.factories.inspection import (
    BOX,
    NOON,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    inspectors,
    scan_png,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def at_bench(sign_in):
    an_order()
    a_queued_scan()
    client = sign_in(analysts(1)[0])
    client.post("/officer/images/next/", **JSON)
    return client


def an_opened_box():
    order_no = an_order()
    send_to_opening(order_no=order_no, reason="dense block", beacon="c0ffee", now=NOON)
    return order_no


def test_the_bench_shows_the_drawn_scan_with_the_declared_goods(at_bench):
    page = at_bench.get("/officer/images/").content.decode()
    assert BOX in page
    assert "Cotton T-shirts" in page


def test_the_bench_shows_what_the_held_declaration_declared(sign_in):
    reference_data()
    clerk = UserFactory(clerk=True)
    CreditGrade.objects.filter(enterprise=clerk.enterprise).update(grade=CreditGrade.Grade.ORDINARY)
    declaration = file_summary(
        clerk=clerk,
        items=(an_item(hs_code="847130", name="Laptops", value=Decimal("10"), origin="CN"),),
    )
    see_at_shipside(declaration)
    a_queued_scan(container_no=declaration.containers.get().container_no)
    client = sign_in(analysts(1)[0])
    client.post("/officer/images/next/", **JSON)
    page = client.get("/officer/images/").content.decode()
    assert "<b>Laptops</b>" in page
    assert "847130 · 33600 pieces" in page


def test_pixels_go_only_to_whom_holds_the_scan(at_bench, sign_in):
    answer = at_bench.get("/officer/images/XG1-000001.png")
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    other = sign_in(an_officer("other", Duty.REVIEW_IMAGE))
    assert other.get("/officer/images/XG1-000001.png", **JSON).status_code == 403
    assert other.get("/officer/images/XG9-999999.png", **JSON).status_code == 404


def test_a_program_may_take_and_conclude_through_the_same_doors(at_bench):
    taken = at_bench.post("/officer/images/next/", **JSON).json()
    assert taken["scan"]["pixels_url"] == "/officer/images/XG1-000001.png"
    marks = json.dumps([{"x": 1, "y": 2, "width": 30, "height": 20, "note": "dense"}])
    answer = at_bench.post(
        taken["scan"]["conclude_url"],
        {"verdict": "SUSPECT", "reason": "dense block", "marks": marks},
        **JSON,
    )
    assert answer.json() == {"next": "/officer/images/"}
    assert Reading.objects.get().marks[0]["note"] == "dense"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verdict": "PERHAPS"}, "verdict"),
        ({"verdict": "SUSPECT", "reason": ""}, "reason"),
        ({"verdict": "CLEAR", "marks": "{not json"}, "marks"),
        ({"verdict": "CLEAR", "marks": '[{"x": "a"}]'}, "marks"),
        ({"verdict": "CLEAR", "marks": '[{"x":-5,"y":0,"width":9,"height":9}]'}, "marks"),
    ],
)
def test_a_broken_verdict_is_refused_with_field_and_remedy_and_nothing_is_stored(
    at_bench, given, field
):
    answer = at_bench.post("/officer/images/XG1-000001/conclude/", given, **JSON)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert ImageReview.objects.get().state == "CLAIMED"


@pytest.mark.parametrize(
    "path",
    [
        "/officer/images/",
        "/officer/images/XG1-000001.png",
        "/officer/inspections/",
        "/officer/inspections/export.csv",
        "/officer/tablet/",
    ],
)
def test_without_the_duty_no_door_opens(sign_in, path):
    client = sign_in(an_officer("guard", Duty.WORK_GATE))
    assert client.get(path, **JSON).status_code == 403


def test_the_queue_is_searched_by_number_and_exported(sign_in):
    an_order()
    an_order("TGHU1000007", subject_reference="22032026000000000x")
    client = sign_in(an_officer("chief", Duty.DISPATCH_INSPECTION))
    page = client.get("/officer/inspections/", {"text": "tghu"}).content.decode()
    assert "TGHU" in page
    assert "MSKU" not in page
    exported = b"".join(client.get("/officer/inspections/export.csv").streaming_content)
    assert exported.decode("utf-8-sig").count("\n") == 3


def test_the_file_of_an_order_explains_its_draw(sign_in):
    inspectors(4)
    order_no = an_opened_box()
    client = sign_in(an_officer("chief", Duty.DISPATCH_INSPECTION))
    page = client.get(f"/officer/inspections/{order_no}/").content.decode()
    draw = Draw.objects.get()
    assert draw.commitment in page
    assert DrawDay.objects.get(day=draw.day).secret not in page
    assert client.get("/officer/inspections/IO000000000000/", **JSON).status_code == 404


def test_a_crew_without_a_tablet_concludes_on_the_page(sign_in):
    people = {person.username: person for person in inspectors(3)}
    order_no = an_opened_box()
    crew = Draw.objects.get().crew
    client = sign_in(people[crew[0]])
    assert "Conclude" in client.get(f"/officer/inspections/{order_no}/").content.decode()
    client.post(f"/officer/inspections/{order_no}/accept/")
    client.post(
        f"/officer/inspections/{order_no}/conclude/",
        {"outcome": "FAULT", "declared-3": "420 ctn", "found-3": "460 ctn", "seal_before": "S1"},
    )
    record = InspectionRecord.objects.get()
    assert record.findings == [{"element": "Quantity", "declared": "420 ctn", "found": "460 ctn"}]
    assert InspectionOrder.objects.get().state == "CONCLUDED"

    stranger = next(person for name, person in people.items() if name not in crew)
    refused = sign_in(stranger).post(
        f"/officer/inspections/{order_no}/conclude/", {"outcome": "NO_FAULT"}, **JSON
    )
    assert refused.status_code == 403


def conclude(client, order_no, *pictures, **answers):
    files = [SimpleUploadedFile(f"{n}.png", data) for n, data in enumerate(pictures)]
    return client.post(f"/officer/inspections/{order_no}/conclude/", answers | {"pictures": files})


def stored_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_page_takes_pictures_as_the_wrist_does(sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people = {person.username: person for person in inspectors(2)}
    order_no = an_opened_box()
    client = sign_in(people[Draw.objects.get().crew[0]])
    conclude(client, order_no, scan_png(), outcome="FAULT", note="cigarettes")
    key = InspectionRecord.objects.get().picture_keys[0]
    address = f"/evidence/{key}?of={order_no}"
    assert address in client.get(f"/officer/inspections/{order_no}/").content.decode()
    assert client.get(address)["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("answers", "pictures", "field"),
    [
        ({"outcome": ""}, [], "outcome"),
        ({"outcome": "FAULT", "found-9": "x"}, [], "note"),
        ({"outcome": "NO_FAULT"}, [scan_png(), b"no picture"], "pictures"),
        ({"outcome": "NO_FAULT"}, [scan_png()[:90]], "pictures"),
        ({"outcome": "NO_FAULT"}, [b"x"] * 7, "pictures"),
        ({"outcome": "NO_FAULT"}, [b"x" * (4 * 1024 * 1024 + 1)], "pictures"),
    ],
)
def test_a_refused_conclusion_comes_back_filled_in_and_leaves_no_trace(
    sign_in, settings, tmp_path, answers, pictures, field
):
    settings.MEDIA_ROOT = tmp_path
    people = {person.username: person for person in inspectors(2)}
    order_no = an_opened_box()
    client = sign_in(people[Draw.objects.get().crew[0]])
    said = JournalEntry.objects.count()
    answer = conclude(client, order_no, *pictures, **answers | {"seal_before": "SL0001"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert f'href="#id_{field}"' in page
    assert 'value="SL0001"' in page
    assert (JournalEntry.objects.count(), stored_in(tmp_path)) == (said, [])
    assert InspectionOrder.objects.get().state == "OPENING"


def test_two_dispatchers_draw_again_through_the_page(sign_in):
    inspectors(5)
    order_no = an_opened_box()
    one, two = (an_officer(name, Duty.DISPATCH_INSPECTION) for name in ("one", "two"))
    sign_in(one).post(f"/officer/inspections/{order_no}/redraw/", {"reason": "leader ill"})
    refused = sign_in(one).post(f"/officer/inspections/{order_no}/redraw/confirm/", **JSON)
    assert refused.status_code == 403
    sign_in(two).post(f"/officer/inspections/{order_no}/redraw/confirm/")
    assert Draw.objects.count() == 2


def test_the_tablet_page_names_my_boxes(sign_in):
    people = {person.username: person for person in inspectors(2)}
    an_opened_box()
    leader = Draw.objects.get().crew[0]
    answer = sign_in(people[leader]).get("/officer/tablet/", **JSON)
    assert answer.json()["orders"][0]["reason"] == "dense block"
