"""A whole lane on its wires: readers, scale, seal, screen and barrier at one gateway."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from clearance.gates.models import GatePass, Passage
from clearance.gates.operations.release_tokens import token_of
from clearance.gates.states import PassageState, PassState
from hardware_adapters.devices.barrier.simulator import Barrier
from hardware_adapters.devices.client import DeviceClient
from hardware_adapters.devices.e_seal.simulator import SealReader
from hardware_adapters.devices.gate_lane.simulator import GateLane
from hardware_adapters.devices.tag_reader.simulator import read_tag
from hardware_adapters.devices.weighbridge.simulator import weigh
from hardware_adapters.gateway.server import Gateway
from tests.factories.gates import GatePassFactory, TruckFactory, a_lane
from tests.factories.people import TOKEN, DeviceFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Lane:
    """Every device of lane G1-1 on the line."""

    def __init__(self, gateway):
        at = {"host": "127.0.0.1", "port": gateway.port, "token": TOKEN}
        self.reader = GateLane(code="GL-G1-1", **at)
        self.barrier = Barrier(code="BR-G1-1", seconds_open=0.05, **at)
        self.seals = SealReader(code="ES-G1-1", **at)
        self.bridge = DeviceClient(kind="weighbridge", code="WB-G1-1", **at)
        self.tags = DeviceClient(kind="tag_reader", code="TR-G1-1", **at)

    @property
    def lines(self):
        return [self.reader.line, self.barrier.line, self.seals.line, self.bridge, self.tags]

    async def drive_up(self, gate_pass, passage_no, *, direction="OUT"):
        now = datetime.now(UTC)
        await self.reader.read(
            passage_no=passage_no,
            plate_no=gate_pass.plate_no,
            container_no="",
            direction=direction,
            seen_at=now,
        )
        await weigh(
            self.bridge,
            passage_no=passage_no,
            gross_weight_kg=gate_pass.declared_total_kg,
            weighed_at=now,
        )


@pytest.fixture
async def lane():
    def build():
        place = a_lane()
        for stem, kind in (("WB", "weighbridge"), ("TR", "tag_reader"), ("ES", "e_seal")):
            DeviceFactory(code=f"{stem}-G1-1", kind=kind, place=place)

    await sync_to_async(build)()
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(
            Gateway(host="127.0.0.1", port=0, reads_pictures=False)
        )
        built = Lane(gateway)
        for line in built.lines:
            await stack.enter_async_context(line)
            await line.ready()
        yield built
    await sync_to_async(connections.close_all)()


def bare(plate_no, **changes):
    until = datetime.now(UTC) + timedelta(hours=1)
    return GatePassFactory(bare=True, plate_no=plate_no, valid_until=until, **changes)


async def until(condition, seconds=60):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def ended(gate_pass, state):
    async with asyncio.timeout(60):
        while not await GatePass.objects.filter(pk=gate_pass.pk, state=state).aexists():
            await asyncio.sleep(0.05)


@pytest.mark.feature("H-05")
async def test_a_bare_truck_waits_for_its_tag_and_then_goes(lane):
    truck = await sync_to_async(TruckFactory)(plate_no="粤B00001")
    gate_pass = await sync_to_async(bare)(truck.plate_no)
    await lane.drive_up(gate_pass, "P1")
    await until(lambda: lane.reader.shown.get("P1", ("", ""))[0] == "wait")
    assert "二维码" in lane.reader.shown["P1"][1]
    assert "P1" not in lane.barrier.raised

    await read_tag(lane.tags, tag_id=truck.tag_id, passage_no="P1", read_at=datetime.now(UTC))
    await until(lambda: "P1" in lane.barrier.raised)
    await ended(gate_pass, PassState.PASSED)
    passage = await Passage.objects.aget()
    assert passage.identities == ["PLATE", "TAG"]
    assert passage.state == PassageState.PASSED


@pytest.mark.feature("H-05")
async def test_the_tag_of_another_truck_keeps_the_barrier_down(lane):
    other = await sync_to_async(TruckFactory)(plate_no="粤B00002")
    gate_pass = await sync_to_async(bare)("粤B00001")
    await read_tag(lane.tags, tag_id=other.tag_id, passage_no="P1", read_at=datetime.now(UTC))
    await lane.drive_up(gate_pass, "P1")
    await until(lambda: lane.reader.shown.get("P1", ("", ""))[0] == "stop")
    assert "电子车牌" in lane.reader.shown["P1"][1]
    assert lane.barrier.raised == {}


@pytest.mark.feature("H-09")
async def test_the_code_on_the_phone_opens_and_a_forged_one_does_not(lane):
    gate_pass = await sync_to_async(bare)("粤B00001")
    code = await sync_to_async(token_of)(gate_pass=gate_pass)
    await lane.drive_up(gate_pass, "P1")
    await lane.reader.scan(
        passage_no="P1", text=code.replace("14000", "14001"), scanned_at=datetime.now(UTC)
    )
    await until(lambda: lane.reader.shown.get("P1", ("", ""))[0] == "stop")
    await lane.drive_up(gate_pass, "P2")
    await lane.reader.scan(passage_no="P2", text=code, scanned_at=datetime.now(UTC))
    await until(lambda: "P2" in lane.barrier.raised)
    await ended(gate_pass, PassState.PASSED)
    await lane.drive_up(gate_pass, "P3")
    await lane.reader.scan(passage_no="P3", text=code, scanned_at=datetime.now(UTC))
    await until(lambda: lane.reader.shown.get("P3", ("", ""))[0] == "stop")
    assert list(lane.barrier.raised) == ["P2"]


@pytest.mark.feature("H-07")
async def test_a_seal_is_locked_at_the_first_gate_and_unlocked_at_the_second(lane):
    now = datetime.now(UTC)
    seal_no = lane.seals.bring(manufacturer=0x0153, serial=4711, sealed_at=now)
    gate_pass = await sync_to_async(bare)("粤B00001", seal_no=seal_no, two_gates=True)
    code = await sync_to_async(token_of)(gate_pass=gate_pass)
    for passage_no, direction, told, state in (
        ("P1", "OUT", "lock", PassState.PASSED_FIRST),
        ("P2", "IN", "unlock", PassState.PASSED_SECOND),
    ):
        await lane.drive_up(gate_pass, passage_no, direction=direction)
        await lane.reader.scan(passage_no=passage_no, text=code, scanned_at=now)
        await until(lambda no=passage_no: "关锁" in lane.reader.shown.get(no, ("", ""))[1])
        assert passage_no not in lane.barrier.raised
        await lane.seals.read(seal_no=seal_no, passage_no=passage_no, read_at=datetime.now(UTC))
        await until(lambda no=passage_no: no in lane.barrier.raised)
        await ended(gate_pass, state)
        await until(lambda told=told: (told, seal_no) in lane.seals.obeyed)


@pytest.mark.feature("H-07")
async def test_a_seal_that_was_tampered_with_keeps_the_barrier_down(lane):
    seal_no = lane.seals.bring(manufacturer=1, serial=2, sealed_at=datetime.now(UTC))
    gate_pass = await sync_to_async(bare)("粤B00001", seal_no=seal_no)
    lane.seals.tamper(seal_no)
    await lane.seals.read(seal_no=seal_no, passage_no="P1", read_at=datetime.now(UTC))
    await lane.drive_up(gate_pass, "P1")
    await until(lambda: lane.reader.shown.get("P1", ("", ""))[0] == "stop")
    assert "损坏" in lane.reader.shown["P1"][1]
    assert lane.barrier.raised == {}
