"""What is not a whole scan never reaches the bench."""

import io
import struct
import zlib

import pytest
from PIL import Image

from inspection.imaging.rules.scan_format import MAX_BYTES, SIGNATURE, NotAScan, size_of_scan
from tests.factories.inspection import scan_png


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, pixels, form=(8, 2, 0, 0, 0)):
    header = struct.pack(">IIBBBBB", width, height, *form)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def grey_png():
    out = io.BytesIO()
    Image.new("L", (20, 20)).save(out, "PNG")
    return out.getvalue()


def damaged():
    whole = bytearray(scan_png())
    whole[len(whole) // 2] ^= 0xFF
    return bytes(whole)


def test_a_whole_scan_tells_its_size():
    size = size_of_scan(scan_png(width=300, height=100))
    assert (size.width, size.height) == (300, 100)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not_png"),
        (b"\xff\xd8\xff\xe0 a photograph named .png", "not_png"),
        (SIGNATURE, "truncated"),
        (scan_png()[:-200], "truncated"),
        (damaged(), "damaged"),
        (grey_png(), "wrong_pixels"),
        (png(60_000, 60_000, b""), "oversized"),
        (png(10, 10, zlib.compress(bytes(5_000_000))), "damaged"),
        (png(10, 10, zlib.compress(bytes(20))), "truncated"),
        (SIGNATURE + bytes(MAX_BYTES), "oversized"),
    ],
    ids=["empty", "jpeg", "header", "cut", "bit-flip", "grey", "huge", "bomb", "short", "heavy"],
)
def test_anything_else_is_refused_with_its_rule(data, rule):
    with pytest.raises(NotAScan) as refused:
        size_of_scan(data)
    assert refused.value.rule == rule
