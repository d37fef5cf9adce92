"""A stranger's bytes are opened in a process of their own, and refused when they are no picture."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from hardware_adapters.devices.optics import pictures
from hardware_adapters.devices.optics.confined import Confined, TooMuch
from hardware_adapters.devices.xray_gantry import wire
from hardware_adapters.ports import FrameFault
from tests.hardware_adapters.conftest import picture


def bomb(width=30_000, height=30_000):
    """A PNG of a few kilobytes that claims to be huge."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_whole_picture_is_accepted(kind):
    facts = pictures.examine(picture(kind), field="bytes", tile_width=100)
    assert (facts.width, facts.height) == (320, 240)
    assert Image.open(io.BytesIO(facts.tile)).size == (100, 75)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"GIF89a" + b"\0" * 100, "picture.not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.not_a_picture"),
        (b"", "picture.not_a_picture"),
        (picture("PNG")[:200], "picture.truncated"),
        (picture("JPEG")[:400], "picture.truncated"),
        (b"\x89PNG\r\n\x1a\n", "picture.truncated"),
        (b"\xff\xd8\xff" + b"x" * 400, "picture.truncated"),
        (bomb(), "picture.too_many_pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (12 * 1024 * 1024), "picture.too_big"),
    ],
)
def test_what_is_no_whole_picture_is_refused(data, rule):
    with pytest.raises(FrameFault) as refused:
        pictures.examine(data, field="bytes")
    assert refused.value.rule == rule
    assert refused.value.remedy


def test_a_jpeg_is_no_scan():
    with pytest.raises(FrameFault) as refused:
        pictures.examine(picture("JPEG"), field="bytes", only="png")
    assert refused.value.rule == "picture.kind"


@pytest.mark.parametrize(
    ("size", "mode", "rule"),
    [((320, 240), "L", "scan.channels"), ((20, 240), "RGB", "scan.size")],
)
def test_a_png_that_cannot_be_a_scan_is_refused(size, mode, rule):
    facts = pictures.examine(picture("PNG", size, mode), field="bytes")
    with pytest.raises(FrameFault) as refused:
        wire.check_scan(facts)
    assert refused.value.rule == rule


def test_work_that_takes_too_long_is_ended_and_the_next_is_done():
    confined = Confined(memory_mib=512, cpu_seconds=5, wall_seconds=1.5)
    try:
        with pytest.raises(TooMuch):
            confined.run(time.sleep, 30)
        assert confined.run(len, b"abc") == 3
    finally:
        confined.kill()


def test_work_that_takes_too_much_memory_is_ended():
    confined = Confined(memory_mib=256, cpu_seconds=5, wall_seconds=10)
    try:
        with pytest.raises(TooMuch):
            confined.run(bytearray, 1024 * 1024 * 1024)
    finally:
        confined.kill()
