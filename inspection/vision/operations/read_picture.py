"""A picture is looked at by the shipped model; the model is loaded when the first one comes."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.artefact import SHIPPED, Eye, Look, loaded
from inspection.vision.rules.planes import Planes, of_scan
from inspection.vision.rules.seeing import name_of
from inspection.vision.verdicts import Finding, OddPart

THREADS = 1  # of one look: workers are many


def eye_at(folder: Path | None = None) -> Eye:
    """The model in this folder, loaded once a process. Raises ``ModelFault``."""
    return _kept(folder or SHIPPED)


@cache
def _kept(folder: Path) -> Eye:
    return loaded(folder, threads=THREADS)


def planes_of_scan(pixels: NDArray[np.uint8]) -> Planes:
    """From the gantry's format: R and G hold the transmission in 16 bits, B effective Z times 4."""
    transmission = pixels[..., 0].astype(np.float32) * 256 + pixels[..., 1]
    light = np.rint(np.sqrt(transmission / 65_535) * 255).astype(np.uint8)
    return of_scan(light, pixels[..., 2])


def odd_part_of(look: Look) -> OddPart | None:
    """Only what is more unlike the rest of its load than 95 of 100 honest loads are."""
    if look.odd is None or not look.odd.is_told:
        return None
    left, top, right, bottom = look.odd.box
    return OddPart(x=left, y=top, width=max(1, right - left), height=max(1, bottom - top))


def findings_of(look: Look) -> tuple[Finding, ...]:
    """Whole pixels and whole permille, strongest first."""
    told = []
    for one, chance in zip(look.seen, look.chances, strict=True):
        left, top, right, bottom = (round(edge) for edge in one.box)
        told.append(
            Finding(
                kind=name_of(one.kind),
                x=left,
                y=top,
                width=max(1, right - left),
                height=max(1, bottom - top),
                confidence_permille=round(chance * 1000),
            )
        )
    return tuple(sorted(told, key=lambda one: -one.confidence_permille))
