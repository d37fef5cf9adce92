"""A CT volume of the archive is looked at body by body."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from inspection.scans.ports import archive
from inspection.scans.queries.files import FilesOfScan
from inspection.scans.rules.planes import Plane, unpack
from inspection.vision.devices.confined_picture import PictureUnfit
from inspection.vision.rules.bodies import at_voxels, density_of
from inspection.vision.rules.ct_artefact import BodySeen, VolumeEye, loaded, one_a_thing
from inspection.vision.verdicts import Finding

ONE_ENERGY = ", one energy"  # behind the model's name where effective Z was not measured
AIR = (-1_150, -650)  # Hounsfield units: where the lightest part of a bag's volume must lie
Axes = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class LookAtVolume:
    """``model`` is the eye's name, and says when it had to do without effective Z."""

    model: str
    digest: str
    findings: tuple[Finding, ...]


@cache
def volume_eye() -> VolumeEye:
    """The shipped one, loaded once a process. Raises ``ModelFault``."""
    return loaded()


def look_at_volume(*, files: FilesOfScan, eye: VolumeEye) -> LookAtVolume:
    """Boxes come in voxels of the kept volume. Raises ``PictureUnfit`` for a volume without the
    size of its voxels, or whose values are no Hounsfield units.
    """
    if len(files.spacing_mm) != 3:  # noqa: PLR2004 (rows, columns, slices)
        raise PictureUnfit("it is a volume, and nothing says how large its voxels are")
    rows, columns, slices = files.spacing_mm
    spacing = (slices, rows, columns)
    by_name = {one.name: one for one in unpack(archive().read(files.planes_key))}
    volume = _measured(by_name["volume"])
    if not AIR[0] <= float(np.percentile(volume[::4, ::4, ::4], 2)) <= AIR[1]:
        raise PictureUnfit("it is a volume, and its values are no Hounsfield units")
    density = at_voxels(density_of(volume), spacing)
    zeff = by_name.get("zeff")
    fits = zeff is not None and zeff.values.shape == volume.shape
    zed = at_voxels(_measured(zeff), spacing) if zeff is not None and fits else None
    share: Axes = tuple(  # type: ignore[assignment]
        own / now for own, now in zip(volume.shape, density.shape, strict=True)
    )
    seen = one_a_thing(eye.look(density, zed))
    return LookAtVolume(
        model=eye.name + ("" if zed is not None else ONE_ENERGY),
        digest=eye.digest,
        findings=tuple(_finding(one, share) for one in seen),
    )


def measured_recall_permille(*, model: str, digest: str) -> int | None:
    """What the card says of the eye in service, with effective Z or without; None for another."""
    eye = volume_eye()
    if eye.digest != digest:
        return None
    part = "without_zed" if model.endswith(ONE_ENERGY) else "figures"
    return round(1_000 * float(eye.card[part]["recall"]))


def _measured(plane: Plane) -> NDArray[np.float32]:
    return np.asarray(plane.values.astype(np.float32) * plane.scale + plane.offset, np.float32)


def _finding(one: BodySeen, share: Axes) -> Finding:
    (z0, y0, x0), (z1, y1, x1) = (
        [round(at * own) for at, own in zip(corner, share, strict=True)]
        for corner in (one.body.low, one.body.high)
    )
    return Finding(
        kind=one.kind,
        x=x0,
        y=y0,
        width=max(1, x1 - x0),
        height=max(1, y1 - y0),
        confidence_permille=round(one.chance * 1000),
        first_slice=z0,
        end_slice=max(z0 + 1, z1),
    )
