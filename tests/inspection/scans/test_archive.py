"""Scans are kept once, read with their hash, purged by the rule, and held while needed."""

import json
import os
import stat
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from inspection.scans.models import RefusedDelivery, Scan, ScanHold
from inspection.scans.operations.hold_scan import hold_scan, lift_hold
from inspection.scans.operations.open_files import (
    ScanGone,
    begin_view,
    open_cut,
    open_kept,
    open_made_cut,
    open_thumbnail,
    open_tile,
    verify_files,
)
from inspection.scans.operations.purge_scans import purge_scans, scans_due
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.ports import Disk, FileDamaged, archive
from inspection.scans.queries.archive import FoundRefusals, FoundScans, ScanFilters, scan_file
from inspection.scans.rules import samples
from inspection.scans.rules.planes import unpack
from tests.factories.inspection import NOON, an_officer, an_order, scan_png
from tests.inspection.scans.deliveries import BOX, FLAT, GOOD, GREY, PACKAGE, a_delivery, values

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-05")]


def taken(name="png16", now=NOON, **changes):
    form = "packed" if name == "packed" else ""
    delivery = a_delivery(form=form, **changes)
    return take_scan(delivery=delivery, data=GOOD[name], now=now)


@pytest.mark.parametrize("name", GOOD)
def test_every_form_is_kept_with_its_hash_and_told(name, files, told):
    done = taken(name)
    scan = Scan.objects.get()
    assert done.is_new and scan.sha256 == done.sha256
    assert archive().read(scan.kept_key) == GOOD[name]
    assert unpack(archive().read(scan.planes_key))
    assert set(scan.keys) == set(files())
    assert told() == ["inspection.scan-kept"]


def test_the_same_delivery_again_changes_nothing(files, told):
    taken()
    before = files()
    assert not taken().is_new
    assert files() == before and Scan.objects.count() == 1
    assert told() == ["inspection.scan-kept"]


def test_another_scan_under_the_same_number_is_refused():
    taken()
    with pytest.raises(Fault) as refused:
        taken("dual_tiff")
    assert refused.value.rule == "scan.number_taken"
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "data", "rule"),
    [
        ({}, b"", "scan.empty"),
        ({}, GOOD["png16"][:-99], "scan.truncated"),
        ({"scan_no": "../x"}, GOOD["png16"], "scan.scan_number"),
        ({"subject_kind": "soul"}, GOOD["png16"], "scan.subject"),
        ({"subject_reference": "MSKU3148521"}, GOOD["png16"], ""),
        ({"subject_reference": "MSKU0000011"}, PACKAGE, ""),
        ({"taken_at": NOON + timedelta(days=2)}, GOOD["png16"], "scan.ahead"),
        ({"form": "raw"}, GOOD["png16"], "scan.form"),
    ],
)
def test_a_refusal_leaves_nothing_but_its_own_record(changes, data, rule, files, told):
    with pytest.raises(Fault) as refused:
        take_scan(delivery=a_delivery(**changes), data=data, now=NOON)
    assert refused.value.rule and (not rule or refused.value.rule == rule)
    assert not Scan.objects.exists() and files() == []
    assert told() == ["inspection.scan-delivery-refused"]
    row = RefusedDelivery.objects.get()
    assert row.rule == refused.value.rule and row.device_code == "SS-1"


def test_what_the_file_says_completes_the_delivery():
    take_scan(
        delivery=a_delivery(subject_reference="", subject_kind="container"), data=PACKAGE, now=NOON
    )
    scan = Scan.objects.get()
    assert scan.subject_reference == BOX
    assert scan.taken_at == NOON - timedelta(hours=1)


def test_personal_data_never_reaches_the_disk(tmp_path):
    data = samples.as_dicom(GREY, personal=True)
    done = take_scan(delivery=a_delivery(), data=data, now=NOON)
    assert "PatientName" in done.dropped
    for path in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert b"Somebody" not in path.read_bytes()
    assert Scan.objects.get().kept_key[:64] != done.sha256


def test_a_file_of_the_archive_is_read_only_and_written_once(tmp_path):
    disk = Disk(tmp_path)
    key = disk.put(b"pixels", suffix="png")
    path = tmp_path / key[:2] / key
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o444
    before = os.stat(path).st_ino
    assert disk.put(b"pixels", suffix="png") == key and os.stat(path).st_ino == before
    path.chmod(0o644)
    path.write_bytes(b"pixelz")
    with pytest.raises(FileDamaged):
        disk.read(key)
    with pytest.raises(FileDamaged):
        disk.put(b"pixels", suffix="png")
    with pytest.raises(storage.NoSuchObject):
        disk.read("../../etc/passwd")


def test_a_gantrys_scan_goes_into_the_archive_and_its_news_is_told_once(told):
    from hardware_adapters.events import ContainerImaged
    from inspection.scans.listeners import keep_scan

    key = storage.put(scan_png(), suffix="png")
    event = ContainerImaged(
        device_code="XG-1", place_code="XRAY-1", scan_no="XG1-900001", container_no=BOX,
        image_key=key, taken_at=NOON,
    )  # fmt: skip
    keep_scan(event)
    keep_scan(event)
    scan = Scan.objects.get()
    assert (scan.form, scan.kept_key, scan.channel) == ("packed", key, "SOCKET")
    assert told() == ["inspection.scan-kept"]


def test_a_gantrys_broken_scan_is_refused_once():
    from inspection.scans.operations.keep_imaged import keep_imaged

    words = {
        "scan_no": "XG1-900002", "container_no": BOX, "device_code": "XG-1",
        "image_key": storage.put(b"broken", suffix="png"), "place_code": "XRAY-1",
        "taken_at": NOON, "now": NOON,
    }  # fmt: skip
    assert keep_imaged(**words) is False and keep_imaged(**words) is False
    assert RefusedDelivery.objects.count() == 1


def test_tiles_cover_a_large_scan_and_every_level(analyst):
    import cv2
    import numpy as np

    wide = values(700, 1300)
    take_scan(delivery=a_delivery(), data=samples.as_png(wide), now=NOON)
    levels = begin_view(scan_no="SS1-900001", by=analyst, now=NOON)
    assert [(one.width, one.height) for one in levels] == [(1300, 700), (650, 350), (325, 175)]
    whole = np.zeros((700, 1300), np.uint16)
    for row in range(levels[0].rows):
        for column in range(levels[0].columns):
            tile = open_tile(
                scan_no="SS1-900001", level=0, column=column, row=row, by=analyst, now=NOON
            )
            pixels = cv2.imdecode(np.frombuffer(tile.data, np.uint8), cv2.IMREAD_COLOR)
            part = pixels[:, :, 2].astype(np.uint16) << 8 | pixels[:, :, 1]
            top, left = row * 512, column * 512
            whole[top : top + part.shape[0], left : left + part.shape[1]] = part
    assert (whole == wide).all()
    with pytest.raises(NotFound):
        open_tile(scan_no="SS1-900001", level=0, column=9, row=0, by=analyst, now=NOON)


def test_cuts_of_a_volume(analyst):
    taken("DICOS CT")
    for axis, count in (("axial", 12), ("coronal", 20), ("sagittal", 16)):
        found = open_cut(scan_no="SS1-900001", axis=axis, number=count - 1, by=analyst, now=NOON)
        assert found.data.startswith(b"\x89PNG")
        with pytest.raises(NotFound):
            open_cut(scan_no="SS1-900001", axis=axis, number=count, by=analyst, now=NOON)
    assert open_made_cut(scan_no="SS1-900001", position=5, by=analyst, now=NOON).data
    with pytest.raises(NotFound):
        open_made_cut(scan_no="SS1-900001", position=6, by=analyst, now=NOON)


def test_every_look_at_the_file_is_journalled_and_shown(analyst):
    taken()
    open_kept(scan_no="SS1-900001", by=analyst, now=NOON)
    begin_view(scan_no="SS1-900001", by=analyst, now=NOON)
    open_thumbnail(scan_no="SS1-900001", by=analyst, now=NOON)
    views = JournalEntry.objects.filter(name="accounts.evidence-viewed")
    assert views.count() == 2
    file = scan_file(scan_no="SS1-900001", by=analyst, now=NOON)
    assert [who for who, _at in file.viewers] == ["analyst1", "analyst1"]


def test_only_officers_of_the_place_see_a_scan(analyst, elsewhere_analyst):
    taken()
    with pytest.raises(NotFound):
        open_kept(scan_no="SS1-900001", by=elsewhere_analyst, now=NOON)
    with pytest.raises(NotFound):
        scan_file(scan_no="SS1-900001", by=elsewhere_analyst, now=NOON)
    with pytest.raises(NotPermitted):
        open_kept(scan_no="SS1-900001", by=an_officer("taxman", Duty.ASSESS_TAX), now=NOON)
    assert FoundScans(ScanFilters(), by=elsewhere_analyst, now=NOON).count() == 0
    assert FoundScans(ScanFilters(), by=analyst, now=NOON).count() == 1


def test_verifying_finds_a_changed_file(analyst, tmp_path):
    taken()
    assert verify_files(scan_no="SS1-900001", by=analyst, now=NOON)
    key = Scan.objects.get().planes_key
    path = tmp_path / key[:2] / key
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    assert not verify_files(scan_no="SS1-900001", by=analyst, now=NOON)
    said = JournalEntry.objects.filter(name="inspection.scan-verified").order_by("id")
    assert [one.payload["is_whole"] for one in said] == [True, False]


FOUR_YEARS = NOON + timedelta(days=4 * 365)


def test_what_is_over_its_time_is_purged_and_the_hash_stays(analyst, files):
    done = taken()
    assert purge_scans(now=NOON + timedelta(days=1095)) == ()
    assert purge_scans(now=FOUR_YEARS) == ("SS1-900001",)
    assert purge_scans(now=FOUR_YEARS) == ()
    scan = Scan.objects.get()
    assert (scan.state, scan.sha256, files()) == ("PURGED", done.sha256, [])
    purged = JournalEntry.objects.get(name="inspection.scan-purged")
    assert purged.payload["sha256"] == done.sha256
    with pytest.raises(ScanGone):
        open_kept(scan_no="SS1-900001", by=analyst, now=FOUR_YEARS)


def test_a_dry_run_names_and_purges_nothing(files):
    taken(now=NOON - timedelta(days=4 * 365))
    before, said = files(), StringIO()
    call_command("purge_scans", "--dry-run", stdout=said)
    assert "SS1-900001" in said.getvalue() and files() == before


def test_a_hold_and_an_open_order_keep_it(analyst, files, django_capture_on_commit_callbacks):
    taken()
    hold_scan(scan_no="SS1-900001", needed_for="CASE-7", reason="court", by=analyst, now=NOON)
    hold_scan(scan_no="SS1-900001", needed_for="CASE-7", reason="again", by=analyst, now=NOON)
    assert ScanHold.objects.count() == 1
    assert [one.held_by for one in scans_due(now=FOUR_YEARS)] == ["CASE-7"]
    assert purge_scans(now=FOUR_YEARS) == () and files()
    lift_hold(scan_no="SS1-900001", needed_for="CASE-7", by=analyst, now=NOON)
    with pytest.raises(NotFound):
        lift_hold(scan_no="SS1-900001", needed_for="CASE-7", by=analyst, now=NOON)
    order_no = an_order(BOX)
    assert [one.held_by for one in scans_due(now=FOUR_YEARS)] == [order_no]
    assert purge_scans(now=FOUR_YEARS) == ()


def test_bytes_that_two_scans_share_stay_until_the_last_goes(files):
    taken(now=NOON)
    taken(now=FOUR_YEARS, scan_no="SS1-900009")
    before = files()
    assert purge_scans(now=FOUR_YEARS) == ("SS1-900001",)
    assert files() == before


def test_the_database_takes_no_step_back():
    taken()
    purge_scans(now=FOUR_YEARS)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE scans_scan SET state = 'KEPT', purged_at = NULL")


def test_the_list_is_searched_by_what_people_know(analyst):
    taken()
    taken("DICOS CT", scan_no="SS1-900002", subject_kind="bag", subject_reference="CA123")
    for words, number in (
        ({"text": "ca123"}, "SS1-900002"),
        ({"subject": "bag"}, "SS1-900002"),
        ({"form": "png16"}, "SS1-900001"),
        ({"text": BOX}, "SS1-900001"),
    ):
        found = FoundScans(ScanFilters(**words), by=analyst, now=NOON)
        assert [one.scan_no for one in found[:9]] == [number], words
    for words in ({"since": "2027-01-01"}, {"until": "2025-01-01"}, {"state": "PURGED"}):
        assert FoundScans(ScanFilters(**words), by=analyst, now=NOON).count() == 0


def test_refused_deliveries_are_listed_with_their_sentence(analyst):
    with pytest.raises(Fault):
        take_scan(delivery=a_delivery(), data=b"", now=NOON)
    (row,) = FoundRefusals(text="", by=analyst, now=NOON)[:9]
    assert row.sentence == "The file is empty." and row.remedy


def test_a_folder_is_taken_whole(tmp_path, analyst):
    folder, said = tmp_path / "in", StringIO()
    folder.mkdir()
    (folder / "good.png").write_bytes(GOOD["png16"])
    (folder / "good.json").write_text(json.dumps({"subject_reference": BOX}))
    (folder / "bad.dcm").write_bytes(GOOD["DICOS DX"][:300])
    call_command("take_scans", str(folder), "--device", "SS-9", "--place", "XRAY-1", stdout=said)
    assert "1 taken, 1 refused" in said.getvalue()
    assert (folder / "taken/good.png").exists() and (folder / "refused/bad.dcm.txt").exists()
    scan = Scan.objects.get()
    assert (scan.subject_reference, scan.device_code) == (BOX, "SS-9")
    assert (unpack(archive().read(scan.planes_key))[0].values == FLAT).all()
