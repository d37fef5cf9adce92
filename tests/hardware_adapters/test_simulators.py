"""Each adapter against its simulator, over a real line."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from asgiref.sync import sync_to_async
from PIL import Image

from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.devices.glasses.simulator import look_at
from hardware_adapters.devices.optics.painter import Weather
from hardware_adapters.devices.quay_camera.simulator import show
from hardware_adapters.devices.weighbridge.simulator import weigh
from hardware_adapters.devices.xray_gantry.scene import GOODS, scan_image
from hardware_adapters.devices.xray_gantry.simulator import scan
from hardware_adapters.models import LatestFrame, Sighting
from tests.factories.hardware import DeviceFactory
from tests.hardware_adapters.conftest import picture

pytestmark = pytest.mark.django_db(transaction=True)

make = sync_to_async(DeviceFactory)
NUMBER = "TEMU3108252"


async def payload_of(name):
    return (await JournalEntry.objects.aget(name=name)).payload


@pytest.mark.feature("H-13")
async def test_a_quay_camera_sees_a_container(port_open, dialled):
    camera = await make(code="QC-05", kind="quay_camera")
    async with port_open() as gateway, dialled(gateway, camera) as device:
        answer = await show(
            device,
            container_no=NUMBER,
            seed=5,
            weather=Weather(murk=0.2),
            seen_at=datetime.now(UTC),
        )
    assert answer == {"ack": 1}
    seen = await payload_of("device.container-at-shipside")
    assert seen["container_no"] == NUMBER
    assert len(seen["readings"]) >= 2
    assert storage.read(seen["picture_key"]).startswith(b"\xff\xd8")
    assert (await LatestFrame.objects.aget()).picture_key == seen["picture_key"]


async def test_a_covered_number_waits_for_a_person(port_open, dialled):
    camera = await make(code="QC-05", kind="quay_camera")
    async with port_open() as gateway, dialled(gateway, camera) as device:
        await show(
            device,
            container_no=NUMBER,
            seed=5,
            weather=Weather(murk=0.2, covered=True),
            seen_at=datetime.now(UTC),
        )
    unread = await payload_of("device.container-unread")
    assert (await Sighting.objects.aget()).sighting_no == unread["sighting_no"]


@pytest.mark.feature("H-01")
async def test_a_gantry_delivers_a_scan_without_losing_a_bit(port_open, dialled):
    gantry = await make(code="XG-1", kind="xray_gantry")
    loads, size = [GOODS["textiles"], GOODS["metal"]], (600, 220)
    async with port_open() as gateway, dialled(gateway, gantry) as device:
        answer = await scan(
            device,
            scan_no="SC1",
            container_no=NUMBER,
            loads=loads,
            seed=1,
            taken_at=datetime.now(UTC),
            size=size,
        )
    assert answer == {"ack": 1}
    imaged = await payload_of("device.container-imaged")
    assert storage.read(imaged["image_key"]) == scan_image(loads=loads, seed=1, size=size)


def test_a_scan_shows_air_as_air_and_metal_as_metal():
    pixels = np.asarray(
        Image.open(io.BytesIO(scan_image(loads=[GOODS["metal"]], seed=1, size=(600, 220))))
    ).astype(int)
    transmission = pixels[..., 0] * 256 + pixels[..., 1]
    assert transmission[:8].mean() > 64_000
    assert transmission.min() < 8_000
    assert pixels[..., 2].max() / 4 > 24


@pytest.mark.parametrize("bytes_sent", [picture("JPEG"), picture("PNG")[:300], picture("PNG")])
async def test_a_gantry_picture_that_is_no_scan_is_refused(
    port_open, dialled, told, now_text, bytes_sent
):
    gantry = await make(code="XG-1", kind="xray_gantry")
    message = {"type": "scan", "scan_no": "S", "container_no": NUMBER, "taken_at": now_text}
    if bytes_sent == picture("PNG"):
        bytes_sent = picture("PNG", size=(64, 64))
    async with port_open() as gateway, dialled(gateway, gantry) as device:
        answer = await device.say(message, bytes_sent)
        assert answer["rule"].startswith(("picture.", "scan."))
        assert "device.container-imaged" not in await sync_to_async(told)()
        assert await LatestFrame.objects.acount() == 0


@pytest.mark.feature("H-15")
async def test_glasses_read_in_passing_and_show_a_tile(port_open, dialled):
    glasses = await make(code="GS-1", kind="glasses")
    async with port_open() as gateway, dialled(gateway, glasses) as device:
        assert await look_at(device, container_no=NUMBER, seed=5) == {"ack": 1}
    assert (await payload_of("device.container-by-glasses"))["container_no"] == NUMBER
    assert (await LatestFrame.objects.aget()).kind == "glasses"


@pytest.mark.feature("H-10")
@pytest.mark.parametrize(("weight", "answer"), [(31_450, "ack"), (0, "nak"), (500_000, "nak")])
async def test_a_weighbridge_gives_a_possible_weight(port_open, dialled, weight, answer):
    bridge = await make(code="WB-1", kind="weighbridge")
    async with port_open() as gateway, dialled(gateway, bridge) as device:
        said = await weigh(
            device, passage_no="P-1", gross_weight_kg=weight, weighed_at=datetime.now(UTC)
        )
    assert answer in said
