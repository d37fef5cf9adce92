"""What clearance does with each channel, and that no firm learns of a control order."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from clearance.declarations import events
from clearance.declarations.models import Declaration
from clearance.declarations.operations.issue_decision import _figures
from clearance.declarations.operations.look_twice import decide_re_review
from clearance.declarations.operations.review_queue import claim_next_review
from clearance.declarations.queries.history import history_of
from clearance.declarations.states import DeclarationState
from clearance.webhooks.rules.telling import TOPICS, told_of
from customs_portal.journal.models import JournalEntry
from inspection.orders.models import InspectionOrder
from inspection.orders.states import OrderState
from risk.assessments.models import Assessment
from tests.factories.clearance import MORNING, file_summary, see_at_shipside
from tests.factories.people import UserFactory
from tests.factories.targeting import an_order
from tests.refusals.test_pages import NUMBERS, addresses, filled

pytestmark = [pytest.mark.django_db, pytest.mark.feature("R-05")]
S = DeclarationState
WORD = "Invoice and contract agree with it."
LATER = MORNING + timedelta(minutes=5)
SECRET = "Double bottoms were found twice in such cartons"


@pytest.fixture
def ordered(registers):
    """An order against the goods of ``a_summary`` is in force; returns the officer."""

    def place(method):
        officer = UserFactory(risk_officer=True)
        order = an_order(
            by=officer, method=method, hs_prefix="6109", reason=SECRET,
            now=MORNING, until=MORNING + timedelta(days=30),
        )  # fmt: skip
        return officer, order

    return place


def decide(declaration, target):
    return decide_re_review(
        declaration_no=declaration.declaration_no, target=target, reason=WORD,
        by=UserFactory(reviewer=True), now=LATER,
    )  # fmt: skip


def moves_of(declaration):
    return [
        (one.state, one.reason)
        for one in history_of(declaration_no=declaration.declaration_no, officer=True)
    ]


def test_documents_wait_for_a_document_officer_and_nothing_is_released(ordered, clerk, told):
    ordered("DOCUMENTS")
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.IN_RE_REVIEW
    assert declaration.doubted_by is None
    assert declaration.review_by is not None
    see_at_shipside(declaration)
    assert declaration.state == S.IN_RE_REVIEW
    assert not InspectionOrder.objects.exists()
    assert "clearance.released-for-pickup" not in told()
    entry = JournalEntry.objects.get(name=events.ReleaseDecided.name)
    assert entry.payload["decision"] == "IN_RE_REVIEW"


def test_the_document_officer_claims_it_and_clears_it(ordered, clerk, told):
    ordered("DOCUMENTS")
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    reviewer = UserFactory(reviewer=True)
    assert claim_next_review(by=reviewer, now=LATER) == declaration.declaration_no
    decided = decide(declaration, "CLEARED_TO_LEAVE")
    assert decided.state == S.RELEASED_FOR_PICKUP
    assert told().count("clearance.released-for-pickup") == 1


@pytest.mark.parametrize("target", ["HELD", "RETURNED"])
def test_the_document_officer_holds_or_returns_it(ordered, clerk, target):
    ordered("DOCUMENTS")
    declaration = file_summary(clerk=clerk)
    assert decide(declaration, target).state == target


def test_a_scan_is_a_control_as_ever(ordered, clerk):
    ordered("SCAN")
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.HELD
    see_at_shipside(declaration)
    order = InspectionOrder.objects.get()
    assert (order.method, order.state) == ("2JB", OrderState.ORDERED)


def test_open_asks_for_an_inspection_that_opens_the_box(ordered, clerk):
    officer, placed = ordered("OPEN")
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.HELD
    see_at_shipside(declaration)
    order = InspectionOrder.objects.get()
    assert order.method == "3JB"
    assert placed.order_no in order.reasons


def test_without_an_order_nothing_is_stopped(registers, clerk):
    assert file_summary(clerk=clerk).state == S.CLEARED_TO_LEAVE


def test_an_unsound_judgement_goes_to_a_person_by_every_door(registers, clerk, monkeypatch):
    from tests.risk.test_sources import Broken

    monkeypatch.setattr(
        "risk.assessments.operations.sources.SHIPMENT_RULES", (Broken(),), raising=True
    )
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.IN_RE_REVIEW
    see_at_shipside(declaration)
    assert declaration.containers.filter(released_at__isnull=False).count() == 0
    assert Assessment.objects.get().hits[0]["rule"] == "X-901"


def _words_of(officer, order):
    return [
        order.order_no, SECRET, officer.username, officer.display_name or officer.username,
        "Control order", "control order", "布控指令", "control-order",
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["DOCUMENTS", "SCAN", "OPEN"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_and_no_answer_tells_the_firm_of_an_order(
    client, ordered, clerk, monkeypatch, method, language
):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: LATER)
    officer, order = ordered(method)
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    hidden = _words_of(officer, order)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    numbers = NUMBERS | {
        "declaration_no": declaration.declaration_no, "order_no": order.order_no,
    }  # fmt: skip
    seen = 0
    for path in addresses():
        if not re.match(r"(enterprise|api/v1|officer|supervisor)/", path):
            continue
        address = filled(path, numbers)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace").replace(address, "")  # what the reader typed
        if path in ("api/v1/schema", "api/v1/docs/"):
            continue  # what doors there are is no secret
        seen += answer.status_code == 200
        for word in hidden:
            assert word not in text, (path, word)
    assert seen > 15


def test_the_api_the_notice_and_the_webhooks_tell_nothing_of_an_order(ordered, clerk):
    officer, order = ordered("SCAN")
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    hidden = _words_of(officer, order)
    program = APIClient()
    program.force_authenticate(clerk)
    answer = program.get(f"/api/v1/declarations/{declaration.declaration_no}").json()
    declaration.refresh_from_db()
    notice = _figures(Declaration.objects.get(pk=declaration.pk), code="A" * 16, now=LATER)
    news = []
    by_name = {one.name: one for one in TOPICS}
    for entry in JournalEntry.objects.all():
        kind = by_name.get(entry.name)
        if kind is not None:
            news.append(told_of(kind.from_payload(entry.payload)).subject)
    history = history_of(declaration_no=declaration.declaration_no, officer=False)
    text = json.dumps([answer, notice, news, history], default=str)
    assert news
    for word in hidden:
        assert word not in text


def test_two_firms_stopped_by_an_order_and_by_a_model_see_the_same(ordered, clerk, client):
    """Only what may be told differs; the kind of the hidden source does not show."""
    ordered("SCAN")
    stopped = file_summary(clerk=clerk)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("declarations:detail", args=[stopped.declaration_no])
    text = client.get(page).content.decode()
    assert "Customs may look at goods for reasons that it need not tell." in text
    why = text[text.index('id="why"') :]
    assert "T-0" not in why[: why.index("</section>")]


def test_the_firm_learns_what_it_may_know_and_what_it_can_do(client, ordered, registers):
    ordered("DOCUMENTS")
    clerk = UserFactory(clerk=True, enterprise__certified=True)
    declaration = file_summary(clerk=clerk)
    assert declaration.state == S.IN_RE_REVIEW
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    number = [declaration.declaration_no]
    text = client.get(reverse("declarations:detail", args=number)).content.decode()
    assert "The enterprise has earned trust: certified." in text
    assert "this counts in your favour" in text
    assert reverse("declarations:documents", args=number) in text
    assert reverse("declarations:changes", args=number) in text


def test_a_filing_asks_for_control_orders_once_and_writes_nothing_of_them(registers, clerk):
    an_order(vessel="ANOTHER SHIP", now=MORNING)
    with CaptureQueriesContext(connection) as asked:
        assert file_summary(clerk=clerk).state == S.CLEARED_TO_LEAVE
    about = [one["sql"] for one in asked.captured_queries if "targeting_" in one["sql"]]
    assert len(about) == 1
    assert about[0].startswith("SELECT")
