"""The eye on disk: a JSON with what was measured of it, a net, a weigher, one digest over all.

A file that was cut, changed, or written for another version is refused with the reason; the
runtime is loaded when the first picture is looked at, not before.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.oddness import Odd, odd_part
from inspection.vision.rules.planes import Planes, shown_at
from inspection.vision.rules.seeing import (
    FAINTEST,
    Calibration,
    Contents,
    Seen,
    contents_of,
    one_kind_each,
    seen_in,
)
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import CONTENTS
from inspection.vision.rules.views import PLAIN, Group, View, grouped, view_of
from inspection.vision.rules.weighing import Weigher, columns_for
from inspection.vision.verdicts import ModelFault

FORMAT = "customs-portal/eye"
VERSION = 4
JSON_NAME, ONNX_NAME, WEIGHER_NAME = "eye.json", "eye.onnx", "weigher.onnx"
SHIPPED = Path(__file__).with_name("shipped")
MOST_PIXELS = 2_600_000  # shown to the net at once; a greater picture is shown smaller
EMPTY_LOADED = 0.04  # share of cells up to which a container counts as empty


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen, boxes in pixels of the picture, chances calibrated.

    ``odd``: the oddest part of the load, where one was looked for.
    """

    seen: tuple[Seen, ...]
    chances: tuple[float, ...]
    contents: Contents
    odd: Odd | None = None

    @property
    def is_empty(self) -> bool:
        return self.contents.loaded <= EMPTY_LOADED and not self.seen


@dataclass(frozen=True, kw_only=True)
class Eye:
    """``alarm_at``: the raw strength from which a thing is told at all.

    ``share``: of the size of a scan, so large the net learned to see it. ``views``: how often and
    how each scan is looked at; the first is the plain one, goods are told from it alone.
    ``weigher``: the trees that weigh what was found; none while an eye is being made.
    """

    name: str
    digest: str
    calibration: Calibration
    alarm_at: float
    tell_at: float
    share: float
    card: Mapping[str, Any]
    onnx: bytes
    views: tuple[View, ...] = (PLAIN,)
    weigher: bytes = b""
    threads: int = 1

    @cached_property
    def session(self) -> Any:
        """The runtime over the net. Raises ``ModelFault`` when it cannot be loaded."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4
        try:
            return onnxruntime.InferenceSession(
                self.onnx, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime has no error of its own to name
            raise ModelFault(f"the net cannot be loaded: {error}") from error

    def answers(self, planes: Planes) -> tuple[NDArray[np.float32], ...]:
        """The net's own three answers; height and width must be multiples of 32."""
        try:
            heat, edges, holds = self.session.run(None, {"planes": planes[None]})
        except ModelFault:
            raise
        except Exception as error:
            raise ModelFault(f"the net cannot be run: {error}") from error
        return heat[0], edges[0], holds[0]

    def look(
        self,
        planes: Planes,
        *,
        least: float | None = None,
        share: float | None = None,
        odd: bool = False,
        doubles: bool = False,
    ) -> Look:
        """``share``: of their size the planes are shown to the net; boxes come in their pixels.

        ``doubles``: whether several kinds may be seen in one place, as examinations rank them.
        ``odd``: whether a part of the load that does not look like the rest is searched for.
        """
        found = self._found(planes, share=share)
        height, width = (round(side * found.scale) for side in planes.shape[1:])
        contents = contents_of(
            found.holds[:, : -(-height // 32), : -(-width // 32)], tell=self.tell_at
        )
        strange = odd_part(found.plain, contents) if odd else None
        together = self._weighed(found)
        seen = [
            one
            for one in (together if doubles else one_kind_each(together))
            if one.heat > (self.alarm_at if least is None else least)
        ]
        return Look(
            seen=tuple(seen),
            chances=tuple(self.calibration.chances([one.heat for one in seen]).tolist()),
            contents=contents,
            odd=None if strange is None else strange.larger(1 / found.scale),
        )

    def findings(self, planes: Planes) -> tuple[list[Group], Planes, float]:
        """What all looks found, before it is weighed; the planes of the plain look, their scale."""
        found = self._found(planes, share=None)
        return found.groups, found.plain, found.scale

    def _found(self, planes: Planes, *, share: float | None) -> "_Found":
        share = self.share if share is None else share
        looks, first = [], None
        for view in self.views:
            shown, scale = fitting(view.of(planes), share * view.size)
            heat, edges, holds = self.answers(shown)
            looks.append(_placed(seen_in(heat, edges, least=FAINTEST), view, scale, planes))
            first = first or (shown, scale, holds)
        assert first is not None  # noqa: S101 - an eye has at least one view
        shown, scale, holds = first
        height, width = (round(side * scale) for side in planes.shape[1:])
        return _Found(
            groups=grouped(looks), plain=shown[:, :height, :width], scale=scale, holds=holds
        )

    def _weighed(self, found: "_Found") -> list[Seen]:
        if self._weigher is not None:
            return self._weigher.seen(found.groups, found.plain, scale=found.scale)
        return [Seen(kind=one.kind, box=one.box, heat=one.heat) for one in found.groups]

    @cached_property
    def _weigher(self) -> Weigher | None:
        return Weigher(self.weigher, threads=self.threads) if self.weigher else None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Of all looks at one scan; ``plain`` without its padding, ``holds`` of the plain look."""

    groups: list[Group]
    plain: Planes
    scale: float
    holds: NDArray[np.float32]


def fitting(planes: Planes, share: float) -> tuple[Planes, float]:
    """As large as the net wants it, and padded with air to multiples of 32."""
    _, height, width = planes.shape
    scale = min(share, (MOST_PIXELS / (height * width)) ** 0.5)
    if scale != 1:
        planes = shown_at(planes, scale)
    _, height, width = planes.shape
    shown = np.zeros((3, -(-height // 32) * 32, -(-width // 32) * 32), np.float32)
    shown[:, :height, :width] = planes
    return shown, scale


def _placed(seen: list[Seen], view: View, scale: float, planes: Planes) -> list[Seen]:
    """In pixels of the planes, and inside them."""
    _, height, width = planes.shape
    placed = []
    for one in seen:
        large = (one.box[0] / scale, one.box[1] / scale, one.box[2] / scale, one.box[3] / scale)
        left, top, right, bottom = view.back(large, width=width, height=height)
        left, top = min(max(0.0, left), width - 1.0), min(max(0.0, top), height - 1.0)
        right = min(max(left + 1, right), float(width))
        bottom = min(max(top + 1, bottom), float(height))
        placed.append(Seen(kind=one.kind, box=(left, top, right, bottom), heat=one.heat))
    return placed


def written(
    folder: Path,
    *,
    name: str,
    onnx: bytes,
    calibration: Calibration,
    alarm_at: float,
    tell_at: float,
    share: float,
    card: Mapping[str, Any],
    views: tuple[View, ...] = (PLAIN,),
    weigher: bytes = b"",
) -> Eye:
    """The artefact as stored in ``folder``, read back."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "classes": list(CLASSES),
        "contents": list(CONTENTS),
        "raw": list(calibration.raw),
        "chance": list(calibration.chance),
        "alarm_at": alarm_at,
        "tell_at": tell_at,
        "share": share,
        "views": [view.stored() for view in views],
        "weighed_by": list(columns_for(len(views))) if weigher else [],
        "card": card,
    }
    document["digest"] = digest_of(document, onnx, weigher)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ONNX_NAME).write_bytes(onnx)
    (folder / WEIGHER_NAME).write_bytes(weigher)
    (folder / JSON_NAME).write_text(
        json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    return loaded(folder)


def loaded(folder: Path = SHIPPED, *, threads: int = 1) -> Eye:
    """Raises ``ModelFault``: not there, cut, another format or version, another digest."""
    try:
        text, onnx, weigher = (
            (folder / name).read_bytes() for name in (JSON_NAME, ONNX_NAME, WEIGHER_NAME)
        )
    except OSError as error:
        raise ModelFault(f"the model file cannot be read: {error.strerror}") from error
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ModelFault("the model file is cut or no JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelFault("the file is no eye")
    if document.get("version") != VERSION:
        raise ModelFault(f"the model is of version {document.get('version')}, not {VERSION}")
    if document.get("digest") != digest_of(document, onnx, weigher):
        raise ModelFault("the model's digest is not that of its content")
    try:
        if tuple(document["classes"]) != CLASSES or tuple(document["contents"]) != CONTENTS:
            raise ModelFault("the model's kinds are not those of this version")
        views = _views(document["views"])
        asked = columns_for(len(views)) if weigher else ()
        if tuple(document["weighed_by"]) != asked:
            raise ModelFault("the model's findings are weighed by what this version does not know")
        return Eye(
            name=str(document["name"]),
            digest=str(document["digest"]),
            onnx=onnx,
            calibration=Calibration(raw=tuple(document["raw"]), chance=tuple(document["chance"])),
            alarm_at=float(document["alarm_at"]),
            tell_at=float(document["tell_at"]),
            share=float(document["share"]),
            views=views,
            weigher=weigher,
            card=document["card"],
            threads=threads,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFault(f"the model lacks a part: {error}") from error


def _views(rows: Any) -> tuple[View, ...]:
    views = tuple(view_of(row) for row in rows)
    if not views or not views[0].is_plain:
        raise ValueError("the first view must be the plain one")
    return views


def digest_of(document: Mapping[str, Any], *nets: bytes) -> str:
    """SHA-256 over the canonical JSON without the digest, then the nets."""
    plain = {key: value for key, value in document.items() if key != "digest"}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"".join((text.encode(), *nets))).hexdigest()
