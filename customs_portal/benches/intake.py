"""Scans taken whole by one core beside a bare decode; products found again by what they look like.

Intake: full-size gantry images (2200 x 760), DICOS DX of the same size and DICOS CT volumes go one
after another through the operation that every door calls: opened confined, planes, pyramid,
hashes, files on disk, row and news. The bare decode of the same images by OpenCV is the limit.

Likeness: 1,075 accepted products of 105 firms, each with one scan; another view of each is looked
for with the search of the review room.
"""

import time
from typing import Any

from customs_portal.benches import Result, percentile
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
IMAGES, VOLUMES = 24, 6
SIZE, VOLUME = (2200, 760), (96, 128, 128)
FIRMS, PRODUCTS, LOOKED_FOR = 105, 1_075, 400
FIRST_SEED = 40_000


def run(stack: Stack) -> Result:
    stack.with_django()
    taken, bare = _intake()
    found = _likeness()
    return Result(
        name="intake",
        size={
            "images": IMAGES,
            "pixels": SIZE[0] * SIZE[1],
            "volumes": VOLUMES,
            "firms": FIRMS,
            "products": PRODUCTS,
            "views_looked_for": LOOKED_FOR,
        },
        figures=taken | found,
        reference=bare,
        goals={"images_per_s": ">= 1", "recall_at_5": ">= 0.9", "search_p95_ms": "< 150"},
    )


def _intake() -> tuple[dict[str, float], dict[str, Any]]:
    import cv2
    import numpy as np

    from hardware_adapters.devices.xray_gantry.scene import GOODS, scan_image
    from inspection.scans.rules import samples
    from inspection.scans.rules.planes import Plane

    goods = list(GOODS.values())
    pngs = [
        scan_image(loads=[goods[n % len(goods)]], seed=FIRST_SEED + n, size=SIZE)
        for n in range(IMAGES)
    ]
    chance = np.random.default_rng(FIRST_SEED)
    dx = [
        samples.as_dicom(
            Plane(name="grey", values=chance.integers(0, 65_535, SIZE[::-1], np.uint16))
        )
        for _ in range(IMAGES // 4)
    ]
    volumes = [
        samples.as_dicom(
            Plane(name="volume", values=chance.integers(0, 4_000, VOLUME).astype(np.uint16))
        )
        for _ in range(VOLUMES)
    ]
    _taken("warm", pngs[:1], "packed")
    figures = {
        "images_per_s": round(len(pngs) / _taken("png", pngs, "packed"), 2),
        "dicos_dx_per_s": round(len(dx) / _taken("dx", dx, ""), 2),
        "dicos_ct_per_s": round(len(volumes) / _taken("ct", volumes, ""), 2),
    }
    began = time.perf_counter()
    for png in pngs:
        cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    bare = round(len(pngs) / (time.perf_counter() - began), 1)
    return figures, {"bare_decode_images_per_s": bare}


def _taken(name: str, files: list[bytes], form: str) -> float:
    """Seconds for all of them, one after another."""
    from datetime import UTC, datetime

    from inspection.scans.facts import Delivery
    from inspection.scans.operations.take_scan import take_scan

    began = time.perf_counter()
    for number, data in enumerate(files):
        take_scan(
            delivery=Delivery(
                scan_no=f"BENCH-{name}-{number}",
                subject_kind="vehicle",
                subject_reference=f"V{number}",
                device_code="BENCH",
                place_code="",
                channel="API",
                form=form,
            ),
            data=data,
            now=datetime.now(tz=UTC),
        )
    return time.perf_counter() - began


def _likeness() -> dict[str, float]:
    from customs_portal.benches._products import product_planes
    from customs_portal.benches._shelf import fill_shelf
    from inspection.products.queries import filings_like
    from inspection.products.rules.embedding import embed

    numbers = fill_shelf(firms=FIRMS, products=PRODUCTS, first_seed=FIRST_SEED)
    hits = {1: 0, 5: 0}
    searches: list[float] = []
    embedding = 0.0
    for at in range(LOOKED_FOR):
        place = at * PRODUCTS // LOOKED_FOR
        planes = product_planes(FIRST_SEED + place, view=1)
        began = time.perf_counter()
        vector = embed(planes)
        embedding += time.perf_counter() - began
        began = time.perf_counter()
        found = filings_like(vector=vector, limit=5)
        searches.append((time.perf_counter() - began) * 1000)
        likest = [one.filing.filing_no for one in found]
        hits[1] += likest[:1] == [numbers[place]]
        hits[5] += numbers[place] in likest
    return {
        "recall_at_1": round(hits[1] / LOOKED_FOR, 4),
        "recall_at_5": round(hits[5] / LOOKED_FOR, 4),
        "search_p50_ms": round(percentile(searches, 50), 1),
        "search_p95_ms": round(percentile(searches, 95), 1),
        "embed_ms": round(embedding / LOOKED_FOR * 1000, 1),
    }
