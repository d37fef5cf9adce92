"""A model advises only from a measured score on; below it, it is kept and measured unseen."""

from datetime import date

import pytest

from customs_portal.registry import law
from inspection.imaging.queries.advice import advice_as_kept, advice_of
from inspection.vision.models import ScanAdvice
from inspection.vision.operations.read_picture import eye_at
from tests.factories.clearance import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-06")]
ON = date(2026, 11, 20)
FINDING = {"kind": "blade", "x": 1, "y": 2, "width": 3, "height": 4, "confidence_permille": 700}


def advised_by(digest):
    ScanAdvice.objects.create(
        scan_no="SC1", model="eye", digest=digest, made_at=MORNING, findings=[FINDING], goods=[],
        fault="",
    )  # fmt: skip


def test_a_model_below_the_bar_is_kept_and_not_shown():
    eye = eye_at()
    needed = law.ask("imaging.advice_from_map50_permille", on=ON).value
    assert eye.card["figures"]["map50"] * 1000 < needed, "the shipped eye may advise: say so here"
    advised_by(eye.digest)
    shown = advice_of(scan_no="SC1", on=ON)
    assert shown.findings == ()
    assert "measured score" in shown.fault
    assert advice_as_kept(scan_no="SC1")["findings"][0]["kind"] == "blade"


def test_another_model_than_the_one_in_service_is_shown_as_it_was_kept():
    advised_by("0" * 64)
    shown = advice_of(scan_no="SC1", on=ON)
    assert shown.fault == ""
    assert shown.findings[0].kind == "blade"
