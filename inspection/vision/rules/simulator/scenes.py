"""Whole scenes with their exact truth: suitcases, parcels, containers and vehicles.

The same seed gives the same scene, pixel by pixel. Of a container or a vehicle a scene shows the
part in front of the detectors; a whole container is drawn by asking for a greater size.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator import belongings, contraband, goods, hidden, strangers
from inspection.vision.rules.simulator.forms import Array, Laid, Rng, lay
from inspection.vision.rules.simulator.materials import AT, MATERIALS, NAMES
from inspection.vision.rules.simulator.physics import cabinet, cargo, image_of


class Place(StrEnum):
    SUITCASE = "suitcase"
    PARCEL = "parcel"
    CONTAINER = "container"
    VEHICLE = "vehicle"


class Clutter(StrEnum):
    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


THINGS = {Clutter.LIGHT: (3, 8), Clutter.MEDIUM: (8, 15), Clutter.HEAVY: (15, 27)}
STACKED = {  # how many lie behind each other when they travel as cargo
    "firearm": 4,
    "blade": 9,
    "organic_block": 9,
    "cigarettes": 12,
    "shielded_box": 5,
    "live_animal": 9,
    "ammunition": 4,
    "cash": 10,
    "ivory_horn": 6,
    "bottles": 5,
    "phones": 9,
}
NOTHING, BELONGINGS = "nothing", "belongings"
CONTENTS = (NOTHING, BELONGINGS, *goods.TAUGHT)  # what the map of contents may say
UNTOLD, OTHER = 255, 254  # cells of mixed goods; cells of goods that are of no taught kind
CELL = 32
CHANCES = (
    (Place.SUITCASE, 0.36),
    (Place.PARCEL, 0.16),
    (Place.CONTAINER, 0.4),
    (Place.VEHICLE, 0.08),
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """``transmission`` (65,535 is air), ``zed`` (Z times 4), and all that is known of it.

    ``contents`` says cell by cell (32 pixels) what lies there, as an index of CONTENTS; UNTOLD
    where goods mix or are of a kind kept from training, OTHER where they are strangers. ``goods``
    are the kinds loaded, ``walled_in`` is the box of another lot among them.
    """

    place: Place
    clutter: Clutter
    transmission: NDArray[np.uint16]
    zed: NDArray[np.uint8]
    boxes: NDArray[np.int32]
    kinds: tuple[str, ...]
    masks: tuple[NDArray[np.bool_], ...]
    contents: NDArray[np.uint8]
    goods: tuple[str, ...]
    walled_in: tuple[int, int, int, int] | None = None

    @property
    def chapters(self) -> tuple[str, ...]:
        return tuple(goods.KINDS[one].chapter for one in self.goods if one in goods.KINDS)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the scene shall be; what is left None is drawn by chance."""

    place: Place | None = None
    clutter: Clutter | None = None
    threats: int | None = None
    kind: str | None = None
    load: tuple[str, ...] | None = None
    unseen: bool = False
    size: tuple[int, int] = (320, 320)
    kilovolts: int = 160
    walled_in: bool = False


def scene(seed: int, wish: Wish = Wish()) -> Scene:  # noqa: B008 (frozen)
    rng = np.random.default_rng([seed, 20_260])
    place = wish.place or rng.choice([p for p, _ in CHANCES], p=[c for _, c in CHANCES])
    place, clutter = Place(place), wish.clutter or list(Clutter)[rng.integers(3)]
    width, height = wish.size
    depth = np.zeros((len(NAMES), height, width), np.float32)
    kinds = _wanted(wish, rng)
    block = None
    if place in (Place.SUITCASE, Place.PARCEL):
        laid, contents, loaded = _bag(depth, place, clutter, kinds, rng)
        beam, photons = cabinet(kilovolts=wish.kilovolts), rng.uniform(1.5e4, 1.2e5)
    else:
        laid, contents, loaded, block = _load(depth, place, clutter, kinds, wish, rng)
        beam, photons = cargo(), rng.uniform(6e3, 6e4)
    transmission, zed = image_of(
        depth, beam, rng, photons=float(photons), scatter=float(rng.uniform(0, 0.05))
    )
    return Scene(
        place=place,
        clutter=clutter,
        transmission=transmission,
        zed=zed,
        boxes=np.array([one.box for _, one in laid], np.int32).reshape(-1, 4),
        kinds=tuple(kind for kind, _ in laid),
        masks=tuple(one.mask for _, one in laid),
        contents=contents,
        goods=loaded,
        walled_in=block,
    )


def _wanted(wish: Wish, rng: Rng) -> list[str]:
    count = wish.threats
    if count is None:
        count = int(rng.choice([0, 1, 2, 3], p=[0.34, 0.32, 0.22, 0.12]))
    return [
        wish.kind or contraband.CLASSES[rng.integers(len(contraband.CLASSES))] for _ in range(count)
    ]


def _bag(
    depth: Array, place: Place, clutter: Clutter, kinds: list[str], rng: Rng
) -> tuple[list[tuple[str, Laid]], NDArray[np.uint8], tuple[str, ...]]:
    _, height, width = depth.shape
    rim = rng.uniform(8, 40, 4) if place is Place.SUITCASE else rng.uniform(8, 70, 4)
    left, top, right, bottom = int(rim[0]), int(rim[1]), int(width - rim[2]), int(height - rim[3])
    body = np.zeros((height, width), np.float32)
    cv2.rectangle(body, (left, top), (right, bottom), 1, -1)
    inner = cv2.erode(body, np.ones((7, 7), np.uint8))
    if place is Place.SUITCASE:
        depth[AT["plastic"]] += body * rng.uniform(0.15, 0.5) + (body - inner) * 0.9
        depth[AT["fabric"]] += (
            body * _clouds(height, width, rng.uniform(7, 30), rng) * rng.uniform(0, 9)
        )
        for _ in range(int(rng.integers(0, 3))):  # the rods of a handle
            at = int(rng.uniform(left + 10, right - 10))
            depth[AT["alu"], top:bottom, at : at + 4] += 0.15
    else:
        depth[AT["paper"]] += body * rng.uniform(0.3, 0.8) + (body - inner) * 1.0
        depth[AT["foam"]] += body * rng.uniform(0, 10)
    span = (left + 24, top + 24, right - 24, bottom - 24)
    count = int(rng.integers(*THINGS[clutter]))
    if place is Place.PARCEL:
        count = count * 2 // 3
    after = int(count * rng.uniform(0, 0.4))
    _scatter(depth, count - after, span, rng)
    laid = _hide(depth, kinds, span, rng, {})
    _scatter(depth, after, span, rng)
    contents = np.zeros((-(-height // CELL), -(-width // CELL)), np.uint8)
    share = cv2.resize(body, contents.shape[::-1], interpolation=cv2.INTER_AREA)
    contents[share > 0.3] = UNTOLD
    contents[share > 0.7] = CONTENTS.index(BELONGINGS)
    return laid, contents, ()


def _load(
    depth: Array, place: Place, clutter: Clutter, kinds: list[str], wish: Wish, rng: Rng
) -> tuple[list[tuple[str, Laid]], NDArray[np.uint8], tuple[str, ...], hidden.Box | None]:
    _, height, width = depth.shape
    cm = float(rng.uniform(0.45, 0.7))
    floor = height - int(rng.choice([0, rng.uniform(12, 90)]))
    roof = int(rng.choice([0, rng.uniform(6, 60)]))
    steel = depth[AT["steel"]]
    if place is Place.CONTAINER:
        wave = 0.32 + 0.1 * np.sin(np.arange(width) * cm * 2 * math.pi / 27.8)
        steel[roof:floor] += wave.astype(np.float32)[None, :]
        steel[max(0, roof - 7) : roof] += 1.6
        steel[floor : floor + 4] += 1.4
        depth[AT["wood"], floor : floor + 6] += 60
        for x in range(int(rng.integers(0, 60)), width, max(8, int(61 / cm))):
            steel[floor + 6 : floor + 18, x : x + 9] += 6
        cut = rng.random()
        if cut < 0.2:  # the end of the box
            edge = int(rng.uniform(10, 60))
            depth[:, :, :edge] = 0
            steel[roof:floor, edge : edge + 10] += 3.5
    names = wish.load
    if names is None:
        pool = goods.UNSEEN if wish.unseen else goods.TAUGHT
        number = {Clutter.LIGHT: 1, Clutter.MEDIUM: 1 + int(rng.random() < 0.4)}.get(
            clutter, 1 + int(rng.random() < 0.7)
        )
        names = tuple(pool[rng.integers(len(pool))] for _ in range(number))
        if place is Place.CONTAINER and rng.random() < 0.08 and not wish.unseen:
            names = ()
        if place is Place.VEHICLE:
            names = ("car",)
    before = depth.copy() if wish.walled_in else None
    contents = _pack(depth, names, (0, roof, width, floor), clutter, rng, cm)
    block = None if before is None else hidden.wall_in(depth, before, rng)
    if clutter is not Clutter.LIGHT and names:
        few = (1, 4) if clutter is Clutter.MEDIUM else (3, 9)
        _scatter(
            depth, int(rng.integers(*few)), (20, roof + 20, width - 20, floor - 20), rng, thick=3
        )
    laid = _hide(depth, kinds, (34, roof + 34, width - 34, floor - 30), rng, STACKED)
    return laid, contents, names, block


def _pack(
    depth: Array,
    names: tuple[str, ...],
    room: tuple[int, int, int, int],
    clutter: Clutter,
    rng: Rng,
    cm: float,
) -> NDArray[np.uint8]:
    _, height, width = depth.shape
    left, roof, right, floor = room
    contents = np.zeros((-(-height // CELL), -(-width // CELL)), np.uint8)
    cuts = [0, *sorted(rng.uniform(0.25, 0.75, max(0, len(names) - 1)).tolist()), 1]
    for name, start, end in zip(names, cuts, cuts[1:], strict=False):
        kind = strangers.stranger(rng) if name == strangers.STRANGE else goods.KINDS[name]
        mass = sum(MATERIALS[material][1] * share for material, share in kind.fill.items())
        deep = min(230.0, 85 / mass) * rng.uniform(0.45, 1.0)
        x0, x1 = int(left + start * (right - left)), int(left + end * (right - left))
        top = floor - int((floor - roof) * rng.uniform(0.55, 1.0))
        if name == "car":
            x0, x1 = x0 - int(rng.uniform(0, 360)), x1
            mask = _car(depth, x0, floor, rng, cm)
        else:
            mask = goods.fill(depth, kind, (x0, top, x1, floor), rng, cm=cm, deep=float(deep))
        share = cv2.resize(
            mask.astype(np.float32), contents.shape[::-1], interpolation=cv2.INTER_AREA
        )
        none = OTHER if name == strangers.STRANGE else UNTOLD
        index = CONTENTS.index(name) if name in CONTENTS else none
        contents[(share > 0.15) & (contents == 0)] = UNTOLD
        contents[share > 0.65] = index
    return contents


def _car(depth: Array, x: int, floor: int, rng: Rng, cm: float) -> NDArray[np.bool_]:
    """A car is larger than the scene: it is drawn whole and cut."""
    wide, tall = int(rng.uniform(430, 460) / cm), int(rng.uniform(140, 150) / cm)
    board = np.zeros((len(NAMES), tall, wide), np.float32)
    car = goods.KINDS["car"]
    goods.fill(board, car, (0, 0, wide, tall), rng, cm=cm, deep=float(rng.uniform(60, 110)))
    mask = np.zeros(depth.shape[1:], np.bool_)
    left, right = max(0, x), min(depth.shape[2], x + wide)
    top = max(0, floor - tall)
    if right > left:
        part = board[:, tall - (floor - top) :, left - x : right - x]
        depth[:, top:floor, left:right] += part
        mask[top:floor, left:right] = part.sum(0) > 0
    return mask


def _scatter(
    depth: Array, count: int, span: tuple[int, int, int, int], rng: Rng, thick: float = 1
) -> None:
    left, top, right, bottom = span
    for _ in range(count):
        thing = belongings.THINGS[rng.integers(len(belongings.THINGS))](rng)
        lay(
            depth,
            thing,
            rng,
            x=rng.uniform(left, max(left + 1, right)),
            y=rng.uniform(top, max(top + 1, bottom)),
            turn=rng.uniform(0, 2 * math.pi),
            scale=rng.uniform(0.55, 1.15),
            thick=thick,
        )


def _hide(
    depth: Array,
    kinds: list[str],
    span: tuple[int, int, int, int],
    rng: Rng,
    stacked: dict[str, int],
) -> list[tuple[str, Laid]]:
    """Lays each kind where it does not cover the one before."""
    laid: list[tuple[str, Laid]] = []
    left, top, right, bottom = span
    for kind in kinds:
        for _ in range(8):
            x, y = rng.uniform(left, max(left + 1, right)), rng.uniform(top, max(top + 1, bottom))
            if all(
                abs(x - (o.box[0] + o.box[2]) / 2) + abs(y - (o.box[1] + o.box[3]) / 2) > 70
                for _, o in laid
            ):
                break
        thick = stacked.get(kind, 1) * rng.uniform(0.7, 1.4) if stacked else rng.uniform(0.85, 1.15)
        one = lay(
            depth,
            contraband.drawn(kind, rng),
            rng,
            x=x,
            y=y,
            turn=rng.uniform(0, 2 * math.pi),
            scale=rng.uniform(0.6, 1.2),
            thick=float(thick),
        )
        if one is not None:
            laid.append((kind, one))
    return laid


def _clouds(height: int, width: int, grain: float, rng: Rng) -> Array:
    small = rng.random((max(4, int(height / grain)), max(4, int(width / grain))), np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).clip(0)
