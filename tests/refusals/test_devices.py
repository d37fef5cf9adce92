"""Malformed frames at the device socket: refused with field, rule and remedy, journalled, and
nothing of them is kept. The line lives on unless its frames can no longer be told apart."""

import asyncio
import hashlib
import json
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async

from hardware_adapters.gateway.frames import BODY_BYTES
from tests.factories.hardware import TOKEN, DeviceFactory
from tests.hardware_adapters.conftest import now_text as now_text
from tests.hardware_adapters.conftest import picture, port_open
from tests.hardware_adapters.conftest import (
    threads_let_go_of_the_database as threads_let_go_of_the_database,
)
from tests.refusals.conftest import HAN, fingerprints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("H-01")]
port_open = port_open
LINES = {"hardware_deviceline"}  # who is on the line, which is true whatever was sent
JOURNAL = {"journal_journalentry", "journal_feedhead", "wall_tally", "wall_devicestate"}
WALL = {"wall_alarm", "wall_alarmoccasion"}  # several bad frames in a row alarm the wall


@asynccontextmanager
async def line_of(gateway, device):
    """A raw line that has said hello."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=2**20)
    hello = {"hello": device.kind, "code": device.code, "token": TOKEN, "boot": "b"}
    writer.write(json.dumps(hello).encode() + b"\n")
    assert json.loads(await reader.readline()) == {"welcome": device.code}
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer_on(reader):
    """What is said to the frame; an order that comes in between is not the answer."""
    async with asyncio.timeout(15):
        while line := await reader.readline():
            if "cmd" not in (said := json.loads(line)):
                return said
    return None


def frame(header, body=b"", **lies):
    if body:
        header = {**header, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps({**header, **lies}).encode() + b"\n" + body


def weight(now_text, **changes):
    return {
        "seq": 1, "type": "weight", "passage_no": "P-1", "gross_weight_kg": 30_000,
        "weighed_at": now_text, **changes,
    }  # fmt: skip


def position(now_text, **changes):
    return {
        "seq": 1, "type": "position", "passage_no": "P-1", "position": "OPEN",
        "moved_at": now_text, **changes,
    }  # fmt: skip


def scan(now_text, **changes):
    return {
        "seq": 1, "type": "scan", "scan_no": "S1", "container_no": "TEMU3108252",
        "taken_at": now_text, **changes,
    }  # fmt: skip


def shot(now_text, **changes):
    return {"seq": 1, "type": "picture", "seen_at": now_text, **changes}


# kind of device, what it sends (given the time), the rule that refuses it
FRAMES = {
    "negative weight": (
        "weighbridge",
        lambda t: frame(weight(t, gross_weight_kg=-1)),
        "wire.number",
    ),
    "absurd weight": (
        "weighbridge",
        lambda t: frame(weight(t, gross_weight_kg=10**9)),
        "wire.number",
    ),
    "weight as text": (
        "weighbridge",
        lambda t: frame(weight(t, gross_weight_kg="30000")),
        "wire.number",
    ),
    "weight that is no number": (
        "weighbridge",
        lambda t: frame(weight(t, gross_weight_kg=float("nan"))),
        "wire.number",
    ),
    "no passage": ("weighbridge", lambda t: frame(weight(t, passage_no=None)), "wire.text"),
    "another kind of frame": ("weighbridge", lambda t: frame(position(t)), "wire.choice"),
    "another century": (
        "weighbridge",
        lambda t: frame(weight("1926-11-21T08:00:00+08:00")),
        "wire.era",
    ),
    "tomorrow": ("weighbridge", lambda t: frame(weight("2099-11-21T08:00:00+08:00")), "wire.era"),
    "no zone": ("weighbridge", lambda t: frame(weight("2026-11-21T08:00:00")), "wire.time"),
    "no number of its own": ("weighbridge", lambda t: frame(weight(t, seq=0)), "wire.seq"),
    "a number without end": ("weighbridge", lambda t: frame(weight(t, seq=10**60)), "wire.seq"),
    "yes for a number": ("weighbridge", lambda t: frame(weight(t, seq=True)), "wire.seq"),
    "a nul character": (
        "weighbridge",
        lambda t: frame(weight(t, passage_no="P\0")),
        "wire.characters",
    ),
    "half a character": (
        "weighbridge",
        lambda t: frame(weight(t, passage_no="P\ud800")),
        "wire.characters",
    ),
    "nested beyond reason": ("weighbridge", lambda t: b"[" * 60_000 + b"\n", "wire.json"),
    "digits without end": (
        "weighbridge",
        lambda t: b'{"seq": ' + b"9" * 5_000 + b"}\n",
        "wire.json",
    ),
    "a lock's report cut off": (
        "safety_lock",
        lambda t: frame({"seq": 1, "type": "lock", "report": "5aa501"}),
        "lock.length",
    ),
    "a lock's report of noise": (
        "safety_lock",
        lambda t: frame({"seq": 1, "type": "lock", "report": "ff" * 37}),
        "lock.crc",
    ),
    "unknown position": ("barrier", lambda t: frame(position(t, position="AJAR")), "wire.choice"),
    "check digit": (
        "xray_gantry",
        lambda t: frame(scan(t, container_no="TEMU3108253"), picture("PNG", (400, 200))),
        "iso6346.check_digit",
    ),
    "a scan without pixels": ("xray_gantry", lambda t: frame(scan(t)), "wire.no_picture"),
    "a scan of one channel": (
        "xray_gantry",
        lambda t: frame(scan(t), picture("PNG", (400, 200), "L")),
        "scan.channels",
    ),
    "a scan of no size": (
        "xray_gantry",
        lambda t: frame(scan(t), picture("PNG", (20, 20))),
        "scan.size",
    ),
    "a truncated scan": (
        "xray_gantry",
        lambda t: frame(scan(t), picture("PNG", (400, 200))[:200]),
        "picture.truncated",
    ),
    "words named .png": (
        "xray_gantry",
        lambda t: frame(scan(t, name="scan.png"), b"not a picture" * 9),
        "picture.not_a_picture",
    ),
    "a truncated photograph": (
        "quay_camera",
        lambda t: frame(shot(t), picture()[:300]),
        "picture.truncated",
    ),
    "a program as photograph": (
        "quay_camera",
        lambda t: frame(shot(t), b"MZ" + b"\0" * 500),
        "picture.not_a_picture",
    ),
    "a PNG as photograph": ("quay_camera", lambda t: frame(shot(t), picture("PNG")), "picture"),
    "bytes that are not announced": (
        "quay_camera",
        lambda t: frame(shot(t), picture(), sha256="0" * 64),
        "wire.sha256",
    ),
    "an oversized photograph": (
        "quay_camera",
        lambda t: frame(shot(t), b"\xff" * (BODY_BYTES + 1)),
        "wire.too_big",
    ),
}


@pytest.mark.parametrize("name", FRAMES)
async def test_a_malformed_frame_is_refused_and_the_line_lives_on(port_open, now_text, name):
    kind, sent, rule = FRAMES[name]
    device = await sync_to_async(DeviceFactory)(code="DEV-1", kind=kind)
    async with port_open() as gateway, line_of(gateway, device) as (reader, writer):
        before = await sync_to_async(fingerprints)()
        writer.write(sent(now_text))
        answer = await answer_on(reader)

        assert answer["rule"].startswith(rule), answer
        assert answer["remedy"] and answer["message"] and "nak" in answer
        assert HAN.search(answer["message_zh"]) and HAN.search(answer["remedy_zh"])
        after = await sync_to_async(fingerprints)()
        changed = {table for table in after if after[table] != before[table]}
        assert "journal_journalentry" in changed
        assert changed <= JOURNAL | LINES | WALL
        writer.write(b'{"seq": 2}\n')  # it is still being listened to
        assert (await answer_on(reader))["nak"] == 2


# what cannot be told apart from the next frame ends the line, and nothing is kept
BREAKING = {
    "a header without end": b"{" + b" " * 70_000,
    "a length below zero": b'{"seq": 1, "bytes": -4}\n',
    "a length that is text": b'{"seq": 1, "bytes": "12"}\n',
    "an absurd length": b'{"seq": 1, "bytes": 99999999999}\n',
}


@pytest.mark.parametrize("name", BREAKING)
async def test_a_broken_wire_is_closed_and_leaves_nothing(port_open, name):
    device = await sync_to_async(DeviceFactory)(code="DEV-1", kind="quay_camera")
    async with port_open() as gateway:
        async with line_of(gateway, device) as (reader, writer):
            before = await sync_to_async(fingerprints)()
            writer.write(BREAKING[name])
            assert await answer_on(reader) is None
            after = await sync_to_async(fingerprints)()
        changed = {table for table in after if after[table] != before[table]}
        assert changed <= JOURNAL | LINES | WALL


async def test_fewer_bytes_than_announced_leave_nothing(port_open, now_text):
    device = await sync_to_async(DeviceFactory)(code="DEV-1", kind="quay_camera")
    async with port_open() as gateway:
        async with line_of(gateway, device) as (_reader, writer):
            before = await sync_to_async(fingerprints)()
            writer.write(frame(shot(now_text), picture())[:-100])
            await writer.drain()
        await asyncio.sleep(0.3)
        after = await sync_to_async(fingerprints)()
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= JOURNAL | LINES | WALL


HELLOS = {
    "not JSON": (b"hello\n", "wire.json"),
    "nested beyond reason": (b"[" * 60_000 + b"\n", "wire.json"),
    "an unknown kind": (
        json.dumps({"hello": "toaster", "code": "DEV-1", "token": TOKEN, "boot": "b"}).encode()
        + b"\n",
        "wire.hello",
    ),
    "no numbering": (
        json.dumps({"hello": "quay_camera", "code": "DEV-1", "token": TOKEN}).encode() + b"\n",
        "wire.boot",
    ),
    "another device's token": (
        json.dumps({"hello": "quay_camera", "code": "DEV-2", "token": TOKEN, "boot": "b"}).encode()
        + b"\n",
        "device.unknown",
    ),
    "another kind's token": (
        json.dumps({"hello": "barrier", "code": "DEV-1", "token": TOKEN, "boot": "b"}).encode()
        + b"\n",
        "device.unknown",
    ),
    "a nul character": (
        json.dumps({"hello": "barrier", "code": "D\0", "token": TOKEN, "boot": "b"}).encode()
        + b"\n",
        "wire.characters",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HELLOS)
async def test_a_wrong_hello_is_turned_away_and_journalled(port_open, name):
    await sync_to_async(DeviceFactory)(code="DEV-1", kind="quay_camera")
    sent, rule = HELLOS[name]
    async with port_open() as gateway:
        before = await sync_to_async(fingerprints)()
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(sent)
        answer = await answer_on(reader)
        assert answer["refused"] == rule
        assert answer["remedy"]
        assert HAN.search(answer["remedy_zh"])
        assert await answer_on(reader) is None
        writer.close()
        after = await sync_to_async(fingerprints)()
    changed = {table for table in after if after[table] != before[table]}
    assert "journal_journalentry" in changed
    assert changed <= JOURNAL | LINES | WALL
