"""Products that look like themselves: boxes, rods and shells by seed, seen again from elsewhere."""

from typing import Any

import cv2
import numpy as np

ROWS, COLUMNS = 160, 200


def product_planes(seed: int, *, view: int = 0) -> list[Any]:
    """Two energies of one product; ``view`` turns (8 degrees), moves, scales (15 %), thickens it
    and adds noise, as another shot of the same product would.
    """
    from inspection.scans.rules.planes import Plane

    shape, chance = np.random.default_rng(seed), np.random.default_rng((seed, view, 7))
    low: Any = np.zeros((ROWS, COLUMNS))
    high: Any = np.zeros((ROWS, COLUMNS))
    for _ in range(int(shape.integers(4, 9))):
        part = np.zeros((ROWS, COLUMNS), np.float32)
        centre = (int(shape.integers(50, 150)), int(shape.integers(40, 120)))
        size = (int(shape.integers(8, 45)), int(shape.integers(8, 35)))
        if shape.random() < 0.5:
            corner = (centre[0] - size[0], centre[1] - size[1])
            cv2.rectangle(part, corner, (centre[0] + size[0], centre[1] + size[1]), 1.0, -1)
        else:
            hollow = -1 if shape.random() < 0.5 else int(shape.integers(2, 7))
            cv2.ellipse(part, centre, size, float(shape.integers(0, 180)), 0, 360, 1.0, hollow)
        mass, metal = float(shape.uniform(0.15, 1.0)), float(shape.uniform(1.0, 2.1))
        low, high = low + part * mass * metal, high + part * mass
    if view:
        turn: Any = cv2.getRotationMatrix2D(
            (COLUMNS / 2, ROWS / 2), float(chance.uniform(-8, 8)), float(chance.uniform(0.85, 1.15))
        )
        turn[:, 2] += chance.uniform(-8, 8, 2)
        low, high = (cv2.warpAffine(one, turn, (COLUMNS, ROWS)) for one in (low, high))
        low, high = low * float(chance.uniform(0.9, 1.1)), high * float(chance.uniform(0.9, 1.1))
    seen = [
        np.clip(np.exp(-one) + chance.normal(0, 0.008, one.shape), 0, 1) * 65_535
        for one in (low, high)
    ]
    return [
        Plane(name=name, values=one.astype(np.uint16))
        for name, one in zip(("low", "high"), seen, strict=True)
    ]
