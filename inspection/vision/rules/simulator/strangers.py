"""Goods of no kind that is taught: materials, packing and sizes thrown together.

A recogniser that was only ever shown what it knows is sure of everything. These are shown to it
with no right answer, so that it learns to be unsure (outlier exposure: Hendrycks, Mazeika and
Dietterich, "Deep anomaly detection with outlier exposure", ICLR 2019). The kinds kept from
training in ``goods.UNSEEN`` are not among them: they stay the examination.
"""

from inspection.vision.rules.simulator.forms import Rng
from inspection.vision.rules.simulator.goods import KINDS, METALS, UNSEEN, Kind
from inspection.vision.rules.simulator.materials import MATERIALS

STRANGE = "strange"
SOFT = tuple(
    name
    for name, (_, density) in MATERIALS.items()
    if name not in METALS and name not in ("lead", "brass") and density > 0.1
)
WHOLE = frozenset({"car", "bulk", "planks", "pipes"})  # forms that only fit goods of their length
GRIDDED = frozenset(one.form for one in KINDS.values() if one.inner[1])
FORMS = tuple(sorted({one.form for one in KINDS.values()} - WHOLE))
MASS = (0.12, 1.6)  # g/cm3 of the packed load, as of the taught kinds


def stranger(rng: Rng) -> Kind:
    """One kind drawn by chance; drawn again while it is too close to one kept for the test."""
    while True:
        one = _drawn(rng)
        if not any(_alike(one, KINDS[name]) for name in UNSEEN):
            return one


def _drawn(rng: Rng) -> Kind:
    count = int(rng.integers(1, 4))
    names = [str(name) for name in rng.choice(SOFT, count, replace=False)]
    if rng.random() < 0.45:
        names.append(str(rng.choice(sorted(METALS))))
    shares = rng.dirichlet([1.0] * len(names))
    mass = float(rng.uniform(*MASS))
    fill = {
        name: float(mass * share / MATERIALS[name][1])
        for name, share in zip(names, shares, strict=True)
    }
    wide, tall = float(rng.uniform(26, 120)), float(rng.uniform(12, 100))
    form, inner = str(rng.choice(FORMS)), float(rng.uniform(2, 16))
    if form not in GRIDDED:
        inner = 0.0
    return Kind(
        chapter="",
        fill=fill,
        wide=(wide * 0.93, wide * 1.07),
        tall=(tall * 0.93, tall * 1.07),
        form=form,
        spread=float(rng.uniform(0.01, 0.08)),
        inner=(inner * 0.85, inner * 1.15),
    )


def _alike(one: Kind, other: Kind) -> bool:
    """The same form and mostly the same material."""

    def main(kind: Kind) -> str:
        return max(kind.fill, key=lambda name: kind.fill[name] * MATERIALS[name][1])

    return one.form == other.form and main(one) == main(other)
