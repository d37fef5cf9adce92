"""A model on disk: one JSON with everything it knows, one ONNX made from it, one digest over both.

The digest is SHA-256 over the canonical JSON (without the digest) followed by the ONNX bytes.
A file that was cut, changed, or written by another version is refused with the reason.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from risk.models.calibration import Calibration
from risk.models.columns import SCALES, WORDS, Columns, Integers
from risk.models.encodings import Tables, encoding
from risk.models.features import Scales
from risk.models.onnx_form import Served, onnx_of
from risk.models.reading import ModelFault, Reading
from risk.models.trained import Trained
from risk.models.trees import Forest

FORMAT = "customs-portal/risk-model"
VERSION = 1
JSON_NAME, ONNX_NAME = "model.json", "model.onnx"
AT_ONCE = 20_000
NODES = ("roots", "feature", "threshold", "left", "right", "value")


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """A model with its name, its digest and what its card says."""

    name: str
    digest: str
    trained: Trained
    onnx: bytes
    card: dict[str, Any]

    @cached_property
    def served(self) -> Served:
        return Served(self.onnx)

    def scores(self, columns: Columns) -> tuple[Integers, Integers]:
        """Scores and probabilities (ppm) of many declarations, served by onnxruntime.

        In pieces that fit the processor's cache: the whole at once takes twice as long.
        """
        pieces = [
            self.served.scores(self.trained.matrix(columns.taken(slice(at, at + AT_ONCE))))
            for at in range(0, len(columns), AT_ONCE)
        ]
        scores = np.concatenate(pieces) if pieces else np.zeros(0, np.int64)
        return scores, self.trained.calibration.probabilities(scores)

    def read(self, columns: Columns) -> Reading:
        """One declaration. ONNX and the trees themselves must agree, or there is no reading."""
        (row,) = self.trained.matrix(columns)
        score, parts = self.trained.parts(row)
        if int(self.served.scores(row[None, :])[0]) != score:
            raise ModelFault("ONNX and the trees tell different scores")
        (ppm,) = self.trained.calibration.probabilities(np.array([score]))
        return Reading(
            model=self.name, digest=self.digest, score=score, probability_ppm=int(ppm), parts=parts
        )


def written(trained: Trained, folder: Path, *, name: str, card: Mapping[str, Any]) -> Artefact:
    """The artefact as stored in ``folder`` (made when absent), read back."""
    onnx = onnx_of(trained.forest, features=len(trained.features))
    document = _document(trained, name, card)
    document["digest"] = digest_of(document, onnx)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ONNX_NAME).write_bytes(onnx)
    (folder / JSON_NAME).write_text(_pretty(document), encoding="utf-8")
    return loaded(folder)


def loaded(folder: Path) -> Artefact:
    """Raises ``ModelFault``: not there, cut, another format or version, another digest."""
    try:
        text = (folder / JSON_NAME).read_bytes()
        onnx = (folder / ONNX_NAME).read_bytes()
    except OSError as error:
        raise ModelFault(f"the model file cannot be read: {error.strerror}") from error
    return opened(text, onnx)


def opened(text: bytes, onnx: bytes) -> Artefact:
    """The artefact in these bytes; the same refusals."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ModelFault("the model file is cut or no JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelFault("the file is no risk model")
    if document.get("version") != VERSION:
        raise ModelFault(f"the model is of version {document.get('version')}, not {VERSION}")
    if digest_of(document, onnx) != document.get("digest"):
        raise ModelFault("the model's digest is not that of its content")
    try:
        trained = _trained(document)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelFault(f"the model lacks a part: {error}") from error
    trained.forest.checked(len(document["features"]))
    if list(trained.features) != document["features"]:
        raise ModelFault("the model's features are not those of this version")
    return Artefact(
        name=document["name"], digest=document["digest"], trained=trained, onnx=onnx,
        card=document["card"],
    )  # fmt: skip


def digest_of(document: Mapping[str, Any], onnx: bytes) -> str:
    told = {key: value for key, value in document.items() if key != "digest"}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode() + onnx).hexdigest()


def _document(trained: Trained, name: str, card: Mapping[str, Any]) -> dict[str, Any]:
    tables, scales = trained.tables, trained.scales
    forest, calibration = trained.forest, trained.calibration
    rows: dict[str, Any] = {"counts": tables.counts.tolist(), "faults": tables.faults.tolist()}
    for column in (*WORDS, *SCALES):
        values = getattr(tables.columns, column)
        vocabulary, codes = np.unique(values, return_inverse=True)
        rows[column] = {"values": vocabulary.tolist(), "codes": codes.tolist()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "card": dict(card),
        "features": list(trained.features),
        "encodings": [one.name for one in tables.encodings],
        "weight": tables.weight,
        "rows": rows,
        "scales": {
            "mass": scales.mass.tolist(),
            "price": scales.price.tolist(),
            "ratio": scales.ratio.tolist(),
            "medians": scales.medians,
        },
        "trees": {part: getattr(forest, part).tolist() for part in NODES},
        "calibration": {"scores": calibration.scores.tolist(), "ppm": calibration.ppm.tolist()},
    }


def _trained(document: Mapping[str, Any]) -> Trained:
    rows, scales, trees = document["rows"], document["scales"], document["trees"]
    columns: dict[str, Any] = {}
    for name in (*WORDS, *SCALES):
        kind: Any = "<U8" if name in WORDS else np.int64
        columns[name] = np.array(rows[name]["values"], kind)[np.array(rows[name]["codes"], int)]
    tables = Tables(
        encodings=tuple(encoding(path) for path in document["encodings"]),
        weight=document["weight"],
        columns=Columns(**columns),
        counts=np.array(rows["counts"], np.int64),
        faults=np.array(rows["faults"], np.int64),
    )
    return Trained(
        tables=tables,
        scales=Scales(
            mass=np.array(scales["mass"], float), price=np.array(scales["price"], float),
            ratio=np.array(scales["ratio"], float), medians=dict(scales["medians"]),
        ),
        forest=Forest(**{part: np.array(trees[part], np.int64) for part in NODES}),
        calibration=Calibration(
            scores=np.array(document["calibration"]["scores"], np.int64),
            ppm=np.array(document["calibration"]["ppm"], np.int64),
        ),
    )  # fmt: skip


def _pretty(document: Mapping[str, Any]) -> str:
    """One line for each part, so that two models can be compared."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in document.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"
