"""Runs confined: opens one delivery of a stranger and answers with planes and pictures.

Every limit is set before the first byte is parsed: memory, processor time, no written byte, no
further file descriptor, no child. ``portal`` code outside never opens such bytes itself.
"""

import io
import os
import sys
from typing import Any

from customs_portal.confined.answering import Answer, answer_for_ever
from customs_portal.confined.limits import hold_memory, write_nothing

READY = "OPENBLAS_NUM_THREADS"


def look(words: dict[str, Any], parts: list[bytes]) -> Answer:
    from inspection.scans.rules.limits import Unreadable

    try:
        if words.get("task") == "photograph":
            return _photograph(parts[0])
        return _scan(parts[0], packed=words.get("form") == "packed")
    except Unreadable as error:
        return {"rule": error.rule, "field": error.field, "words": error.words}, []


def _scan(data: bytes, *, packed: bool) -> Answer:
    from inspection.scans.rules import pictures
    from inspection.scans.rules.planes import pack

    reading = read(data, packed=packed)
    width, height, frames = reading.size
    volume = reading.plane("volume")
    made = [reading.kept, pack(reading.planes), pictures.thumbnail(reading)]
    made.append(pictures.pyramid(reading) if max(width, height) > pictures.TILE else b"")
    for axis in pictures.AXES if volume is not None else ():
        middle = volume.values.shape[pictures.AXES.index(axis)] // 2
        made.append(pictures.slice_of(volume, axis=axis, number=middle))
        made.append(pictures.projection(volume, axis=axis))
    return {
        "form": reading.form,
        "facts": reading.facts,
        "notes": list(reading.notes),
        "dropped": list(reading.dropped),
        "size": [width, height, frames],
        "planes": [
            {"name": one.name, "bits": one.bits, "shape": list(one.values.shape)}
            for one in reading.planes
        ],
    }, made


def read(data: bytes, *, packed: bool) -> Any:
    """Told by the bytes alone, never by a name. Raises ``Unreadable``."""
    from inspection.scans.rules import dicom, package, rasters
    from inspection.scans.rules.limits import MOST_BYTES, Unreadable

    if not data:
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big")
    if data.startswith(rasters.PNG):
        return rasters.read_png(data, packed=packed)
    if packed:
        raise Unreadable("not_packed", "form")
    if data.startswith(rasters.JPEG):
        return rasters.read_jpeg(data)
    if data.startswith(rasters.TIFFS):
        return rasters.read_tiff(data)
    if dicom.is_dicom(data):
        return dicom.read_dicom(data)
    if data.startswith(b"PK"):
        return package.read_package(data)
    raise Unreadable("unknown_form")


def _photograph(data: bytes) -> Answer:
    """A new JPEG of the same pixels: what a camera wrote beside them (place, owner) is gone."""
    from PIL import Image, ImageOps

    from inspection.scans.rules import pictures, rasters
    from inspection.scans.rules.limits import Unreadable, check_size
    from inspection.scans.rules.planes import Plane, Reading, pack

    if not data:
        raise Unreadable("empty")
    if not data.startswith((rasters.PNG, rasters.JPEG)):
        raise Unreadable("not_a_photograph")
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            check_size(columns=picture.width, rows=picture.height, planes=3)
            picture.load()
            plain = ImageOps.exif_transpose(picture).convert("RGB")
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # decoders fail in many ways; each means: not whole
        raise Unreadable("damaged") from error
    plain.thumbnail((2400, 2400))
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=88)
    plain.thumbnail((640, 640))
    names = ("red", "green", "blue")
    bands = zip(names, plain.split(), strict=True)
    planes = tuple(Plane(name=name, values=rasters.as_values(band), bits=8) for name, band in bands)
    reading = Reading(form="photograph", planes=planes)
    size = Image.open(io.BytesIO(made.getvalue())).size
    said = {"form": "photograph", "facts": {}, "notes": [], "dropped": [], "size": [*size, 1]}
    return said, [made.getvalue(), pack(planes), pictures.thumbnail(reading)]


def main() -> None:
    os.environ.setdefault(READY, "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import resource

    from inspection.scans.rules import dicom, limits, package, pictures, rasters  # noqa: F401

    rasters.prepare()
    _warm()
    hold_memory(limits.MEMORY)
    write_nothing()
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    too_much: Answer = ({"rule": "too_much", "field": "file", "words": {}}, [])
    sys.stderr = io.StringIO()
    answer_for_ever(look, cpu_seconds=limits.CPU_SECONDS, too_much=too_much)


def _warm() -> None:
    """One small delivery of every kind, so that nothing has to be loaded afterwards."""
    import numpy as np

    from inspection.scans.rules import samples
    from inspection.scans.rules.planes import Plane

    plane = Plane(name="grey", values=np.arange(256, dtype=np.uint16).reshape(16, 16) * 250)
    volume = Plane(name="volume", values=np.zeros((9, 12, 16), np.uint16))
    for data in (
        samples.as_package([plane]),
        samples.as_dicom(plane),
        samples.as_dicom(volume),
        samples.as_dicom(volume, personal=True),
        samples.as_dicom(volume, rle=True),
        samples.as_tiff([plane.values]),
        samples.as_png(plane.values),
    ):
        _scan(data, packed=False)
    _photograph(samples.as_jpeg(plane.values))
