"""A manifest is accepted whole or refused whole; the arrival is reported once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from clearance.manifests.models import Manifest, ManifestSequence
from clearance.manifests.operations.lodge_manifest import VoyageAlreadyLodged, lodge_manifest
from clearance.manifests.operations.report_arrival import report_arrival
from clearance.manifests.queries import line_of, manifests_of
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from tests.factories.clearance import (
    BERTH,
    IMO,
    MORNING,
    a_container_no,
    a_manifest_for,
    a_summary,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-42")]


@pytest.fixture
def carrier(registers):
    return UserFactory(carrier=True)


def body(**changes):
    line = {
        "transport_document": "HDMU77031185",
        "container_no": a_container_no(),
        "gross_weight_kg": "8640",
        "pieces": 420,
        "goods_name": "T-shirts",
        "consignee_uscc": "",
        "departure_country": "VN",
    }
    usual = {
        "vessel": "Pacific Crane",
        "imo": IMO,
        "voyage": "0426E",
        "loading_port": "VNSGN",
        "place_code": BERTH,
        "expected_at": "2026-11-22T08:00:00+08:00",
        "lines": [line],
    }
    return usual | changes


@pytest.fixture
def program(carrier, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    client = APIClient()
    client.force_authenticate(carrier)
    return client


def test_a_manifest_by_api_gets_a_number_and_its_lines_are_found(program, carrier):
    answer = program.post("/api/v1/manifests", body(), format="json")

    assert answer.status_code == 201, answer.json()
    assert answer.json() == {"manifest_no": "M2026000000001", "lines": 1}
    line = line_of(transport_document="HDMU77031185")
    assert (line.vessel, line.pieces, line.place_code) == ("PACIFIC CRANE", 420, BERTH)
    assert line_of(transport_document="HDMU77031185", container_no="NONE") is None
    assert program.get("/api/v1/manifests/M2026000000001").json()["imo"] == IMO


def test_every_fault_is_named_with_its_path_and_nothing_is_stored(program):
    twice = body()["lines"][0]
    lines = [twice, twice | {"departure_country": "XX", "pieces": 0, "container_no": "TGHU1234560"}]

    answer = program.post(
        "/api/v1/manifests",
        body(lines=lines, imo="1234568", loading_port="XXXXX", place_code="Q9"),
        format="json",
    )

    fields = {one["field"] for one in answer.json()["errors"]}
    assert answer.status_code == 422
    assert fields == {
        "imo",
        "loading_port",
        "place_code",
        "lines[1].container_no",
        "lines[1].departure_country",
        "lines[1].pieces",
        "lines[1].transport_document",
    }
    assert not Manifest.objects.exists()
    assert not ManifestSequence.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_container_stands_once_in_a_manifest(program):
    line = body()["lines"][0]
    answer = program.post(
        "/api/v1/manifests",
        body(lines=[line, line | {"transport_document": "HDMU77031186"}]),
        format="json",
    )

    assert [one["field"] for one in answer.json()["errors"]] == ["lines[1].container_no"]


def test_the_same_voyage_is_lodged_once(registers, carrier):
    clerk = UserFactory(clerk=True)
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, by=carrier)
    with pytest.raises(VoyageAlreadyLodged):
        a_manifest_for(a_summary(clerk=clerk), by=carrier)


def test_a_bill_of_lading_stands_on_one_manifest(registers, carrier):
    summary = a_summary(clerk=UserFactory(clerk=True))
    a_manifest_for(summary, by=carrier)
    with pytest.raises(Faults) as caught:
        a_manifest_for(replace(summary, voyage="0427E"), by=carrier)
    assert caught.value.faults[0].field == "lines[0].transport_document"


def test_the_arrival_is_reported_once_and_only_by_the_carrier(program, carrier):
    program.post("/api/v1/manifests", body(), format="json")
    address = "/api/v1/manifests/M2026000000001/arrival"
    arrival = {"place_code": BERTH, "arrived_at": MORNING.isoformat()}

    assert program.post(address, arrival, format="json").status_code == 200
    assert program.post(address, arrival, format="json").status_code == 200
    assert JournalEntry.objects.filter(name="clearance.ship-arrived").count() == 1
    with pytest.raises(NotFound):
        report_arrival(
            manifest_no="M2026000000001",
            place_code=BERTH,
            arrived_at=MORNING,
            by=UserFactory(carrier=True),
            now=MORNING,
        )


def test_an_arrival_in_the_future_is_refused(program):
    program.post("/api/v1/manifests", body(), format="json")
    late = (MORNING + timedelta(days=1)).isoformat()

    answer = program.post(
        "/api/v1/manifests/M2026000000001/arrival",
        {"place_code": BERTH, "arrived_at": late},
        format="json",
    )

    assert answer.json()["errors"][0]["rule"] == "date.era"
    assert Manifest.objects.get().arrived_at is None


def test_an_importer_lodges_no_manifest(registers):
    clerk = UserFactory(clerk=True)
    with pytest.raises(NotPermitted):
        a_manifest_for(a_summary(clerk=clerk), by=clerk)


def test_a_carrier_finds_its_own_manifests_by_text(registers, carrier):
    summary = a_summary(clerk=UserFactory(clerk=True), gross_weight_kg=Decimal(5))
    mine = a_manifest_for(summary, by=carrier)
    a_manifest_for(a_summary(clerk=UserFactory(clerk=True), voyage="X1"))

    for text in ("", "pacific", summary.transport_document, summary.container_nos[0]):
        found, more = manifests_of(carrier_id=carrier.enterprise_id, text=text)
        assert [one.manifest_no for one in found] == [mine.manifest_no]
        assert not more


def test_lodging_needs_lines(registers, carrier):
    manifest = a_summary(clerk=UserFactory(clerk=True))
    with pytest.raises(Faults):
        lodge_manifest(
            lodged=_empty(manifest),
            by=carrier,
            now=MORNING,
        )


def _empty(summary):
    from clearance.manifests.facts import LodgedManifest

    return LodgedManifest(
        vessel=summary.vessel,
        imo=IMO,
        voyage=summary.voyage,
        loading_port="VNSGN",
        place_code=BERTH,
        expected_at=MORNING,
        lines=(),
    )
