"""A box that the rules hold: scanned, suspected, opened by a drawn crew; free, or kept."""

import pytest

from tests.stories.cargo import suspicious_shirts
from tests.stories.port import told
from tests.stories.screen import Wall, until

pytestmark = pytest.mark.django_db(transaction=True)


async def held_at_the_quay(port):
    """Filed, held by the rules, landed, split to the yard, scanned, suspected; the crew buzzed."""
    await port.strap_on_tablets()
    cargo = suspicious_shirts()
    await port.arrive(await port.lodge(cargo))
    receipt = await port.file(cargo)
    assert receipt["state"] == "HELD"
    assert "ack" in await port.land(cargo)
    await port.becomes(cargo, "IN_INSPECTION")
    (order,) = await told("inspection.ordered")
    assert order["container_no"] == cargo.container_no

    await port.scan(cargo)
    drawn = await port.conclude_scan("SUSPECT", "Dense regular cartons behind the first row")
    assert drawn["container_no"] == cargo.container_no
    tablet, code, message = await until(lambda: port.buzzes and port.buzzes[0], what="a buzz")
    assert message["order_no"] == order["order_no"]
    (crew,) = await told("inspection.crew-drawn")
    assert code.removeprefix("WT-") in str(crew)
    assert "ack" in await tablet.acknowledge(message["buzz_no"])
    return cargo, order["order_no"], tablet


async def finding(order_no, tablet, found, note):
    answer = await tablet.report(order_no=order_no, finding=found, note=note)
    assert "ack" in answer, answer


@pytest.mark.feature("I-05")
@pytest.mark.feature("H-15")
async def test_goods_as_declared_are_let_go(port):
    async with port.watched(Wall()) as wall:
        cargo, order_no, tablet = await held_at_the_quay(port)
        for sentence in ("decided.held", "controlled", "ordered", "reviewed.suspect"):
            await wall.shows(sentence)
        await finding(order_no, tablet, "NO_FAULT", "Goods as declared, seal intact")

        await port.becomes(cargo, "RELEASED_FOR_PICKUP")
        await wall.shows("concluded.no_fault")
        await wall.shows("released")
        assert wall.gaps == 0
    trail = await port.trail(order_no)
    assert trail.count("device.officer-buzzed") == 2  # a crew is two
    assert trail.count("device.order-acknowledged") == 1
    assert "inspection.concluded" in trail
    (label,) = await until(lambda: told("risk.outcome-recorded"), what="a label")
    assert (label["found"], label["source"], label["evidence"]) == (False, "OPENED", order_no)
    assert "clearance.released-for-pickup" in await port.trail(cargo.container_no)


@pytest.mark.feature("I-05")
@pytest.mark.feature("H-06")
async def test_smuggled_goods_stay_and_the_gate_refuses_the_truck(port):
    async with port.watched(Wall()) as wall:
        cargo, order_no, tablet = await held_at_the_quay(port)
        await finding(order_no, tablet, "FAULT", "Cigarettes behind the first row of shirts")
        await port.becomes(cargo, "DETAINED")
        for sentence in ("concluded.fault", "detained"):
            await wall.shows(sentence)
        await until(
            lambda: [one for one in wall.alarms.values() if one["severity"] == "critical"],
            what="a critical alarm",
        )

        lane, bridge, barrier = await port.man_the_gate()
        await port.drive_up(cargo, lane=lane, bridge=bridge, passage_no="PSKEPT1")
        await until(lambda: lane.shown.get("PSKEPT1", ("",))[0] == "stop")
        await wall.shows("passage.false")
    assert not barrier.raised
    assert not await told("clearance.container-left-port", "clearance.released-for-pickup")
    (record,) = await told("inspection.concluded")
    assert record["outcome"] == "FAULT"
    (label,) = await until(lambda: told("risk.outcome-recorded"), what="a label")
    assert (label["found"], label["subject_reference"]) == (True, cargo.declaration_no)
    assert "clearance.declaration-detained" in await port.trail(cargo.declaration_no)
