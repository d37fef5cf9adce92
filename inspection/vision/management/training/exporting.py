"""From a checkpoint to what the portal ships: ONNX in 8 bits, calibration, thresholds, the card.

Scenes that the net has not seen teach the weigher; the check scenes choose calibration and
thresholds; the figures of the card come from held-out seeds that none of these has seen.

``python -m inspection.vision.management.training.exporting --state run/state.pt --out FOLDER``
"""

import argparse
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from inspection.vision.management.training.batches import SHARE
from inspection.vision.management.training.learning import BATCH
from inspection.vision.management.training.net import Eye as Net
from inspection.vision.management.training.net import Served
from inspection.vision.management.training.quantising import quantised
from inspection.vision.management.training.rendering import CHECK_SEEDS
from inspection.vision.management.training.weighing_learning import SCENES, learned
from inspection.vision.rules import artefact, measures, trial
from inspection.vision.rules.seeing import Calibration
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.goods import KINDS, UNSEEN
from inspection.vision.rules.simulator.scenes import Clutter
from inspection.vision.rules.views import VIEWS

CLEAN_ALARMED = 0.035  # of clean check scenes: where the threshold is set, for 5 % of others
CLEAN_SEEDS = CHECK_SEEDS + 400_000  # twice as many as of the others: the threshold hangs on few
UNSEEN_NAMED = 0.10  # of loads of kinds kept from training that may be named at all
LIMITS = (
    "Trained on simulated scans only; how well it sees on real scanners is not known. Measure it "
    "on your own scans with planted images before anyone relies on it.",
    "It advises after the analyst's first mark and decides nothing.",
    "The share of clean scenes that alarm holds for fields of 320 by 320 pixels; the scan of a "
    "whole container is about sixteen of them, and trailers with their wheels were never shown.",
    "Eleven kinds of things; what is of no such kind it does not see.",
    "Goods of a kind that it was not taught are left unnamed at best, misnamed at worst: see the "
    "row of unseen goods.",
    "Attenuation beyond 6 MV and scatter of large objects are simplified; several things in one "
    "line of sight are added up, not traced.",
    "Greyscale pictures lack the material: expect lower figures, see the table.",
)


def onnx_of(state: Path) -> tuple[bytes, int]:
    kept = torch.load(state, weights_only=False, map_location="cpu")
    net = Net()
    net.load_state_dict(kept["mean"])
    served = Served(net).eval()
    made = io.BytesIO()
    torch.onnx.export(
        served,
        (torch.zeros(1, 3, 256, 256),),
        made,
        input_names=["planes"],
        output_names=["heat", "edges", "holds"],
        opset_version=17,
        dynamo=False,
        dynamic_axes={
            "planes": {2: "height", 3: "width"},
            "heat": {2: "h8", 3: "w8"},
            "edges": {2: "h8", 3: "w8"},
            "holds": {2: "h32", 3: "w32"},
        },
    )
    return made.getvalue(), int(kept["step"])


def export(
    *,
    state: Path,
    out: Path,
    name: str,
    check: int,
    test: int,
    log: Path,
    weighed: Path,
    weigher: Path | None = None,
    scenes: int,
    seed: int,
    note: str = "",
) -> artefact.Eye:
    """``weigher``: one that was learned before with this net and these views."""
    whole, step = onnx_of(state)
    made: dict[str, Any] = {
        "name": name,
        "onnx": quantised(whole),
        "share": SHARE,
        "views": VIEWS,
        "calibration": Calibration(raw=(0.0, 1.0), chance=(0.0, 1.0)),
        "alarm_at": 0.2,
        "tell_at": 0.5,
        "card": {},
    }
    unweighed = artefact.written(out, **made)
    made["weigher"] = weigher.read_bytes() if weigher else learned(unweighed, weighed)
    raw = artefact.written(out, **made)
    checked = trial.examine(raw, trial.held_out(check, first=CHECK_SEEDS))
    clean = trial.examine(raw, trial.held_out(2 * check, first=CLEAN_SEEDS, threats=0))
    made["alarm_at"] = measures.strength_for(clean.found, clean.truth, clean_alarmed=CLEAN_ALARMED)
    made["calibration"] = measures.fitted_smoothly(checked.found.raw, checked.found.true)
    strange = trial.examine(
        raw, trial.loads(max(60, check // 5), first=CHECK_SEEDS + 200_000, unseen=True)
    )
    sure = [look.contents.certainty for look in strange.looks]
    made["tell_at"] = float(min(0.999, max(0.15, np.quantile(sure, 1 - UNSEEN_NAMED))))
    eye = artefact.written(out, **made)
    made["card"] = card_of(
        eye,
        test=test,
        about={
            "steps": step,
            "note": note,
            "images_seen": step * BATCH,
            "scenes_rendered": scenes,
            "seed": seed,
            "log_sha256": hashlib.sha256(log.read_bytes()).hexdigest() if log.exists() else "",
            "torch": torch.__version__,
            "parameters": sum(p.numel() for p in Net().parameters()),
            "licence": "CC0-1.0 (weights made from this repository's own simulator alone)",
            "script": "./portal manage train_vision",
            "check_scenes": 3 * check,
            "weighed_scenes": SCENES,
        },
    )
    return artefact.written(out, **made)


def card_of(eye: artefact.Eye, *, test: int, about: dict[str, Any]) -> dict[str, Any]:
    def figures(examined: trial.Examined) -> dict[str, float]:
        return {key: round(value, 4) for key, value in examined.figures(eye).items()}

    whole = trial.examine(eye, trial.held_out(test))
    per_class = dict(zip(CLASSES, measures.average_precisions(whole.found), strict=True))
    strong = whole.found.raw >= eye.alarm_at
    recalls = {
        kind: round(
            float(
                whole.found.true[strong & (whole.found.kinds == at)].sum()
                / max(1, whole.found.wanted[at])
            ),
            4,
        )
        for at, kind in enumerate(CLASSES)
    }
    few = max(60, test // 3)
    clutter = {
        level.value: figures(
            trial.examine(
                eye, trial.held_out(few, first=trial.HELD_OUT_SEEDS + 100_000, clutter=level)
            )
        )
        for level in Clutter
    }
    places = {
        place.value: figures(
            trial.examine(
                eye, trial.held_out(few, first=trial.HELD_OUT_SEEDS + 150_000, place=place)
            )
        )
        for place in trial.Place
    }
    first = trial.HELD_OUT_SEEDS + 200_000
    hard = {
        name: figures(trial.examine(eye, trial.held_out(few, first=first), change))
        for name, change in (
            ("as_scanned", trial.as_scanned),
            ("noise", trial.noisy),
            ("blur", trial.blurred),
            ("rotated_90", trial.askew),
            ("greyscale", trial.grey),
            ("makers_pictures", trial.as_painted),
        )
    }
    hard["tube_of_120_kv"] = figures(
        trial.examine(eye, trial.held_out(few, first=first, kilovolts=120))
    )
    known = trial.goods_figures(trial.examine(eye, trial.loads(test)))
    unseen = trial.goods_figures(
        trial.examine(eye, trial.loads(few, first=trial.HELD_OUT_SEEDS + 700_000, unseen=True))
    )
    return {
        **about,
        "held_out_scenes": test,
        "held_out_seeds": trial.HELD_OUT_SEEDS,
        "figures": figures(whole),
        "cpu_ms_per_megapixel": round(trial.cost_of_a_megapixel(eye), 1),
        "looks_at_each_scan": len(eye.views),
        "average_precision": {
            kind: None if one is None else round(one, 4) for kind, one in per_class.items()
        },
        "recall_at_threshold": recalls,
        "by_clutter": clutter,
        "by_place": places,
        "robustness": hard,
        "goods": {key: round(value, 4) for key, value in known.items()},
        "goods_unseen_named": round(unseen["goods_told"], 4),
        "goods_taught": len(KINDS) - len(UNSEEN),
        "goods_kept_from_training": list(UNSEEN),
        "limits": list(LIMITS),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=artefact.SHIPPED)
    parser.add_argument("--weighed", type=Path, required=True, help="scenes for the weigher")
    parser.add_argument("--weigher", type=Path, help="one learned before, with the same net")
    parser.add_argument("--name", default="eye-1")
    parser.add_argument("--check", type=int, default=600)
    parser.add_argument("--test", type=int, default=400)
    parser.add_argument("--scenes", type=int, default=7000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--note", default="", help="of what the log does not tell")
    given = parser.parse_args()
    torch.set_num_threads(1)
    eye = export(
        state=given.state,
        out=given.out,
        name=given.name,
        check=given.check,
        test=given.test,
        log=given.state.with_name("log.jsonl"),
        weighed=given.weighed,
        weigher=given.weigher,
        scenes=given.scenes,
        seed=given.seed,
        note=given.note,
    )
    print(
        json.dumps(
            {
                key: eye.card[key]
                for key in (
                    "steps",
                    "figures",
                    "average_precision",
                    "goods",
                    "goods_unseen_named",
                    "by_clutter",
                    "cpu_ms_per_megapixel",
                )
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
