"""A scan of the archive is looked at: its planes, whatever form it was delivered in."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.scans.ports import archive
from inspection.scans.queries.files import FilesOfScan
from inspection.scans.rules.planes import AIR, Plane, unpack
from inspection.scans.states import SubjectKind
from inspection.vision.devices.confined_picture import PictureUnfit
from inspection.vision.operations.analyse_image import BAG_SIDE
from inspection.vision.rules.artefact import Eye, Look
from inspection.vision.rules.planes import Planes, of_scan, taken
from inspection.vision.rules.seeing import Seen

MOST_SIDE = 6_000  # pixels of the longer side that are worked on; larger scans are averaged
LARGE = (SubjectKind.CONTAINER, SubjectKind.VEHICLE)  # shown to the eye as a gantry's scan is
Shown = NDArray[np.float32]


def look_at_kept(*, files: FilesOfScan, subject_kind: str, eye: Eye) -> Look:
    """Boxes come in pixels of the kept scan. Raises ``PictureUnfit`` for planes that this eye
    cannot read.
    """
    by_name = {one.name: one for one in unpack(archive().read(files.planes_key))}
    longest = max(files.width, files.height)
    share = min(1.0, MOST_SIDE / longest)
    if "transmission" in by_name:
        odd = subject_kind in LARGE
        return _in_pixels(eye.look(_dual_energy(by_name, share), odd=odd), share)
    if subject_kind not in LARGE:  # of unknown scale: as large as a bag was in training
        share = BAG_SIDE * eye.share / longest
        return _in_pixels(eye.look(_picture(by_name, share), share=1.0), share)
    return _in_pixels(eye.look(_picture(by_name, share)), share)


def _dual_energy(by_name: Mapping[str, Plane], share: float) -> Planes:
    transmission = _at(by_name["transmission"].values.astype(np.float32), share)
    light = np.rint(np.sqrt(np.clip(transmission / AIR, 0, 1)) * 255).astype(np.uint8)
    zeff = by_name.get("zeff")
    if zeff is None:
        return of_scan(light, np.zeros_like(light))
    quarters = _at(zeff.values.astype(np.float32) * (zeff.scale * 4), share)
    return of_scan(light, np.clip(np.rint(quarters), 0, 255).astype(np.uint8))


def _picture(by_name: Mapping[str, Plane], share: float) -> Planes:
    """Colours as they are; of two energies the higher, whose calibration nobody knows, as grey."""
    if {"red", "green", "blue"} <= set(by_name):
        bands = [_in_bytes(by_name[name], share) for name in ("red", "green", "blue")]
        return taken(np.stack(bands, axis=-1)).planes
    names = [name for name in ("grey", "high", "low") if name in by_name]
    if not names:
        raise PictureUnfit("it has no plane that this model reads")
    return taken(_in_bytes(by_name[names[0]], share)).planes


def _in_bytes(plane: Plane, share: float) -> NDArray[np.uint8]:
    """8 bits; what uses few of its values is stretched to them, as a screen would show it."""
    shown = _at(plane.values.astype(np.float32), share)
    most = float(2**plane.bits - 1)
    if plane.bits > 8:
        most = max(1.0, float(np.quantile(shown, 0.998)))
    return np.clip(np.rint(shown / most * 255), 0, 255).astype(np.uint8)


def _at(values: Shown, share: float) -> Shown:
    if share == 1.0:
        return values
    size = max(32, round(values.shape[1] * share)), max(32, round(values.shape[0] * share))
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, size, interpolation=how), np.float32)


def _in_pixels(look: Look, share: float) -> Look:
    if share == 1.0:
        return look
    seen = tuple(
        Seen(
            kind=one.kind,
            box=(one.box[0] / share, one.box[1] / share, one.box[2] / share, one.box[3] / share),
            heat=one.heat,
        )
        for one in look.seen
    )
    odd = None if look.odd is None else look.odd.larger(1 / share)
    return Look(seen=seen, chances=look.chances, contents=look.contents, odd=odd)
