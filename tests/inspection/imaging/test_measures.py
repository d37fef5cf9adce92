"""Figures of people and models: computed by hand here, with their intervals."""

import random

import pytest

from inspection.imaging.rules.measures import Case, agreement, calibration_bins, detection
from inspection.imaging.rules.queue_model import PaperRoom, Shape, arrivals, by_shift, waits
from inspection.imaging.rules.truth import covered_permille, finds_any, is_a_box, is_right
from risk.statistics import calibration_error, wilson

pytestmark = pytest.mark.feature("I-05")
THING = {"x": 10, "y": 10, "width": 10, "height": 10}


def case(is_threat, rating, *, found=None):
    alarmed = rating >= 2
    return Case(
        is_threat=is_threat,
        is_found=alarmed if found is None else found,
        is_alarmed=alarmed,
        rating=rating,
    )


@pytest.mark.parametrize(
    ("mark", "permille"),
    [
        ({"x": 10, "y": 10, "width": 10, "height": 10}, 1000),
        ({"x": 0, "y": 0, "width": 100, "height": 100}, 1000),
        ({"x": 15, "y": 10, "width": 10, "height": 10}, 500),
        ({"x": 19, "y": 19, "width": 9, "height": 9}, 10),
        ({"x": 20, "y": 10, "width": 5, "height": 5}, 0),
    ],
)
def test_how_much_of_a_thing_a_mark_covers(mark, permille):
    assert covered_permille(mark, THING) == permille
    assert finds_any([mark], [THING], permille=1) == (permille > 0)


def test_a_thing_must_be_suspected_where_it_lies():
    def right(verdict, marks, truth):
        return is_right(verdict=verdict, marks=marks, truth=truth, overlap_permille=100)

    assert right("CLEAR", [], [])
    assert not right("SUSPECT", [THING], [])
    assert right("SUSPECT", [THING], [THING])
    assert not right("SUSPECT", [], [THING])
    assert not right("CLEAR", [THING], [THING])


@pytest.mark.parametrize(
    "given",
    [None, [], {}, THING | {"x": -1}, THING | {"x": 1.0}, THING | {"x": True}, THING | {"width": 0}]
    + [THING | {"width": 91}],
)
def test_a_box_is_four_whole_numbers_inside_the_scan(given):
    assert not is_a_box(given, width=100, height=100)
    assert is_a_box(THING, width=100, height=100)


def test_hits_false_alarms_and_the_area_under_the_curve():
    cases = [case(True, 3), case(True, 2), case(True, 0), case(False, 2), case(False, 0)]
    found = detection(cases)
    assert (found.hits.part, found.hits.of, found.misses) == (2, 3, 1)
    assert (found.hits.low, found.hits.high) == wilson(2, 3)
    assert (found.false_alarms.part, found.false_alarms.of) == (1, 2)
    # pairs: 3>2 3>0 | 2=2 2>0 | 0<2 0=0 → (1+1 + .5+1 + 0+.5) / 6
    assert found.area == pytest.approx(4 / 6)
    assert found.area_low < found.area < found.area_high
    assert found.curve[0] == (0.0, 0.0)
    assert found.curve[-1] == (1.0, 1.0)


def test_without_threats_or_without_clean_scans_there_is_no_curve():
    assert detection([case(True, 3)]).area is None
    assert detection([]).hits.value is None


def test_a_suspicion_in_the_wrong_place_is_a_miss():
    assert detection([case(True, 3, found=False)]).misses == 1


def test_kappa_of_a_known_table():
    # 45 both suspect, 15 and 25 one each, 15 both clear: kappa 0.1304 (Wikipedia's example)
    pairs = [(True, True)] * 45 + [(True, False)] * 15 + [(False, True)] * 25
    found = agreement(pairs + [(False, False)] * 15)
    assert found.kappa == pytest.approx(0.1304, abs=1e-4)
    assert found.low < found.kappa < found.high
    assert found.both.part == 60
    assert agreement([]).kappa is None
    assert agreement([(True, True)] * 5).kappa is None
    assert agreement([(True, True), (False, False)] * 50).kappa == pytest.approx(1)


def test_calibration_counts_every_confidence_in_its_bin():
    bins = calibration_bins([(1000, True), (950, True), (0, False), (50, False), (500, True)])
    assert bins[9] == (2, 1_950_000, 2)
    assert bins[0] == (2, 50_000, 0)
    assert bins[5] == (1, 500_000, 1)
    assert calibration_error(bins) == pytest.approx((0.05 + 0.05 + 0.5) / 5)


def test_the_model_of_the_queue_repeats_itself_and_reads_every_scan_once_first():
    shape = Shape(scanners=2, per_hour=20, shifts=(2,), shift_hours=2.0)
    came = arrivals(shape=shape, seed=3)

    def run():
        return waits(shape=shape, seed=3, came=came, room=lambda chance: PaperRoom(shape, chance))

    found = run()
    assert found == run()
    assert all(wait >= 0 for wait in found)
    assert len(came) - len(found) <= 4
    assert [len(part) for part in by_shift(shape=shape, came=came, waited=found)] == [len(found)]


def test_nobody_reads_a_scan_twice_in_the_model():
    shape = Shape(second_permille=1000)
    room = PaperRoom(shape, random.Random(1))
    room.arrives(scan=0, at=0)
    assert room.takes(analyst=0, at=0) == 0
    room.judges(analyst=0, scan=0, at=1)
    assert room.takes(analyst=0, at=1) is None
    assert room.takes(analyst=1, at=1) == 0
