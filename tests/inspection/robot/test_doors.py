"""Pages, doors of programs and the live line of the robots' list; news from order to verdict."""

import io

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.core.management import call_command
from django.db import connections, transaction
from PIL import Image

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.events import DeviceConnected
from hardware_adapters.events.robots import (
    RobotAnswered,
    RobotFinished,
    RobotMoved,
    RobotPhotographed,
)
from hardware_adapters.models import DeviceCommand
from inspection.orders.events import InspectionOrdered
from inspection.orders.operations.cancel_order import cancel_order
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.robot.consumers import RobotsConsumer
from inspection.robot.listeners import list_for_robot
from inspection.robot.models import CheckPicture, RobotCheck, RobotPost
from inspection.robot.operations.list_check import list_check
from inspection.robot.tasks import mind_robots
from tests.factories.clearance import a_manifest_for, a_summary, reference_data
from tests.factories.inspection import BOX, NOON, an_officer, an_order, inspectors
from tests.factories.people import UserFactory
from tests.factories.robots import (
    ROBOT,
    SEAL,
    YARD,
    RobotCheckFactory,
    a_check,
    a_compared_check,
    a_yard_with_a_robot,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-10")]
JSON = {"HTTP_ACCEPT": "application/json"}
WHY = "The plate was painted over, the frame agrees"


@pytest.fixture
def dispatcher(db):
    a_yard_with_a_robot()
    return an_officer("robot-dispatcher", Duty.DISPATCH_INSPECTION)


@pytest.fixture
def desk(client, dispatcher):
    client.force_login(dispatcher, backend="django.contrib.auth.backends.ModelBackend")
    return client


def jpeg():
    made = io.BytesIO()
    Image.new("RGB", (64, 48), 90).save(made, "JPEG")
    return made.getvalue()


def address(check, act=""):
    return f"/officer/robots/checks/{check.check_no}/{act}"


def test_the_list_shows_what_waits_the_mismatches_and_all(desk):
    waits, differs = RobotCheckFactory(), RobotCheckFactory(state="DIFFERS")
    page = desk.get("/officer/robots/").content.decode()
    assert waits.check_no in page and differs.check_no not in page
    page = desk.get("/officer/robots/?view=mismatch").content.decode()
    assert differs.check_no in page and waits.check_no not in page
    page = desk.get("/officer/robots/?view=all&sort=-container").content.decode()
    assert waits.check_no in page and differs.check_no in page
    page = desk.get(f"/officer/robots/?view=all&text={differs.container_no}").content.decode()
    assert differs.check_no in page and waits.check_no not in page
    page = desk.get("/officer/robots/?state=MATCHES").content.decode()
    assert waits.check_no not in page and differs.check_no not in page


def test_the_list_is_paged_and_exported_whole(desk):
    for _ in range(32):
        RobotCheckFactory()
    assert desk.get("/officer/robots/").content.decode().count("data-row") == 30
    assert desk.get("/officer/robots/?page=2").content.decode().count("data-row") == 2
    export = b"".join(desk.get("/officer/robots/export.csv?view=all").streaming_content)
    assert export.decode().count("\r\n") == 33


def test_one_check_shows_declared_beside_read_and_its_pictures(desk):
    check = a_compared_check(seal="HD9999999")
    page = desk.get(address(check)).content.decode()
    for text in (SEAL, "HD9999999", "Differs", check.order_no, "Send to opening"):
        assert text in page
    assert page.count("<img") == 2


def test_a_picture_is_opened_and_the_view_is_journalled(desk):
    check = a_compared_check()
    picture = CheckPicture.objects.filter(view="DOOR").get()
    key = storage.put(jpeg(), suffix="jpg")
    CheckPicture.objects.filter(pk=picture.pk).update(picture_key=key)
    answer = desk.get(address(check, f"pictures/{picture.pk}.jpg"))
    assert answer.content == jpeg()
    viewed = JournalEntry.objects.filter(name="accounts.evidence-viewed").get()
    assert (viewed.payload["key"], viewed.payload["reference"]) == (key, check.check_no)
    assert desk.get(address(check, "pictures/999999.jpg"), **JSON).status_code == 404


def test_the_look_is_taken_and_taken_back_on_the_page(desk):
    check = a_compared_check(seal="HD9999999")
    refused = desk.post(address(check, "look-at/"), {"reason": "no"})
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.content.decode()
    assert desk.post(address(check, "look-at/"), {"reason": WHY}).status_code == 302
    page = desk.get(address(check)).content.decode()
    assert WHY in page and "Take my look back" in page
    assert desk.post(address(check, "take-back/")).status_code == 302
    assert RobotCheck.objects.get().state == "DIFFERS"


def test_the_box_is_sent_to_opening_from_the_page(desk):
    inspectors(3)
    check = a_compared_check(read="TEMU3108252")
    assert desk.post(address(check, "opening/"), {"reason": WHY}).status_code == 302
    assert RobotCheck.objects.get().state == "SENT_TO_OPENING"


def test_an_inspector_may_look_but_not_order_an_opening(client, dispatcher):
    inspector = an_officer("robot-inspector", Duty.INSPECT_GOODS)
    client.force_login(inspector, backend="django.contrib.auth.backends.ModelBackend")
    check = a_compared_check(seal="HD9999999")
    assert "Send to opening" not in client.get(address(check)).content.decode()
    assert client.post(address(check, "opening/"), {"reason": WHY}, **JSON).status_code == 403
    assert RobotCheck.objects.get().state == "DIFFERS"


def test_the_yard_is_drawn_with_its_robots_and_boxes(desk):
    check = a_compared_check()
    RobotPost.objects.create(
        device_code=ROBOT, yard_code=YARD, node="W1-1", x_cm=800, y_cm=0, battery_percent=77,
        doing="DRIVING", task_no="", seen_at=NOON,
    )  # fmt: skip
    page = desk.get("/officer/robots/yards/").content.decode()
    for text in (YARD, ROBOT, check.check_no, "77 %", "Drives", "<svg"):
        assert text in page


def test_without_a_plan_the_map_says_what_to_do(client, db):
    officer = an_officer("robot-nowhere", Duty.INSPECT_GOODS)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert "No yard has a plan" in client.get("/officer/robots/yards/").content.decode()


def test_programs_read_and_act_as_pages_do(desk):
    check = a_compared_check(seal="HD9999999")
    path = f"/api/v1/robot-checks/{check.check_no}"
    (row,) = desk.get("/api/v1/robot-checks?view=mismatch").json()
    assert (row["check_no"], row["state"]) == (check.check_no, "DIFFERS")
    file = desk.get(f"{path}?format=json").json()  # as the simulated yard's planner asks
    assert file["check"]["container_no"] == BOX
    assert [line["agrees"] for line in file["lines"]] == [True, False]
    for _ in range(2):
        answer = desk.post(
            f"{path}/look-at", {"reason": WHY}, content_type="application/json",
            HTTP_IDEMPOTENCY_KEY="robot-1",
        )  # fmt: skip
        assert answer.status_code == 200
    assert desk.post(f"{path}/take-back", {}, content_type="application/json").status_code == 200
    refused = desk.post(f"{path}/opening", {"reason": ""}, content_type="application/json")
    assert refused.status_code == 422
    inspectors(3)
    opened = desk.post(f"{path}/opening", {"reason": WHY}, content_type="application/json")
    assert opened.json()["check"]["state"] == "SENT_TO_OPENING"
    (robot,) = desk.get("/api/v1/robots").json()
    assert (robot["device_code"], robot["yard_code"]) == (ROBOT, YARD)


@pytest.mark.parametrize("path", ["/officer/robots/", "/officer/robots/yards/", "/api/v1/robots"])
def test_without_the_duty_the_door_is_shut(client, db, path):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path, **JSON).status_code == 403


def test_the_orders_page_and_the_crews_tablet_say_what_the_robot_saw(desk, client):
    inspectors(2)
    check = a_compared_check(seal="HD9999999")
    said = "Seal number: HD9999999 was read, HD0153421 is declared."
    page = desk.get(f"/officer/inspections/{check.order_no}/").content.decode()
    assert said in page and check.check_no in page
    send_to_opening(order_no=check.order_no, reason=WHY, beacon="c0ffee", now=NOON)
    crew = User.objects.get(username="inspector1")
    client.force_login(crew, backend="django.contrib.auth.backends.ModelBackend")
    (mine,) = client.get("/officer/tablet/", **JSON).json()["orders"]
    assert said in mine["first_look"]


def test_the_seals_are_those_that_the_manifest_names(dispatcher):
    reference_data()
    clerk, carrier = UserFactory(clerk=True), UserFactory(carrier=True)
    summary = a_summary(clerk=clerk)
    manifest = a_manifest_for(summary, by=carrier)
    box = manifest.containers.first()
    type(box).objects.filter(pk=box.pk).update(seal_no=SEAL)
    assert a_check(container_no=box.container_no).seals == [SEAL]


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("H-16")
def test_the_news_goes_from_the_order_to_the_verdict_by_itself(dispatcher):
    order_no = an_order()
    mind_or_listen(order_no)
    check = RobotCheck.objects.get()
    assert check.state == "TOLD"
    who = {"device_code": ROBOT, "place_code": YARD, "task_no": check.task_no}
    tell(RobotAnswered(**who, accepted=True, why="", at=NOON))
    for view, number in (("DOOR", BOX), ("SEAL", "")):
        tell(
            RobotPhotographed(
                **who, slot=check.slot, view=view, picture_key="ab" * 32 + ".jpg", number=number,
                confidence_permille=950, readings=(), taken_at=NOON,
            )
        )  # fmt: skip
    tell(RobotFinished(**who, pictures=2, at=NOON))
    check.refresh_from_db()
    assert check.state == "MATCHES"
    cancel_order(order_no=order_no, reason="not needed", now=NOON)
    mind_robots()
    check.refresh_from_db()
    assert check.gone_at is not None


def mind_or_listen(order_no):
    """The background listener has it already where work is done at once; else it does it now."""
    entry = JournalEntry.objects.filter(name="inspection.ordered").get()
    list_for_robot(InspectionOrdered.from_payload(entry.payload))


def tell(event):
    with transaction.atomic():
        announce(event)


@pytest.mark.django_db(transaction=True)
def test_a_robot_that_comes_in_learns_its_yard(dispatcher):
    tell(DeviceConnected(device_code=ROBOT, kind="robot", place_code=YARD, at=NOON))
    (order,) = DeviceCommand.objects.all()
    assert (order.body["do"], len(order.body["nodes"])) == ("plan", 9)
    tell(DeviceConnected(device_code="RB-99", kind="robot", place_code="Y99", at=NOON))
    tell(DeviceConnected(device_code="QC-99", kind="quay_camera", place_code=YARD, at=NOON))
    assert DeviceCommand.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_position_is_shown_and_never_journalled(dispatcher):
    before = JournalEntry.objects.count()
    tell(
        RobotMoved(
            device_code=ROBOT, place_code=YARD, task_no="", node="D1", x_cm=0, y_cm=0,
            battery_percent=90, doing="IDLE", at=NOON,
        )
    )  # fmt: skip
    assert RobotPost.objects.get().battery_percent == 90
    assert JournalEntry.objects.count() == before


def line(user):
    communicator = WebsocketCommunicator(RobotsConsumer.as_asgi(), "/ws/robots/")
    communicator.scope["user"] = user
    return communicator


@pytest.mark.django_db(transaction=True)
async def test_the_live_line_opens_to_the_yards_officers_only():
    guard = await database_sync_to_async(an_officer)("robot-guard", Duty.WORK_GATE)
    assert await line(guard).connect() == (False, 4403)
    assert await line(None).connect() == (False, 4401)


@pytest.mark.django_db(transaction=True)
async def test_every_robot_comes_whole_and_again_on_every_question():
    await database_sync_to_async(a_yard_with_a_robot)()
    officer = await database_sync_to_async(an_officer)("robot-watch", Duty.INSPECT_GOODS)
    communicator = line(officer)
    await communicator.connect()
    (row,) = (await communicator.receive_json_from(timeout=30))["rows"]
    assert (row["device_code"], row["doing"]) == (ROBOT, "AWAY")
    await communicator.send_json_to({})
    assert (await communicator.receive_json_from(timeout=30))["rows"] == [row]
    await communicator.disconnect()
    await database_sync_to_async(connections.close_all)()


def test_the_demonstration_port_has_a_yard_with_a_robot(db, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "a-b-c")
    monkeypatch.setenv("DEVICE_SECRET", "secret")
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    order_no = an_order(place_code="B05")
    assert list_check(order_no=order_no, now=NOON)
    assert RobotCheck.objects.get().yard_code == "Y01"
