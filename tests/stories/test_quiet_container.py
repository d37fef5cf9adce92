"""The ordinary day: nobody is asked anything, and the box leaves through the gate."""

import pytest

from tests.stories.port import LANE, told
from tests.stories.screen import Wall, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.feature("C-01")
@pytest.mark.feature("C-43")
@pytest.mark.feature("H-06")
async def test_from_the_manifest_to_the_closed_file(port):
    async with port.watched(Wall()) as wall:
        cargo = await port.manifested_and_filed()
        await wall.shows("ship")
        await wall.shows("decided.cleared_to_leave")
        assert await port.guarantee_used(cargo) > 0

        assert "ack" in await port.land(cargo)
        await port.becomes(cargo, "RELEASED_FOR_PICKUP")
        (seen,) = await told("device.container-at-shipside")
        assert seen["container_no"] == cargo.container_no  # read by machine, from the picture
        assert not await told("inspection.ordered")
        await wall.shows("released")

        await port.apply_for_pass(cargo)
        lane, bridge, barrier = await port.man_the_gate()
        await port.drive_up(cargo, lane=lane, bridge=bridge, passage_no="PSQUIET1")
        await until(lambda: "PSQUIET1" in barrier.raised, what="the barrier's command")
        await wall.shows("passage.true")
        await wall.shows("left")
        (passage,) = await told("clearance.passage-decided")
        assert (passage["opened"], passage["place_code"]) == (True, LANE)
        (left,) = await told("clearance.container-left-port")
        assert left["container_no"] == cargo.container_no

        bill_no = await port.complete_and_pay(cargo)
        shown = await port.becomes(cargo, "CLOSED")
        assert shown["containers"][0]["left_at"]
        await until(  # the bank hears the answer after the portal has posted
            lambda: port.bank.callbacks, what="the bank's own record of the answer"
        )
        assert port.bank.callbacks[-1][1] == 200
        assert await port.guarantee_used(cargo) == 0
        await wall.shows("paid")
        await wall.shows("closed")
        await until(  # figures over a day follow the news within a second
            lambda: wall.rows["kpi.throughput"]["value"] == 1, what="the box in the day's figure"
        )
        figures = wall.rows
        assert figures[f"site.{LANE}"]["state"] == "ok"
        assert wall.gaps == 0

    trail = await port.trail(cargo.declaration_no)
    for step in (
        "clearance.summary-accepted",
        "risk.shipment-assessed",
        "clearance.guarantee-reserved",
        "clearance.release-decided",
        "clearance.released-for-pickup",
        "clearance.gate-pass-approved",
        "clearance.container-left-port",
        "clearance.declaration-completed",
        "clearance.tax-billed",
        "clearance.tax-paid",
        "clearance.guarantee-freed",
        "clearance.declaration-closed",
    ):
        assert trail.count(step) == 1, (step, trail)
    assert "device.container-at-shipside" in await port.trail(cargo.container_no)
    assert "device.vehicle-at-gate" in await port.trail(cargo.plate_no)
    assert "clearance.tax-paid" in await port.trail(bill_no)


@pytest.mark.feature("H-06")
async def test_a_truck_of_another_plate_stays_and_a_person_sees_why(port):
    cargo = await port.manifested_and_filed()
    await port.land(cargo)
    await port.becomes(cargo, "RELEASED_FOR_PICKUP")
    await port.apply_for_pass(cargo)
    lane, bridge, barrier = await port.man_the_gate()
    cargo.plate_no = "粤B99999"
    async with port.watched(Wall()) as wall:
        await port.drive_up(cargo, lane=lane, bridge=bridge, passage_no="PSWRONG1")
        await until(lambda: "PSWRONG1" in lane.shown, what="a line on the lane screen")
        tone, line = lane.shown["PSWRONG1"]
        assert tone == "stop"
        assert line
        await wall.shows("passage.false")
        await until(lambda: wall.sites.get(LANE, set()) & {"critical", "major"})
    assert not barrier.raised
    assert not await told("clearance.container-left-port")
