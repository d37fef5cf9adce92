"""The notice of a decision: printed once, signed, verified by anybody with its code."""

import re

import pytest

from clearance.declarations.models import DecisionSheet
from clearance.declarations.operations.issue_decision import NothingDecided, issue_decision
from clearance.declarations.operations.review_declaration import hold_declaration
from clearance.declarations.operations.submit_summary import submit_summary
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import NotFound, NotPermitted
from tests.factories.clearance import MORNING, a_manifest_for, a_summary, file_summary
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C-08"),
    pytest.mark.usefixtures("registers"),
]
ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


@pytest.fixture
def decided(clerk):
    return file_summary(clerk=clerk)


@pytest.fixture
def as_user(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def test_the_same_decision_is_always_the_same_bytes(decided, clerk, told):
    first = issue_decision(declaration_no=decided.declaration_no, by=clerk, now=MORNING)
    again = issue_decision(
        declaration_no=decided.declaration_no, by=UserFactory(reviewer=True), now=MORNING
    )
    assert first == again
    assert first.data.startswith(b"%PDF-")
    assert told().count("clearance.decision-sheet-issued") == 1


def test_a_new_decision_gets_a_new_notice_and_supersedes_the_old(decided, clerk, client):
    reviewer = UserFactory(reviewer=True)
    old = issue_decision(declaration_no=decided.declaration_no, by=clerk, now=MORNING)
    hold_declaration(
        declaration_no=decided.declaration_no,
        reason="A tip from the quay",
        by=reviewer,
        now=MORNING,
    )
    new = issue_decision(declaration_no=decided.declaration_no, by=reviewer, now=MORNING)

    assert new.code != old.code
    assert "superseded" in client.get(f"/verify/{old.code}/").content.decode()
    assert "superseded" not in client.get(f"/verify/{new.code}/").content.decode()


def test_anybody_verifies_a_notice_without_signing_in(decided, clerk, client):
    sheet = issue_decision(declaration_no=decided.declaration_no, by=clerk, now=MORNING)
    typed = "-".join(re.findall("....", sheet.code.lower()))

    asked = client.get("/verify/", {"code": f" {typed} "}, follow=True)

    words = asked.content.decode()
    assert "This notice is genuine." in words
    assert sheet.sha256 in words
    assert clerk.enterprise.name_en not in words
    assert "通知书真实有效" in client.get(f"/verify/{sheet.code}/", **ZH).content.decode()


def test_an_unknown_code_says_what_to_do(client):
    assert client.get("/verify/").status_code == 200
    answer = client.get("/verify/ABCD-EFGH-2345-6789/")
    assert answer.status_code == 404
    assert "Compare it with the paper" in answer.content.decode()


def test_a_changed_document_or_record_is_not_genuine(decided, clerk, client):
    sheet = issue_decision(declaration_no=decided.declaration_no, by=clerk, now=MORNING)
    other = storage.put(sheet.data + b" ", suffix="pdf")

    DecisionSheet.objects.update(document_key=other)
    assert "does not fit its signature" in client.get(f"/verify/{sheet.code}/").content.decode()


def test_the_notice_opens_for_officers_and_for_its_enterprise_only(decided, clerk, as_user):
    number = decided.declaration_no
    own = as_user(clerk).get(f"/enterprise/declarations/{number}/decision.pdf")
    assert (own.status_code, own["Content-Type"]) == (200, "application/pdf")
    officer = as_user(UserFactory(reviewer=True))
    assert officer.get(f"/officer/declarations/{number}/decision.pdf").content == own.content
    stranger = as_user(UserFactory(clerk=True))
    assert stranger.get(f"/enterprise/declarations/{number}/decision.pdf").status_code == 404
    with pytest.raises(NotFound):
        issue_decision(declaration_no=number, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(NotPermitted):
        issue_decision(declaration_no=number, by=UserFactory(inspector=True), now=MORNING)


def test_before_a_decision_there_is_nothing_to_print(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, gross_weight_kg=summary.gross_weight_kg * 2)
    undecided = submit_summary(summary=summary, by=clerk, now=MORNING)
    said = JournalEntry.objects.count()
    with pytest.raises(NothingDecided):
        issue_decision(declaration_no=undecided.declaration_no, by=clerk, now=MORNING)
    assert not DecisionSheet.objects.exists()
    assert JournalEntry.objects.count() == said
