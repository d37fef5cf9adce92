"""What findings weigh, learned from scenes that the net has not seen. Needs no torch.

The exporting of an eye calls it: scenes are rendered, the eye looks at all of them, boosted trees
learn which of its findings were true, and are kept in whole numbers. One scene in five is shown
as some picture, so that a picture's findings are not weighed by what only a scan has.
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inspection.vision.management.training.rendering import WEIGH_SEEDS, render, rendered
from inspection.vision.rules.artefact import Eye
from inspection.vision.rules.looks import painted
from inspection.vision.rules.measures import HIT
from inspection.vision.rules.planes import Planes, of_picture, of_scan
from inspection.vision.rules.seeing import overlaps
from inspection.vision.rules.views import Group
from inspection.vision.rules.weighing import FAINT, FINE, LOGIT, MOST, STRENGTH, rows_of
from risk.models.trees import LEAF, Forest

SCENES = 8_000
ROUNDS = 500
PICTURED = 5  # one scene in so many is shown as some picture, not as a scan

Shown = Callable[[Any, Any, np.random.Generator], Planes]


def _noisy(light: Any, zed: Any, rng: np.random.Generator) -> Planes:
    return of_scan(np.clip(light + rng.normal(0, 8, light.shape), 0, 255).astype(np.uint8), zed)


PICTURES: tuple[Shown, ...] = (
    lambda light, zed, rng: of_picture(painted(light, zed, rng)),
    lambda light, zed, rng: of_picture(light),
    _noisy,
)


def examples(eye: Eye, folder: Path, *, scenes: int, seed: int) -> Iterator[tuple[Any, Any]]:
    """Rows and truth of each scene's findings."""
    number = 0
    for piece in rendered(folder, first_seed=WEIGH_SEEDS):
        for at in range(len(piece.light)):
            if number == scenes:
                return
            rng = np.random.default_rng([seed, number])
            light, zed = piece.light[at], piece.zed[at]
            show = of_scan(light, zed)
            if number % PICTURED == 0:
                show = PICTURES[number // PICTURED % len(PICTURES)](light, zed, rng)
            truth = piece.truth[piece.truth[:, 0] == at]
            number += 1
            groups, plain, scale = eye.findings(show)
            groups = [one for one in groups if one.heat >= FAINT][:MOST]
            if groups:
                yield (
                    rows_of(groups, plain, scale=scale).astype(np.int32),
                    true_ones(groups, truth[:, 2:].astype(np.float32), truth[:, 1]),
                )


def true_ones(groups: list[Group], boxes: Any, kinds: Any) -> Any:
    """Whether each finding is the strongest of a thing of its kind that is there."""
    taken: set[int] = set()
    told = np.zeros(len(groups), bool)
    for at, one in enumerate(groups):
        right = [q for q in np.flatnonzero(kinds == one.kind).tolist() if q not in taken]
        if right:
            over = overlaps(np.array(one.box, np.float32), boxes[right])
            if over.max() >= HIT:
                taken.add(right[int(over.argmax())])
                told[at] = True
    return told


def weigher(rows: Any, true: Any, *, seed: int) -> bytes:
    """Trees that correct the mean of the looks, as ONNX."""
    import lightgbm

    from risk.models.onnx_form import onnx_of

    booster = lightgbm.train(
        {
            "objective": "binary",
            "learning_rate": 0.03,
            "num_leaves": 15,
            "min_data_in_leaf": 60,
            "feature_fraction": 0.3,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "lambda_l2": 10,
            "max_bin": 127,
            "num_threads": 1,
            "deterministic": True,
            "seed": seed,
            "verbose": -1,
        },
        lightgbm.Dataset(rows.astype(np.float32), true, init_score=rows[:, STRENGTH] / FINE),
        ROUNDS,
    )
    trees = [one["tree_structure"] for one in booster.dump_model()["tree_info"]]
    return onnx_of(_forest_of(trees), features=rows.shape[1])


def _forest_of(trees: list[dict[str, Any]]) -> Forest:
    """Columns are whole numbers, so a threshold between two of them is its floor."""
    nodes: list[list[int]] = []
    roots = []
    for tree in trees:
        roots.append(len(nodes))
        _append(nodes, tree)
    columns = np.array(nodes, np.int64).T
    return Forest(
        roots=np.array(roots, np.int64), feature=columns[0], threshold=columns[1],
        left=columns[2], right=columns[3], value=columns[4],
    )  # fmt: skip


def _append(nodes: list[list[int]], branch: dict[str, Any]) -> int:
    at = len(nodes)
    if "leaf_value" in branch:
        nodes.append([LEAF, 0, at, at, round(branch["leaf_value"] * LOGIT)])
        return at
    nodes.append([branch["split_feature"], math.floor(branch["threshold"]), at, at, 0])
    nodes[at][2] = _append(nodes, branch["left_child"])
    nodes[at][3] = _append(nodes, branch["right_child"])
    return at


def learned(eye: Eye, folder: Path, *, scenes: int = SCENES, seed: int = 11) -> bytes:
    """The weigher of an eye that has none yet. ``folder``: of the scenes, made when missing."""
    cv2.setNumThreads(1)
    render(folder, first_seed=WEIGH_SEEDS, scenes=scenes)
    both = list(examples(eye, folder, scenes=scenes, seed=seed))
    rows = np.concatenate([row for row, _ in both])
    true = np.concatenate([is_true for _, is_true in both])
    print(f"{len(rows)} findings of {scenes} scenes, {int(true.sum())} of them true", flush=True)
    return weigher(rows, true, seed=seed)
