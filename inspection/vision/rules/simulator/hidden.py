"""Another lot walled in among honest goods (夹藏): a block of them is taken out and replaced.

For the examination of the anomaly check alone; the detector never learns from it.
"""

import numpy as np

from inspection.vision.rules.simulator.forms import Array, Rng
from inspection.vision.rules.simulator.materials import AT, MATERIALS
from inspection.vision.rules.simulator.strangers import SOFT

Box = tuple[int, int, int, int]
SIDES = (48, 120)  # pixels of the block
HARD = ("steel", "alu", "copper")
TRIES = 40


def wall_in(depth: Array, before: Array, rng: Rng) -> Box | None:
    """``before``: the scene without the goods. The block's box; None when no load is that large.

    Between 40 and 100 % of the goods in the line of sight give way to one other material; how
    heavy it is has nothing to do with them, so some blocks cannot be seen by anybody.
    """
    goods = depth - before
    covered = (goods.sum(0) > 0).astype(np.float32)
    rows, columns = np.flatnonzero(covered.any(1)), np.flatnonzero(covered.any(0))
    if not len(rows):
        return None
    for _ in range(TRIES):
        wide, tall = (int(side) for side in rng.uniform(*SIDES, 2))
        x = int(rng.uniform(columns[0], max(columns[0] + 1, columns[-1] - wide)))
        y = int(rng.uniform(rows[0], max(rows[0] + 1, rows[-1] - tall)))
        part = covered[y : y + tall, x : x + wide]
        if part.shape == (tall, wide) and part.mean() > 0.93:
            break
    else:
        return None
    share = float(rng.uniform(0.4, 1.0))
    material = str(rng.choice(HARD) if rng.random() < 0.3 else rng.choice(SOFT))
    mass = float(rng.uniform(8, 80)) * share  # g/cm2
    place = np.s_[:, y : y + tall, x : x + wide]
    depth[place] -= goods[place] * share
    grain = 1 + 0.1 * rng.standard_normal((-(-tall // 8), -(-wide // 8)), np.float32)
    block = np.kron(grain, np.ones((8, 8), np.float32))[:tall, :wide]
    depth[AT[material], y : y + tall, x : x + wide] += mass / MATERIALS[material][1] * block
    return x, y, x + wide, y + tall
