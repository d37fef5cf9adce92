"""Does one part of the load not look like the rest of it? Statistics of the picture, no net.

The load is cut into tiles of 16 pixels. Each has an attenuation, a texture and a share of metal;
told is how far the mean of a few tiles lies from the middle of its own load, against what honest
loads of the same kind show (``shipped/usual.json``, made by ``training/usual.py``). It needs to
know nothing of what is hidden: it also sees what no model was taught.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.planes import Planes
from inspection.vision.rules.seeing import Contents
from inspection.vision.rules.simulator.scenes import BELONGINGS
from inspection.vision.verdicts import ModelFault

Array = NDArray[Any]
USUAL = Path(__file__).parent / "shipped" / "usual.json"
TILE, WINDOW = 16, 5  # pixels of a tile, tiles of a window
LOADED = 0.25  # of attenuation: what a container's own walls do not reach
LEAST_TILES, LEAST_INNER = 40, 20  # of a load: fewer have no middle
LEAST = (0.06, 0.03, 0.15)  # of attenuation, texture, metal: what distances are at least taken of
SECOND = 250  # permille of the cells: with so much of another kind the load is a mixed one
ANY = ""  # the row of loads whose kind cannot be told


@dataclass(frozen=True, kw_only=True)
class Odd:
    """The oddest part of a load: its box in pixels, and ``by``: how far its oddest measure lies
    from the middle, over what 5 in 100 honest loads reach."""

    box: tuple[int, int, int, int]
    by: float

    @property
    def is_told(self) -> bool:
        return self.by > 1

    def larger(self, scale: float) -> "Odd":
        left, top, right, bottom = (round(edge * scale) for edge in self.box)
        return Odd(box=(left, top, right, bottom), by=self.by)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Distances tile by tile: attenuation, texture, metal."""

    far: NDArray[np.float32]

    @property
    def most(self) -> NDArray[np.float32]:
        return np.asarray(self.far.max((1, 2)))


def odd_part(
    planes: Planes, contents: Contents, *, usual: Mapping[str, Array] | None = None
) -> Odd | None:
    """Of a load of one kind, or of none that can be told; None of bags and of mixed loads."""
    if contents.likeliest in ("", BELONGINGS):
        return None
    if len(contents.shares) > 1 and contents.shares[1][1] >= SECOND:
        return None
    kind = contents.shares[0][0] if contents.shares else ANY
    return oddest(planes, kind=kind, usual=usual)


def oddest(planes: Planes, *, kind: str, usual: Mapping[str, Array] | None = None) -> Odd | None:
    """None where there is too little of a load to compare. ``kind``: of its goods, or "".

    Raises ``ModelFault`` when the table of honest loads is missing or cut.
    """
    measured = measure(planes)
    if measured is None:
        return None
    rows = usual_loads() if usual is None else usual
    over = measured.far / rows.get(kind, rows[ANY])[:, None, None]
    score = over.max(0)
    peak = float(score.max())
    if peak <= 0:
        return None
    _, labels = cv2.connectedComponents((score >= max(peak * 0.6, 0.5)).astype(np.uint8))
    row, column = np.unravel_index(int(score.argmax()), score.shape)
    at_rows, at_columns = np.nonzero(labels == labels[row, column])
    left, top = int(at_columns.min()) * TILE, int(at_rows.min()) * TILE
    right, bottom = (int(at_columns.max()) + 1) * TILE, (int(at_rows.max()) + 1) * TILE
    return Odd(box=(left, top, right, bottom), by=peak)


def measure(planes: Planes) -> Measured | None:
    """How far every tile inside the load, with its neighbours, lies from the load's own middle."""
    features, loaded = _features(planes)
    inner = cv2.erode(loaded.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if loaded.sum() < LEAST_TILES or inner.sum() < LEAST_INNER:
        return None
    far = np.zeros((len(features), *loaded.shape), np.float32)
    for at, (plane, least) in enumerate(zip(features, LEAST, strict=True)):
        middle = float(np.median(plane[inner]))
        unit = least if at == len(features) - 1 else max(least, middle)
        away = np.where(inner, (plane - middle) / unit, 0).astype(np.float32)
        around = cv2.boxFilter(away, -1, (WINDOW, WINDOW), borderType=cv2.BORDER_CONSTANT)
        far[at] = np.where(inner, np.abs(around), 0)
    return Measured(far=far)


def _features(planes: Planes) -> tuple[tuple[Array, ...], Array]:
    dark, metal, _ = planes
    height, width = (side // TILE * TILE for side in dark.shape)
    lost = (-2 * np.log(np.clip(1 - dark[:height, :width], 0.006, 1))).astype(np.float32)
    texture = np.abs(lost - cv2.GaussianBlur(lost, (0, 0), 2))
    mean = _tiles(lost)
    return (mean, _tiles(texture), _tiles(metal[:height, :width])), mean > LOADED


def _tiles(plane: Array) -> Array:
    rows, columns = plane.shape[0] // TILE, plane.shape[1] // TILE
    return np.asarray(plane.reshape(rows, TILE, columns, TILE).mean((1, 3)))


@cache
def usual_loads(path: Path = USUAL) -> dict[str, Array]:
    """Of each kind, and of any, what 5 in 100 honest loads reach in each measure."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        rows = {name: np.array(row, np.float32) for name, row in document["usual"].items()}
    except OSError as error:
        raise ModelFault(f"the table of honest loads cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFault("the table of honest loads is cut") from error
    if ANY not in rows or any(row.shape != (len(LEAST),) for row in rows.values()):
        raise ModelFault("the table of honest loads lacks a row")
    return rows


def card(path: Path = USUAL) -> dict[str, Any]:
    """What was measured of the check, and on which seeds."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["card"])
