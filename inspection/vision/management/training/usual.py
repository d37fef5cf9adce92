"""How uneven honest loads are, kind by kind: what the check for odd parts is held against.

``python -m inspection.vision.management.training.usual`` makes it anew in five minutes; it needs
no torch. The figures of its card come from seeds that the table has not seen, with the kind that
the shipped eye tells, as the portal uses it.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inspection.vision.rules import oddness, trial
from inspection.vision.rules.artefact import loaded as eye_of
from inspection.vision.rules.seeing import overlaps
from inspection.vision.rules.simulator.goods import TAUGHT
from inspection.vision.rules.simulator.scenes import Clutter, Place, Scene, Wish, scene

FIRST_SEED, TEST_SEED = 6_000_000, 9_600_000
REACHED = 0.05  # share of honest loads that may be told


def honest(kind: str | None, count: int, *, first: int, walled_in: bool = False) -> list[Scene]:
    return [
        scene(
            seed,
            Wish(
                place=Place.CONTAINER,
                clutter=Clutter.LIGHT,
                threats=0,
                load=None if kind is None else (kind,),
                walled_in=walled_in,
            ),
        )
        for seed in range(first, first + count)
    ]


def table(count: int) -> dict[str, list[float]]:
    """Measures scaled alike, then by one factor, so that 5 in 100 pass all three at once."""
    by_kind = {}
    for number, kind in enumerate(TAUGHT):
        most = [
            found.most
            for one in honest(kind, count, first=FIRST_SEED + number * 1_000)
            if (found := oddness.measure(trial.as_scanned(one, np.random.default_rng(0))))
        ]
        by_kind[kind] = np.array(most)
    rows = {kind: _reached(most) for kind, most in by_kind.items() if len(most) >= count // 3}
    rows[oddness.ANY] = _reached(np.concatenate(list(by_kind.values())))
    return {kind: [round(float(one), 4) for one in row] for kind, row in rows.items()}


def _reached(most: Any) -> Any:
    each = np.quantile(most, 1 - REACHED, axis=0) + 1e-3
    return each * np.quantile((most / each).max(1), 1 - REACHED)


def measured(rows: dict[str, list[float]], count: int) -> dict[str, Any]:
    """Told of honest loads and of loads with another lot walled in, and whether it was there."""
    eye, usual = eye_of(), {kind: np.array(row, np.float32) for kind, row in rows.items()}
    told: dict[bool, list[bool]] = {False: [], True: []}
    there = []
    for walled_in in (False, True):
        first = TEST_SEED + 10_000 * walled_in
        for one in honest(None, count, first=first, walled_in=walled_in):
            if not one.goods or (walled_in and one.walled_in is None):
                continue
            planes = trial.as_scanned(one, np.random.default_rng(0))
            odd = oddness.odd_part(planes, eye.look(planes).contents, usual=usual)
            is_told = odd is not None and odd.is_told
            told[walled_in].append(is_told)
            if is_told and odd is not None and one.walled_in is not None:
                over = overlaps(np.array(one.walled_in, float), np.array([odd.box], float))
                there.append(float(over[0]) > 0.1)
    return {
        "honest_loads": len(told[False]),
        "honest_told": round(float(np.mean(told[False])), 4),
        "walled_in_loads": len(told[True]),
        "walled_in_told": round(float(np.mean(told[True])), 4),
        "told_in_the_right_place": round(float(np.mean(there)), 4) if there else 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="honest loads of each kind")
    parser.add_argument("--test", type=int, default=600)
    parser.add_argument("--out", type=Path, default=oddness.USUAL)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    rows = table(given.each)
    card = {
        **measured(rows, given.test),
        "table_seeds": FIRST_SEED,
        "held_out_seeds": TEST_SEED,
        "loads_of_each_kind": given.each,
        "limits": [
            "Simulated loads of one kind; of mixed loads only the whole is compared, and more of "
            "them will be told.",
            "The block walled in weighs what chance says: some weigh what the goods weighed, and "
            "nobody sees them.",
        ],
    }
    given.out.write_text(
        json.dumps({"card": card, "usual": rows}, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    print(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
