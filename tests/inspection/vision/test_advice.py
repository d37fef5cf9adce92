"""Advice: kept per scan, said once, missing with its reason; never in anyone's way."""

import pytest

from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.events import ContainerImaged
from inspection.scans.events import ScanKept
from inspection.scans.listeners import keep_scan
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.queries.files import files_of
from inspection.vision import listeners
from inspection.vision.models import ScanAdvice
from inspection.vision.operations.suggest_reading import (
    chapters_declared,
    suggest_reading,
    suggest_reading_of_kept,
)
from inspection.vision.queries import advice_for
from inspection.vision.rules.artefact import loaded
from inspection.vision.rules.seeing import agrees
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from tests.factories.inspection import BOX, NOON, an_order, scan_png
from tests.inspection.scans.deliveries import GOOD, a_delivery
from tests.inspection.vision.pictures import packed

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-06")]
SCAN = "XG1-770001"


def advise(*, data=None, folder=None, key=None):
    key = key or storage.put(scan_png() if data is None else data, suffix="png")
    return suggest_reading(scan_no=SCAN, image_key=key, container_no=BOX, now=NOON, folder=folder)


def test_a_scan_gets_advice_with_the_model_that_gave_it(told):
    assert advise()
    advice = advice_for(scan_no=SCAN)
    assert (advice.model, advice.digest) == (loaded().name, loaded().digest)
    assert (advice.made_at, advice.fault) == (NOON, "")
    for one in advice.findings:
        assert 0 <= one.confidence_permille <= 1000
        assert 0 <= one.x < one.x + one.width <= 220
        assert 0 <= one.y < one.y + one.height <= 76
    assert told() == ["inspection.advice-given"]


def test_nobody_has_advised_on_a_scan_that_was_not_read():
    assert advice_for(scan_no="XG1-000404") is None


def test_the_same_news_twice_is_one_advice(told):
    assert advise() and advise()
    assert ScanAdvice.objects.count() == 1
    assert told() == ["inspection.advice-given"]


def test_an_empty_container_is_said_to_be_empty():
    if loaded().card["goods"]["empty_recall"] < 0.9:
        pytest.skip("this model does not know empty containers well: its card says so")
    bare = scene(
        61, Wish(place=Place.CONTAINER, clutter=Clutter.LIGHT, threats=0, load=(), size=(1200, 400))
    )
    assert advise(data=packed(bare))
    assert advice_for(scan_no=SCAN).is_empty is True


def test_a_missing_model_leaves_the_bench_without_advice_and_says_why(tmp_path, told):
    assert not advise(folder=tmp_path / "gone")
    advice = advice_for(scan_no=SCAN)
    assert "cannot be read" in advice.fault
    assert (advice.findings, advice.goods) == ((), ())
    assert (advice.matches_declared, advice.is_empty) == (None, None)
    assert told() == ["inspection.advice-failed"]


def test_a_fault_is_said_once_and_healed_by_the_next_reading(tmp_path, told):
    assert not advise(folder=tmp_path / "gone")
    assert not advise(folder=tmp_path / "gone")
    assert advise()
    assert advice_for(scan_no=SCAN).fault == ""
    assert told() == ["inspection.advice-failed", "inspection.advice-given"]


@pytest.mark.parametrize(
    "data", [b"", b"no picture", scan_png()[:300]], ids=["none", "words", "cut"]
)
def test_a_picture_that_cannot_be_read_is_no_crash(data):
    assert not advise(data=data)
    assert "picture cannot be read" in advice_for(scan_no=SCAN).fault


def test_a_picture_that_is_gone_is_said_so():
    assert not advise(key="0" * 64 + ".png")
    assert "not in the store" in advice_for(scan_no=SCAN).fault


def test_the_declared_chapter_is_held_against_what_is_seen():
    shares = [("garments", 700), ("shoes", 300)]
    assert agrees(shares, ["62"]) is True
    assert agrees(shares, ["64"]) is False
    assert agrees(shares, []) is None
    assert agrees([], ["62"]) is None
    assert agrees([("belongings", 1000)], ["62"]) is None


def test_an_order_lends_its_declaration():
    assert chapters_declared(container_no=BOX) == ()
    an_order()
    assert chapters_declared(container_no=BOX) == ("61",)


def news_of(number):
    (row,) = JournalEntry.objects.filter(name="inspection.scan-kept", payload__scan_no=number)
    return ScanKept.from_payload(row.payload)


def delivered(name, **changes):
    """A scan that came by an upload, and its news."""
    delivery = a_delivery(**{**({"form": "packed"} if name == "packed" else {}), **changes})
    take_scan(delivery=delivery, data=GOOD[name], now=NOON)
    return news_of(delivery.scan_no)


def test_a_gantrys_scan_is_opened_once_and_read_from_the_archive(monkeypatch):
    """By way of the archive the same planes give the same advice as the picture itself did."""
    data = scan_png(hidden=True)
    key = storage.put(data, suffix="png")
    assert suggest_reading(scan_no="XG1-770009", image_key=key, container_no=BOX, now=NOON)
    keep_scan(
        ContainerImaged(
            device_code="XG-1",
            place_code="XRAY-1",
            scan_no=SCAN,
            container_no=BOX,
            image_key=key,
            taken_at=NOON,
        )
    )
    (row,) = JournalEntry.objects.filter(name="inspection.scan-kept")
    opened = []
    monkeypatch.setattr("inspection.vision.operations.suggest_reading.open_picture", opened.append)
    listeners.read_kept_scan(ScanKept.from_payload(row.payload))
    assert not opened
    advice, direct = advice_for(scan_no=SCAN), advice_for(scan_no="XG1-770009")
    assert (advice.digest, advice.fault) == (loaded().digest, "")
    assert (advice.findings, advice.goods, advice.is_empty) == (
        direct.findings, direct.goods, direct.is_empty,
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOOD))
def test_scans_of_every_door_and_form_are_read_or_said_not_to_be(name):
    event = delivered(name)
    listeners.read_kept_scan(event)
    listeners.read_kept_scan(event)
    advice = advice_for(scan_no=event.scan_no)
    files = files_of(scan_no=event.scan_no)
    if "volume" in files.planes:
        assert "volume" in advice.fault
        return
    assert (advice.fault, advice.digest) == ("", loaded().digest)
    for one in advice.findings:
        assert 0 <= one.x < one.x + one.width <= files.width + 1
        assert 0 <= one.y < one.y + one.height <= files.height + 1


def test_a_bag_is_shown_at_the_size_of_a_bag_and_marked_in_its_own_pixels():
    flat = next(name for name in sorted(GOOD) if "jpeg" in name.lower() or "png" in name.lower())
    event = delivered(flat, subject_kind="bag", subject_reference="BAG-1")
    listeners.read_kept_scan(event)
    assert advice_for(scan_no=event.scan_no).fault == ""


def test_a_scan_whose_files_are_gone_is_said_so():
    assert not suggest_reading_of_kept(
        scan_no="XG1-000404", subject_kind="container", subject_reference=BOX, now=NOON
    )
    assert "not in the store" in advice_for(scan_no="XG1-000404").fault
