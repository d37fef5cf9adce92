"""Scenes on disk, so that training waits for no physics: pieces of 500, each made from its seeds.

``python -m inspection.vision.management.training.rendering FOLDER --scenes 10000`` makes what is
missing; it may be stopped and started again at any time, and the files come out the same.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import Clutter, Place, Scene, Wish, scene
from inspection.vision.rules.simulator.strangers import STRANGE

PIECE = 500
TRAIN_SEEDS, CHECK_SEEDS = 1_000_000, 5_000_000  # held-out figures start at 9,000,000
CROWDED_SEEDS = 3_000_000  # scenes to learn from that hold many things: each shows several shapes
STRANGE_SEEDS = 4_000_000  # loads of no taught kind, to be unsure of
WEIGH_SEEDS = 7_000_000  # scenes that the net has not seen, to learn what its findings weigh
CROWD = (4, 8)
CLEAN_EVERY = 5  # on top of the scenes that chance leaves clean


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """``light``: root of the transmission in 255 steps; ``truth``: scene, kind, box."""

    light: NDArray[np.uint8]
    zed: NDArray[np.uint8]
    truth: NDArray[np.int32]
    contents: NDArray[np.uint8]


def rows_of(one: Scene, number: int) -> list[tuple[int, ...]]:
    return [
        (number, CLASSES.index(kind), *map(int, box))
        for kind, box in zip(one.kinds, one.boxes, strict=True)
    ]


def light_of(one: Scene) -> NDArray[np.uint8]:
    return np.rint(np.sqrt(one.transmission / 65_535.0) * 255).astype(np.uint8)


def wish_of(seed: int, number: int) -> Wish:
    if seed >= WEIGH_SEEDS:
        return (Wish(threats=0), Wish(clutter=Clutter.HEAVY), Wish(), Wish())[number % 4]
    if STRANGE_SEEDS <= seed < CHECK_SEEDS:
        return Wish(place=Place.CONTAINER, load=(STRANGE,), threats=seed % 2)
    if CROWDED_SEEDS <= seed < STRANGE_SEEDS:
        return Wish(threats=CROWD[0] + seed % (CROWD[1] - CROWD[0]))
    return Wish(threats=0) if number % CLEAN_EVERY == 0 else Wish()


def render(folder: Path, *, first_seed: int, scenes: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, scenes, PIECE):
        path = folder / f"scenes-{first_seed + start}.npz"
        if path.exists():
            continue
        light, zed, truth, contents = [], [], [], []
        for number in range(PIECE):
            seed = first_seed + start + number
            one = scene(seed, wish_of(seed, number))
            light.append(light_of(one))
            zed.append(one.zed)
            truth += rows_of(one, number)
            contents.append(one.contents)
        half = path.with_suffix(".part")
        with half.open("wb") as file:
            np.savez(
                file,
                light=np.stack(light),
                zed=np.stack(zed),
                contents=np.stack(contents),
                truth=np.array(truth, np.int32).reshape(-1, 6),
            )
        half.rename(path)
        print(path, flush=True)


def rendered(folder: Path, *, first_seed: int, skip: int = 0) -> Iterator[Rendered]:
    """What lies there by now, in order, behind the first ``skip`` pieces."""
    start = first_seed + skip * PIECE
    while (path := folder / f"scenes-{start}.npz").exists():
        with np.load(path) as kept:
            yield Rendered(**{name: kept[name] for name in ("light", "zed", "truth", "contents")})
        start += PIECE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenes", type=int, default=7_000)
    parser.add_argument("--crowded", type=int, default=7_000)
    parser.add_argument("--strange", type=int, default=3_000)
    parser.add_argument("--weighed", type=int, default=8_000)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    render(given.folder, first_seed=CHECK_SEEDS, scenes=1_000)
    render(given.folder, first_seed=TRAIN_SEEDS, scenes=given.scenes)
    render(given.folder, first_seed=CROWDED_SEEDS, scenes=given.crowded)
    render(given.folder, first_seed=STRANGE_SEEDS, scenes=given.strange)
    render(given.folder, first_seed=WEIGH_SEEDS, scenes=given.weighed)


if __name__ == "__main__":
    main()
