"""Who moved what, when, why and by which law, on the page of each thing; and as a file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from clearance.duties.models import Guarantee
from clearance.duties.operations.return_deposit import ask_return, decide_return
from clearance.enterprises.operations.answer_mandate import end_mandate
from clearance.gates.operations.decide_passage import note_tag, note_vehicle
from clearance.gates.operations.open_by_hand import turn_back
from clearance.gates.operations.place_lock import lift_lock
from clearance.gates.operations.queue_trucks import call_next, join_queue, note_in_lane
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.manifests.operations.decide_bills import decide_bills
from clearance.manifests.states import BillState
from customs_portal.accounts.queries import STATE_HEAD
from customs_portal.journal.models import Move
from tests.factories.clearance import MORNING
from tests.factories.duties import GuaranteeFactory
from tests.factories.gates import GatePassFactory, LockFactory, a_lane
from tests.factories.mandates import a_mandate
from tests.factories.manifests import REASON, a_bill, lodge
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
LATER = MORNING + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def the_language_of_a_page_ends_with_it():
    yield
    translation.deactivate()


def pages(client, user, address):
    """The page and, of the file behind it, every row by its head."""
    client.force_login(user)
    page = client.get(address)
    assert page.status_code == 200
    assert f"{address}?export=csv" in page.content.decode() or (
        'href="?export=csv"' in page.content.decode()
    )
    answer = client.get(f"{address}?export=csv")
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == STATE_HEAD
    return page.content.decode(), rows


def states(rows):
    return [(one["from"], one["to"]) for one in rows]


def test_of_a_passage(client):
    a_lane()
    officer = UserFactory(gate_officer=True)
    GatePassFactory(plate_no="粤B12345")  # what it comes to fetch
    note_tag(passage_no="PG1", place_code="G1-1", tag_id="E2801160", read_at=MORNING, now=MORNING)
    note_vehicle(
        passage_no="PG1", place_code="G1-1", direction="IN", plate_no="粤B12345", container_no="",
        picture_key="", seen_at=MORNING, now=MORNING,
    )  # fmt: skip
    turn_back(passage_no="PG1", reason="the driver has no papers", by=officer, now=LATER)

    page, rows = pages(client, officer, "/officer/gates/passages/PG1/")
    assert states(rows) == [
        ("", "AWAITING_VEHICLE"), ("AWAITING_VEHICLE", "AWAITING_IDENTITY"),
        ("AWAITING_IDENTITY", "REFUSED"),
    ]  # fmt: skip
    assert rows[0]["reason"] == "A reader of the lane had the first word of it"
    assert (rows[2]["reason"], rows[2]["customs"]) == ("the driver has no papers", "1")
    assert rows[2]["who"] in page
    assert Move.objects.filter(flow="passage").count() == 3


def test_of_a_passage_that_a_rule_refused(client):
    a_lane()
    note_vehicle(
        passage_no="PG1", place_code="G1-1", direction="OUT", plate_no="粤B12345",
        container_no="TGHU1234560", picture_key="", seen_at=MORNING, now=MORNING,
    )  # fmt: skip
    _page, rows = pages(client, UserFactory(gate_officer=True), "/officer/gates/passages/PG1/")
    assert rows[-1]["reason"].startswith("G-0")


def test_of_a_lock(client):
    lock = LockFactory()
    lift_lock(lock_id=lock.pk, reason="nothing was found", by=lock.unlocker, now=LATER)
    page, rows = pages(client, lock.unlocker, f"/officer/gates/locks/{lock.pk}/")
    assert states(rows) == [("", "ACTIVE"), ("ACTIVE", "LIFTED")]
    assert "nothing was found" in page
    client.force_login(lock.unlocker)
    assert (
        f"/officer/gates/locks/{lock.pk}/" in client.get("/officer/gates/locks/").content.decode()
    )


def test_of_a_pass_with_its_turn(client):
    a_lane()
    officer, gate_pass = UserFactory(gate_officer=True), GatePassFactory()
    clerk, number = gate_pass.applied_by, gate_pass.pass_no
    join_queue(pass_no=number, by=clerk, now=MORNING)
    call_next(lane_code="G1-1", by=officer, now=LATER)
    note_in_lane(plate_no=gate_pass.plate_no, lane_code="G1-1", now=LATER)
    void_gate_pass(pass_no=number, by=clerk, now=LATER + timedelta(minutes=1))

    for user, address in (
        (clerk, f"/enterprise/gate-passes/{number}/"),
        (officer, f"/officer/gates/passes/{number}/"),
    ):
        page, rows = pages(client, user, address)
        assert [one["to"] for one in rows if one["thing"] == "Turn before the gate"][:3] == [
            "WAITING", "CALLED", "IN_LANE",
        ]  # fmt: skip
        assert [one["to"] for one in rows if one["thing"] == "Gate pass"] == ["APPROVED", "VOID"]
        (called,) = [one for one in rows if one["to"] == "CALLED"]
        assert (called["who"] == "Customs officer") == (user is clerk)
        assert "Waited longest of all" in page
    client.force_login(UserFactory(clerk=True))
    assert client.get(f"/enterprise/gate-passes/{number}/?export=csv").status_code == 404


def test_of_a_mandate(client):
    principal, agent = UserFactory(clerk=True), UserFactory(agent=True)
    mandate = a_mandate(principal=principal, agent=agent)
    end_mandate(mandate_no=mandate.mandate_no, reason="we file ourselves", by=principal, now=LATER)
    address = f"/enterprise/mandates/{mandate.mandate_no}/"
    for user in (principal, agent):
        page, rows = pages(client, user, address)
        assert [one["to"] for one in rows] == ["OFFERED", "ACCEPTED", "REVOKED"]
        assert rows[0]["law"] == "mandate.longest_days"
        assert "we file ourselves" in page
    client.force_login(UserFactory(clerk=True))
    assert client.get(f"{address}?export=csv").status_code == 404


def test_of_a_deposit_asked_back(client):
    clerk, officer = UserFactory(clerk=True), UserFactory(tax_officer=True)
    deposit = GuaranteeFactory(enterprise=clerk.enterprise, kind=Guarantee.Kind.DEPOSIT)
    number = ask_return(
        guarantee_no=deposit.guarantee_no, amount_cny=Decimal("10.00"),
        account="6222020200112233", reason="no longer needed here", by=clerk, now=MORNING,
    )  # fmt: skip
    decide_return(
        return_no=number, grant=False, answer="a bill is still open", by=officer, now=LATER
    )
    _page, rows = pages(client, officer, f"/officer/deposit-returns/{number}/")
    assert states(rows) == [("", "ASKED"), ("ASKED", "REFUSED")]
    assert (rows[1]["reason"], rows[1]["law"]) == (
        "a bill is still open", "guarantee.return_answer_days",
    )  # fmt: skip
    client.force_login(clerk)
    own = client.get(f"/enterprise/guarantees/{deposit.guarantee_no}/").content.decode()
    assert "Customs officer" in own
    assert rows[1]["who"] not in own


def test_of_a_bill_of_lading(client):
    carrier, officer = UserFactory(carrier=True), UserFactory(reviewer=True)
    line = a_bill()
    manifest = lodge(line, by=carrier)
    decide_bills(
        transport_documents=[line.transport_document], state=BillState.WAITING, reason=REASON,
        by=officer, now=LATER,
    )  # fmt: skip
    number = line.transport_document
    for user, address in (
        (officer, f"/officer/manifests/bills/{number}/"),
        (carrier, f"/enterprise/manifests/{manifest.manifest_no}/bills/{number}/"),
    ):
        page, rows = pages(client, user, address)
        assert states(rows) == [("", "01"), ("01", "02")]
        assert rows[0]["reason"] == "Lodged by the carrier"
        assert (rows[1]["who"] == "Customs officer") == (user is carrier)
        assert REASON in page
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "01 舱单接受" in page
    client.force_login(UserFactory(carrier=True))
    other = client.get(f"/enterprise/manifests/{manifest.manifest_no}/bills/{number}/?export=csv")
    assert other.status_code == 404
