"""The machine's eye on scenes it never saw, made in this run; its speed beside the bare runtime.

Delivery to the bench is measured as in ``scan``: the same gantries and the same analyst, while the
workers read every scan for advice.
"""

import time
from typing import Any

import numpy as np

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web", "sockets", "worker", "beat", "gateway"})
HEAVY, MIXED, CLEAN, LOADS, UNSEEN, VOLUMES = 300, 200, 300, 300, 80, 300
FIRST_SEED = 9_300_000  # other scenes than those of the card
TIMES = 12


def run(stack: Stack) -> Result:
    stack.with_django()
    from customs_portal.benches import scan
    from inspection.vision.rules import ct_artefact, ct_trial, trial
    from inspection.vision.rules.artefact import loaded
    from inspection.vision.rules.simulator.scenes import Clutter

    eye = loaded()
    say = stack.terminal.line
    say("imaging: delivery to the bench, with advice")
    delivered = scan.run(stack)
    say(f"imaging: {HEAVY} scenes in heavy clutter")
    heavy = trial.examine(
        eye, trial.held_out(HEAVY, first=FIRST_SEED, clutter=Clutter.HEAVY)
    ).figures(eye)
    say(f"imaging: {MIXED} scenes of any clutter, {CLEAN} clean ones")
    mixed = trial.examine(eye, trial.held_out(MIXED, first=FIRST_SEED + 20_000))
    clean = trial.examine(eye, trial.held_out(CLEAN, first=FIRST_SEED + 40_000, threats=0))
    alarmed = clean.figures(eye)["clean_scenes_alarmed"]
    threats = mixed.figures(eye)
    say(f"imaging: {LOADS} loads of goods, {UNSEEN} of kinds never taught")
    goods = trial.goods_figures(trial.examine(eye, trial.loads(LOADS, first=FIRST_SEED + 60_000)))
    strange = trial.goods_figures(
        trial.examine(eye, trial.loads(UNSEEN, first=FIRST_SEED + 80_000, unseen=True))
    )
    say(f"imaging: {VOLUMES} CT volumes")
    volumes = ct_artefact.loaded()
    bodies = ct_trial.examine(volumes, count=VOLUMES, first=FIRST_SEED).figures(volumes)
    return Result(
        name="imaging",
        size={
            "heavy": HEAVY, "mixed": MIXED, "clean": CLEAN, "loads": LOADS, "unseen": UNSEEN,
            "volumes": VOLUMES,
            "first_seed": FIRST_SEED, "digest": eye.digest[:12], "scans": delivered.size["scans"],
        },
        figures={
            "scan_to_bench_p95_ms": delivered.figures["scan_to_bench_p95_ms"],
            "map50": round(heavy["map50"], 4),
            "thing_recall": round(threats["thing_recall"], 4),
            "threat_recall": round(threats["threat_recall"], 4),
            "clean_scenes_alarmed": round(alarmed, 4),
            "goods_top1": round(goods["goods_top1"], 4),
            "goods_named_right": round(goods["goods_named_right"], 4),
            "goods_right_of_told": round(goods["goods_right_of_told"], 4),
            "goods_unseen_named": round(strange["goods_told"], 4),
            "empty_recall": round(goods["empty_recall"], 4),
            "ece": round(threats["ece_of_told"], 4),
            "cpu_ms_per_megapixel": round(trial.cost_of_a_megapixel(eye), 1),
            "ct_recall": bodies["recall"],
            "ct_clean_volumes_alarmed": bodies["clean_volumes_alarmed"],
            "ct_kind_right": bodies["kind_right"],
            "ct_ece": bodies["ece"],
            "ct_cpu_ms_per_volume": bodies["cpu_ms_per_volume"],
            **_speed(eye),
        },
        reference={
            "runtime_images_per_minute": _bare(eye), "card": eye.card["figures"],
            "card_of_volumes": volumes.card["figures"], **stack.machine(),
        },
        goals={
            "scan_to_bench_p95_ms": "< 2000", "map50": ">= 0.93", "threat_recall": ">= 0.95",
            "clean_scenes_alarmed": "< 0.05", "goods_top1": ">= 0.90", "ece": "< 0.05",
            "cpu_ms_per_megapixel": "< 500",
        },
    )  # fmt: skip


def _picture() -> Any:
    from inspection.vision.rules import trial

    (one,) = trial.held_out(1, first=FIRST_SEED + 90_000)
    return trial.as_scanned(one, np.random.default_rng(0))


def _speed(eye: Any) -> dict[str, float]:
    """Images a minute on one core: everything from planes to findings."""
    planes = _picture()
    eye.look(planes)
    began = time.process_time()
    for _ in range(TIMES):
        eye.look(planes)
    return {"images_per_minute_per_core": round(60 * TIMES / (time.process_time() - began), 1)}


def _bare(eye: Any) -> float:
    """The runtime alone on the same pixels, as often as the eye looks, all at the plain size."""
    from inspection.vision.rules.artefact import fitting

    planes, _ = fitting(_picture(), eye.share)
    eye.session.run(None, {"planes": planes[None]})
    began = time.process_time()
    for _ in range(TIMES):
        eye.session.run(None, {"planes": planes[None]})
    return round(60 * TIMES / (time.process_time() - began) / len(eye.views), 1)
