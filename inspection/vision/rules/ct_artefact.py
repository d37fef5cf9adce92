"""The eye for volumes on disk: a small net over the measures of a body, with what is known of it.

The same care as for the eye of pictures: a file that was cut, changed or written for another
version is refused with the reason.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from inspection.vision.rules.artefact import digest_of
from inspection.vision.rules.bodies import MEASURES, Array, Body, bodies_in
from inspection.vision.rules.seeing import Calibration
from inspection.vision.rules.simulator.volumes import DENSE
from inspection.vision.verdicts import ModelFault

FORMAT, VERSION = "customs-portal/eye-for-volumes", 1
KINDS = tuple(DENSE)
JSON_NAME, ONNX_NAME = "volumes.json", "volumes.onnx"
MOST_INSIDE = 0.6  # of a body's box in a stronger one's, up to which it is a thing of its own
SHIPPED = Path(__file__).with_name("shipped")


@dataclass(frozen=True, kw_only=True)
class BodySeen:
    """A body that matters: ``raw`` is the net's own share for any of the kinds, in 0 to 1."""

    kind: str
    body: Body
    raw: float
    chance: float


@dataclass(frozen=True, kw_only=True)
class VolumeEye:
    """``alarm_at``: the raw strength from which a body is told; where effective Z was not measured
    innocent metals look graver, and ``alarm_without_zed`` holds.
    """

    name: str
    digest: str
    calibration: Calibration
    alarm_at: float
    alarm_without_zed: float
    card: Mapping[str, Any]
    onnx: bytes

    @cached_property
    def session(self) -> Any:
        """Raises ``ModelFault`` when the runtime cannot load the net."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            return onnxruntime.InferenceSession(
                self.onnx, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime has no error of its own to name
            raise ModelFault(f"the net cannot be loaded: {error}") from error

    def threshold(self, *, zed: bool) -> float:
        return self.alarm_at if zed else self.alarm_without_zed

    def shares(self, bodies: list[Body]) -> Array:
        """A row a body: nothing of note, then each kind; sums to one."""
        if not bodies:
            return np.zeros((0, 1 + len(KINDS)), np.float32)
        measures = np.stack([one.measures for one in bodies])
        return np.asarray(self.session.run(None, {"measures": measures})[0])

    def look(
        self, density: Array, zed: Array | None = None, *, least: float | None = None
    ) -> list[BodySeen]:
        """Bodies that matter, strongest first. Cubic voxels of ``bodies.VOXEL_MM``."""
        bodies = bodies_in(density, zed)
        shares = self.shares(bodies)
        raw = 1 - shares[:, 0]
        chances = self.calibration.chances(raw)
        floor = self.threshold(zed=zed is not None) if least is None else least
        seen = [
            BodySeen(
                kind=KINDS[int(row[1:].argmax())], body=body, raw=float(own), chance=float(chance)
            )
            for body, row, own, chance in zip(bodies, shares, raw, chances, strict=True)
            if own >= floor
        ]
        return sorted(seen, key=lambda one: -one.raw)


def one_a_thing(seen: list[BodySeen]) -> list[BodySeen]:
    """The strongest body of each thing: a rim in a lighter band lies in the box of its core."""
    kept: list[BodySeen] = []
    for one in seen:
        if all(_inside(one.body, other.body) <= MOST_INSIDE for other in kept):
            kept.append(one)
    return kept


def _inside(one: Body, other: Body) -> float:
    """The share of a body's box that lies in another's, which counts a voxel larger all round."""
    low = np.maximum(one.low, np.array(other.low) - 1)
    high = np.minimum(one.high, np.array(other.high) + 1)
    both = np.prod(np.clip(high - low, 0, None))
    return float(both / np.prod(np.array(one.high) - one.low))


def written(
    folder: Path,
    *,
    name: str,
    onnx: bytes,
    calibration: Calibration,
    alarm_at: float,
    alarm_without_zed: float,
    card: Mapping[str, Any],
) -> VolumeEye:
    """The artefact as stored in ``folder``, read back."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "kinds": list(KINDS),
        "measures": list(MEASURES),
        "raw": list(calibration.raw),
        "chance": list(calibration.chance),
        "alarm_at": alarm_at,
        "alarm_without_zed": alarm_without_zed,
        "card": card,
    }
    document["digest"] = digest_of(document, onnx)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ONNX_NAME).write_bytes(onnx)
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / JSON_NAME).write_text(text + "\n", encoding="utf-8")
    return loaded(folder)


def loaded(folder: Path = SHIPPED) -> VolumeEye:
    """Raises ``ModelFault``: not there, cut, another format or version, another digest."""
    try:
        text, onnx = (folder / JSON_NAME).read_bytes(), (folder / ONNX_NAME).read_bytes()
    except OSError as error:
        raise ModelFault(f"the model file cannot be read: {error.strerror}") from error
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ModelFault("the model file is cut or no JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelFault("the file is no eye for volumes")
    if document.get("version") != VERSION:
        raise ModelFault(f"the model is of version {document.get('version')}, not {VERSION}")
    if document.get("digest") != digest_of(document, onnx):
        raise ModelFault("the model's digest is not that of its content")
    try:
        if tuple(document["kinds"]) != KINDS or tuple(document["measures"]) != MEASURES:
            raise ModelFault("the model's kinds or measures are not those of this version")
        return VolumeEye(
            name=str(document["name"]),
            digest=str(document["digest"]),
            calibration=Calibration(raw=tuple(document["raw"]), chance=tuple(document["chance"])),
            alarm_at=float(document["alarm_at"]),
            alarm_without_zed=float(document["alarm_without_zed"]),
            card=document["card"],
            onnx=onnx,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFault(f"the model lacks a part: {error}") from error
