"""A picture of a scan from anywhere: what the shipped model says of it, and what it cannot know."""

from dataclasses import dataclass
from typing import Any

import cv2

from inspection.vision.devices.confined_picture import Opened, open_picture
from inspection.vision.operations.read_picture import (
    findings_of,
    odd_part_of,
    planes_of_scan,
)
from inspection.vision.rules.artefact import Eye, Look
from inspection.vision.rules.planes import Planes, taken
from inspection.vision.rules.seeing import Seen
from inspection.vision.verdicts import Finding, OddPart

BAG_SIDE = 320  # pixels of a scan: what a bag that fills a picture of unknown scale is taken for
LEAST_PERMILLE = 100  # what is less likely is not listed
FAINT = 0.5  # of the strength that alarms: from here on a thing may be listed


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """``is_alarm``: whether anything reached the strength that the card's alarm rates hold for."""

    width: int
    height: int
    form: str
    taken_as: str
    findings: tuple[Finding, ...]
    alarming: tuple[bool, ...]
    contents: tuple[tuple[str, int], ...]
    is_alarm: bool
    odd: OddPart | None


def analyse_image(data: bytes, *, eye: Eye, as_scan: bool = False) -> Analysis:
    """What honest loads look like is known of scans alone: of pictures no odd part is told.

    Raises ``PictureUnfit`` and ``ModelFault``. ``as_scan``: the gantry's own format.
    """
    opened = open_picture(data)
    if as_scan and opened.pixels.ndim == 3:
        planes, share = planes_of_scan(opened.pixels), 1.0
        return _told(opened, "dual-energy scan", eye, planes, share, look_share=eye.share, odd=True)
    share = BAG_SIDE * eye.share / max(opened.pixels.shape[:2])
    picture = taken(_resized(opened.pixels, share))
    how = "greyscale" if picture.is_grey else "pseudo-colour"
    if picture.is_inverted:
        how += ", inverted"
    return _told(opened, how, eye, picture.planes, share, look_share=1.0, odd=False)


def _told(
    opened: Opened,
    how: str,
    eye: Eye,
    planes: Planes,
    share: float,
    *,
    look_share: float,
    odd: bool,
) -> Analysis:
    look = eye.look(planes, least=eye.alarm_at * FAINT, share=look_share, odd=odd)
    scale = 1 / (share * opened.shrunk)
    larger = Look(
        seen=tuple(_larger(one, scale) for one in look.seen),
        chances=look.chances,
        contents=look.contents,
        odd=None if look.odd is None else look.odd.larger(scale),
    )
    strong = {
        (round(one.box[0]), round(one.box[1]), one.kind): one.heat >= eye.alarm_at
        for one in larger.seen
    }
    findings = [one for one in findings_of(larger) if one.confidence_permille >= LEAST_PERMILLE]
    alarming = [_is_strong(one, strong) for one in findings]
    return Analysis(
        width=opened.true_width,
        height=opened.true_height,
        form=f"{opened.form} {opened.mode}",
        taken_as=how,
        findings=tuple(findings),
        alarming=tuple(alarming),
        contents=look.contents.shares,
        is_alarm=any(strong.values()),
        odd=odd_part_of(larger),
    )


def _is_strong(one: Finding, strong: dict[tuple[int, int, int], bool]) -> bool:
    from inspection.vision.rules.simulator.contraband import CLASSES

    return strong[one.x, one.y, CLASSES.index(one.kind)]


def _larger(one: Seen, scale: float) -> Seen:
    left, top, right, bottom = (edge * scale for edge in one.box)
    return Seen(kind=one.kind, box=(left, top, right, bottom), heat=one.heat)


def _resized(plane: Any, share: float) -> Any:
    size = max(32, round(plane.shape[1] * share)), max(32, round(plane.shape[0] * share))
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return cv2.resize(plane, size, interpolation=how)
