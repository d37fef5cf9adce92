"""One scan, several looks: boxes come back to where they were, and one thing is told once."""

import json
from dataclasses import replace

import numpy as np
import pytest

from inspection.vision.rules.artefact import JSON_NAME, ONNX_NAME, WEIGHER_NAME, digest_of, loaded
from inspection.vision.rules.seeing import Seen, one_kind_each
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from inspection.vision.rules.trial import as_scanned
from inspection.vision.rules.views import PLAIN, VIEWS, View, grouped, view_of
from inspection.vision.verdicts import ModelFault

pytestmark = pytest.mark.feature("I-06")
ALL = [
    View(size=1, over_x=x, over_y=y, across=a)
    for x in (False, True)
    for y in (False, True)
    for a in (False, True)
]


def seen(left, heat=0.8, kind=0, wide=10):
    return Seen(kind=kind, box=(left, 0.0, left + wide, 10.0), heat=heat)


@pytest.mark.parametrize("view", ALL, ids=lambda view: str(view.stored()[1:]))
def test_a_box_of_a_view_comes_back_to_its_place(view):
    planes = np.zeros((3, 40, 70), np.float32)
    planes[:, 5:12, 20:50] = 1
    shown = view.of(planes)
    rows, columns = np.nonzero(shown[0])
    box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert view.back(box, width=70, height=40) == (20, 5, 50, 12)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.stored()))
def test_a_view_is_stored_and_read_again(view):
    assert view_of(json.loads(json.dumps(view.stored()))) == view


def test_what_all_looks_see_is_one_thing_with_their_mean_strength():
    (one,) = grouped([[seen(0, 0.9)], [seen(2, 0.5)], [seen(1, 0.7)]])
    assert one.heat == pytest.approx(0.7)
    assert one.box[0] == pytest.approx((0 * 0.9 + 2 * 0.5 + 1 * 0.7) / 2.1)


def test_what_one_look_of_four_sees_counts_a_quarter():
    (one,) = grouped([[seen(0, 0.8)], [], [], []])
    assert one.heat == pytest.approx(0.2)


def test_other_places_and_other_kinds_stay_apart():
    told = grouped([[seen(0), seen(30)], [seen(0, kind=3), seen(30)]])
    assert sorted((one.kind, round(one.box[0])) for one in told) == [(0, 0), (0, 30), (3, 0)]


def test_the_strongest_comes_first():
    told = grouped([[seen(0, 0.3), seen(30, 0.9)], [seen(0, 0.9)]])
    assert [round(one.heat, 2) for one in told] == [0.6, 0.45]


def test_one_look_alone_is_told_as_it_is():
    look = [seen(0, 0.3), seen(30, 0.2)]
    told = grouped([look])
    assert [(one.box, one.heat, one.heats) for one in told] == [
        (one.box, one.heat, (one.heat,)) for one in look
    ]


def test_a_group_says_which_look_saw_what_and_how_far_the_boxes_differ():
    (one,) = grouped([[seen(0, 0.9)], [], [seen(2, 0.6)]])
    assert one.heats == (0.9, 0.0, 0.6)
    assert one.spread == pytest.approx(0.5)  # left and right by 1, top and bottom not at all


def test_of_two_kinds_in_one_place_people_are_told_the_stronger():
    told = one_kind_each([seen(0, 0.9), seen(1, 0.6, kind=2), seen(6, 0.5, kind=4)])
    assert [one.kind for one in told] == [0, 4]


def test_examinations_see_both_kinds():
    """Of an eye without its weigher: that one leaves little of the weaker kind."""
    one = scene(9_400_005, Wish(place=Place.SUITCASE, clutter=Clutter.HEAVY, threats=3))
    planes = as_scanned(one, np.random.default_rng(0))
    eye = replace(loaded(), weigher=b"")
    told = eye.look(planes, least=0.02)
    ranked = eye.look(planes, least=0.02, doubles=True)
    assert set(told.seen) <= set(ranked.seen)
    assert len(ranked.seen) > len(told.seen)


def test_the_shipped_eye_looks_several_times_and_first_plainly():
    assert loaded().views == VIEWS
    assert loaded().views[0] == PLAIN


@pytest.mark.parametrize(
    "views",
    [[], [[0.9, False, False, False]], [[1, False]], "none", None],
    ids=["none", "not plain first", "short", "words", "null"],
)
def test_views_that_cannot_be_are_a_fault_of_the_model(tmp_path, views):
    from inspection.vision.rules.artefact import SHIPPED

    document = json.loads((SHIPPED / JSON_NAME).read_text())
    nets = [(SHIPPED / name).read_bytes() for name in (ONNX_NAME, WEIGHER_NAME)]
    document["views"] = views
    document["digest"] = digest_of(document, *nets)
    (tmp_path / JSON_NAME).write_text(json.dumps(document))
    for name, net in zip((ONNX_NAME, WEIGHER_NAME), nets, strict=True):
        (tmp_path / name).write_bytes(net)
    with pytest.raises(ModelFault, match="lacks a part"):
        loaded(tmp_path)
