"""A model advises only from a measured score on; below it, it is kept and measured unseen."""

from datetime import date

import pytest

from customs_portal.registry import law
from inspection.imaging.queries.advice import advice_as_kept, advice_of
from inspection.vision.models import ScanAdvice
from inspection.vision.operations import read_picture
from inspection.vision.operations.read_picture import eye_at
from inspection.vision.rules import artefact
from tests.factories.clearance import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-06")]
ON = date(2026, 11, 20)
FINDING = {"kind": "blade", "x": 1, "y": 2, "width": 3, "height": 4, "confidence_permille": 700}


def advised_by(digest):
    ScanAdvice.objects.create(
        scan_no="SC1", model="eye", digest=digest, made_at=MORNING, findings=[FINDING], goods=[],
        fault="",
    )  # fmt: skip


def bar():
    return law.ask("imaging.advice_from_map50_permille", on=ON).value


@pytest.fixture
def short_sighted(tmp_path, monkeypatch):
    """The shipped eye with the card of one that measured just below the bar, in service."""
    shipped = eye_at()
    weak = artefact.written(
        tmp_path, name="weak", onnx=(artefact.SHIPPED / artefact.ONNX_NAME).read_bytes(),
        calibration=shipped.calibration, alarm_at=shipped.alarm_at, tell_at=shipped.tell_at,
        share=shipped.share, card={"figures": {"map50": (int(bar()) - 1) / 1000}},
    )  # fmt: skip
    monkeypatch.setattr(read_picture, "SHIPPED", tmp_path)
    return weak


def test_a_model_below_the_bar_is_kept_and_not_shown(short_sighted):
    advised_by(short_sighted.digest)
    shown = advice_of(scan_no="SC1", on=ON)
    assert shown.findings == ()
    assert "measured score" in shown.fault
    assert advice_as_kept(scan_no="SC1")["findings"][0]["kind"] == "blade"


def test_the_shipped_eye_measured_well_enough_to_be_shown():
    eye = eye_at()
    assert eye.card["figures"]["map50"] * 1000 >= bar()
    advised_by(eye.digest)
    shown = advice_of(scan_no="SC1", on=ON)
    assert (shown.fault, shown.findings[0].kind) == ("", "blade")


def test_another_model_than_the_one_in_service_is_shown_as_it_was_kept():
    advised_by("0" * 64)
    shown = advice_of(scan_no="SC1", on=ON)
    assert shown.fault == ""
    assert shown.findings[0].kind == "blade"
