"""The model file: whole, of this version, or refused by name."""

import json

import numpy as np
import pytest

from inspection.vision.rules import artefact
from inspection.vision.rules.artefact import JSON_NAME, ONNX_NAME, SHIPPED, WEIGHER_NAME, loaded
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from inspection.vision.rules.trial import as_scanned, examine, held_out
from inspection.vision.verdicts import ModelFault

pytestmark = pytest.mark.feature("I-06")


@pytest.fixture
def copied(tmp_path):
    for name in (JSON_NAME, ONNX_NAME, WEIGHER_NAME):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    return tmp_path


def changed(folder, **words):
    document = json.loads((folder / JSON_NAME).read_text())
    document.update(words)
    nets = ((folder / name).read_bytes() for name in (ONNX_NAME, WEIGHER_NAME))
    document["digest"] = artefact.digest_of(document, *nets)
    (folder / JSON_NAME).write_text(json.dumps(document))


def test_the_shipped_model_is_whole_small_and_has_its_card():
    eye = loaded()
    assert len(eye.onnx) < 12_000_000
    for part in (
        "figures",
        "average_precision",
        "by_clutter",
        "robustness",
        "goods",
        "limits",
        "seed",
        "log_sha256",
        "licence",
    ):
        assert eye.card[part] or eye.card[part] == 0
    assert {"noise", "blur", "rotated_90", "greyscale", "tube_of_120_kv"} <= set(
        eye.card["robustness"]
    )


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelFault, match="cannot be read"):
        loaded(tmp_path)


@pytest.mark.parametrize("name", [JSON_NAME, ONNX_NAME, WEIGHER_NAME])
def test_a_cut_file_is_refused(copied, name):
    whole = (copied / name).read_bytes()
    (copied / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelFault, match="cut or no JSON|digest"):
        loaded(copied)


def test_another_version_is_refused(copied):
    changed(copied, version=99)
    with pytest.raises(ModelFault, match="version 99"):
        loaded(copied)


def test_other_kinds_are_refused(copied):
    changed(copied, classes=["firearm"])
    with pytest.raises(ModelFault, match="kinds"):
        loaded(copied)


def test_a_changed_threshold_is_refused(copied):
    document = json.loads((copied / JSON_NAME).read_text())
    document["alarm_at"] = 0.999
    (copied / JSON_NAME).write_text(json.dumps(document))
    with pytest.raises(ModelFault, match="digest"):
        loaded(copied)


def test_a_net_that_the_runtime_cannot_load_is_a_fault(copied):
    (copied / ONNX_NAME).write_bytes(b"no net at all")
    changed(copied)
    eye = loaded(copied)
    with pytest.raises(ModelFault, match="cannot be loaded"):
        eye.look(np.zeros((3, 64, 64), np.float32))


def test_a_weigher_that_the_runtime_cannot_load_is_a_fault(copied):
    (copied / WEIGHER_NAME).write_bytes(b"no trees at all")
    changed(copied)
    eye = loaded(copied)
    with pytest.raises(ModelFault, match="weigher cannot be loaded"):
        eye.look(np.zeros((3, 64, 64), np.float32))


def test_a_model_without_its_weigher_is_named(copied):
    (copied / WEIGHER_NAME).unlink()
    with pytest.raises(ModelFault, match="cannot be read"):
        loaded(copied)


def test_findings_weighed_by_what_is_not_known_are_refused(copied):
    changed(copied, weighed_by=["colour_of_the_sky"])
    with pytest.raises(ModelFault, match="weighed by what"):
        loaded(copied)


@pytest.mark.parametrize("size", [(64, 64), (33, 200), (760, 2200), (301, 299)])
def test_any_size_is_looked_at_and_boxes_stay_inside(size):
    rng = np.random.default_rng(1)
    look = loaded().look(rng.random((3, *size), np.float32), least=0.01)
    for one in look.seen:
        left, top, right, bottom = one.box
        assert 0 <= left < right <= size[1]
        assert 0 <= top < bottom <= size[0]


def test_chances_never_fall_when_the_net_is_surer():
    chances = loaded().calibration.chances(np.linspace(0, 1, 101))
    assert (np.diff(chances) >= 0).all()
    assert chances.min() >= 0 and chances.max() <= 1


def test_the_same_picture_gets_the_same_answer():
    one = scene(9_400_001, Wish(place=Place.SUITCASE, clutter=Clutter.MEDIUM, threats=2))
    planes = as_scanned(one, np.random.default_rng(0))
    assert loaded().look(planes) == loaded().look(planes)


def test_the_figures_of_the_card_come_out_again():
    """On a part of its scenes: the card is no wish."""
    eye = loaded()
    told = eye.card["figures"]
    again = examine(eye, held_out(60)).figures(eye)
    assert again["map50"] == pytest.approx(told["map50"], abs=0.2)
    assert again["clean_scenes_alarmed"] == pytest.approx(told["clean_scenes_alarmed"], abs=0.15)
