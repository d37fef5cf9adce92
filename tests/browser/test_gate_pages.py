"""The gate's pages in Chromium: both languages, no violation; board and lane screen live."""

from datetime import UTC, datetime, timedelta

import pytest

from clearance.gates.operations.decide_passage import note_vehicle
from clearance.gates.operations.queue_trucks import call_next, join_queue
from clearance.gates.states import PassState
from tests.factories.clearance import reference_data
from tests.factories.gates import (
    GatePassFactory,
    LedgerFactory,
    LockFactory,
    PassageFactory,
    TruckFactory,
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
    alone = PassageFactory(gone=True, place_code="G1-3", contradiction="LOCKED", decided_alone=True)
    page = browser_page(user=officer, language=language)
    for name, path in (
        ("gates", "/officer/gates/"),
        ("passes", "/officer/gates/passes/"),
        ("review", f"/officer/gates/passes/{applied.pass_no}/"),
        ("register", "/officer/gates/passes/register/"),
        ("locks", "/officer/gates/locks/"),
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
