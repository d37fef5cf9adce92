"""What the machine cannot read with certainty waits for a person."""

import pytest
from django.utils import timezone

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import NotPermitted
from customs_portal.kit.identifiers.shape import IdentifierFault
from hardware_adapters.models import LatestFrame, Sighting
from hardware_adapters.operations.confirm_reading import (
    AlreadyDecided,
    ReasonMissing,
    confirm_reading,
    dismiss_sighting,
)
from hardware_adapters.operations.renew_token import renew_token
from hardware_adapters.states import SIGHTING_FLOW, SightingState
from tests.factories.hardware import TOKEN, DeviceFactory, OfficerFactory, SightingFactory
from tests.hardware_adapters.conftest import picture

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def reader_of_pictures(db):
    return OfficerFactory(duties=[Duty.CONFIRM_READING])


def test_the_number_an_officer_reads_is_announced_with_the_officer(reader_of_pictures, told):
    sighting = SightingFactory()

    confirm_reading(
        sighting_no=sighting.sighting_no,
        container_no="temu 310825-2",
        by=reader_of_pictures,
        now=NOW,
    )

    sighting.refresh_from_db()
    assert (sighting.state, sighting.container_no) == ("CONFIRMED", "TEMU3108252")
    assert told()[0] == "device.container-at-shipside"
    payload = JournalEntry.objects.order_by("id")[0].payload
    assert payload["confirmed_by"] == reader_of_pictures.username
    assert payload["readings"] == ["frame TEMU310825", "person TEMU3108252"]


def test_a_number_with_a_wrong_check_digit_is_refused_and_leaves_no_trace(reader_of_pictures, told):
    sighting = SightingFactory()
    with pytest.raises(IdentifierFault):
        confirm_reading(
            sighting_no=sighting.sighting_no,
            container_no="TEMU3108253",
            by=reader_of_pictures,
            now=NOW,
        )
    sighting.refresh_from_db()
    assert sighting.state == "WAITING"
    assert told() == []


def test_a_picture_is_decided_once(reader_of_pictures, told):
    sighting = SightingFactory()
    decide = {"sighting_no": sighting.sighting_no, "by": reader_of_pictures, "now": NOW}
    dismiss_sighting(reason="Rain on the lens", **decide)
    with pytest.raises(AlreadyDecided):
        confirm_reading(container_no="TEMU3108252", **decide)
    assert told() == ["device.sighting-dismissed"]


def test_a_picture_is_not_set_aside_without_a_reason(reader_of_pictures, told):
    sighting = SightingFactory()
    with pytest.raises(ReasonMissing):
        dismiss_sighting(
            sighting_no=sighting.sighting_no, reason=" ", by=reader_of_pictures, now=NOW
        )
    assert told() == []


def test_only_who_holds_the_duty_decides(told):
    with pytest.raises(NotPermitted):
        confirm_reading(
            sighting_no=SightingFactory().sighting_no,
            container_no="TEMU3108252",
            by=OfficerFactory(duties=[Duty.WORK_GATE]),
            now=NOW,
        )
    assert told() == []


@pytest.mark.parametrize("source", list(SightingState))
@pytest.mark.parametrize("target", list(SightingState))
def test_the_flow_of_sightings(source, target):
    allowed = source == "WAITING" and target != "WAITING"
    assert SIGHTING_FLOW.allows(source=source, target=target) is allowed


def test_the_page_shows_the_oldest_picture_and_takes_the_number(reader_of_pictures, client):
    key = storage.put(picture(), suffix="jpg")
    sighting = SightingFactory(picture_key=key)
    client.force_login(reader_of_pictures)

    page = client.get("/officer/readings/")
    assert page.status_code == 200
    assert f"/evidence/{key}" in page.content.decode()

    address = f"/officer/readings/{sighting.sighting_no}/confirm/"
    wrong = client.post(address, {"container_no": "TEMU3108253"})
    assert wrong.status_code == 422
    assert "TEMU3108253" in wrong.content.decode()
    assert Sighting.objects.get().state == "WAITING"

    assert client.post(address, {"container_no": "TEMU3108252"}).status_code == 302
    assert Sighting.objects.get().state == "CONFIRMED"
    sums = client.get("/officer/readings/arithmetic/?container_no=TEMU3108253").content.decode()
    assert "2" in sums


def test_the_page_is_closed_without_the_duty(client):
    client.force_login(OfficerFactory(duties=[Duty.WORK_GATE]))
    assert client.get("/officer/readings/").status_code == 403
    assert client.get("/officer/devices/").status_code == 403


def test_looking_at_evidence_is_journalled(reader_of_pictures, client, told):
    key = storage.put(picture(size=(33, 33)), suffix="jpg")
    client.force_login(reader_of_pictures)

    answer = client.get(f"/evidence/{key}?of=SG1")

    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert told() == ["accounts.evidence-viewed"]
    assert client.get(f"/evidence/{'0' * 64}.jpg").status_code == 404
    assert client.get("/evidence/..%2Fsecrets.env").status_code == 404
    client.force_login(OfficerFactory(duties=[Duty.WORK_GATE]))
    assert client.get(f"/evidence/{key}").status_code == 403
    assert told() == ["accounts.evidence-viewed"]


def test_the_latest_frame_is_sent_only_when_it_changed(client):
    LatestFrame.objects.create(
        device_code="QC-05",
        kind="quay_camera",
        picture=picture(),
        picture_key="1" * 64 + ".jpg",
        seen_at=NOW,
    )
    client.force_login(OfficerFactory(duties=[Duty.WATCH_WALL]))
    first = client.get("/frames/QC-05.jpg")
    assert first.status_code == 200
    again = client.get("/frames/QC-05.jpg", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/frames/QC-99.jpg").status_code == 404


def test_a_renewed_token_replaces_the_old_one(client, told):
    device = DeviceFactory(code="BR-9", kind="barrier")
    client.force_login(OfficerFactory(duties=[Duty.MANAGE_ACCOUNTS]))

    page = client.post("/officer/devices/BR-9/token/").content.decode()

    device.refresh_from_db()
    assert not device.accepts(TOKEN)
    assert told() == ["device.token-renewed"]
    assert "BR-9" in page
    with pytest.raises(NotPermitted):
        renew_token(device_code="BR-9", by=OfficerFactory(duties=[Duty.WATCH_WALL]), now=NOW)
