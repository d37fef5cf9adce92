"""The letters of the receipts: every pair of states, in the flow and in the database."""

import pytest
from django.db import IntegrityError, transaction

from clearance.manifests.models import ManifestLine
from clearance.manifests.operations.decide_bills import decide_bills
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.queries import line_of
from clearance.manifests.states import BILL_FLOW, BillState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Fault, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING
from tests.factories.manifests import REASON, a_bill, bill, lodge
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-42")]
PAIRS = [(one, other) for one in BillState for other in BillState if one != other]


def fields_of(state, officer):
    stopped = state in ("02", "03", "12", "13")
    return {
        "state": state,
        "move": moved(at=MORNING, by=officer, reason=REASON),
        "state_reason": REASON if stopped else "",
        "decided_by": officer if stopped else None,
        "decided_at": MORNING if stopped else None,
        "released_at": MORNING if state == "11" else None,
    }


WAYS = {"01": (), "02": ("02",), "03": ("02", "03"), "11": ("11",), "12": ("12",), "13": ("13",)}


def put(document, state, officer):
    """By legal steps to where the try begins."""
    for step in WAYS[state]:
        ManifestLine.objects.filter(transport_document=document).update(**fields_of(step, officer))


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_database_allows_exactly_what_the_flow_allows(registers, source, target):
    line = a_bill()
    lodge(line)
    officer = UserFactory(reviewer=True)
    put(line.transport_document, source, officer)
    rows = ManifestLine.objects.filter(transport_document=line.transport_document)
    if BILL_FLOW.allows(source=source, target=target):
        rows.update(**fields_of(target, officer))
        assert rows.get().state == target
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**fields_of(target, officer))
        assert rows.get().state == source


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "11"},
        {"state": "02"},
        {"state": "12"},
        {"state": "99"},
        {"released_at": MORNING},
        {"pieces": 0},
        {"un_number": "12"},
        {"level": "HOUSE"},
        {"declaration_no": "1"},
        {"fate": "LOST"},
    ],
)
def test_the_database_refuses_rows_that_cannot_be(registers, fields):
    line = a_bill()
    lodge(line)
    if "state" in fields:
        fields = fields | {"move": moved(at=MORNING)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ManifestLine.objects.filter(transport_document=line.transport_document).update(**fields)


@pytest.mark.parametrize(
    ("state", "back"), [("12", True), ("13", True), ("02", True), ("02", False)]
)
def test_an_officer_stops_a_bill_and_lets_it_go_or_refuses_it(registers, state, back):
    line = a_bill()
    lodge(line)
    officer = UserFactory(reviewer=True)
    document = line.transport_document

    def decide(target):
        return decide_bills(
            transport_documents=[document], state=BillState(target), reason=REASON, by=officer,
            now=MORNING,
        )  # fmt: skip

    assert decide(state) == 1
    assert line_of(transport_document=document) is None
    assert not release_goods(transport_document=document, container_no="", now=MORNING)
    decide("01" if back else "03")
    assert (line_of(transport_document=document) is not None) == back
    entry = JournalEntry.objects.filter(name="clearance.bills-decided").last()
    assert (entry.actor, entry.payload["state"]) == (officer, "01" if back else "03")


def test_a_decision_needs_an_officer_a_reason_and_a_step_that_exists(registers):
    line = a_bill()
    carrier = UserFactory(carrier=True)
    lodge(line, by=carrier)
    officer = UserFactory(reviewer=True)
    tries = (
        (carrier, "12", REASON, NotPermitted),
        (officer, "12", "no", Fault),
        (officer, "11", REASON, NotPermitted),
        (officer, "03", REASON, IllegalMove),
    )
    before = JournalEntry.objects.count()
    for by, state, reason, error in tries:
        with pytest.raises(error):
            decide_bills(
                transport_documents=[line.transport_document], state=BillState(state),
                reason=reason, by=by, now=MORNING,
            )  # fmt: skip
    assert bill(line.transport_document).state == "01"
    assert JournalEntry.objects.count() == before
