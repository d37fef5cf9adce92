"""A CT volume of the archive gets advice body by body, or the reason why there is none."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from customs_portal.journal.models import JournalEntry
from customs_portal.registry import law
from inspection.imaging.queries.advice import advice_of, told_to_archive
from inspection.imaging.states import ADVICE
from inspection.scans.events import ScanKept
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.rules import samples
from inspection.scans.rules.planes import Plane
from inspection.vision import listeners
from inspection.vision.models import ScanAdvice
from inspection.vision.operations.read_volume import ONE_ENERGY, volume_eye
from inspection.vision.queries import advice_for, measured_volumes_permille
from inspection.vision.rules.ct_artefact import KINDS
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.volumes import volume
from tests.factories.inspection import NOON
from tests.inspection.scans.deliveries import a_delivery

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-02")]
ON = NOON.date()
SEED = 9_000_001


def bag():
    """A bag of the held-out seeds in which the shipped eye sees something without effective Z."""
    eye = volume_eye()
    return next(
        one for one in map(volume, range(SEED, SEED + 60)) if one.kinds and eye.look(one.density)
    )


def as_ct(density, *, shift=-1024, spacing=(4.0, 4.0, 4.0)):
    units = np.clip((density - 1) * 1000 - shift, 0, 65_535).astype(np.uint16)
    slices, rows, columns = spacing
    measures, shared = Dataset(), Dataset()
    measures.PixelSpacing = [rows, columns]
    if slices:
        measures.SliceThickness = slices
    shared.PixelMeasuresSequence = [measures]
    return samples.as_dicom(
        Plane(name="volume", values=units),
        RescaleSlope=1,
        RescaleIntercept=shift,
        SharedFunctionalGroupsSequence=[shared],
    )


def read(data):
    delivery = a_delivery(subject_kind="bag", subject_reference="BAG-1")
    scan_no = delivery.scan_no
    take_scan(delivery=delivery, data=data, now=NOON)
    listeners.read_kept_scan(_news(scan_no))
    return advice_for(scan_no=scan_no)


def _news(scan_no):
    rows = JournalEntry.objects.filter(name="inspection.scan-kept").order_by("id")
    return next(
        event
        for event in (ScanKept.from_payload(row.payload) for row in rows)
        if event.scan_no == scan_no
    )


def test_bodies_of_a_volume_are_told_in_its_own_voxels_and_slices():
    one = bag()
    advice = read(as_ct(one.density))
    assert (advice.fault, advice.digest) == ("", volume_eye().digest)
    assert advice.model == volume_eye().name + ONE_ENERGY
    assert advice.findings and advice.goods == () and advice.is_empty is None
    side = one.density.shape[0]
    for found in advice.findings:
        assert found.kind in KINDS
        assert 0 <= found.x < found.x + found.width <= side
        assert 0 <= found.first_slice < found.end_slice <= side
    seen = volume_eye().look(one.density)[0].body
    strongest = advice.findings[0]
    assert abs(strongest.first_slice - seen.low[0]) <= 1
    assert abs(strongest.x - seen.low[2]) <= 1


def test_finer_voxels_are_the_same_bag():
    one = bag()
    plain = read(as_ct(one.density)).findings
    ScanAdvice.objects.all().delete()
    fine = np.repeat(one.density, 2, axis=0)
    delivery = a_delivery(scan_no="SS1-900777", subject_kind="bag", subject_reference="BAG-1")
    take_scan(delivery=delivery, data=as_ct(fine, spacing=(2.0, 4.0, 4.0)), now=NOON)
    listeners.read_kept_scan(_news("SS1-900777"))
    again = advice_for(scan_no="SS1-900777").findings
    assert [found.kind for found in again][:1] == [found.kind for found in plain][:1]
    assert abs(again[0].first_slice - 2 * plain[0].first_slice) <= 3


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"shift": 4000}, "Hounsfield"), ({"spacing": (None, 4.0, 4.0)}, "voxels")],
)
def test_a_volume_that_cannot_be_measured_is_said_not_to_be(changes, why):
    advice = read(as_ct(volume(3, side=32).density, **changes))
    assert why in advice.fault and not advice.findings
    assert why in advice_of(scan_no=advice.scan_no, on=ON).fault


def kept(model):
    ScanAdvice.objects.create(
        scan_no="CT1", model=model, digest=volume_eye().digest, made_at=NOON, goods=[], fault="",
        findings=[{"kind": "powder", "x": 1, "y": 2, "width": 3, "height": 4,
                   "confidence_permille": 700, "first_slice": 5, "end_slice": 9}],
    )  # fmt: skip


def test_an_eye_for_volumes_advises_by_its_own_bar():
    needed = law.ask("imaging.volume_advice_from_recall_permille", on=ON).value
    name, digest = volume_eye().name, volume_eye().digest
    assert measured_volumes_permille(model=name, digest=digest) >= needed
    assert measured_volumes_permille(model=name + ONE_ENERGY, digest=digest) < needed
    assert measured_volumes_permille(model=name, digest="0" * 64) is None
    kept(name)
    shown = told_to_archive(scan_no="CT1", on=ON)
    assert [one.label for one in shown.findings] == ["Dense powder, slices 5 to 8"]
    ScanAdvice.objects.filter(scan_no="CT1").delete()
    kept(name + ONE_ENERGY)
    assert advice_of(scan_no="CT1", on=ON).findings == ()


def test_whatever_an_eye_may_say_has_a_word():
    assert {one.upper() for one in (*CLASSES, *KINDS)} <= set(ADVICE)
