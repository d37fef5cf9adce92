"""The doors of the archive: scanners deliver, officers look, everybody else stays outside."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from customs_portal.accounts.models import DeviceAccount
from customs_portal.journal.models import JournalEntry
from inspection.scans.models import Scan, ScanHold
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.rules import samples
from tests.factories.inspection import NOON, a_place
from tests.factories.people import UserFactory
from tests.inspection.scans.deliveries import BOX, GOOD, PACKAGE, a_delivery, values

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-05")]
DOOR = "/api/v1/scans/deliveries"


@pytest.fixture
def scanner():
    """A scanner at a firm's site, with its own token; nobody is signed in."""
    device = DeviceAccount(code="SS-1", kind="site_scanner", place=a_place())
    token = device.renew_token()
    device.save()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device SS-1:{token}")
    return client


def a_body(data=PACKAGE, **changes):
    words = {"scan_no": "SS1-900001", "subject_kind": "container", "subject_reference": BOX}
    return words | changes | {"file": SimpleUploadedFile("scan.bin", data)}


def test_a_site_scanner_delivers_once(scanner):
    first = scanner.post(DOOR, a_body(), format="multipart")
    again = scanner.post(DOOR, a_body(), format="multipart")
    assert (first.status_code, again.status_code) == (201, 200)
    scan = Scan.objects.get()
    assert (scan.device_code, scan.place_code, scan.channel) == ("SS-1", "XRAY-1", "API")
    assert first.json()["sha256"] == scan.sha256


def test_a_refused_delivery_names_field_rule_and_remedy(scanner):
    answer = scanner.post(DOOR, a_body(b"%PDF-1.7 no scan"), format="multipart")
    assert answer.status_code == 422
    said = answer.json()
    assert (said["field"], said["rule"]) == ("file", "scan.unknown_form") and said["remedy"]
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    "credentials", ["", "Device SS-1:wrong", "Device SS-1", "Device :", "Token abc", "Device \0:x"]
)
def test_without_its_own_token_nobody_delivers(scanner, credentials):
    scanner.credentials(HTTP_AUTHORIZATION=credentials)
    assert scanner.post(DOOR, a_body(), format="multipart").status_code == 403
    assert not Scan.objects.exists()


def test_another_kind_of_device_or_a_retired_one_delivers_nothing(scanner):
    DeviceAccount.objects.update(kind="barrier")
    assert scanner.post(DOOR, a_body(), format="multipart").status_code == 403
    DeviceAccount.objects.update(kind="ct_scanner", is_active=False)
    assert scanner.post(DOOR, a_body(), format="multipart").status_code == 403


@pytest.fixture
def page(client, analyst, monkeypatch):
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_and_its_export(page):
    assert "No scan here" in page.get("/officer/scans/").content.decode()
    take_scan(delivery=a_delivery(), data=PACKAGE, now=NOON)
    shown = page.get("/officer/scans/?text=MSKU&sort=-taken").content.decode()
    assert "SS1-900001" in shown
    assert b"SS1-900001" in b"".join(page.get("/officer/scans/export/").streaming_content)
    assert page.get("/officer/scans/SS1-900001/thumbnail.jpg").content.startswith(b"\xff\xd8")


def test_one_scan_with_its_words_its_radiation_and_its_viewers(page):
    take_scan(delivery=a_delivery(), data=PACKAGE, now=NOON)
    page.get("/officer/scans/SS1-900001/")
    shown = page.get("/officer/scans/SS1-900001/").content.decode()
    for word in ("Radiation", "4000, 6000", "side view", "analyst1", BOX):
        assert word in shown, word


def test_a_volume_with_slices(page):
    take_scan(delivery=a_delivery(), data=GOOD["DICOS CT"], now=NOON)
    assert "Maximum projection" in page.get("/officer/scans/SS1-900001/").content.decode()
    cut = page.get("/officer/scans/SS1-900001/slices/axial/5.png")
    assert cut.content.startswith(b"\x89PNG")
    again = page.get("/officer/scans/SS1-900001/slices/axial/5.png", HTTP_IF_NONE_MATCH=cut["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert page.get("/officer/scans/SS1-900001/slices/axial/99.png").status_code == 404
    assert page.get("/officer/scans/SS1-900001/slices/up/1.png").status_code == 404


def test_tiles_are_served_with_their_etag(page):
    take_scan(delivery=a_delivery(), data=samples.as_png(values(600, 900)), now=NOON)
    tile = page.get("/officer/scans/SS1-900001/tiles/0/1-1.png")
    assert tile["Content-Type"] == "image/png" and "immutable" in tile["Cache-Control"]
    assert page.get("/officer/scans/SS1-900001/tiles/0/2-0.png").status_code == 404
    assert page.get("/officer/scans/SS1-900001/tiles/9/0-0.png").status_code == 404


def test_verify_hold_and_lift_on_the_page(page):
    take_scan(delivery=a_delivery(), data=PACKAGE, now=NOON)
    door = "/officer/scans/SS1-900001"
    assert "has its hash" in page.post(f"{door}/verify/").content.decode()
    refused = page.post(f"{door}/hold/", {"needed_for": "CASE-7", "reason": ""})
    assert refused.status_code == 422 and "CASE-7" in refused.content.decode()
    page.post(f"{door}/hold/", {"needed_for": "CASE-7", "reason": "court"})
    assert ScanHold.objects.get().held_by.username == "analyst1"
    page.post(f"{door}/lift/", {"needed_for": "CASE-7"})
    assert ScanHold.objects.get().lifted_at is not None
    kept = page.get(f"{door}/file/")
    assert kept.content == PACKAGE and "attachment" in kept["Content-Disposition"]


def test_refused_deliveries_are_shown_with_the_device(page, scanner):
    scanner.post(DOOR, a_body(b""), format="multipart")
    shown = page.get("/officer/scans/refused/?text=SS-1").content.decode()
    assert "The file is empty." in shown and "SS-1" in shown
    export = b"".join(page.get("/officer/scans/refused/export/").streaming_content)
    assert b"scan.empty" in export


def test_programs_of_officers_do_what_pages_do(analyst):
    take_scan(delivery=a_delivery(), data=PACKAGE, now=NOON)
    program = APIClient()
    program.force_authenticate(analyst)
    assert [one["scan_no"] for one in program.get("/api/v1/scans?subject=container").json()] == [
        "SS1-900001"
    ]
    door = "/api/v1/scans/SS1-900001"
    assert program.get(door).json()["facts"]["geometry"] == "side view"
    assert program.get(f"{door}/file").content == PACKAGE
    assert program.post(f"{door}/verify").json() == {"is_whole": True}
    body = {"needed_for": "CASE-7", "reason": "court"}
    assert program.post(f"{door}/hold", body, format="json").status_code == 204
    assert program.get(door).json()["holds"][0]["needed_for"] == "CASE-7"
    assert program.post(f"{door}/lift", body, format="json").status_code == 204
    assert program.get("/api/v1/scans/refused").json() == []
    looked = JournalEntry.objects.filter(name="accounts.evidence-viewed").count()
    assert looked == 1


def test_an_officer_of_another_place_and_a_firm_find_nothing(client, elsewhere_analyst):
    take_scan(delivery=a_delivery(), data=PACKAGE, now=NOON)
    client.force_login(elsewhere_analyst, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/officer/scans/SS1-900001/").status_code == 404
    assert client.get("/officer/scans/SS1-900001/file/").status_code == 404
    assert client.get("/api/v1/scans/SS1-900001").status_code == 404
    client.force_login(UserFactory(clerk=True))
    assert client.get("/officer/scans/").status_code == 403
    assert client.get("/api/v1/scans/SS1-900001").status_code == 403
