"""What the learned model is held against: the same rows, the same measures, the same run."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

Rows = tuple[Any, np.ndarray, np.ndarray]
LABELS = ("hs6", "departure", "origin", "tax_type")
AMOUNTS = ("rate", "mass", "price")


def plain_labels(train: Rows, later: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Every word as the number of its label in the training year; one that is new is -1."""
    made: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for name in LABELS:
        words = np.unique(train[0].column(name))
        for side, rows in zip(made, (train, later), strict=True):
            values = rows[0].column(name)
            at = np.minimum(np.searchsorted(words, values), len(words) - 1)
            side.append(np.where(words[at] == values, at, -1).astype(float))
    for name in AMOUNTS:
        for side, rows in zip(made, (train, later), strict=True):
            side.append(np.log1p(np.maximum(rows[0].column(name), 0).astype(float)))
    return np.column_stack(made[0]), np.column_stack(made[1])


def _said(later: Rows, chances: np.ndarray, began: float) -> dict[str, float]:
    from risk.models.measures import figures

    took = round(time.perf_counter() - began, 2)
    ppm = np.rint(chances * 1_000_000).astype(np.int64)
    return figures(later[1], chances, ppm) | {"train_s": took}


def logistic(train: Rows, later: Rows, seed: int) -> dict[str, float]:
    """Logistic regression over one-hot labels and log amounts."""
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    began = time.perf_counter()
    rows, asked = plain_labels(train, later)
    shape = ColumnTransformer(
        [
            ("labels", OneHotEncoder(handle_unknown="ignore"), list(range(len(LABELS)))),
            ("amounts", StandardScaler(), list(range(len(LABELS), rows.shape[1]))),
        ]
    )
    model = make_pipeline(shape, LogisticRegression(max_iter=300, C=0.5, random_state=seed))
    chances = model.fit(rows, train[1]).predict_proba(asked)[:, 1]
    return _said(later, chances, began)


def histogram_booster(train: Rows, later: Rows, seed: int) -> dict[str, float]:
    """scikit-learn's booster over plain labels."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    began = time.perf_counter()
    rows, asked = plain_labels(train, later)
    with threadpool_limits(1, user_api="openmp"):
        model = HistGradientBoostingClassifier(
            max_iter=200, learning_rate=0.1, max_leaf_nodes=31, random_state=seed
        ).fit(rows, train[1])
        return _said(later, model.predict_proba(asked)[:, 1], began)


def lightgbm(train: Rows, later: Rows, seed: int) -> dict[str, float]:
    """LightGBM over plain labels; needs the system's libgomp."""
    from lightgbm import LGBMClassifier

    began = time.perf_counter()
    rows, asked = plain_labels(train, later)
    model = LGBMClassifier(
        n_estimators=200, learning_rate=0.1, num_leaves=31, random_state=seed, n_jobs=1,
        subsample=0.8, subsample_freq=1, colsample_bytree=0.8, verbose=-1,
    ).fit(rows, train[1])  # fmt: skip
    return _said(later, np.asarray(model.booster_.predict(asked)), began)


def look_up(train: Rows, later: Rows, seed: int) -> dict[str, float]:
    """The share at fault of the same goods, route, rate and tax type; the average if unseen."""
    began = time.perf_counter()
    seen: dict[Any, list[int]] = {}
    for key, fault in zip(_tuples(train), train[1].tolist(), strict=True):
        one = seen.setdefault(key, [0, 0])
        one[0] += 1
        one[1] += fault
    base = float(train[1].mean())
    chances = np.array(
        [
            (seen[key][1] + base) / (seen[key][0] + 1) if key in seen else base
            for key in _tuples(later)
        ]
    )
    return _said(later, chances, began)


def _tuples(rows: Rows) -> list[Any]:
    columns = (rows[0].column(name).tolist() for name in (*LABELS, "rate"))
    return list(zip(*columns, strict=True))


def peer_trouble() -> str:
    """Why LightGBM is not among the peers, in one line; "" when it is."""
    try:
        import lightgbm as peer
    except (ImportError, OSError) as error:
        return f"LightGBM cannot be loaded here ({error}); scikit-learn's booster is the peer."
    return "" if peer.__version__ else "LightGBM has no version."


BASELINES: dict[str, Callable[[Rows, Rows, int], dict[str, float]]] = {
    "logistic_regression": logistic,
    "lightgbm_plain_labels": lightgbm,
    "histogram_booster_plain_labels": histogram_booster,
    "frequency_look_up": look_up,
}
