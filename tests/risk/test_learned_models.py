"""Learned models: whole numbers that add up, files that are whole or refused, honest encodings."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.models.artefact import JSON_NAME, ONNX_NAME, digest_of, loaded, written
from risk.models.calibration import fitted
from risk.models.columns import columns_of
from risk.models.encodings import ROOT, encoding, tables_of
from risk.models.measures import area, at_share, calibration_error
from risk.models.reading import ModelFault
from risk.models.shipped import SHIPPED
from risk.models.training import Plan, train
from risk.statistics import wilson

ROWS, CODES, LANDS = 2_400, ("610910", "620342", "870322", "330300"), ("CN", "US", "DE", "VN")


def some_declarations(seed=3, rows=ROWS):
    """Of every pair of code and origin either most are at fault or few."""
    dice = np.random.default_rng(seed)
    found, truth = [], []
    for _ in range(rows):
        code, origin = int(dice.integers(4)), int(dice.integers(4))
        found.append(
            {
                "hs6": CODES[code], "origin": LANDS[origin],
                "departure": LANDS[int(dice.integers(4))], "rate": float(code), "tax_type": "A",
                "mass": float(dice.integers(1, 500)), "price": float(dice.integers(1, 9_000)),
            }
        )  # fmt: skip
        truth.append(bool(dice.random() < (0.9 if (code + origin) % 4 == 0 else 0.05)))
    return found, np.array(truth)


@pytest.fixture(scope="module")
def learned():
    rows, truth = some_declarations()
    return train(columns_of(rows), truth, plan=Plan(seeds=(1, 2), most_trees=45))


@pytest.fixture
def folder(learned, tmp_path):
    written(learned.trained, tmp_path / "m", name="small", card={"figures_late": {}})
    return tmp_path / "m"


@pytest.mark.feature("R-05")
def test_the_parts_of_every_reading_add_up_to_its_score_and_onnx_says_the_same(learned, folder):
    artefact = loaded(folder)
    rows, _ = some_declarations(seed=9, rows=300)
    columns = columns_of(rows)
    matrix = learned.trained.matrix(columns)
    by_numpy = learned.trained.forest.scores(matrix)
    by_onnx, ppm = artefact.scores(columns)
    assert by_numpy.tolist() == by_onnx.tolist()
    for at in range(0, 300, 7):
        reading = artefact.read(columns.taken(np.array([at])))
        assert sum(points for _, points in reading.parts) == reading.score == by_onnx[at]
        assert reading.probability_ppm == ppm[at]
        assert reading.digest == artefact.digest


def test_it_learns_what_is_there_to_learn(learned):
    rows, truth = some_declarations(seed=11)
    scores = learned.trained.scores(columns_of(rows))
    assert area(truth, scores) > 0.85
    ppm = learned.trained.calibration.probabilities(scores)
    assert calibration_error(truth, ppm) < 0.06


def test_the_same_rows_and_seeds_make_the_same_model(learned, tmp_path):
    rows, truth = some_declarations()
    again = train(columns_of(rows), truth, plan=Plan(seeds=(1, 2), most_trees=45))
    one = written(learned.trained, tmp_path / "a", name="x", card={})
    other = written(again.trained, tmp_path / "b", name="x", card={})
    assert one.digest == other.digest


def test_an_unseen_code_is_read_as_its_heading_and_an_unseen_country_as_the_average(learned):
    tables = learned.trained.tables
    names = [one.name for one in tables.encodings]
    row = {"hs6": "610999", "departure": "ZZ", "origin": "QQ"}
    (shares,), (counts,) = tables.read(columns_of([row]))
    at = {name: number for number, name in enumerate(names)}
    assert counts[at["hs2+hs4+hs6"]] == 0
    assert shares[at["hs2+hs4+hs6"]] == shares[at["hs2+hs4"]]
    assert shares[at["origin"]] == tables.base


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.booleans()), min_size=1))
@settings(max_examples=60, deadline=None)
def test_a_share_is_what_a_calculator_finds(rows):
    table = [
        {"hs6": "610910", "departure": depart * 2, "origin": origin * 2}
        for origin, depart, _ in rows
    ]
    truth = np.array([fault for _, _, fault in rows])
    tables = tables_of(
        columns_of(table), truth, weight=2,
        encodings=(encoding("origin"), encoding("origin+departure")),
    )  # fmt: skip
    shares, counts = tables.read(columns_of(table))
    base = 10_000 * int(truth.sum()) // len(rows)
    for at, (origin, depart, _) in enumerate(rows):
        alike = [fault for one, _, fault in rows if one == origin]
        share = (10_000 * sum(alike) + 2 * base) // (len(alike) + 2)
        both = [fault for one, other, fault in rows if (one, other) == (origin, depart)]
        assert shares[at, 0] == share
        assert shares[at, 1] == (10_000 * sum(both) + 2 * share) // (len(both) + 2)
        assert counts[at].tolist() == [len(alike), len(both)]
    assert encoding("origin").parent == ROOT


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"hs6": "", "departure": "CN", "origin": "CN"}, "hs6"),
        ({"hs6": "610910", "departure": None, "origin": "CN"}, "departure"),
        ({"hs6": "610910", "departure": "CN", "origin": "CN", "mass": float("nan")}, "mass"),
        ({"hs6": "610910", "departure": "CN", "origin": "CN", "price": float("inf")}, "price"),
        ({"hs6": "610910", "departure": "CN", "origin": "CN", "rate": "much"}, "rate"),
        ({"hs6": "610910", "departure": "CN", "origin": "CN", "mass": -1.0}, "mass"),
    ],
)
def test_what_is_missing_or_no_number_is_refused_by_its_name(row, named):
    with pytest.raises(ModelFault, match=named):
        columns_of([row])


def test_what_is_not_known_is_read_all_the_same(folder):
    reading = loaded(folder).read(
        columns_of([{"hs6": "610910", "departure": "CN", "origin": "CN"}])
    )
    assert sum(points for _, points in reading.parts) == reading.score


def cut_json(folder):
    path = folder / JSON_NAME
    path.write_text(path.read_text()[:-500])


def cut_onnx(folder):
    path = folder / ONNX_NAME
    path.write_bytes(path.read_bytes()[:-100])


def other_version(folder):
    altered(folder, lambda document: document.update(version=2))


def one_leaf_altered(folder):
    altered(folder, lambda document: document["trees"]["value"].__setitem__(-1, 7), sealed=False)


def trees_in_circles(folder):
    altered(folder, lambda document: document["trees"]["left"].__setitem__(0, 0))


def no_calibration(folder):
    altered(folder, lambda document: document.pop("calibration"))


def another_file(folder):
    (folder / JSON_NAME).write_text('{"format": "something else"}')


def gone(folder):
    (folder / ONNX_NAME).unlink()


def altered(folder, how, *, sealed=True):
    document = json.loads((folder / JSON_NAME).read_text())
    how(document)
    if sealed:
        document["digest"] = digest_of(document, (folder / ONNX_NAME).read_bytes())
    (folder / JSON_NAME).write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("harm", "cause"),
    [
        (cut_json, "cut"),
        (cut_onnx, "digest"),
        (other_version, "version 2"),
        (one_leaf_altered, "digest"),
        (trees_in_circles, "nowhere"),
        (no_calibration, "lacks a part"),
        (another_file, "no risk model"),
        (gone, "cannot be read"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_its_cause(folder, harm, cause):
    harm(folder)
    with pytest.raises(ModelFault, match=cause):
        loaded(folder)


def test_trees_and_onnx_that_disagree_give_no_reading(folder):
    artefact = loaded(folder)
    forest = artefact.trained.forest
    other = replace(forest, value=forest.value + 1)
    torn = replace(artefact, trained=replace(artefact.trained, forest=other))
    with pytest.raises(ModelFault, match="different scores"):
        torn.read(columns_of([{"hs6": "610910", "departure": "CN", "origin": "CN"}]))


def test_calibration_only_goes_up_and_is_never_certain():
    scores = np.arange(1_000)
    steps = fitted(scores, np.random.default_rng(1).random(1_000) < scores / 1_000)
    ppm = steps.probabilities(np.array([-5, *range(0, 1_000, 50), 5_000]))
    assert (np.diff(ppm) >= 0).all()
    assert ppm.min() > 0
    assert ppm.max() < 1_000_000


def test_measures_are_those_of_the_textbook():
    truth = np.array([True, False, True, False, False, False, False, False, False, False])
    scores = np.array([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    assert at_share(truth, scores, 10) == (1.0, 0.5)
    assert area(truth, scores) == pytest.approx(15 / 16)
    assert area(truth, np.zeros(10)) == 0.5
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_the_shipped_model_is_whole_small_and_says_what_it_cannot_do():
    artefact = loaded(SHIPPED)
    assert artefact.card["data"]["to"] == "2020-12-31"
    assert len(artefact.card["limits_en"]) == len(artefact.card["limits_zh"]) >= 3
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 3_000_000
    assert artefact.digest in (SHIPPED / "card.md").read_text()
