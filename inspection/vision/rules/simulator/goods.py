"""Cargo by kind: what it is packed in, how large the pieces are, and what they are made of.

A kind fills a region of the scene with rows of pieces. Pieces are drawn once per scene in a few
variants and repeated with jitter, as cartons of one shipment are.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator.materials import AT
from inspection.vision.rules.simulator.pieces import FORMS

Array = NDArray[Any]
Rng = np.random.Generator
Piece = dict[str, Array]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``fill``: share of the depth taken by each material. Sizes of a piece are in cm.

    ``also``: further chapters whose goods look the same to X-rays (knitted and woven garments).
    """

    chapter: str
    fill: dict[str, float]
    wide: tuple[float, float]
    tall: tuple[float, float]
    form: str = "carton"
    spread: float = 0.02  # pieces lie this irregularly
    inner: tuple[float, float] = (0, 0)  # spacing of what repeats inside a piece, cm
    also: tuple[str, ...] = ()

    @property
    def chapters(self) -> frozenset[str]:
        return frozenset({self.chapter, *self.also})


KINDS: dict[str, Kind] = {
    "frozen_meat": Kind(
        chapter="02",
        fill={"tissue": 0.75, "paper": 0.02},
        wide=(50, 60),
        tall=(14, 18),
        form="lumps",
    ),
    "fish": Kind(
        chapter="03",
        fill={"tissue": 0.55, "foam": 0.3},
        wide=(58, 64),
        tall=(20, 26),
        form="lumps",
        inner=(4, 6),
    ),
    "vegetables": Kind(
        chapter="07",
        fill={"tissue": 0.5},
        wide=(50, 64),
        tall=(24, 30),
        form="bag",
        spread=0.08,
        inner=(6, 9),
    ),
    "fruit": Kind(
        chapter="08",
        fill={"tissue": 0.5, "paper": 0.03},
        wide=(38, 44),
        tall=(26, 30),
        form="balls",
        inner=(7, 9),
    ),
    "coffee": Kind(
        chapter="09", fill={"food": 0.55}, wide=(66, 76), tall=(20, 26), form="bag", spread=0.06
    ),
    "grain": Kind(
        chapter="10", fill={"food": 0.75}, wide=(900, 1000), tall=(900, 1000), form="bulk"
    ),
    "oil_drums": Kind(
        chapter="15",
        fill={"plastic": 0.85, "steel": 0.004},
        wide=(56, 60),
        tall=(86, 92),
        form="drum",
    ),
    "sugar": Kind(
        chapter="17", fill={"food": 0.9}, wide=(74, 84), tall=(15, 18), form="bag", spread=0.05
    ),
    "biscuits": Kind(
        chapter="19", fill={"food": 0.28, "paper": 0.03}, wide=(36, 42), tall=(28, 34), inner=(5, 7)
    ),
    "tinned_food": Kind(
        chapter="20",
        fill={"tissue": 0.65, "steel": 0.01},
        wide=(34, 40),
        tall=(22, 26),
        form="cans",
        inner=(7, 8),
    ),
    "wine": Kind(
        chapter="22",
        fill={"spirits": 0.42, "glass": 0.13, "paper": 0.02},
        wide=(30, 34),
        tall=(32, 34),
        form="bottles",
        inner=(8, 9),
    ),
    "cigarettes": Kind(
        chapter="24",
        fill={"tobacco": 0.72, "paper": 0.06},
        wide=(50, 60),
        tall=(30, 36),
        inner=(9, 10),
    ),
    "cement": Kind(
        chapter="25", fill={"cement": 0.6}, wide=(60, 66), tall=(11, 14), form="bag", spread=0.03
    ),
    "chemicals": Kind(
        chapter="29",
        fill={"water": 0.9, "plastic": 0.02, "steel": 0.002},
        wide=(100, 106),
        tall=(98, 104),
        form="tank",
    ),
    "medicines": Kind(
        chapter="30",
        fill={"paper": 0.18, "plastic": 0.06, "alu": 0.01, "food": 0.1},
        wide=(38, 44),
        tall=(24, 28),
        inner=(2.5, 4),
    ),
    "cosmetics": Kind(
        chapter="33",
        fill={"water": 0.3, "glass": 0.06, "paper": 0.05},
        wide=(30, 38),
        tall=(20, 24),
        form="bottles",
        inner=(4, 5),
    ),
    "plastic_granules": Kind(
        chapter="39", fill={"plastic": 0.55}, wide=(58, 66), tall=(13, 16), form="bag", spread=0.04
    ),
    "plastic_ware": Kind(
        chapter="39",
        fill={"plastic": 0.12, "paper": 0.02},
        wide=(48, 60),
        tall=(40, 50),
        inner=(10, 16),
    ),
    "tyres": Kind(
        chapter="40",
        fill={"rubber": 0.4, "steel": 0.006},
        wide=(60, 66),
        tall=(60, 66),
        form="rings",
    ),
    "timber": Kind(chapter="44", fill={"wood": 0.9}, wide=(400, 600), tall=(5, 8), form="planks"),
    "paper_rolls": Kind(
        chapter="48", fill={"paper": 0.95}, wide=(100, 125), tall=(90, 130), form="drum"
    ),
    "books": Kind(chapter="49", fill={"paper": 0.8}, wide=(34, 40), tall=(24, 28), inner=(3, 5)),
    "garments": Kind(
        chapter="62",
        also=("61",),
        fill={"fabric": 0.55, "paper": 0.03},
        wide=(56, 64),
        tall=(36, 44),
        form="soft",
    ),
    "textile_bales": Kind(
        chapter="63", fill={"fabric": 1.5}, wide=(100, 120), tall=(60, 75), form="bale"
    ),
    "shoes": Kind(
        chapter="64",
        fill={"rubber": 0.1, "fabric": 0.12, "paper": 0.05},
        wide=(62, 70),
        tall=(34, 40),
        inner=(12, 14),
        form="shoes",
    ),
    "tiles": Kind(
        chapter="69",
        fill={"ceramic": 0.75, "wood": 0.03},
        wide=(42, 62),
        tall=(30, 62),
        form="plates",
        inner=(1, 2),
    ),
    "glassware": Kind(
        chapter="70",
        fill={"glass": 0.16, "paper": 0.05},
        wide=(34, 42),
        tall=(28, 34),
        form="cans",
        inner=(8, 10),
    ),
    "steel_coils": Kind(
        chapter="72", fill={"steel": 0.3}, wide=(110, 130), tall=(110, 130), form="rings"
    ),
    "steel_pipes": Kind(
        chapter="73", fill={"steel": 0.11}, wide=(500, 600), tall=(10, 16), form="pipes"
    ),
    "copper_cable": Kind(
        chapter="85",
        fill={"copper": 0.05, "plastic": 0.12, "wood": 0.03},
        wide=(80, 100),
        tall=(80, 100),
        form="reels",
    ),
    "copper_cathodes": Kind(
        chapter="74",
        fill={"copper": 0.2},
        wide=(90, 100),
        tall=(26, 36),
        form="plates",
        inner=(2, 3),
    ),
    "aluminium_profiles": Kind(
        chapter="76", fill={"alu": 0.16}, wide=(500, 600), tall=(6, 10), form="pipes"
    ),
    "machinery": Kind(
        chapter="84",
        also=("85",),
        fill={"steel": 0.07, "copper": 0.004, "plastic": 0.02},
        wide=(110, 200),
        tall=(90, 150),
        form="machine",
    ),
    "motors": Kind(
        chapter="85",
        also=("84",),
        fill={"steel": 0.06, "copper": 0.03},
        wide=(34, 50),
        tall=(32, 44),
        form="motors",
    ),
    "televisions": Kind(
        chapter="85",
        fill={"plastic": 0.1, "glass": 0.03, "foam": 0.4, "copper": 0.002},
        wide=(110, 130),
        tall=(70, 80),
        form="panels",
    ),
    "car": Kind(
        chapter="87",
        fill={"steel": 0.03, "plastic": 0.04, "glass": 0.005},
        wide=(430, 460),
        tall=(140, 150),
        form="car",
    ),
    "car_parts": Kind(
        chapter="87",
        fill={"steel": 0.035, "alu": 0.03, "plastic": 0.06},
        wide=(70, 100),
        tall=(50, 70),
        form="lumps",
        inner=(9, 16),
        spread=0.05,
    ),
    "furniture": Kind(
        chapter="94",
        fill={"wood": 0.28, "foam": 0.3, "steel": 0.002},
        wide=(90, 140),
        tall=(70, 110),
        form="frames",
    ),
    "toys": Kind(
        chapter="95",
        fill={"plastic": 0.1, "paper": 0.03, "steel": 0.001},
        wide=(50, 60),
        tall=(40, 48),
        form="lumps",
        inner=(6, 11),
    ),
}
UNSEEN = ("copper_cathodes", "glassware", "coffee", "car_parts")  # kept from training: open set
TAUGHT = tuple(name for name in KINDS if name not in UNSEEN)


def fill(
    depth: Array, kind: Kind, region: tuple[int, int, int, int], rng: Rng, *, cm: float, deep: float
) -> NDArray[np.bool_]:
    """Packs the region (left, top, right, bottom; the floor is its bottom); the mask covered."""
    left, top, right, bottom = region
    size = rng.uniform(*kind.wide), rng.uniform(*kind.tall)
    wide = int(np.clip(size[0] / cm, 5, right - left))
    tall = int(np.clip(size[1] / cm, 3, bottom - top))
    pieces = [_piece(kind, wide, tall, rng, cm) for _ in range(3)]
    mask = np.zeros(depth.shape[1:], np.bool_)
    gap = int(rng.integers(0, 3)) if kind.form != "bulk" else 0
    for x in range(left, max(left + 1, right - wide + 1), wide + gap):
        rows = (bottom - top) // tall
        missing = int(rng.integers(0, 2)) * tall if rows > 1 else 0
        for y in range(bottom - tall, top + missing - 1, -tall):
            sway = int(rng.normal(0, kind.spread) * wide)
            x0, y0 = max(left, min(x + sway, right - wide)), max(top, y)
            strength = deep * rng.uniform(0.94, 1.06)
            for material, plane in pieces[rng.integers(3)].items():
                part = depth[AT[material], y0 : y0 + tall, x0 : x0 + wide]
                part += plane[: part.shape[0], : part.shape[1]] * strength
            mask[y0 : y0 + tall, x0 : x0 + wide] = True
    return mask


def _piece(kind: Kind, wide: int, tall: int, rng: Rng, cm: float) -> Piece:
    grid = tuple(
        max(2.0, rng.uniform(*kind.inner) / cm) if kind.inner[1] else 0.0 for _ in range(2)
    )
    cover = FORMS[kind.form](wide, tall, grid, rng)
    piece: Piece = {
        material: cover * share for material, share in kind.fill.items() if material not in METALS
    }
    metals = {material: share for material, share in kind.fill.items() if material in METALS}
    if metals:
        edge = cover - cv2.erode(cover, np.ones((3, 3), np.uint8))
        for material, share in metals.items():
            piece[material] = (cover + edge * 2 if len(piece) else cover) * share
    if "paper" in kind.fill or kind.form in ("carton", "bottles", "cans", "panels"):
        wall = np.zeros((tall, wide), np.float32)
        wall[:, 0] = wall[:, -1] = wall[0] = wall[-1] = 0.06
        piece["paper"] = piece.get("paper", np.zeros_like(wall)) + wall
    return piece


METALS = {"steel", "copper", "alu"}
