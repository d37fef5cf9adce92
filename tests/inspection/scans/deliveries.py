"""Deliveries of scanners in every form, and the words that go with them."""

import numpy as np

from inspection.scans.facts import Delivery
from inspection.scans.rules import samples
from inspection.scans.rules.planes import Plane
from tests.factories.inspection import scan_png

BOX = "MSKU3148527"


def values(*shape, seed=1):
    """A smooth box with noise: what a scan roughly is."""
    chance = np.random.default_rng(seed)
    rows, columns = shape[-2:]
    ground = np.full(shape, 52_000.0)
    ground[..., rows // 4 : rows // 4 * 3, columns // 4 : columns // 4 * 3] = 21_000
    return np.clip(ground + chance.normal(0, 400, shape), 0, 65_535).astype(np.uint16)


FLAT, VOLUME = values(60, 90), values(12, 20, 16)
GREY = Plane(name="grey", values=FLAT)
LOW, HIGH = Plane(name="low", values=FLAT), Plane(name="high", values=values(60, 90, seed=2))
CUBE = Plane(name="volume", values=VOLUME)
RADIATION = {
    "interval_ms": 100, "gamma": [3, 4, 2, 90, 88, 5], "neutron": [0, 0, 1, 0, 0, 0],
    "detector": "RPM-1", "started_at": "2026-11-20T11:59:00+08:00",
}  # fmt: skip
PACKAGE = samples.as_package(
    [LOW, HIGH],
    subject={"kind": "container", "reference": BOX},
    device={"maker": "Demonstration", "model": "XG"},
    taken_at="2026-11-20T11:00:00+08:00",
    energies_kev=[4000, 6000],
    geometry="side view",
    spacing_mm=[4.0, 4.0],
    radiation=RADIATION,
)
GOOD = {
    "packed": scan_png(),
    "png16": samples.as_png(FLAT),
    "dual_tiff": samples.as_tiff([LOW.values, HIGH.values]),
    "colour_jpeg": samples.as_jpeg(FLAT),
    "DICOS DX": samples.as_dicom(GREY),
    "DICOS DX deflated": samples.as_dicom(GREY, deflated=True),
    "DICOS CT": samples.as_dicom(CUBE),
    "DICOS CT rle": samples.as_dicom(CUBE, rle=True),
    "package": PACKAGE,
}


def a_delivery(**changes):
    words = {
        "scan_no": "SS1-900001",
        "subject_kind": "container",
        "subject_reference": BOX,
        "device_code": "SS-1",
        "place_code": "XRAY-1",
        "channel": "API",
    }
    return Delivery(**(words | changes))
