"""A frame that breaks the hub's own code does not take the device's line with it."""

import asyncio
import errno
import json
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from prometheus_client import REGISTRY

from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.devices.weighbridge import adapter as weighbridge
from hardware_adapters.devices.weighbridge.simulator import weigh
from hardware_adapters.gateway.line import ADAPTERS
from hardware_adapters.gateway.poison import ATTEMPTS
from hardware_adapters.states import DeviceKind
from tests.factories.hardware import TOKEN, DeviceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("H-04")]

make = sync_to_async(DeviceFactory)
WEIGHED = "device.vehicle-weighed"


@pytest.fixture
def planted_bug(monkeypatch):
    """The weighbridge's adapter gets a bug: it fails on one passage as often as it is asked to."""

    def plant(error, *, times=10**6):
        failures = []

        async def hear(frame, caller):
            if frame.values.get("passage_no") == "POISON" and len(failures) < times:
                failures.append(frame.frame_id)
                raise error
            return await weighbridge.hear(frame, caller)

        monkeypatch.setitem(ADAPTERS, DeviceKind.WEIGHBRIDGE, hear)
        return failures

    return plant


def counted():
    return (
        REGISTRY.get_sample_value(
            "gateway_frames_set_aside_total", {"kind": "weighbridge", "error": "KeyError"}
        )
        or 0
    )


async def weighed(device, passage_no):
    return await asyncio.wait_for(
        weigh(device, passage_no=passage_no, gross_weight_kg=20_000, weighed_at=datetime.now(UTC)),
        20,
    )


async def test_a_poisoned_frame_is_set_aside_and_the_line_lives_on(
    port_open, dialled, told, planted_bug
):
    failures, before = planted_bug(KeyError("private 粤A12345")), counted()
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway, dialled(gateway, bridge) as device:
        assert await weighed(device, "P-1") == {"ack": 1}
        answer = await weighed(device, "POISON")
        assert await weighed(device, "P-2") == {"ack": 3}

        names = await sync_to_async(told)()
    assert (answer["nak"], answer["rule"]) == (2, "hub.set_aside")
    assert answer["message"] and answer["remedy"]
    assert len(failures) == ATTEMPTS
    assert (
        names
        == [
            "device.connected",
            WEIGHED,
            "device.frame-set-aside",
            "device.frame-refused",
            WEIGHED,
            "device.lost",
        ][: len(names)]
    )
    kept = (await JournalEntry.objects.aget(name="device.frame-set-aside")).payload
    assert kept["attempts"] == ATTEMPTS
    assert kept["error"].startswith("KeyError at test_poison.py:")
    assert "private" not in json.dumps(kept)
    header = json.loads(storage.read(kept["frame_key"]))
    assert (header["seq"], header["passage_no"]) == (2, "POISON")
    assert counted() == before + 1


async def test_a_poisoned_frame_sent_again_is_answered_and_journalled_once(
    port_open, dialled, told, planted_bug
):
    planted_bug(KeyError("bug"))
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway, dialled(gateway, bridge) as device:
        moment = datetime.now(UTC)
        for _ in range(2):
            device.seq = 0  # as if the answer had been lost
            answer = await weigh(
                device, passage_no="POISON", gross_weight_kg=20_000, weighed_at=moment
            )
            assert answer["rule"] == "hub.set_aside"
        assert (await sync_to_async(told)()).count("device.frame-set-aside") == 1


async def test_a_bug_that_passes_costs_no_frame(port_open, dialled, told, planted_bug):
    planted_bug(KeyError("once"), times=ATTEMPTS - 1)
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway, dialled(gateway, bridge) as device:
        assert await weighed(device, "POISON") == {"ack": 1}
        assert (await sync_to_async(told)()).count(WEIGHED) == 1


async def test_a_full_disk_is_no_fault_of_the_frame_which_comes_again(
    port_open, dialled, told, planted_bug
):
    failures = planted_bug(OSError(errno.ENOSPC, "No space left on device"), times=2)
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway, dialled(gateway, bridge) as device:
        assert await weighed(device, "POISON") == {"ack": 1}
        names = await sync_to_async(told)()
    assert len(failures) == 2
    assert names.count(WEIGHED) == 1
    assert "device.frame-set-aside" not in names


async def test_nesting_beyond_reason_is_refused_and_the_line_lives_on(port_open):
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        hello = {"hello": "weighbridge", "code": bridge.code, "token": TOKEN, "boot": "b"}
        writer.write(json.dumps(hello).encode() + b"\n")
        assert json.loads(await reader.readline()) == {"welcome": bridge.code}
        for depth in (50, 400, 700, 900, 5_000):
            deep = b"[" * depth + b"]" * depth
            writer.write(b'{"seq": %d, "type": "weight", "note": %s}\n' % (depth, deep))
            assert "rule" in json.loads(await asyncio.wait_for(reader.readline(), 10))
        writer.close()
