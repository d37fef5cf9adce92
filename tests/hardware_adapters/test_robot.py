"""A robot on its real line: it drives its yard's plan, photographs, and real eyes read it."""

import asyncio
import itertools
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.controls import robots
from hardware_adapters.devices.optics.layout import Word
from hardware_adapters.devices.optics.seals import agree, readings_in, seal_numbers_in
from hardware_adapters.devices.robot.painter import Box, door_picture, seal_picture
from hardware_adapters.devices.robot.simulator import Robot, Yard
from hardware_adapters.models import DeviceFrame
from hardware_adapters.rules.yard_plan import PlanFault, read_plan, rows_of_slots
from tests.factories.hardware import TOKEN, DeviceFactory
from tests.hardware_adapters.conftest import picture

make = sync_to_async(DeviceFactory)
BOX = Box(container_no="TEMU3108252", seal_no="HD0153421", seed=4, murk=0.2)
OTHER = Box(container_no="MSKU5968530", seal_no="", seed=1, murk=0.0)
PLAN = rows_of_slots(rows=2, slots_a_row=3, apart_cm=400, row_cm=1_000)
FAST = 400.0
SECONDS = 60.0


async def until(condition, *, what):
    """Wait for the thing itself, however slow the machine."""
    for _ in range(int(SECONDS / 0.05)):
        if found := await sync_to_async(condition)():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{what} did not happen")


def journalled(name):
    return list(
        JournalEntry.objects.filter(name=name).order_by("id").values_list("payload", flat=True)
    )


def a_robot(gateway, device, yard, **given):
    return Robot(
        host="127.0.0.1", port=gateway.port, code=device.code, token=TOKEN, yard=yard,
        tempo=FAST, **given,
    )  # fmt: skip


@sync_to_async
def tell_plan(code="RB-1", plan=PLAN):
    robots.give_plan(device_code=code, plan=plan.as_wire(), now=datetime.now(UTC))


@sync_to_async
def send(task_no, slot, code="RB-1"):
    robots.send_to_slot(device_code=code, task_no=task_no, slot=slot, now=datetime.now(UTC))


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("H-16")
async def test_it_drives_to_the_slot_photographs_and_says_what_stands_there(port_open):
    device = await make(code="RB-1", kind="robot")
    await tell_plan()
    async with port_open() as gateway, a_robot(gateway, device, Yard({"B02": BOX})) as robot:
        await robot.line.ready()
        await until(lambda: robot.plan, what="the plan")
        await send("RC1-1", "B02")
        (done,) = await until(lambda: journalled("device.robot-finished"), what="the end")
    assert done["pictures"] == 2
    (answer,) = await sync_to_async(journalled)("device.robot-answered")
    assert (answer["accepted"], answer["task_no"]) == (True, "RC1-1")
    door, seal = await sync_to_async(journalled)("device.robot-photographed")
    assert (door["view"], door["number"]) == ("DOOR", BOX.container_no)
    assert (seal["view"], seal["number"]) == ("SEAL", BOX.seal_no)
    assert await sync_to_async(storage.read)(door["picture_key"]) == door_picture(BOX)
    assert not await sync_to_async(journalled)("device.robot-moved")


@pytest.mark.django_db(transaction=True)
async def test_half_a_picture_and_a_lost_line_lose_and_double_nothing(port_open):
    device = await make(code="RB-1", kind="robot")
    await tell_plan()
    async with port_open() as gateway, a_robot(gateway, device, Yard({"A01": OTHER})) as robot:
        await robot.line.ready()
        await until(lambda: robot.plan, what="the plan")
        robot.half_a_frame = True
        await send("RC1-1", "A01")
        await until(lambda: journalled("device.robot-finished"), what="the end")
    photos = await sync_to_async(journalled)("device.robot-photographed")
    assert [one["view"] for one in photos] == ["DOOR", "SEAL"]
    assert (photos[0]["number"], photos[1]["number"]) == (OTHER.container_no, "")
    assert len(await sync_to_async(journalled)("device.lost")) >= 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("given", "slot", "why"),
    [({"battery": 10.0}, "A01", "BATTERY_LOW"), ({}, "Z99", "NO_WAY")],
)
async def test_it_says_why_it_does_not_go(port_open, given, slot, why):
    device = await make(code="RB-1", kind="robot")
    await tell_plan()
    async with port_open() as gateway, a_robot(gateway, device, Yard(), **given) as robot:
        await robot.line.ready()
        await until(lambda: robot.plan, what="the plan")
        await send("RC1-1", slot)
        (answer,) = await until(lambda: journalled("device.robot-answered"), what="an answer")
    assert (answer["accepted"], answer["why"]) == (False, why)


@pytest.mark.django_db(transaction=True)
async def test_without_a_plan_it_goes_nowhere_and_an_empty_slot_has_no_picture(port_open):
    device = await make(code="RB-1", kind="robot")
    async with port_open() as gateway, a_robot(gateway, device, Yard()) as robot:
        await robot.line.ready()
        await send("RC1-1", "A01")
        await until(lambda: journalled("device.robot-answered"), what="the first answer")
        robot.plan, robot.node = PLAN, "D1"
        await send("RC1-2", "A01")
        (done,) = await until(lambda: journalled("device.robot-finished"), what="the end")
    answers = await sync_to_async(journalled)("device.robot-answered")
    assert [one["why"] for one in answers] == ["NO_PLAN", ""]
    assert done["pictures"] == 0


@pytest.mark.django_db(transaction=True)
async def test_a_robot_that_is_called_back_gives_its_task_up(port_open):
    device = await make(code="RB-1", kind="robot")
    await tell_plan()
    held = asyncio.Event()

    async def finds(slot, task_no):
        held.set()
        await asyncio.Event().wait()

    async with port_open() as gateway, a_robot(gateway, device, Yard(finds=finds)) as robot:
        await robot.line.ready()
        await until(lambda: robot.plan, what="the plan")
        await send("RC1-1", "A01")
        await asyncio.wait_for(held.wait(), SECONDS)
        await sync_to_async(robots.call_back)(
            device_code="RB-1", task_no="RC1-1", now=datetime.now(UTC)
        )
        await until(lambda: not robot.task_no, what="the recall")
        await until(lambda: robot.node == "D1", what="the way home")
    assert not await sync_to_async(journalled)("device.robot-finished")


@pytest.mark.django_db(transaction=True)
async def test_two_robots_never_share_an_edge(port_open):
    devices = [await make(code=f"RB-{number}", kind="robot") for number in (1, 2)]
    for device in devices:
        await tell_plan(device.code)
    yard = Yard()
    async with (
        port_open() as gateway,
        a_robot(gateway, devices[0], yard) as one,
        a_robot(gateway, devices[1], yard) as other,
    ):
        for robot in (one, other):
            await robot.line.ready()
        await until(lambda: one.plan and other.plan, what="the plans")
        await send("RC1-1", "A03", "RB-1")
        await send("RC2-1", "A03", "RB-2")
        await until(lambda: len(journalled("device.robot-finished")) == 2, what="both ends")
    assert yard.most_on_an_edge == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"type": "dance"}, "type", "wire.choice"),
        ({"type": "answer", "task_no": "RC1-1", "accepted": "yes"}, "accepted", "wire.yes_or_no"),
        ({"type": "answer", "task_no": "RC1-1", "accepted": False}, "why", "wire.text"),
        ({"type": "fault", "task_no": "RC1-1", "what": "TIRED"}, "what", "wire.choice"),
        ({"type": "done", "task_no": "RC1-1", "pictures": 99}, "pictures", "wire.number"),
        ({"type": "done", "task_no": "", "pictures": 1}, "task_no", "wire.text"),
        (
            {"type": "fix", "node": "A01", "x_cm": 0, "y_cm": 0, "battery_percent": 101,
             "doing": "IDLE"},
            "battery_percent",
            "wire.number",
        ),
        (
            {"type": "photo", "task_no": "RC1-1", "slot": "A01", "view": "ROOF",
             "taken_at": "now"},
            "view",
            "wire.choice",
        ),
        (
            {"type": "photo", "task_no": "RC1-1", "slot": "A01", "view": "DOOR"},
            "taken_at",
            "wire.text",
        ),
    ],
)  # fmt: skip
async def test_words_that_are_wrong_are_refused_by_name_and_leave_no_trace(
    port_open, dialled, told, now_text, values, field, rule
):
    device = await make(code="RB-1", kind="robot")
    async with port_open() as gateway, dialled(gateway, device) as line:
        body = picture() if values["type"] == "photo" else b""
        answer = await line.say({"at": now_text, **values}, body)
    assert (answer["field"], answer["rule"]) == (field, rule)
    assert answer["remedy_zh"]
    assert not await DeviceFrame.objects.aexists()
    assert not [name for name in await sync_to_async(told)() if name.startswith("device.robot")]


@pytest.mark.django_db(transaction=True)
async def test_a_photo_that_is_no_whole_jpeg_is_refused(port_open, dialled, now_text):
    device = await make(code="RB-1", kind="robot")
    photo = {
        "type": "photo", "task_no": "RC1-1", "slot": "A01", "view": "DOOR", "taken_at": now_text,
    }  # fmt: skip
    async with port_open() as gateway, dialled(gateway, device) as line:
        assert (await line.say(photo))["rule"] == "wire.no_picture"
        assert (await line.say(photo, picture("PNG")))["rule"] == "picture.kind"
        assert (await line.say(photo, picture()[:-200]))["rule"] == "picture.truncated"


def word(text, *, left=0.0, score=0.9):
    return Word(text=text, score=score, left=left, top=0, right=left + 20 * len(text), bottom=40)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("HD0153421", "HD0153421"), ("HD 0153421", "HD0153421"), ("hd-0153421", "HD0153421"),
        ("HD015342l", "HD0153421"), ("SITC0679215", "SITC0679215"), ("30.480KGS", ""),
        ("MAXGROSS", ""), ("TEMU3108252", "TEMU3108252"), ("22G1", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_seal_number_is_found_by_its_form(text, number):
    assert ([found for _, found in seal_numbers_in(text)] or [""])[0] == number


def test_a_seal_is_certain_when_two_looks_agree_and_no_third_as_often():
    one, same, other = (
        readings_in([word(text)], look=look)[0]
        for look, text in (("a", "HD0153421"), ("b", "HD0153421"), ("c", "HD0153427"))
    )
    assert agree([one]).seal_no == ""
    assert agree([one, one]).seal_no == ""
    assert agree([one, same]).seal_no == "HD0153421"
    assert agree([one, same, other]).seal_no == "HD0153421"
    assert agree([one, other]).seal_no == ""
    assert agree([]).readings == ()


def test_letters_and_digits_that_stand_apart_are_one_number():
    found = readings_in([word("HD"), word("0153421", left=70)], look="a")
    assert [one.seal_no for one in found] == ["HD0153421"]


@given(st.text(max_size=30))
def test_any_text_is_a_seal_number_or_none(text):
    for folds, number in seal_numbers_in(text):
        assert folds <= 1
        assert number[:2].isalpha()


def test_the_same_seed_gives_the_same_pictures_and_another_box_others():
    assert door_picture(BOX) == door_picture(BOX)
    assert seal_picture(BOX) == seal_picture(BOX)
    assert seal_picture(BOX) != seal_picture(OTHER)


def test_the_shortest_way_is_found_and_measured():
    way = PLAN.route("D1", "B02")
    assert (way[0], way[-1]) == ("D1", "B02")
    assert all(other in PLAN.beside[one] for one, other in itertools.pairwise(way))
    assert PLAN.length(way) == pytest.approx(4 + 10 + 8 + 5)
    assert PLAN.route("D1", "nowhere") == ()
    assert read_plan(PLAN.as_wire()) == PLAN


@pytest.mark.parametrize(
    "plan",
    [
        {}, {"nodes": [], "edges": []}, {"nodes": [["A", "SLOT", 0]], "edges": []},
        {"nodes": [["A", "SLOT", 0, 0]], "edges": []},
        {"nodes": [["A", "PIER", 0, 0], ["D", "DOCK", 1, 1]], "edges": []},
        {"nodes": [["A", "SLOT", 0, 0], ["D", "DOCK", 1, 1]], "edges": []},
        {"nodes": [["D", "DOCK", 1, 1], ["D", "DOCK", 1, 1]], "edges": []},
        {"nodes": [["D", "DOCK", 1, 1]], "edges": [["D", "D"]]},
        {"nodes": [["D", "DOCK", 1, 1]], "edges": [["D", "X"]]},
        {"nodes": 7, "edges": 7},
    ],
)  # fmt: skip
def test_what_no_robot_could_drive_is_no_plan(plan):
    with pytest.raises(PlanFault):
        read_plan(plan)
