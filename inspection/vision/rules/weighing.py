"""What several looks found, weighed anew: by where it lies, what lies beside it, who saw it.

The mean of the looks knows nothing of the place: that two kinds were seen in it, that the box is
longer than such a thing can be, that only one look saw it. Trees of whole numbers
(``risk.models``) learned that from scenes the net has not seen; they correct its logit.
Stacked generalisation: Wolpert, Neural Networks 5 (2), 1992.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.planes import Planes
from inspection.vision.rules.seeing import Seen
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.views import SURE, Group
from inspection.vision.verdicts import ModelFault

FAINT = 0.01  # mean strength under which nothing is weighed: it is nothing
NEAR, ROUND = 12, 64  # pixels beside a box: its own rim, and its surroundings
FAR = 160  # pixels between middles up to which two findings have to do with each other
RIVAL = 0.3  # overlap from which two kinds are seen in one place
FINE = 1_000  # steps of a share, so that trees ask whole numbers
LOGIT = 100_000  # of the trees' sums
STUFF = ("dark", "dark_spread", "metal", "metal_spread", "known", "edge_x", "edge_y")
STRENGTH = 2 * len(CLASSES)  # the column that the trees correct
MOST = 400  # weighed of one scan, strongest first


def columns_for(looks: int) -> tuple[str, ...]:
    """Names of what is asked of each finding, in the order of ``rows_of``."""
    return (
        *(f"is_{kind}" for kind in CLASSES),
        *(f"here_{kind}" for kind in CLASSES),
        "strength", *(f"look_{at}" for at in range(looks)), "plain_look", "looks", "spread",
        "wide", "tall", "long", "rival", "same_kind_here", "strongest_near", "strong_near",
        *(f"{what}_{where}" for where in ("inside", "rim", "round") for what in STUFF),
        "darker_than_rim", "metal_above_rim",
    )  # fmt: skip


def rows_of(groups: Sequence[Group], planes: Planes, *, scale: float) -> NDArray[np.int64]:
    """Findings x columns. ``planes`` as the plain look was shown them, ``scale`` times as large."""
    boxes = np.array([one.box for one in groups], np.float64).reshape(-1, 4) * scale
    kinds = np.array([one.kind for one in groups], np.int64)
    heat = np.array([one.heat for one in groups], np.float64)
    heats = np.array([one.heats for one in groups], np.float64)
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0)
    side = np.sqrt(size.prod(1))
    spread = np.array([one.spread for one in groups]) * scale
    own = np.eye(len(CLASSES))[kinds]
    stuff = _stuff(planes, boxes)
    inside, rim = stuff[:, :7], stuff[:, 7:14]
    company, rivals = _company(boxes, kinds, heat)
    parts = [
        own,
        company,
        _logit(heat)[:, None],
        np.sort(heats, 1)[:, ::-1],
        heats[:, :1],
        (heats > 0).sum(1, keepdims=True) / FINE,
        (spread / side)[:, None],
        size / FINE,
        (size.min(1) / size.max(1))[:, None],
        rivals,
        stuff,
        (inside[:, :1] - rim[:, :1]),
        (inside[:, 2:3] - rim[:, 2:3]),
    ]
    return np.rint(np.concatenate(parts, 1) * FINE).astype(np.int64)


def _logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(share, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def _company(
    boxes: NDArray[np.float64], kinds: NDArray[np.int64], heat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How strongly each kind was seen in the same place; then rivals there, and what lies near."""
    here = _pairs(boxes) > RIVAL
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    near = np.abs(middle[:, None] - middle[None]).max(2) < FAR
    for pairs in (here, near):
        np.fill_diagonal(pairs, False)
    each = np.zeros((len(boxes), len(CLASSES)))
    for kind in np.unique(kinds):
        of_kind = kinds == kind
        each[:, kind] = (here[:, of_kind] * heat[of_kind]).max(1)
    same = kinds[:, None] == kinds[None]
    apart = near & ~here
    rivals = [
        ((here & ~same) * heat).max(1),
        ((here & same) * heat).max(1),
        (apart * heat).max(1),
        (apart & (heat > RIVAL)).sum(1) / FINE,
    ]
    return each, np.stack(rivals, 1)


def _pairs(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shared area over joint area of each box with each."""
    least = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared = np.clip(least - np.maximum(boxes[:, None, :2], boxes[None, :, :2]), 0, None).prod(2)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(1)
    return np.asarray(shared / np.maximum(area[:, None] + area[None] - shared, 1e-6))


def _stuff(planes: Planes, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means and deviations of the planes inside each box, at its rim, and round about."""
    dark, metal, known = (np.ascontiguousarray(one, np.float32) for one in planes)
    across = np.abs(np.diff(dark, axis=1, append=dark[:, -1:]))
    down = np.abs(np.diff(dark, axis=0, append=dark[-1:]))
    sums = [*cv2.integral2(dark), *cv2.integral2(metal)]
    sums += [cv2.integral(one) for one in (known, across, down)]
    height, width = dark.shape
    told = []
    for more in (0, NEAR, ROUND):
        x0, y0 = (np.clip(np.floor(boxes[:, at] - more), 0, end - 2).astype(int)
                  for at, end in ((0, width), (1, height)))  # fmt: skip
        x1 = np.clip(np.ceil(boxes[:, 2] + more).astype(int), x0 + 2, width)
        y1 = np.clip(np.ceil(boxes[:, 3] + more).astype(int), y0 + 2, height)
        area = (x1 - x0) * (y1 - y0)
        mean = [(one[y1, x1] - one[y0, x1] - one[y1, x0] + one[y0, x0]) / area for one in sums]
        d, dd, m, mm, k, ax, ay = mean
        told += [d, np.sqrt(np.maximum(dd - d * d, 0)), m, np.sqrt(np.maximum(mm - m * m, 0))]
        told += [k, ax * 10, ay * 10]
    return np.stack(told, 1)


class Weigher:
    """The trees in the runtime. Raises ``ModelFault`` when they cannot be loaded."""

    def __init__(self, onnx: bytes, *, threads: int = 1) -> None:
        from risk.models.onnx_form import Served
        from risk.models.reading import ModelFault as Unreadable

        try:
            self.served: Any = Served(onnx, threads=threads)
        except Unreadable as error:
            raise ModelFault(f"the weigher cannot be loaded: {error}") from error

    def seen(self, groups: Sequence[Group], planes: Planes, *, scale: float) -> list[Seen]:
        """Findings with their new strength, strongest first."""
        kept = [one for one in groups if one.heat >= FAINT][:MOST]
        if not kept:
            return []
        rows = rows_of(kept, planes, scale=scale)
        scores = self.served.scores(rows) / LOGIT + rows[:, STRENGTH] / FINE
        heats = np.minimum(SURE, 1 / (1 + np.exp(-scores)))
        told = [
            Seen(kind=one.kind, box=one.box, heat=float(heat))
            for one, heat in zip(kept, heats, strict=True)
        ]
        return sorted(told, key=lambda one: -one.heat)
