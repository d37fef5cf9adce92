"""A part of the load that does not look like the rest: told where it lies, and only then."""

import json

import numpy as np
import pytest

from customs_portal.kit import storage
from inspection.vision.operations.suggest_reading import suggest_reading
from inspection.vision.queries import advice_for
from inspection.vision.rules import oddness, trial
from inspection.vision.rules.artefact import loaded
from inspection.vision.rules.oddness import odd_part, usual_loads
from inspection.vision.rules.seeing import Contents, overlaps
from inspection.vision.rules.simulator.scenes import BELONGINGS, Clutter, Place, Wish, scene
from inspection.vision.verdicts import ModelFault
from tests.factories.inspection import BOX, NOON
from tests.inspection.vision.pictures import packed

pytestmark = pytest.mark.feature("I-06")
KINDS = ("grain", "paper_rolls", "cement", "textile_bales", "books")


def contents(*shares, likeliest=None):
    first = shares[0][0] if shares else ""
    return Contents(
        shares=shares,
        certainty=1.0,
        loaded=0.8,
        likeliest=first if likeliest is None else likeliest,
    )


def load_of(kind, seed, *, walled_in):
    return scene(
        seed,
        Wish(
            place=Place.CONTAINER,
            clutter=Clutter.LIGHT,
            threats=0,
            load=(kind,),
            walled_in=walled_in,
        ),
    )


def planes_of(one):
    return trial.as_scanned(one, np.random.default_rng(0))


def part_of(one):
    return odd_part(planes_of(one), contents((one.goods[0], 1000)))


def test_honest_loads_are_seldom_told_and_walled_in_lots_often_and_in_their_place():
    told = {True: 0, False: 0}
    there = 0
    for kind in KINDS:
        for seed in range(7_400_000, 7_400_008):
            for walled_in in (False, True):
                one = load_of(kind, seed, walled_in=walled_in)
                odd = part_of(one)
                if odd is None or not odd.is_told:
                    continue
                told[walled_in] += 1
                if one.walled_in:
                    over = overlaps(np.array(one.walled_in, float), np.array([odd.box], float))
                    there += float(over[0]) > 0.1
    assert told[False] <= 5  # of 40, at one in twenty
    assert told[True] >= 16
    assert there >= 0.85 * told[True]


def test_the_same_seed_without_the_block_is_the_same_load_but_for_the_block():
    honest, other = (load_of("grain", 7_400_001, walled_in=one) for one in (False, True))
    left, top, right, bottom = other.walled_in
    assert honest.walled_in is None
    assert (honest.contents == other.contents).all()
    inside = np.s_[top:bottom, left:right]
    assert not np.allclose(honest.transmission[inside], other.transmission[inside], rtol=0.02)


@pytest.mark.parametrize(
    "what",
    [
        contents((BELONGINGS, 1000)),
        contents(("grain", 600), ("tyres", 400)),
        contents(likeliest=""),
    ],
    ids=["a bag", "a mixed load", "nothing loaded"],
)
def test_what_has_no_load_of_one_kind_has_no_odd_part(what):
    assert odd_part(planes_of(load_of("grain", 7_400_001, walled_in=True)), what) is None


def test_an_empty_container_has_no_odd_part():
    bare = scene(
        61, Wish(place=Place.CONTAINER, clutter=Clutter.LIGHT, threats=0, load=(), size=(640, 320))
    )
    assert odd_part(planes_of(bare), contents(("grain", 1000))) is None


def test_a_kind_that_no_table_knows_is_held_against_all_loads():
    planes = planes_of(load_of("grain", 7_400_003, walled_in=True))
    named, unnamed = (odd_part(planes, contents((kind, 1000))) for kind in ("grain", "moon_rock"))
    assert unnamed.by < named.by


def test_the_larger_scan_of_the_same_load_tells_its_place_in_its_own_pixels():
    odd = part_of(load_of("grain", 7_400_001, walled_in=True))
    assert odd.larger(2).box == tuple(edge * 2 for edge in odd.box)
    assert odd.larger(2).by == odd.by


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "cannot be read"),
        ("{", "is cut"),
        ("[]", "is cut"),
        (json.dumps({"usual": {"grain": [1, 1, 1]}}), "lacks a row"),
        (json.dumps({"usual": {"": [1, 1]}}), "lacks a row"),
    ],
    ids=["gone", "cut", "no table", "not of any kind", "a row too short"],
)
def test_a_table_that_is_missing_or_cut_is_a_fault_that_says_so(tmp_path, text, why):
    path = tmp_path / "usual.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ModelFault, match=why):
        usual_loads(path)


def test_the_shipped_table_keeps_what_its_card_promises():
    card = oddness.card()
    assert card["honest_told"] <= 0.07
    assert card["walled_in_told"] >= 0.4
    assert card["told_in_the_right_place"] >= 0.9


@pytest.mark.django_db
def test_the_advice_on_a_gantrys_scan_keeps_the_odd_part():
    eye = loaded()
    scenes = (load_of("paper_rolls", seed, walled_in=True) for seed in range(7_500_000, 7_500_200))
    strange = next(
        one
        for one in scenes
        if one.walled_in
        and (odd := eye.look(planes_of(one), odd=True).odd) is not None
        and odd.by > 1.5
    )
    advised = {}
    for number, one in enumerate((strange, load_of("paper_rolls", 7_500_001, walled_in=False))):
        key = storage.put(packed(one), suffix="png")
        scan_no = f"XG1-88000{number}"
        assert suggest_reading(scan_no=scan_no, image_key=key, container_no=BOX, now=NOON)
        advised[number] = advice_for(scan_no=scan_no).odd
    assert advised[1] is None
    odd = advised[0]
    box = np.array([[odd.x, odd.y, odd.x + odd.width, odd.y + odd.height]], float)
    assert overlaps(np.array(strange.walled_in, float), box)[0] > 0.1
