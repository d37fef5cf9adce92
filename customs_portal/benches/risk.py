"""Learned risk on labelled declarations and on planted fraud, beside its baselines; rules' speed.

Trained on 2020 alone, tested on the quarter after it, five seeds; every baseline in the same run.
The planted port has a known truth and a history; the learner with history runs beside boosters
with plain features (GBDT and GBDT+LR), which see the same weeks and learn from their own finds.
"""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

import numpy as np

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
TRAIN, LATER = "df_syn_train_eng.csv", "df_syn_valid_eng.csv"
SEEDS = (1, 2, 3, 4, 5)
MANY = 100_000
TIMES = 3  # the quickest of these is the figure
FIGURES = (
    "precision_at_1", "precision_at_2", "precision_at_5", "precision_at_10",
    "recall_at_1", "recall_at_2", "recall_at_5", "recall_at_10", "auc", "ece",
)  # fmt: skip
PLANTED = ("recall", "revenue")


def _folder(folder: str) -> Path:
    shared = os.environ.get("PORTAL_SHARED", "")
    return Path(folder) if folder else Path(shared) / "data/risk"


def why_not(folder: str) -> str:
    """The labelled files are not part of the portal."""
    here = _folder(folder)
    lacking = [name for name in (TRAIN, LATER) if not (here / name).exists()]
    return f"there is no {lacking[0]} in {here}: name its --folder." if lacking else ""


def run(stack: Stack, folder: str) -> Result:
    stack.with_django()
    from customs_portal.benches import _planted, _risk_rules
    from customs_portal.benches._baselines import BASELINES, peer_trouble

    here = _folder(folder)
    train_rows, later_rows = _read(here / TRAIN), _read(here / LATER)
    runs: list[dict[str, float]] = []
    for seed in SEEDS:
        stack.terminal.line(f"risk: seed {seed}, learned on 2020, told on the quarter after")
        runs.append(_learned(train_rows, later_rows, seed))
    peers = {}
    for name, baseline in BASELINES.items():
        with contextlib.suppress(ImportError, OSError):  # told once, in peer_trouble
            found = [baseline(train_rows, later_rows, seed) for seed in SEEDS]
            peers[name] = {key: round(mean(one[key] for one in found), 4) for key in found[0]}
    planted = _planted.measured(stack.terminal)
    figures = {key: round(mean(one[key] for one in runs), 4) for key in FIGURES}
    figures |= {
        "train_s": round(mean(one["train_s"] for one in runs), 1),
        **_throughput(later_rows),
        **planted.figures,
        **_risk_rules.figures(),
    }
    return Result(
        name="risk",
        size={
            "train_rows": len(train_rows[1]), "test_rows": len(later_rows[1]),
            "seeds": len(SEEDS), "planted_worlds": planted.worlds,
            "planted_declarations": planted.rows, "scored_rows": MANY,
        },
        figures=figures,
        reference={
            "spread_over_seeds": {key: round(pstdev(one[key] for one in runs), 4)
                                  for key in ("precision_at_5", "precision_at_10", "auc", "ece")},
            "without_mass_and_price": {
                key: round(mean(one[f"hidden_{key}"] for one in runs), 4)
                for key in ("precision_at_5", "precision_at_10", "auc")
            },
            "baselines": peers,
            "peer_trouble": peer_trouble(),
            "planted": planted.reference,
            "onnxruntime_100k_s": _raw_limit(later_rows),
            **stack.machine(),
        },
        goals={
            "precision_at_5": ">= 0.985", "precision_at_10": ">= 0.960", "auc": ">= 0.93",
            "ece": "< 0.02", "model_100k_s": "< 2", "planted_recall_lead_points": ">= 10",
            "planted_revenue_lead_points": ">= 10", "single_verdict_cpu_ms": "< 5",
            "facts_per_s": ">= 200000",
        },
    )  # fmt: skip


def _read(path: Path) -> tuple[Any, np.ndarray, np.ndarray]:
    from risk.models.declared import chunks, collected

    with path.open(encoding="utf-8", newline="") as file:
        columns, truth, dates, _ = collected(list(chunks(file, labelled=True)))
    return columns, truth, dates


def _learned(train_rows: Any, later_rows: Any, seed: int) -> dict[str, float]:
    from risk.models.measures import figures
    from risk.models.training import Plan, train

    columns, truth, _ = train_rows
    many = len(Plan().seeds)
    began = time.perf_counter()
    learned = train(columns, truth, plan=Plan(seeds=tuple(seed * 100 + at for at in range(many))))
    took = time.perf_counter() - began
    model = learned.trained
    later, found, _ = later_rows
    scores = model.scores(later)
    said = figures(found, scores, model.calibration.probabilities(scores))
    hidden = figures(found, model.scores(later.masked(("mass", "price"))))
    return said | {"train_s": took} | {f"hidden_{key}": value for key, value in hidden.items()}


def _throughput(later_rows: Any) -> dict[str, float]:
    """The shipped model, from columns to probabilities: features, trees, calibration."""
    from risk.models.artefact import loaded
    from risk.models.shipped import SHIPPED

    columns = _many(later_rows)
    artefact = loaded(SHIPPED)
    artefact.scores(columns.taken(np.arange(100)))
    took = min(_seconds(lambda: artefact.scores(columns)) for _ in range(TIMES))
    one = columns.taken(np.array([0]))
    artefact.read(one)
    before = time.process_time()
    for _ in range(200):
        artefact.read(one)
    return {
        "model_100k_s": round(took, 3),
        "score_rows_per_s": round(MANY / took),
        "single_reading_cpu_ms": round((time.process_time() - before) * 1000 / 200, 3),
    }


def _raw_limit(later_rows: Any) -> float:
    """What onnxruntime alone takes for the trees, its features ready as floats."""
    from risk.models.artefact import loaded
    from risk.models.shipped import SHIPPED

    artefact = loaded(SHIPPED)
    rows = artefact.trained.matrix(_many(later_rows)).astype(np.float32)
    session = artefact.served.session
    session.run(None, {"row": rows[:100]})
    took = min(_seconds(lambda: session.run(None, {"row": rows})) for _ in range(TIMES))
    return round(took, 3)


def _seconds(does: Callable[[], Any]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def _many(later_rows: Any) -> Any:
    columns = later_rows[0]
    return columns.taken(np.arange(MANY) % len(columns))
