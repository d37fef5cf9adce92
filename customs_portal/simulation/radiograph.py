"""What the gantry sees of a shipment: its goods, and what hides among them, by the house's physics.

The quay's gantry is a device in software; its pictures come from the simulator that the machine's
eye learned from, with seeds of their own, so that its advice in the demo port means something.
"""

from hardware_adapters.devices.xray_gantry.scene import packed
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene

SEEDS = 20_000_000  # beyond those of training, checks and examinations
KIND_OF_LOAD = {
    "machinery": "machinery",
    "textiles": "garments",
    "plastics": "plastic_ware",
    "paper": "paper_rolls",
    "fruit": "fruit",
    "ceramics": "tiles",
    "electronics": "televisions",
    "cigarettes": "cigarettes",
    "drums": "oil_drums",
}
HIDDEN = {"cigarettes": ("cigarettes", 5), "metal": ("shielded_box", 1)}  # thing, how many lots


def radiograph(
    *, load: str, hidden: tuple[str, ...] = (), seed: int, size: tuple[int, int] = (2200, 760)
) -> bytes:
    """PNG as the gantry packs it: R and G transmission in 16 bits, B effective Z times 4.

    ``load`` is one of KIND_OF_LOAD, ``hidden`` of HIDDEN. Raises KeyError for others.
    """
    thing, lots = HIDDEN[hidden[0]] if hidden else (None, 0)
    drawn = scene(
        SEEDS + seed,
        Wish(
            place=Place.CONTAINER,
            clutter=Clutter.LIGHT,
            threats=lots,
            kind=thing,
            load=(KIND_OF_LOAD[load],),
            size=size,
        ),
    )
    return packed(drawn.transmission, drawn.zed)
