"""The examination of an eye on scenes that it never saw: what its card and the bench tell."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from inspection.vision.rules import measures
from inspection.vision.rules.artefact import EMPTY_LOADED, Eye, Look
from inspection.vision.rules.looks import painted
from inspection.vision.rules.measures import Matched, Truth
from inspection.vision.rules.planes import Planes, of_picture, of_scan
from inspection.vision.rules.seeing import FAINTEST
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import (
    BELONGINGS,
    CONTENTS,
    NOTHING,
    Clutter,
    Place,
    Scene,
    Wish,
    scene,
)

HELD_OUT_SEEDS = 9_000_000
Change = Callable[[Scene, np.random.Generator], Planes]


@dataclass(frozen=True, kw_only=True)
class Examined:
    """Findings against truth over a set, and the looks themselves."""

    found: Matched
    truth: tuple[Truth, ...]
    looks: tuple[Look, ...]
    scenes: tuple[Scene, ...]
    alarm_at: float

    def figures(self, eye: Eye) -> dict[str, float]:
        recall, threats, clean = measures.scene_alarms(self.found, self.truth, least=eye.alarm_at)
        strong = self.found.raw >= eye.alarm_at
        chance = eye.calibration.chances(self.found.raw)
        return {
            "map50": measures.mean_precision(self.found),
            "thing_recall": recall,
            "threat_recall": threats,
            "clean_scenes_alarmed": clean,
            "ece": measures.calibration_error(chance, self.found.true),
            "ece_of_told": measures.calibration_error(chance[strong], self.found.true[strong]),
        }


def light_of(one: Scene) -> Any:
    return np.rint(np.sqrt(one.transmission / 65_535.0) * 255).astype(np.uint8)


def as_scanned(one: Scene, _rng: np.random.Generator) -> Planes:
    return of_scan(light_of(one), one.zed)


def as_painted(one: Scene, rng: np.random.Generator) -> Planes:
    return of_picture(painted(light_of(one), one.zed, rng))


def noisy(one: Scene, rng: np.random.Generator) -> Planes:
    light = np.clip(light_of(one) + rng.normal(0, 8, one.zed.shape), 0, 255).astype(np.uint8)
    return of_scan(light, one.zed)


def blurred(one: Scene, _rng: np.random.Generator) -> Planes:
    return of_scan(cv2.GaussianBlur(light_of(one), (0, 0), 1.5), cv2.medianBlur(one.zed, 3))


def askew(one: Scene, _rng: np.random.Generator) -> Planes:
    height, width = one.zed.shape
    move = cv2.getRotationMatrix2D((width / 2, height / 2), 90, 1.0)
    light = cv2.warpAffine(light_of(one), move, (width, height), borderValue=255)
    return of_scan(light, cv2.warpAffine(one.zed, move, (width, height), flags=cv2.INTER_NEAREST))


def grey(one: Scene, _rng: np.random.Generator) -> Planes:
    return of_picture(light_of(one))


def examine(
    eye: Eye, scenes: Iterable[Scene], change: Change = as_scanned, *, seed: int = 0
) -> Examined:
    looks, truth, kept = [], [], []
    for number, one in enumerate(scenes):
        planes = change(one, np.random.default_rng([seed, number]))
        looks.append(eye.look(planes, least=FAINTEST, doubles=True))
        boxes = one.boxes.astype(np.float32)
        if change is askew:
            side = one.zed.shape[1]
            boxes = np.stack([boxes[:, 1], side - boxes[:, 2], boxes[:, 3], side - boxes[:, 0]], 1)
        truth.append(Truth(boxes=boxes, kinds=tuple(CLASSES.index(kind) for kind in one.kinds)))
        kept.append(one)
    found = measures.matched([one.seen for one in looks], truth, classes=len(CLASSES))
    return Examined(
        found=found,
        truth=tuple(truth),
        looks=tuple(looks),
        scenes=tuple(kept),
        alarm_at=eye.alarm_at,
    )


def held_out(
    count: int,
    *,
    first: int = HELD_OUT_SEEDS,
    clutter: Clutter | None = None,
    threats: int | None = None,
    kilovolts: int = 160,
    place: Place | None = None,
) -> Iterable[Scene]:
    for seed in range(first, first + count):
        yield scene(seed, Wish(clutter=clutter, threats=threats, kilovolts=kilovolts, place=place))


def loads(
    count: int, *, first: int = HELD_OUT_SEEDS + 500_000, unseen: bool = False
) -> Iterable[Scene]:
    """Containers with one kind of goods each and no contraband."""
    for seed in range(first, first + count):
        yield scene(
            seed, Wish(place=Place.CONTAINER, clutter=Clutter.LIGHT, threats=0, unseen=unseen)
        )


def cost_of_a_megapixel(eye: Eye, *, times: int = 5) -> float:
    """Processor time in ms from planes to advice on a scan of 1,000 by 1,000 pixels."""
    wish = Wish(place=Place.CONTAINER, clutter=Clutter.MEDIUM, size=(1_000, 1_000))
    planes = as_scanned(scene(HELD_OUT_SEEDS + 900_000, wish), np.random.default_rng(0))
    eye.look(planes, odd=True)
    began = time.process_time()
    for _ in range(times):
        eye.look(planes, odd=True)
    return (time.process_time() - began) * 1_000 / times


def goods_figures(examined: Examined) -> dict[str, float]:
    """``goods_top1``: share of all loads whose likeliest kind is the right one, told or not.

    ``goods_named_right``: share of all loads that were named, and rightly; silence counts as wrong.
    """
    first = right = told = loaded = empty = empty_right = 0
    for one, look in zip(examined.scenes, examined.looks, strict=True):
        if not one.goods:
            empty += 1
            strong = any(seen.heat > examined.alarm_at for seen in look.seen)
            empty_right += look.contents.loaded <= EMPTY_LOADED and not strong
            continue
        if (
            not (
                np.isin(
                    one.contents, [CONTENTS.index(name) for name in one.goods if name in CONTENTS]
                )
            ).any()
            and one.goods[0] in CONTENTS
        ):
            continue  # nothing of the load fills a cell
        loaded += 1
        names = [name for name, _ in look.contents.shares if name not in (NOTHING, BELONGINGS)]
        told += bool(names)
        first += look.contents.likeliest == one.goods[0]
        right += bool(names) and names[0] == one.goods[0]
    return {
        "goods_top1": first / max(1, loaded),
        "goods_named_right": right / max(1, loaded),
        "goods_told": told / max(1, loaded),
        "goods_right_of_told": right / max(1, told),
        "empties": float(empty),
        "empty_recall": empty_right / max(1, empty),
    }
