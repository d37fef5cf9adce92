"""The gate's pages in Chromium: both languages, no violation; board and lane screen live."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from clearance.gates.models import SafetyLockEntry
from clearance.gates.operations.decide_passage import note_vehicle
from clearance.gates.operations.follow_journey import follow_journey
from clearance.gates.operations.queue_trucks import call_next, join_queue
from clearance.gates.states import PassState
from hardware_adapters.devices.positioner.simulator import drive
from hardware_adapters.operations.keep_fixes import keep_fixes
from tests.factories.clearance import reference_data
from tests.factories.gates import (
    GatePassFactory,
    LedgerFactory,
    LockFactory,
    PassageFactory,
    SafetyLockUseFactory,
    TruckFactory,
    a_journey,
    a_lane,
)
from tests.factories.people import UserFactory

LANGUAGES = ["en", "zh-hans"]


def soon():
    return datetime.now(UTC) + timedelta(hours=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_firms_gate_pages(browser_page, assert_accessible, shoot, language):
    clerk = UserFactory(clerk=True)
    TruckFactory(registered_by=clerk, plate_no="粤B12345")
    ledger = LedgerFactory(enterprise=clerk.enterprise, goods_name="Floor tiles")
    gate_pass = GatePassFactory(applied_by=clerk, valid_until=soon())
    GatePassFactory(applied_by=clerk, bare=True, plate_no="粤B54321", valid_until=soon())
    page = browser_page(user=clerk, language=language)
    for name, path in (
        ("passes", "/enterprise/gate-passes/"),
        ("apply", "/enterprise/gate-passes/apply/?truck=粤B12345"),
        ("pass", f"/enterprise/gate-passes/{gate_pass.pass_no}/"),
        ("trucks", "/enterprise/trucks/"),
        ("ledgers", "/enterprise/gate-ledgers/"),
        ("ledger", f"/enterprise/gate-ledgers/{ledger.pk}/"),
    ):
        assert page.goto(path).status == 200, path
        shoot(page, f"gate-firm-{name}-{language}", full=True)
        assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gate_officers_pages(browser_page, assert_accessible, shoot, language):
    reference_data()
    for number in range(1, 7):
        a_lane(f"G1-{number}")
    officer = UserFactory(gate_officer=True)
    LockFactory(owner=officer)
    LockFactory()
    applied = GatePassFactory(state=PassState.APPLIED, approved_at=None, pass_type=1)
    asked = PassageFactory(
        refused=True,
        place_code="G1-2",
        asked_by=UserFactory(gate_officer=True),
        opening_reason="weighed twice, ice on the scale",
    )
    lock = SafetyLockUseFactory(breached=True, battery_percent=12)
    for kind in ("UNLOCK_ORDER", "TAMPER", "BATTERY"):
        SafetyLockEntry.objects.create(use=lock, kind=kind, at=lock.fitted_at, reason="SHIM")
    alone = PassageFactory(gone=True, place_code="G1-3", contradiction="LOCKED", decided_alone=True)
    page = browser_page(user=officer, language=language)
    for name, path in (
        ("gates", "/officer/gates/"),
        ("passes", "/officer/gates/passes/"),
        ("review", f"/officer/gates/passes/{applied.pass_no}/"),
        ("register", "/officer/gates/passes/register/"),
        ("locks", "/officer/gates/locks/"),
        ("safety-locks", "/officer/gates/safety-locks/"),
        ("safety-lock", f"/officer/gates/safety-locks/{lock.pk}/"),
        ("board", "/officer/gates/board/"),
        ("second-person", f"/officer/gates/passages/{asked.passage_no}/"),
        ("contradiction", f"/officer/gates/passages/{alone.passage_no}/"),
    ):
        assert page.goto(path).status == 200, path
        shoot(page, f"gate-officer-{name}-{language}", full=True)
        assert_accessible(page)


def test_the_board_and_the_lane_screen_follow_what_happens(browser_page, assert_accessible, shoot):
    a_lane()
    officer = UserFactory(gate_officer=True)
    waiting = [
        GatePassFactory(bare=True, plate_no=f"粤B0000{number}", valid_until=soon())
        for number in (1, 2)
    ]
    page = browser_page(user=officer, path="/officer/gates/board/", width=1920)
    page.locator("[data-column=WAITING] .nobody").wait_for()
    now = datetime.now(UTC)
    for gate_pass in waiting:
        join_queue(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=now)
    page.locator("[data-column=WAITING]").get_by_text("粤B00002").wait_for()
    call_next(lane_code="G1-1", by=officer, now=now)
    page.locator("[data-column=CALLED]").get_by_text("粤B00001").wait_for()
    assert page.locator("[data-column=CALLED] .turn-lane").inner_text() == "G1-1"
    shoot(page, "gate-board-live")
    assert_accessible(page)

    page.goto("/officer/gates/G1-1/screen/")
    page.get_by_text("请驶入").wait_for()
    note_vehicle(
        passage_no="PG1",
        place_code="G1-1",
        direction="OUT",
        plate_no="粤B00001",
        container_no="CSQU3054383",
        picture_key="",
        seen_at=now,
        now=now,
    )
    page.get_by_text("无有效核放单").wait_for()
    assert page.locator("[data-part=plate]").inner_text() == "粤B00001"
    shoot(page, "gate-lane-stop")
    assert_accessible(page)


@pytest.mark.feature("H-11")
@pytest.mark.parametrize("language", LANGUAGES)
def test_journeys_and_one_track(browser_page, assert_accessible, shoot, language):
    reference_data()
    start = datetime.now(UTC) - timedelta(minutes=40)
    gate_pass, device = a_journey(now=start)
    road = [(121.8955, 29.9430), (121.8900, 29.9460), (121.8800, 29.9570), (121.8700, 29.9640)]
    fixes = drive(road, start_at=start + timedelta(minutes=1), seconds=240, speed_kmh=35)
    with transaction.atomic():
        keep_fixes(device_code=device.code, fixes=fixes, now=datetime.now(UTC))
    follow_journey(device_code=device.code, now=datetime.now(UTC))
    page = browser_page(user=UserFactory(gate_officer=True), language=language)
    for name, path in (
        ("none", "/officer/gates/journeys/?q=NONE"),
        ("list", "/officer/gates/journeys/"),
        ("one", f"/officer/gates/journeys/{gate_pass.pass_no}/"),
    ):
        assert page.goto(path).status == 200, path
        shoot(page, f"gate-journeys-{name}-{language}", full=True)
        assert_accessible(page)
    assert page.locator("svg.track-plan polyline.track").count() == 1
    assert page.locator("tbody tr").count() == 4
    page.goto("/officer/gates/journeys/")
    page.locator("tbody a[data-open]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/journeys/{gate_pass.pass_no}/")
