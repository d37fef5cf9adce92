"""The examination of the eye for volumes on bags that it never saw."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules import measures
from inspection.vision.rules.bodies import Body
from inspection.vision.rules.ct_artefact import KINDS, BodySeen, VolumeEye
from inspection.vision.rules.simulator.volumes import Volume, volume

HELD_OUT_SEEDS = 9_000_000
OF_THE_THING = 0.5  # share of a body's voxels that must lie in a thing, or beside it
LEAST_TRUE = 40  # voxels (2.6 cm3): a smaller rest of a thing is no thing to be found
CLEAN_EVERY = 2


@dataclass(frozen=True, kw_only=True)
class ExaminedVolumes:
    """``raw`` and ``true`` of every body told from the least strength on, things found or not."""

    raw: NDArray[np.float64]
    true: NDArray[np.bool_]
    kind_right: NDArray[np.bool_]
    strongest: NDArray[np.float64]
    "Of each thing there was, the strongest body that belongs to it; 0 when none does."
    wanted: NDArray[np.int64]
    worst_of_clean: NDArray[np.float64]
    zed: bool
    cpu_ms: float

    def figures(self, eye: VolumeEye) -> dict[str, float]:
        alarm_at = eye.threshold(zed=self.zed)
        strong = self.raw >= alarm_at
        found = self.strongest >= alarm_at
        by_kind = {
            f"recall_{kind}": round(float(found[self.wanted == at].mean()), 4)
            for at, kind in enumerate(KINDS, start=1)
            if (self.wanted == at).any()
        }
        told = self.true & strong
        return {
            "things": int(len(self.wanted)),
            "recall": round(float(found.mean()), 4),
            "clean_volumes_alarmed": round(float((self.worst_of_clean >= alarm_at).mean()), 4),
            "kind_right": round(float(self.kind_right[told].mean()), 4) if told.any() else 0.0,
            "ece": round(
                measures.calibration_error(eye.calibration.chances(self.raw), self.true), 4
            ),
            "cpu_ms_per_volume": round(self.cpu_ms, 1),
            **by_kind,
        }


def belongs_to(body: Body, one: Volume) -> int:
    """1 plus the index of the kind of the thing that this body is a part of, or 0."""
    inside = one.label[tuple(body.voxels.T)]
    counts = np.bincount(inside, minlength=len(one.kinds) + 1)
    counts[0] = 0
    if not counts.any():
        return 0
    number = int(counts.argmax())
    near = _near(body, one, number)
    return KINDS.index(one.kinds[number - 1]) + 1 if near >= OF_THE_THING else 0


def _near(body: Body, one: Volume, number: int) -> float:
    """The share of the body in the thing or one voxel beside it: its own blurred rim."""
    side = one.label.shape[0]
    hits = np.zeros(len(body.voxels), bool)
    for axis in range(3):
        for step in (-1, 0, 1):
            moved = body.voxels.copy()
            moved[:, axis] = np.clip(moved[:, axis] + step, 0, side - 1)
            hits |= one.label[tuple(moved.T)] == number
    return float(hits.mean())


def examine(
    eye: VolumeEye,
    *,
    count: int,
    first: int = HELD_OUT_SEEDS,
    zed: bool = True,
    noise: float = 0.0,
) -> ExaminedVolumes:
    raw, true, right, strongest, wanted, worst, spent = [], [], [], [], [], [], 0.0
    for seed in range(first, first + count):
        one = volume(seed, threats=0 if seed % CLEAN_EVERY == 0 else None)
        density = one.density
        if noise:
            rng = np.random.default_rng([seed, 32])
            density = density + rng.normal(0, noise, density.shape).astype(np.float32)
        began = time.process_time()
        seen = eye.look(density, one.zed if zed else None, least=0.02)
        spent += time.process_time() - began
        kinds = [belongs_to(each.body, one) for each in seen]
        raw += [each.raw for each in seen]
        true += [bool(kind) for kind in kinds]
        right += [
            kind == KINDS.index(each.kind) + 1 for kind, each in zip(kinds, seen, strict=True)
        ]
        things = [n for n in range(1, len(one.kinds) + 1) if (one.label == n).sum() >= LEAST_TRUE]
        for number in things:
            wanted.append(KINDS.index(one.kinds[number - 1]) + 1)
            strongest.append(_strongest(seen, one, number))
        if not one.kinds:
            worst.append(max((each.raw for each in seen), default=0.0))
    return ExaminedVolumes(
        raw=np.array(raw, np.float64),
        true=np.array(true, np.bool_),
        kind_right=np.array(right, np.bool_),
        strongest=np.array(strongest, np.float64),
        wanted=np.array(wanted, np.int64),
        worst_of_clean=np.array(worst, np.float64),
        zed=zed,
        cpu_ms=spent * 1000 / max(1, count),
    )


def _strongest(seen: list[BodySeen], one: Volume, number: int) -> float:
    own = [each.raw for each in seen if _near(each.body, one, number) >= OF_THE_THING]
    return max(own, default=0.0)
