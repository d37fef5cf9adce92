"""Devices dial in over a real TCP line; nothing is lost, nothing is doubled."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from customs_portal.journal.models import JournalEntry
from hardware_adapters.controls.barriers import raise_barrier, refuse
from hardware_adapters.devices.client import TurnedAway
from hardware_adapters.models import DeviceCommand, DeviceFrame, DeviceLine
from tests.factories.hardware import TOKEN, DeviceFactory

pytestmark = pytest.mark.django_db(transaction=True)

make = sync_to_async(DeviceFactory)


def vehicle(now_text, **changes):
    return {
        "type": "vehicle",
        "passage_no": "P-1",
        "plate": {"text": "粤A12345", "confidence": 0.97},
        "container": {"text": "TEMU 310825 2", "confidence": 0.95},
        "direction": "OUT",
        "seen_at": now_text,
        **changes,
    }


@pytest.mark.feature("H-04")
async def test_a_vehicle_at_the_gate_is_acknowledged_after_it_is_in_the_journal(
    port_open, dialled, told, now_text
):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane) as device:
        answer = await device.say(vehicle(now_text))

        assert answer == {"ack": 1}
        assert await sync_to_async(told)() == ["device.connected", "device.vehicle-at-gate"]
        entry = await JournalEntry.objects.aget(name="device.vehicle-at-gate")
        assert entry.payload["container_no"] == "TEMU3108252"
        assert entry.payload["plate_no"] == "粤A12345"


async def test_the_same_frame_sent_again_is_acknowledged_and_changes_nothing(
    port_open, dialled, told, now_text
):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane) as device:
        await device.say(vehicle(now_text))
        device.seq = 0  # as if the acknowledgement had been lost

        assert await device.say(vehicle(now_text)) == {"ack": 1}

        assert (await sync_to_async(told)()).count("device.vehicle-at-gate") == 1


async def test_a_frame_sent_while_the_gateway_is_away_arrives_when_it_is_back(
    port_open, dialled, told, now_text
):
    lane = await make()
    async with port_open() as gateway:
        port = gateway.port
        device = dialled(gateway, lane)
        await device.__aenter__()
        await device.ready()
    saying = asyncio.create_task(device.say(vehicle(now_text)))
    await asyncio.sleep(0.3)
    assert not saying.done()
    async with port_open(port):
        assert await asyncio.wait_for(saying, 10) == {"ack": 1}
        await device.__aexit__()
    names = await sync_to_async(told)()
    assert names.count("device.vehicle-at-gate") == 1
    assert names.count("device.lost") == 2


async def test_a_wrong_token_is_turned_away_and_journalled(port_open, dialled, told):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane, token="wrong") as device:
        with pytest.raises(TurnedAway, match=r"device\.unknown"):
            await device.ready()
        assert await sync_to_async(told)() == ["device.frame-refused"]
        assert await DeviceLine.objects.acount() == 0


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"container": {"text": "TEMU3108253", "confidence": 0.9}}, "iso6346.check_digit"),
        ({"plate": {"text": "粤A12345", "confidence": 0.2}}, "wire.uncertain"),
        ({"plate": {"text": "NOT A PLATE AT ALL", "confidence": 0.9}}, "plate"),
        ({"plate": "粤A12345"}, "wire.reading"),
        ({"direction": "UP"}, "wire.choice"),
        ({"seen_at": "1999-01-01T00:00:00+08:00"}, "wire.era"),
        ({"seen_at": "yesterday"}, "wire.time"),
        ({"passage_no": ""}, "wire.text"),
        ({"type": "weight"}, "wire.choice"),
    ],
)
async def test_a_frame_that_is_wrong_is_refused_and_leaves_no_trace(
    port_open, dialled, told, now_text, change, rule
):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane) as device:
        answer = await device.say(vehicle(now_text, **change))

        assert answer["nak"] == 1
        assert answer["rule"].startswith(rule)
        assert answer["remedy"]
        assert await sync_to_async(told)() == ["device.connected", "device.frame-refused"]
        assert await DeviceFrame.objects.acount() == 0


async def test_garbage_is_refused_and_the_line_lives_on(port_open, told, now_text):
    lane = await make()
    async with port_open() as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        hello = {"hello": "gate_lane", "code": lane.code, "token": TOKEN, "boot": "b"}
        writer.write(json.dumps(hello).encode() + b"\n")
        assert json.loads(await reader.readline()) == {"welcome": lane.code}
        writer.write(b"\xff\xfe not json\n[1, 2]\n")
        writer.write(b'{"seq": 3, "type": "vehicle", "bytes": 4, "sha256": "0"}\nabcd')
        writer.write(json.dumps({"seq": 4, **vehicle(now_text)}).encode() + b"\n")
        answers = []
        while len(answers) < 4:
            message = json.loads(await reader.readline())
            if "cmd" not in message:
                answers.append(message)
        writer.close()

        assert [one.get("rule") for one in answers] == [
            "wire.json",
            "wire.json",
            "wire.sha256",
            None,
        ]
        assert answers[3] == {"ack": 4}


async def test_the_newer_line_of_a_device_replaces_the_older(port_open, dialled, now_text):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane) as older:
        await older.ready()
        older_life = older.life
        older_life.cancel()
        async with dialled(gateway, lane) as newer:
            await newer.ready()
            assert await newer.say(vehicle(now_text)) == {"ack": 1}
        assert len(gateway.lines) <= 1


async def test_two_programs_with_one_token_are_named_and_slowed_down(port_open, dialled, told):
    lane = await make()
    async with port_open() as gateway, dialled(gateway, lane), dialled(gateway, lane):
        entries = JournalEntry.objects.filter(name="device.frame-refused")
        async with asyncio.timeout(20):
            while not await entries.aexists():
                await asyncio.sleep(0.1)
        assert (await entries.afirst()).payload["rule"] == "device.twice"
        before = (await sync_to_async(told)()).count("device.connected")
        await asyncio.sleep(3)  # less than the pause
        assert (await sync_to_async(told)()).count("device.connected") <= before + 1


@pytest.mark.feature("H-06")
async def test_the_barrier_rises_once_however_often_it_is_ordered(port_open, dialled):
    barrier = await make(code="BR-1", kind="barrier")
    raised = []

    async def obey(command):
        raised.append(command["passage_no"])

    async with port_open() as gateway, dialled(gateway, barrier, obey=obey) as device:
        await device.ready()
        for _ in range(2):
            await sync_to_async(raise_barrier)(place_code="G1-1", passage_no="P-1")
        await until(lambda: raised == ["P-1"])
        await asyncio.sleep(1.3)  # a sweep passes
        assert raised == ["P-1"]
        command = await DeviceCommand.objects.aget()
        assert command.sent_at
        assert command.done_at


async def test_an_order_given_while_the_barrier_is_away_is_carried_when_it_returns(
    port_open, dialled
):
    barrier = await make(code="BR-1", kind="barrier")
    raised = []

    async def obey(command):
        raised.append(command["passage_no"])

    await sync_to_async(raise_barrier)(place_code="G1-1", passage_no="P-2")
    async with port_open() as gateway, dialled(gateway, barrier, obey=obey) as device:
        await device.ready()
        await until(lambda: raised == ["P-2"])


async def test_a_refusal_stands_on_the_lane_screen(port_open, dialled):
    lane = await make()
    shown = []

    async def obey(command):
        shown.append((command["tone"], command["line"]))

    async with port_open() as gateway, dialled(gateway, lane, obey=obey) as device:
        await device.ready()
        await sync_to_async(refuse)(place_code="G1-1", passage_no="P-3", line="No gate pass")
        await until(lambda: shown == [("stop", "No gate pass")])


async def until(condition, seconds=60):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)
