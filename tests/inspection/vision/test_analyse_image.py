"""Pictures from anywhere: read, or refused by name; what is said is said with its limits."""

import io
import json
import struct
import zlib

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from inspection.vision.devices.confined_picture import PictureUnfit, open_picture
from inspection.vision.operations.analyse_image import analyse_image
from inspection.vision.rules.artefact import loaded
from inspection.vision.rules.looks import painted
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from inspection.vision.rules.trial import light_of
from tests.inspection.vision.pictures import as_file, packed

pytestmark = pytest.mark.feature("I-06")


def a_bag(seed=9_500_000, **wish):
    return scene(seed, Wish(place=Place.SUITCASE, clutter=Clutter.LIGHT, **wish))


def bomb(width, height):
    """A PNG whose few bytes promise this many pixels."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min(width * height, 30_000_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", [".png", ".jpg"])
@pytest.mark.parametrize("mode", ["grey", "inverted", "coloured"])
def test_every_kind_of_picture_is_looked_at(form, mode):
    bag = a_bag(threats=1)
    light = light_of(bag)
    if mode == "coloured":
        rng = np.random.default_rng(4)
        light = next(p for p in (painted(light, bag.zed, rng) for _ in range(40)) if p.ndim == 3)
    elif mode == "inverted":
        light = 255 - light
    told = analyse_image(as_file(light, form), eye=loaded())
    assert (told.width, told.height) == (320, 320)
    assert ("inverted" in told.taken_as) == (mode == "inverted") or mode == "coloured"
    for one in told.findings:
        assert 0 <= one.x < one.x + one.width <= 320


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_of_pixels_is_read(mode):
    light = light_of(a_bag())
    if mode == "I;16":
        picture, form = Image.fromarray(light.astype(np.uint16) * 257), "PNG"
    else:
        picture, form = Image.fromarray(light).convert(mode), "JPEG" if mode == "CMYK" else "PNG"
    made = io.BytesIO()
    picture.save(made, form)
    assert open_picture(made.getvalue()).pixels.shape[:2] == (320, 320)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_a_picture"),
        (b"GIF89a" + bytes(40), "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (as_file(np.zeros((300, 300), np.uint8))[:60], "unreadable"),
        (as_file(np.zeros((8, 8), np.uint8)), "too_small"),
        (bomb(12_000, 9_000), "oversized"),
    ],
    ids=["nothing", "gif", "pdf", "cut", "tiny", "hundred megapixels"],
)
def test_what_is_no_picture_is_refused_by_name(data, why):
    with pytest.raises(PictureUnfit) as refused:
        open_picture(data)
    assert refused.value.why == why


def test_a_great_picture_is_shown_smaller_and_told_in_its_own_pixels():
    light = light_of(a_bag(threats=2))
    great = np.kron(light, np.ones((10, 10), np.uint8))
    opened = open_picture(as_file(great))
    assert (opened.true_width, opened.true_height) == (3200, 3200)
    told = analyse_image(as_file(great), eye=loaded())
    assert all(one.x + one.width <= 3200 for one in told.findings)


def test_the_command_writes_findings_the_model_and_its_limits(tmp_path, capsys):
    scan, words = tmp_path / "bag.png", tmp_path / "words.png"
    scan.write_bytes(as_file(light_of(a_bag(threats=1))))
    words.write_text("not a picture")
    out = tmp_path / "told.json"
    with pytest.raises(SystemExit) as ended:
        call_command(
            "analyse_image", str(scan), str(words), str(tmp_path / "gone.png"), "--out", str(out)
        )
    assert ended.value.code == 2
    told = json.loads(out.read_text())
    assert told["model"]["digest"] == loaded().digest
    assert any("simulated" in one for one in told["limits"])
    read, refused, gone = told["images"]
    assert {"findings", "contents", "taken_as", "alarm", "width"} <= set(read)
    assert refused["refused"] == "not_a_picture"
    assert "No such file" in gone["refused"]


def test_a_scan_of_the_house_is_read_in_its_own_format(tmp_path):
    scan, out = tmp_path / "scan.png", tmp_path / "told.json"
    scan.write_bytes(packed(scene(9_500_003, Wish(place=Place.CONTAINER, size=(800, 320)))))
    call_command("analyse_image", str(scan), "--scan", "--out", str(out))
    (read,) = json.loads(out.read_text())["images"]
    assert read["taken_as"] == "dual-energy scan"


def test_a_broken_model_is_named_before_the_first_picture(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(
            "analyse_image", "a.png", "--out", str(tmp_path / "x"), "--model", str(tmp_path)
        )
