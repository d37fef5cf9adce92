"""Findings are weighed by where they lie and what lies beside them, in whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from inspection.vision.rules.artefact import loaded
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from inspection.vision.rules.trial import as_scanned
from inspection.vision.rules.views import VIEWS, Group
from inspection.vision.rules.weighing import columns_for, rows_of

pytestmark = pytest.mark.feature("I-06")
NAMES = columns_for(len(VIEWS))


def group(left=20.0, top=20.0, *, kind=0, heats=(0.8, 0.6, 0.0, 0.4), side=40.0, spread=0.0):
    return Group(
        kind=kind, box=(left, top, left + side, top + side), heats=heats,
        heat=sum(heats) / len(heats), spread=spread,
    )  # fmt: skip


def told(groups, planes=None, *, scale=1.0):
    planes = np.zeros((3, 200, 300), np.float32) if planes is None else planes
    rows = rows_of(groups, planes, scale=scale)
    assert rows.shape == (len(groups), len(NAMES))
    return [dict(zip(NAMES, row.tolist(), strict=True)) for row in rows]


def a_scene():
    one = scene(9_400_011, Wish(place=Place.SUITCASE, clutter=Clutter.HEAVY, threats=3))
    return as_scanned(one, np.random.default_rng(0))


def test_a_finding_alone_is_told_by_its_looks_and_its_size():
    (row,) = told([group(kind=3, spread=4.0)])
    assert row[f"is_{CLASSES[3]}"] == 1_000
    assert sum(row[f"is_{kind}"] for kind in CLASSES) == 1_000
    assert [row[f"look_{at}"] for at in range(4)] == [800, 600, 400, 0]
    assert (row["plain_look"], row["looks"], row["spread"]) == (800, 3, 100)
    assert (row["wide"], row["tall"], row["long"]) == (40, 40, 1_000)
    assert row["rival"] == row["strongest_near"] == row["strong_near"] == 0


def test_another_kind_in_its_place_is_a_rival_and_one_beside_it_is_near():
    first, second, third = told([group(), group(25, kind=2), group(110, kind=2)])
    assert first["rival"] == second["rival"] == first[f"here_{CLASSES[2]}"] == 450
    assert third["rival"] == 0
    assert first["strongest_near"] == 450
    assert first["strong_near"] == 1
    assert third["strong_near"] == 2


def test_what_lies_far_away_has_nothing_to_do_with_it():
    near, far = told([group(), group(240)])
    assert near["strongest_near"] == far["strongest_near"] == 0


def test_what_a_box_holds_is_told_apart_from_its_rim():
    planes = np.zeros((3, 200, 300), np.float32)
    planes[0, 20:60, 20:60], planes[1, 20:60, 20:60] = 0.5, 1.0
    (row,) = told([group()], planes)
    assert (row["dark_inside"], row["metal_inside"]) == (500, 1_000)
    assert 0 < row["dark_rim"] < 500
    assert row["darker_than_rim"] == row["dark_inside"] - row["dark_rim"]


def test_a_box_at_the_rim_of_the_picture_is_told_too():
    planes = np.ones((3, 200, 300), np.float32)
    for row in told([group(0, 0), group(260, 160), group(299, 199, side=1)], planes):
        assert row["dark_inside"] == row["dark_round"] == 1_000


def test_the_same_scan_twice_as_large_is_weighed_alike():
    """``planes`` as the net was shown them, either way; boxes in pixels of the scan."""
    planes = np.zeros((3, 200, 300), np.float32)
    planes[:, 30:50, 30:50] = 0.6
    one = group(spread=2.0)
    large = replace(one, box=tuple(2 * edge for edge in one.box), spread=4.0)
    assert told([one], planes) == told([large], planes, scale=0.5)


def test_weighing_changes_strengths_and_moves_no_box():
    planes, eye = a_scene(), loaded()
    plain = replace(eye, weigher=b"").look(planes, least=0.05, doubles=True)
    weighed = eye.look(planes, least=0.0, doubles=True)
    boxes = {(one.kind, one.box): one.heat for one in weighed.seen}
    assert plain.seen
    assert all((one.kind, one.box) in boxes for one in plain.seen)
    assert any(abs(boxes[one.kind, one.box] - one.heat) > 0.01 for one in plain.seen)


def test_the_strongest_comes_first_and_a_clean_plane_holds_nothing():
    heats = [one.heat for one in loaded().look(a_scene(), least=0.0, doubles=True).seen]
    assert heats == sorted(heats, reverse=True)
    assert all(0 < heat < 1 for heat in heats)
    assert loaded().look(np.zeros((3, 320, 320), np.float32)).seen == ()
