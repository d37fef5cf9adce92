"""The gateway is killed: the lane decides by signed tokens, once, and is held to account later."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from clearance.declarations.models import DeclarationContainer
from clearance.gates.models import GatePass, LedgerEntry, Passage
from clearance.gates.operations.apply_gate_pass import approve
from clearance.gates.operations.place_lock import NewLock, place_lock
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.states import PassageState, PassState
from customs_portal.journal.models import JournalEntry
from tests.clearance.gates.alone import a_controller, a_gateway, ask, until
from tests.factories.gates import (
    GatePassFactory,
    TruckFactory,
    a_lane,
    a_released_container,
)
from tests.factories.people import DeviceFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]


def a_pass(**changes):
    clerk, declaration_no, container_no = a_released_container()
    now = datetime.now(UTC)
    usual = {
        "applied_by": clerk,
        "declaration_no": declaration_no,
        "container_no": container_no,
        "approved_at": now,
        "valid_until": now + timedelta(hours=2),
    }
    return GatePassFactory(**(usual | changes))


def vehicle(gate_pass, passage_no, **changes):
    return {
        "passage_no": passage_no,
        "plate_no": gate_pass.plate_no,
        "container_no": gate_pass.container_no,
        "gross_weight_kg": gate_pass.declared_total_kg,
        **changes,
    }


@pytest.fixture
async def stand(tmp_path):
    """Gateway and controller as processes of their own; both end with the test."""
    await sync_to_async(a_lane)()
    await sync_to_async(DeviceFactory)(code="LC-G1", kind="lane_controller")
    started = []

    async def start(program):
        started.append(program)
        return await program.start()

    yield start, tmp_path / "controller"
    for program in started:
        await program.kill()
    await sync_to_async(connections.close_all)()


def remembers(folder, *numbers):
    """Whether the controller's own disk holds a token for every pass, and none it dropped."""

    async def look():
        file = folder / "lane-controller.jsonl"
        if not file.exists():
            return False
        held = set()
        for line in file.read_text().splitlines():
            change = json.loads(line)
            if change.get("first"):
                held.clear()
            held |= {text.split("|")[1] for text in change.get("tokens", [])}
            held.discard(change.get("drop"))
        return held == set(numbers)

    return look


async def all_told(count):
    async def look():
        return await Passage.objects.filter(decided_alone=True).acount() == count

    await until(look)


async def test_the_lane_opens_once_by_token_and_is_reconciled(stand):
    start, folder = stand
    gate_pass = await sync_to_async(a_pass)()
    heavy = await sync_to_async(a_pass)(plate_no="粤B00002")
    gateway = await start(a_gateway())
    lane = await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    await until(remembers(folder, gate_pass.pass_no, heavy.pass_no))
    assert (await ask(lane, **vehicle(gate_pass, "A0")))["answer"] == "GATEWAY"

    await gateway.kill()

    async def alone():
        answer = await ask(lane, **vehicle(gate_pass, "A1"))
        return answer if answer["answer"] != "GATEWAY" else None

    opened = await until(alone)
    assert (opened["answer"], opened["rule"]) == ("OPEN", "")
    assert await ask(lane, **vehicle(gate_pass, "A1")) == opened
    again = await ask(lane, **vehicle(gate_pass, "A2"))
    assert (again["answer"], again["rule"]) == ("STOP", "G-16")
    assert "已使用" in again["line"]
    other = await ask(lane, **vehicle(heavy, "A3", plate_no="粤B99999"))
    assert other["rule"] == "G-04"
    assert (await ask(lane, **vehicle(heavy, "A4", gross_weight_kg=50_000)))["rule"] == "G-09"
    assert (await ask(lane, **vehicle(heavy, "A5", container_no="CSQU3054383")))["rule"] == "G-03"

    await start(a_gateway(gateway.port))
    await all_told(5)

    await sync_to_async(gate_pass.refresh_from_db)()
    assert gate_pass.state == PassState.PASSED
    passage = await Passage.objects.aget(passage_no="A1")
    assert (passage.state, passage.contradiction) == (PassageState.PASSED, "")
    assert passage.identities == ["PLATE", "CONTAINER"]
    box = await DeclarationContainer.objects.aget(container_no=gate_pass.container_no)
    assert box.left_at == passage.decided_at
    refused = Passage.objects.filter(state=PassageState.REFUSED).order_by("passage_no")
    assert [one.rule async for one in refused] == ["G-16", "G-04", "G-09", "G-03"]
    names = [
        one async for one in JournalEntry.objects.values_list("name", flat=True).order_by("id")
    ]
    assert names.count("clearance.container-left-port") == 1
    assert names.count("clearance.passage-decided") == 5
    assert "clearance.lane-contradiction-found" not in names


async def test_a_power_cut_of_the_controller_does_not_open_twice_nor_forget(stand):
    start, folder = stand
    gate_pass = await sync_to_async(a_pass)()
    gateway = await start(a_gateway())
    lane = await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    await until(remembers(folder, gate_pass.pass_no))
    await gateway.kill()

    async def alone():
        answer = await ask(lane, **vehicle(gate_pass, "B1"))
        return answer["answer"] == "OPEN"

    await until(alone)
    await lane.kill()
    lane = await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    assert (await ask(lane, **vehicle(gate_pass, "B2")))["rule"] == "G-16"

    await start(a_gateway(gateway.port))
    await all_told(2)
    await sync_to_async(gate_pass.refresh_from_db)()
    assert gate_pass.state == PassState.PASSED


async def test_a_token_used_after_a_lock_is_found_and_told(stand, told):
    start, folder = stand
    locked = await sync_to_async(a_pass)()
    voided = await sync_to_async(a_pass)(plate_no="粤B00003")
    seized = await sync_to_async(a_pass)(plate_no="粤B00004")
    numbers = [locked.pass_no, voided.pass_no, seized.pass_no]
    gateway = await start(a_gateway())
    lane = await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    await until(remembers(folder, *numbers))
    await gateway.kill()

    officer = await sync_to_async(UserFactory)(gate_officer=True)
    await sync_to_async(place_lock)(
        lock=NewLock(kind="CONTAINER", number=locked.container_no, reason="tip from the carrier"),
        by=officer,
        now=datetime.now(UTC),
    )
    await sync_to_async(void_gate_pass)(
        pass_no=voided.pass_no, by=voided.applied_by, now=datetime.now(UTC)
    )
    await DeclarationContainer.objects.filter(container_no=seized.container_no).aupdate(
        released_at=None
    )
    for gate_pass, passage_no in ((locked, "C1"), (voided, "C2"), (seized, "C3")):

        async def opened(gate_pass=gate_pass, passage_no=passage_no):
            return (await ask(lane, **vehicle(gate_pass, passage_no)))["answer"] == "OPEN"

        await until(opened)

    await start(a_gateway(gateway.port))
    await all_told(3)
    found = {one.passage_no: one.contradiction async for one in Passage.objects.all()}
    assert found == {"C1": "LOCKED", "C2": "VOID", "C3": "UNRELEASED"}
    names = await sync_to_async(told)()
    assert names.count("clearance.lane-contradiction-found") == 3
    assert names.count("clearance.unreleased-box-left") == 1
    assert await GatePass.objects.filter(state=PassState.PASSED).acount() == 2


async def test_tokens_follow_approval_lock_and_voiding_while_the_line_stands(stand):
    start, folder = stand
    gateway = await start(a_gateway())
    await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    await until(remembers(folder))

    gate_pass = await sync_to_async(a_pass)(state=PassState.APPLIED)
    await sync_to_async(_approve)(gate_pass)
    await until(remembers(folder, gate_pass.pass_no))

    officer = await sync_to_async(UserFactory)(gate_officer=True)
    await sync_to_async(place_lock)(
        lock=NewLock(kind="PASS", number=gate_pass.pass_no, reason="papers look wrong"),
        by=officer,
        now=datetime.now(UTC),
    )
    await until(remembers(folder))


def _approve(gate_pass):
    from django.db import transaction

    with transaction.atomic():
        approve(gate_pass=gate_pass, by=gate_pass.applied_by, now=datetime.now(UTC))


async def test_a_bare_truck_shows_its_code_and_a_forged_one_is_refused(stand):
    start, folder = stand
    bare = await sync_to_async(GatePassFactory)(
        bare=True, plate_no="粤B00005", valid_until=datetime.now(UTC) + timedelta(hours=1)
    )
    tagged = await sync_to_async(TruckFactory)(plate_no="粤B00006")
    second = await sync_to_async(GatePassFactory)(
        bare=True, plate_no=tagged.plate_no, valid_until=datetime.now(UTC) + timedelta(hours=1)
    )
    gateway = await start(a_gateway())
    lane = await start(a_controller(gateway_port=gateway.port, code="LC-G1", folder=folder))
    await until(remembers(folder, bare.pass_no, second.pass_no))
    await gateway.kill()

    async def refused():
        answer = await ask(lane, **vehicle(bare, "D1"))
        return answer["answer"] == "STOP" and answer

    assert (await until(refused))["rule"] == "G-17"
    lines = (folder / "lane-controller.jsonl").read_text().splitlines()
    texts = [one for line in lines for one in json.loads(line).get("tokens", [])]
    code = next(one for one in texts if bare.pass_no in one)
    forged = code.replace(bare.plate_no, "粤B77777")
    answer = await ask(lane, **vehicle(bare, "D2", plate_no="粤B77777", code=forged))
    assert answer["rule"] == "G-12"
    assert (await ask(lane, **vehicle(bare, "D3", code=code)))["answer"] == "OPEN"
    assert (await ask(lane, **vehicle(second, "D4", tag_id=tagged.tag_id)))["answer"] == "OPEN"
    assert await LedgerEntry.objects.acount() == 0
