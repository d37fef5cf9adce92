"""What machines cannot read, people do; what a screen missed, it asks for."""

from io import BytesIO

import pytest
from PIL import Image

from hardware_adapters.devices.glasses.simulator import look_at
from tests.stories.cargo import Cargo
from tests.stories.port import BERTH, told
from tests.stories.screen import Wall, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.feature("H-01")
async def test_a_covered_number_is_read_by_a_person_and_the_box_goes_on(port):
    cargo = await port.manifested_and_filed()
    async with port.watched(Wall()) as wall:
        assert "ack" in await port.land(cargo, covered=True)
        await wall.shows("unread")
        assert (await port.look(cargo))["state"] == "CLEARED_TO_LEAVE"
        assert not await told("device.container-at-shipside")
        (unread,) = await told("device.container-unread")
        await until(lambda: "minor" in wall.sites.get(BERTH, ()), what="an alarm at the berth")

        quay = await port.officer("quay")
        status, page = await quay.page("/officer/readings/")
        assert unread["sighting_no"] in page
        status, _ = await quay.post(
            f"/officer/readings/{unread['sighting_no']}/confirm/",
            {"container_no": cargo.container_no, "sighting": unread["sighting_no"]},
        )
        assert status < 400

        await port.becomes(cargo, "RELEASED_FOR_PICKUP")
        await wall.shows("released")
        await until(lambda: wall.rows[f"site.{BERTH}"]["alarms"] == 0, what="the alarm's end")
    (seen,) = await told("device.container-at-shipside")
    assert seen["confirmed_by"] == "quay"


@pytest.mark.feature("H-13")
async def test_glasses_read_a_number_and_their_picture_is_a_tile(port):
    cargo = Cargo()
    async with port.watched(Wall()) as wall:
        glasses = await port.device("glasses", "GS-inspector1")
        assert "ack" in await look_at(glasses, container_no=cargo.container_no, seed=8)
        await until(lambda: "camera.GS-inspector1" in wall.rows, what="a tile")
        assert wall.rows["camera.GS-inspector1"]["kind"] == "glasses"
    (seen,) = await told("device.container-by-glasses")
    assert (seen["container_no"], seen["officer"]) == (cargo.container_no, "inspector1")
    commander = await port.officer("commander")
    address = f"{port.url}/supervisor/wall/frames/GS-inspector1.jpg"
    async with commander.session.get(address) as answer:
        assert answer.status == 200
        assert Image.open(BytesIO(await answer.read())).format == "JPEG"
    stranger = await port.officer("tax")
    async with stranger.session.get(address) as answer:
        assert answer.status == 403


@pytest.mark.feature("D-01")
async def test_a_cut_wall_comes_back_with_nothing_missing(port):
    always, cut = Wall(), Wall()
    async with port.watched(always):
        async with port.watched(cut):
            cargo = await port.manifested_and_filed()
            await cut.shows("decided.cleared_to_leave")
        before = cut.seq
        await port.land(cargo)
        await port.becomes(cargo, "RELEASED_FOR_PICKUP")
        lane, bridge, barrier = await port.man_the_gate()
        await port.drive_up(cargo, lane=lane, bridge=bridge, passage_no="PSNOPASS")
        await always.shows("passage.false")
        assert always.seq > before

        async with port.watched(cut):
            await until(lambda: cut.rows == always.rows, what="the same board on both screens")
            assert cut.said() == always.said()
    assert (always.gaps, cut.gaps) == (0, 0)
    assert not barrier.raised
