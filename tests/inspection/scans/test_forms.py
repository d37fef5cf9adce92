"""Every form of scan becomes the same planes again, and what is wrong is named."""

import hashlib
import io
import json
import struct
import zipfile
import zlib

import numpy as np
import pytest

from customs_portal.kit.errors import Fault
from inspection.scans.operations.read_delivery import read_delivery, read_photograph
from inspection.scans.rules import samples
from inspection.scans.rules.planes import Plane, pack, unpack
from tests.inspection.scans.deliveries import CUBE, FLAT, GOOD, GREY, HIGH, LOW, PACKAGE, VOLUME

pytestmark = pytest.mark.feature("H-01")


def planes_of(data, form=""):
    return {one.name: one for one in unpack(read_delivery(data=data, form=form).packed)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("png16", {"grey": FLAT}),
        ("dual_tiff", {"low": LOW.values, "high": HIGH.values}),
        ("DICOS DX", {"grey": FLAT}),
        ("DICOS DX deflated", {"grey": FLAT}),
        ("DICOS CT", {"volume": VOLUME}),
        ("DICOS CT rle", {"volume": VOLUME}),
        ("package", {"low": LOW.values, "high": HIGH.values}),
    ],
)
def test_not_one_value_is_lost(name, expected):
    found = planes_of(GOOD[name])
    assert set(found) == set(expected)
    assert all((found[plane].values == values).all() for plane, values in expected.items())


def test_the_gantrys_packed_png_becomes_transmission_and_effective_z():
    found = planes_of(GOOD["packed"], form="packed")
    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(GOOD["packed"]))).astype(np.uint16)
    assert (found["transmission"].values == (pixels[:, :, 0] << 8 | pixels[:, :, 1])).all()
    assert (found["zeff"].values == pixels[:, :, 2]).all()


def test_a_volume_has_slices_and_projections_and_its_spacing():
    read = read_delivery(data=GOOD["DICOS CT"])
    assert (read.width, read.height, read.frames) == (16, 20, 12)
    assert len(read.cuts) == 6 and all(one.startswith(b"\x89PNG") for one in read.cuts)
    assert read.facts["spacing_mm"] == [1.0, 1.0, 1.5]


def test_signed_values_are_kept_with_their_offset():
    signed = (VOLUME.astype(np.int32) - 32_768).astype("<i2")
    data = samples.as_dicom(CUBE, PixelRepresentation=1, PixelData=signed.tobytes())
    found = planes_of(data)["volume"]
    assert ((found.values.astype(np.int32) + found.offset) == signed).all()


def test_other_peoples_names_are_left_out_and_said():
    read = read_delivery(data=samples.as_dicom(GREY, personal=True))
    assert set(read.dropped) == {
        "OperatorsName", "PatientBirthDate", "PatientID", "PatientName", "private elements",
    }  # fmt: skip
    for word in (b"Somebody", b"Operator^One", b"whatever only", b"19700101"):
        assert word not in read.kept
    again = planes_of(read.kept)["grey"]
    assert (again.values == FLAT).all()
    assert read_delivery(data=read.kept).dropped == ()


def test_a_packages_radiation_channel_and_words_come_back():
    read = read_delivery(data=PACKAGE)
    assert read.facts["radiation"]["gamma"] == [3, 4, 2, 90, 88, 5]
    assert read.facts["energies_kev"] == [4000, 6000]
    assert read.facts["subject"]["reference"] == "MSKU3148527"


def test_a_package_of_a_volume_comes_back_too():
    data = samples.as_package([CUBE], geometry="CT")
    assert (planes_of(data)["volume"].values == VOLUME).all()


def test_one_frame_of_a_pack_is_read_alone():
    packed = pack([CUBE, GREY])
    assert (unpack(packed, only="volume", frame=7)[0].values == VOLUME[7]).all()
    assert [one.name for one in unpack(packed, only="grey")] == ["grey"]


def test_eight_bits_as_sixteen_are_read_and_said():
    narrow = (FLAT >> 8).astype(np.uint16)
    assert "eight_bits_as_sixteen" in read_delivery(data=samples.as_png(narrow * 257)).notes
    assert "eight_bits_as_sixteen" in read_delivery(data=samples.as_png(narrow)).notes
    assert read_delivery(data=samples.as_png(FLAT)).notes == ()


def test_a_photograph_loses_what_the_camera_wrote_beside_it():
    from PIL import Image

    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x9003] = "Secret Camera", "2026:11:20 10:00:00"
    Image.fromarray((FLAT >> 8).astype(np.uint8)).save(made, "JPEG", exif=exif)
    assert b"Secret Camera" in made.getvalue()
    photo = read_photograph(data=made.getvalue())
    assert b"Secret Camera" not in photo.jpeg and b"Exif" not in photo.jpeg
    assert not Image.open(io.BytesIO(photo.jpeg)).getexif()


def png_of(columns, rows, body=b"", bits=16, colour=0):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", columns, rows, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def zipped(parts, manifest=None):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        if manifest is not None:
            archive.writestr("manifest.json", manifest)
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def manifest(**changes):
    image = {
        "file": "grey.png", "plane": "grey", "shape": [60, 90], "bits": 16,
        "sha256": hashlib.sha256(GOOD["png16"]).hexdigest(),
    }  # fmt: skip
    whole = {"format": "scan-package", "version": 1, "images": [image]}
    for name, value in changes.items():
        if name in image:
            image[name] = value
        else:
            whole[name] = value
    return json.dumps(whole)


PNG = {"grey.png": GOOD["png16"]}
FLOATS = FLAT.astype("<f4")
BROKEN_FLOATS = np.where(FLOATS > 50_000, np.nan, FLOATS).astype("<f4")


def with_floats(array):
    from pydicom import dcmread

    found = dcmread(io.BytesIO(GOOD["DICOS DX"]))
    del found.PixelData
    found.BitsAllocated = 32
    found.FloatPixelData = array.tobytes()
    made = io.BytesIO()
    found.save_as(made, enforce_file_format=False)
    return made.getvalue()


def with_syntax(uid):
    return GOOD["DICOS DX"].replace(b"1.2.840.10008.1.2.1\0", uid.ljust(20, b"\0"), 1)


BAD = {
    "nothing": (b"", "empty"),
    "no form of ours": (b"hello, this is no scan" * 20, "unknown_form"),
    "a program": (b"\x7fELF" + b"\0" * 400, "unknown_form"),
    "a cut png": (GOOD["png16"][:-300], "truncated"),
    "a damaged png": (GOOD["png16"][:200] + b"\xff" + GOOD["png16"][201:], "damaged"),
    "a bombed png": (png_of(90, 60, b"\0" * 40_000_000), "bomb"),
    "a hundred megapixels": (png_of(12_000, 9_000, b"\0" * 99), "too_many_pixels"),
    "a line of pixels": (png_of(90, 2, b"\0" * 362), "too_small"),
    "a cut tiff": (GOOD["dual_tiff"][:900], "damaged"),
    "a cut jpeg": (GOOD["colour_jpeg"][:300], "damaged"),
    "a cut dicom": (GOOD["DICOS DX"][:-500], "truncated"),
    "a dicom of other rows": (samples.as_dicom(GREY, Rows=30), "contradictory_size"),
    "a dicom without rows": (samples.as_dicom(GREY, Rows=None), "missing"),
    "a dicom of no pixels": (samples.as_dicom(GREY, Rows=0), "too_small"),
    "a dicom of a hundred megapixels": (
        samples.as_dicom(GREY, Rows=12_000, Columns=9_000), "too_many_pixels",
    ),
    "a dicom of endless frames": (
        samples.as_dicom(CUBE, NumberOfFrames=2_000_000), "too_many_pixels",
    ),
    "not a number among floats": (with_floats(BROKEN_FLOATS), "not_finite"),
    "infinite floats": (with_floats(np.full_like(FLOATS, np.inf)), "not_finite"),
    "floats with fractions": (with_floats(FLOATS + 0.25), "not_whole"),
    "an infinite slope": (samples.as_dicom(GREY, RescaleSlope="1e999"), "not_finite"),
    "a spacing of nothing": (samples.as_dicom(GREY, PixelSpacing=["0", "0"]), "spacing"),
    "jpeg 2000 in dicom": (with_syntax(b"1.2.840.10008.1.2.4.90"[:20]), "compressed_syntax"),
    "a package without manifest": (zipped(PNG), "no_manifest"),
    "a package that is cut": (PACKAGE[:-60], "damaged"),
    "a path in a package": (zipped({"../grey.png": b"x"}, manifest()), "path_in_name"),
    "an absolute path in a package": (zipped({"/etc/passwd": b"x"}, manifest()), "path_in_name"),
    "a part nobody named": (zipped(PNG | {"more.bin": b"x"}, manifest()), "unlisted_part"),
    "a part that is not there": (zipped({}, manifest()), "missing_part"),
    "another part than named": (zipped({"grey.png": GOOD["packed"]}, manifest()), "wrong_hash"),
    "a manifest in another alphabet": (zipped(PNG, b'{"a": "\xff\xfe"}'), "not_utf8"),
    "a manifest that is a list": (zipped(PNG, "[]"), "not_json"),
    "a manifest nested without end": (zipped(PNG, "[" * 90_000), "not_json"),
    "a manifest with not a number": (zipped(PNG, '{"a": NaN}'), "not_json"),
    "another version": (zipped(PNG, manifest(version=9)), "package_version"),
    "no such plane": (zipped(PNG, manifest(plane="soul")), "plane_name"),
    "another shape than said": (zipped(PNG, manifest(shape=[61, 90])), "contradictory_size"),
    "a shape without end": (zipped(PNG, manifest(shape=[10**9, 10**9])), "too_many_pixels"),
    "a negative shape": (zipped(PNG, manifest(shape=[-60, -90])), "too_small"),
    "no images": (zipped(PNG, manifest(images=[])), "manifest"),
    "energies that are words": (zipped(PNG, manifest(energies_kev=["x"])), "manifest"),
    "a zip bomb": (zipped({"grey.png": b"\0" * 210_000_000}, manifest()), "bomb"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_name_with_a_remedy(name):
    data, rule = BAD[name]
    with pytest.raises(Fault) as refused:
        read_delivery(data=data)
    assert refused.value.rule == f"scan.{rule}"
    assert refused.value.field and refused.value.remedy and refused.value.message


def test_after_all_of_them_a_good_one_is_read():
    assert read_delivery(data=GOOD["png16"]).form == "png16"


def test_a_packed_png_that_is_none_is_refused():
    with pytest.raises(Fault) as refused:
        read_delivery(data=GOOD["colour_jpeg"], form="packed")
    assert refused.value.rule == "scan.not_packed"


def test_planes_of_two_sizes_contradict_each_other():
    with pytest.raises(Fault) as refused:
        read_delivery(data=samples.as_tiff([FLAT, FLAT[:, :80]]))
    assert refused.value.rule == "scan.contradictory_size"


def test_a_colour_picture_keeps_its_colours():
    import cv2

    pixels = np.zeros((40, 50, 3), np.uint8)
    pixels[:, :25] = (10, 120, 250)
    read = read_delivery(data=cv2.imencode(".png", pixels)[1].tobytes())
    found = {one.name: one.values for one in unpack(read.packed)}
    assert (found["red"] == pixels[:, :, 2]).all() and (found["blue"] == pixels[:, :, 0]).all()
    assert isinstance(unpack(read.packed)[0], Plane)
