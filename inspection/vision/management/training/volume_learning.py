"""Learning what the bodies of a CT volume are: simulated volumes, bodies, a small net, its card.

``python -m inspection.vision.management.training.volume_learning --out FOLDER`` takes some minutes
of one core: seeds, script and package versions give the same net again.
"""

import argparse
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from inspection.vision.management.training.batches import Rng
from inspection.vision.rules import ct_artefact, measures
from inspection.vision.rules.bodies import MEASURES, Array, Body, bodies_in
from inspection.vision.rules.ct_trial import HELD_OUT_SEEDS, belongs_to, examine
from inspection.vision.rules.seeing import Calibration
from inspection.vision.rules.simulator.volumes import Volume, volume

TRAIN_SEEDS, CHECK_SEEDS = 1_000_000, 5_000_000
WITHOUT_ZED = 0.4  # share of volumes shown as a scanner of one energy gives them
EPOCHS, BATCH, PEAK = 60, 256, 3e-3
CLEAN_ALARMED = 0.03  # of the check volumes: the threshold is set where this share of clean alarms
LIMITS = (
    "Trained on simulated volumes only: ellipsoids, blocks and sheets among clothes. How well it "
    "sees in a real scanner's volumes is not known; measure it on your own before anyone relies "
    "on it.",
    "Bodies lighter than 1.09 g/cm3 are not looked at: liquids near water pass.",
    "Bodies that touch and are of one density are taken for one.",
    "Hounsfield units are read as density the way they hold near water; metals come out too light.",
)


class Judge(nn.Module):
    """Measures of a body → shares of nothing and of each kind."""

    def __init__(self, mean: Array, spread: Array) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(spread))
        wide = 48
        self.layers = nn.Sequential(
            nn.Linear(len(MEASURES), wide), nn.ReLU(), nn.Linear(wide, wide), nn.ReLU(),
            nn.Linear(wide, 1 + len(ct_artefact.KINDS)),
        )  # fmt: skip

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        return self.layers((given - self.mean) / self.spread)


class Served(nn.Module):
    def __init__(self, judge: Judge) -> None:
        super().__init__()
        self.judge = judge

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        return self.judge(given).softmax(1)


@dataclass(frozen=True, kw_only=True)
class Shown:
    bodies: list[Body]
    kinds: list[int]


def shown(one: Volume, rng: Rng) -> Shown:
    """A volume in some scanner's manner: more noise, another gain, with effective Z or without."""
    density = one.density * rng.uniform(0.97, 1.03)
    density = density + rng.normal(0, rng.uniform(0, 0.06), density.shape).astype(np.float32)
    zed = None if rng.random() < WITHOUT_ZED else one.zed + np.float32(rng.normal(0, 0.3))
    bodies = bodies_in(density.astype(np.float32), zed)
    return Shown(bodies=bodies, kinds=[belongs_to(body, one) for body in bodies])


def gathered(count: int, *, first: int) -> tuple[Array, Array]:
    rows, kinds = [], []
    for one, rng in _volumes(count, first):
        seen = shown(one, rng)
        rows += [body.measures for body in seen.bodies]
        kinds += seen.kinds
    return np.stack(rows), np.array(kinds, np.int64)


def _volumes(count: int, first: int) -> Iterator[tuple[Volume, Rng]]:
    for seed in range(first, first + count):
        rng = np.random.default_rng([seed, 31])
        yield volume(seed, threats=0 if seed % 4 == 0 else None), rng


def learned(rows: Array, kinds: Array, *, seed: int) -> Judge:
    torch.manual_seed(seed)
    judge = Judge(rows.mean(0), rows.std(0) + 1e-3)
    rule = torch.optim.AdamW(judge.parameters(), PEAK, weight_decay=1e-3)
    steps = EPOCHS * (len(rows) // BATCH)
    falling = torch.optim.lr_scheduler.OneCycleLR(rule, PEAK, total_steps=steps)
    rng = np.random.default_rng(seed)
    given, wanted = torch.from_numpy(rows), torch.from_numpy(kinds)
    for _ in range(steps):
        at = torch.from_numpy(rng.integers(len(rows), size=BATCH))
        loss = nn.functional.cross_entropy(judge(given[at]), wanted[at])
        rule.zero_grad()
        loss.backward()
        rule.step()
        falling.step()
    return judge


def onnx_of(judge: Judge) -> bytes:
    made = io.BytesIO()
    torch.onnx.export(
        Served(judge).eval(),
        (torch.zeros(2, len(MEASURES)),),
        made,
        input_names=["measures"],
        output_names=["shares"],
        opset_version=17,
        dynamo=False,
        dynamic_axes={"measures": {0: "bodies"}, "shares": {0: "bodies"}},
    )
    return made.getvalue()


def train(*, out: Path, name: str, volumes: int, check: int, test: int, seed: int) -> Any:
    began = time.monotonic()
    rows, kinds = gathered(volumes, first=TRAIN_SEEDS)
    onnx = onnx_of(learned(rows, kinds, seed=seed))
    about = {"training_volumes": volumes, "training_bodies": len(rows), "seed": seed}
    about["seconds_of_learning"] = round(time.monotonic() - began)
    return export(onnx, out=out, name=name, check=check, test=test, about=about)


def export(
    onnx: bytes, *, out: Path, name: str, check: int, test: int, about: dict[str, Any]
) -> ct_artefact.VolumeEye:
    """Thresholds and calibration from the check volumes, the card from those held out."""
    plain = Calibration(raw=(0.0, 1.0), chance=(0.0, 1.0))
    whole: dict[str, Any] = {"name": name, "onnx": onnx}
    raw = ct_artefact.written(
        out, **whole, calibration=plain, alarm_at=0.5, alarm_without_zed=0.5, card={}
    )
    checked = examine(raw, count=check, first=CHECK_SEEDS)
    without = examine(raw, count=check, first=CHECK_SEEDS + check, zed=False)
    whole |= {
        "calibration": measures.fitted(checked.raw, checked.true),
        "alarm_at": float(np.quantile(checked.worst_of_clean, 1 - CLEAN_ALARMED)) + 1e-6,
        "alarm_without_zed": float(np.quantile(without.worst_of_clean, 1 - CLEAN_ALARMED)) + 1e-6,
    }
    eye = ct_artefact.written(out, **whole, card={})
    card = {
        **about,
        "figures": examine(eye, count=test).figures(eye),
        "without_zed": examine(eye, count=test, zed=False, first=HELD_OUT_SEEDS + 100_000).figures(
            eye
        ),
        "noise_doubled": examine(
            eye, count=test, noise=0.1, first=HELD_OUT_SEEDS + 200_000
        ).figures(eye),
        "held_out_seeds": HELD_OUT_SEEDS,
        "held_out_volumes": test,
        "check_volumes": check,
        "torch": torch.__version__,
        "licence": "CC0-1.0 (weights made from this repository's own simulator alone)",
        "script": "inspection.vision.management.training.volume_learning",
        "limits": list(LIMITS),
    }
    return ct_artefact.written(out, **whole, card=card)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ct_artefact.SHIPPED)
    parser.add_argument("--volumes", type=int, default=3_000)
    parser.add_argument("--check", type=int, default=800)
    parser.add_argument("--test", type=int, default=800)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--name", default="volumes-1")
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(train(**vars(given)).card)


if __name__ == "__main__":
    main()
