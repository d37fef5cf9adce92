"""A guard of the database says no: every door answers with a refusal, and nothing is half stored.

The pair is taken from what the database allows, as when another hand was faster or a newer
database knows the flow better than the portal that still runs.
"""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from clearance.gates.models import Passage
from clearance.manifests.models import TerminalMessage
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.rules.signatures import sign
from clearance.messages.models import Message
from customs_portal.journal.announce import announce
from customs_portal.kit.flow import FLOWS
from hardware_adapters.events import VehicleAtGate
from tests.factories.clearance import MORNING, a_manifest_for, a_summary
from tests.factories.duties import PaymentFactory
from tests.factories.gates import LockFactory, a_lane
from tests.factories.mandates import an_offered_mandate
from tests.factories.manifests import REASON, a_bill, lodge
from tests.factories.messages import a_filing
from tests.factories.people import UserFactory
from tests.refusals.conftest import program_of
from tests.refusals.test_files_and_bank import SECRET, callback

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers", "this_morning")]


def close(flow, *pairs):
    with connection.cursor() as cursor:
        for source, target in pairs:
            assert (source, target) in FLOWS[flow].pairs()
            cursor.execute(
                "DELETE FROM journal_allowedmove WHERE (flow, source, target) = (%s, %s, %s)",
                [flow, source, target],
            )
            assert cursor.rowcount == 1


def test_a_page_of_one_row(client, untouched):
    lock = LockFactory()
    close("gate lock", ("ACTIVE", "LIFTED"))
    client.force_login(lock.unlocker)
    with untouched():
        answer = client.post(f"/officer/gates/locks/{lock.pk}/lift", {"reason": REASON})
    assert answer.status_code == 409
    assert "not possible from the current state" in answer.content.decode()


def test_a_page_of_many_rows(client, untouched):
    bill = a_bill()
    lodge(bill)
    close("manifest-bill", ("01", "12"))
    client.force_login(UserFactory(reviewer=True))
    form = {"selected": bill.transport_document, "act": "12", "reason": REASON}
    with untouched():
        answer = client.post("/officer/manifests/decide", form)
    assert answer.status_code == 409
    assert "not possible from the current state" in answer.content.decode()


def test_a_fragment_of_a_page(client, untouched):
    lock = LockFactory()
    close("gate lock", ("ACTIVE", "LIFTED"))
    client.force_login(lock.unlocker)
    with untouched():
        answer = client.post(
            f"/officer/gates/locks/{lock.pk}/lift", {"reason": REASON}, HTTP_HX_REQUEST="true"
        )
    assert answer.status_code == 409


def test_a_program_about_one_row(untouched):
    agent = UserFactory(agent=True)
    mandate = an_offered_mandate(principal=UserFactory(clerk=True), agent=agent)
    close("mandate", ("OFFERED", "ACCEPTED"))
    with untouched():
        answer = program_of(agent).post(f"/api/v1/mandates/{mandate.mandate_no}/accept")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert answer.json()["remedy"]


def test_a_program_about_many_rows(untouched):
    bill = a_bill()
    lodge(bill)
    close("manifest-bill", ("01", "12"))
    said = {
        "transport_documents": [bill.transport_document], "state": "12", "reason": REASON,
    }  # fmt: skip
    officer = UserFactory(reviewer=True)
    with untouched():
        answer = program_of(officer).post("/api/v1/bills/decisions", said, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


def test_a_birth_that_is_allowed_no_longer(untouched):
    clerk = UserFactory(clerk=True)
    close("mandate", ("", "OFFERED"))
    offer = {
        "agent_uscc": UserFactory(agent=True).enterprise.uscc, "kind": "LONG_TERM",
        "imports": True, "exports": False, "first_day": "2026-11-21", "last_day": "2026-12-20",
    }  # fmt: skip
    with untouched(but={"enterprises_mandate_number"}):
        answer = program_of(clerk).post("/api/v1/mandates", offer, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


def test_a_message():
    """The filing is refused whole; the message stays, rejected, with its notification."""
    clerk = UserFactory(clerk=True)
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)
    close("declaration", ("AWAITING_MANIFEST", "CLEARED_TO_LEAVE"))
    answer = program_of(clerk).post(
        "/api/v1/messages", a_filing(summary), content_type="application/xml"
    )
    assert answer.status_code < 300
    message = Message.objects.get()
    assert (message.state, message.declaration_no) == ("REJECTED", "")
    assert "illegal_move" in message.answers.get().body


def test_a_receipt_of_the_terminal(untouched, settings):
    bill = a_bill()
    lodge(bill)
    release_goods(
        transport_document=bill.transport_document,
        container_no=bill.container_nos[0],
        now=MORNING,
    )
    message = TerminalMessage.objects.get()
    close("terminal-message", ("SENT", "ACKNOWLEDGED"))
    body = json.dumps(
        {"receipts": [{"message_no": str(message.message_no), "status": "DONE"}]}
    ).encode()
    timestamp = str(int(MORNING.timestamp()))
    with untouched():
        answer = program_of(None).post(
            "/api/v1/terminal/receipts",
            data=body,
            content_type="application/json",
            HTTP_X_TERMINAL_TIMESTAMP=timestamp,
            HTTP_X_TERMINAL_SIGNATURE=sign(
                secret=settings.TERMINAL_SHARED_SECRET, timestamp=timestamp, body=body
            ),
        )
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


def test_a_callback_of_the_bank(untouched, settings):
    settings.BANK_SHARED_SECRET = SECRET
    body, headers = callback(PaymentFactory())
    close("payment", ("ACCEPTED", "PAID"))
    with untouched():
        answer = program_of(None).post(
            "/api/v1/bank/callback", body, content_type="application/json", **headers
        )
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


def test_a_device_in_a_lane(untouched, django_capture_on_commit_callbacks):
    """The lane's word is kept in the journal; what it would have moved stays as it was."""
    a_lane()
    close("passage", ("", "AWAITING_VEHICLE"))
    seen = VehicleAtGate(
        device_code="GL-G1-1", place_code="G1-1", passage_no="PG1", plate_no="粤B12345",
        container_no="", picture_key="", direction="OUT",
        seen_at=datetime(2026, 11, 21, 1, 0, tzinfo=UTC),
    )  # fmt: skip
    told = untouched(journal=[seen.name])
    with told, django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        announce(seen)
    assert not Passage.objects.exists()
