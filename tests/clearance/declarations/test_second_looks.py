"""Re-review by a second person, and rejection for good: receipts M and E, pages, news."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from clearance.declarations.operations.look_twice import (
    CannotDoubt,
    NotInReReview,
    decide_re_review,
    send_to_re_review,
)
from clearance.declarations.operations.reject_declaration import (
    CannotReject,
    reject_declaration,
)
from clearance.declarations.operations.review_declaration import (
    NothingProposed,
    SecondPersonNeeded,
    confirm_release,
    hold_declaration,
    propose_release,
)
from clearance.declarations.operations.review_queue import claim_next_review
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries.history import history_of
from clearance.declarations.states import REJECTABLE, DeclarationState, Light, may_leave_port
from clearance.manifests.models import ManifestLine
from customs_portal.journal.models import JournalEntry, Move
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Fault, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import (
    MORNING,
    a_container_no,
    a_manifest_for,
    a_summary,
    file_summary,
    see_at_shipside,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-07")]
S = DeclarationState
DOUBT = "The price is half of last month's."
WORD = "Invoice and contract agree with it."
LATER = MORNING + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def the_language_of_a_page_ends_with_it():
    yield
    translation.deactivate()


@pytest.fixture
def officers(registers):
    return UserFactory(reviewer=True), UserFactory(reviewer=True)


def doubted(clerk, officer, **changes):
    declaration = file_summary(clerk=clerk, **changes)
    return send_to_re_review(
        declaration_no=declaration.declaration_no, reason=DOUBT, by=officer, now=MORNING
    )


def decide(declaration, officer, target, reason=WORD):
    return decide_re_review(
        declaration_no=declaration.declaration_no, target=target, reason=reason, by=officer,
        now=LATER,
    )  # fmt: skip


def reject(declaration, officer, reason=DOUBT):
    return reject_declaration(
        declaration_no=declaration.declaration_no, reason=reason, by=officer, now=LATER
    )


def no_trace(act, *errors):
    """It is refused, and nothing is written anywhere."""
    before = (
        JournalEntry.objects.count(),
        Move.objects.count(),
        list(Declaration.objects.values()),
    )
    with pytest.raises(errors):
        act()
    after = (JournalEntry.objects.count(), Move.objects.count(), list(Declaration.objects.values()))
    assert after == before


@pytest.mark.parametrize("target", ["CLEARED_TO_LEAVE", "HELD", "RETURNED"])
def test_a_second_officer_decides_what_a_first_one_doubts(clerk, officers, told, target):
    first, second = officers
    declaration = doubted(clerk, first)
    assert declaration.state == S.IN_RE_REVIEW
    assert may_leave_port(declaration.state) == Light.RED

    decide(declaration, second, target)

    row = Declaration.objects.get()
    assert (row.state, row.doubted_by, row.re_reviewed_by) == (target, first, second)
    assert (row.review_by is not None) == (target == "HELD")
    asked, answered = history_of(declaration_no=row.declaration_no, officer=True)[-2:]
    assert (asked.letter, asked.reason, asked.law) == ("M", DOUBT, "declaration.review_minutes")
    assert (answered.before, answered.state, answered.reason) == ("IN_RE_REVIEW", target, WORD)
    assert told()[-2:] == ["clearance.declaration-doubted", "clearance.re-review-decided"]
    hidden = history_of(declaration_no=row.declaration_no, officer=False)
    assert DOUBT not in [one.reason for one in hidden]
    assert (WORD in [one.reason for one in hidden]) == (target == "RETURNED")


def test_a_risk_officer_may_doubt_and_only_a_reviewer_decides(clerk, officers, client):
    risk = UserFactory(risk_officer=True)
    declaration = doubted(clerk, risk)
    no_trace(lambda: decide(declaration, risk, "HELD"), NotPermitted)
    desk = f"/officer/declarations/{declaration.declaration_no}/"
    client.force_login(risk)
    page = client.get(desk).content.decode()
    assert f"{desk}decide/" not in page
    hold = client.post(f"{desk}decide/", {"act": "hold", "reason": DOUBT})
    assert hold.status_code == 403
    assert decide(declaration, officers[0], "HELD").state == S.HELD


def test_a_box_seen_meanwhile_waits_for_the_second_officer(clerk, officers):
    declaration = doubted(clerk, officers[0])
    see_at_shipside(declaration)
    declaration.refresh_from_db()
    assert declaration.state == S.IN_RE_REVIEW
    assert declaration.containers.get().released_at is None

    assert decide(declaration, officers[1], "CLEARED_TO_LEAVE").state == S.RELEASED_FOR_PICKUP


def test_a_manifest_changed_meanwhile_is_compared_again(clerk, officers):
    declaration = doubted(clerk, officers[0])
    line = ManifestLine.objects.get(transport_document=declaration.transport_document)
    ManifestLine.objects.filter(pk=line.pk).update(pieces=line.pieces + 1)

    row = decide(declaration, officers[1], "CLEARED_TO_LEAVE")
    assert row.state == S.HELD
    assert "pieces" in row.hold_reason


def test_re_review_refuses_and_leaves_no_trace(clerk, officers):
    first, second = officers
    cleared = file_summary(clerk=clerk)
    number = {"declaration_no": cleared.declaration_no, "now": MORNING}
    no_trace(lambda: send_to_re_review(reason=DOUBT, by=clerk, **number), NotPermitted)
    no_trace(lambda: send_to_re_review(reason="no", by=first, **number), Fault)
    no_trace(lambda: decide(cleared, second, "HELD"), NotInReReview)
    send_to_re_review(reason=DOUBT, by=first, **number)
    no_trace(lambda: send_to_re_review(reason=DOUBT, by=second, **number), CannotDoubt)
    no_trace(lambda: decide(cleared, first, "CLEARED_TO_LEAVE"), SecondPersonNeeded)
    no_trace(lambda: decide(cleared, second, "HELD", reason="no"), Fault)
    for target in ("WITHDRAWN", "RELEASED_FOR_PICKUP", "x" * 300, ""):
        no_trace(lambda wanted=target: decide(cleared, second, wanted), IllegalMove)


def test_what_has_begun_to_leave_is_not_sent_to_re_review(clerk, officers):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    no_trace(
        lambda: send_to_re_review(
            declaration_no=declaration.declaration_no, reason=DOUBT, by=officers[0], now=MORNING
        ),
        CannotDoubt,
    )


@pytest.mark.parametrize(
    "changes", [{"doubted_by": None}, {"review_by": None}, {"re_reviewed_by": "same"}]
)
def test_the_database_wants_two_different_people(clerk, officers, changes):
    declaration = doubted(clerk, officers[0])
    if "re_reviewed_by" in changes:
        decide(declaration, officers[1], "HELD")
        changes = {"re_reviewed_by": officers[0]}
    with pytest.raises(IntegrityError, match="re_review"), transaction.atomic():
        Declaration.objects.update(**changes)


def test_the_machine_gives_nobody_their_own_doubt(clerk, officers):
    first, second = officers
    declaration = doubted(clerk, first)
    assert claim_next_review(by=first, now=LATER) == ""
    assert claim_next_review(by=second, now=LATER) == declaration.declaration_no


def test_a_proposal_to_release_ends_with_the_holding_it_was_about(clerk, officers):
    first, second = officers
    number = file_summary(clerk=clerk).declaration_no
    hold_declaration(declaration_no=number, reason=DOUBT, by=first, now=MORNING)
    propose_release(declaration_no=number, reason=WORD, by=first, now=MORNING)
    confirm_release(declaration_no=number, by=second, now=MORNING)
    hold_declaration(declaration_no=number, reason=DOUBT, by=first, now=MORNING)
    no_trace(
        lambda: confirm_release(declaration_no=number, by=second, now=MORNING), NothingProposed
    )


def test_a_rejected_declaration_makes_room_for_another(clerk, officers, told):
    same = {"transport_document": "HDMU90001", "container_nos": (a_container_no(),)}
    declaration = file_summary(clerk=clerk, on_manifest=False, **same)
    reject(declaration, officers[0])

    row = Declaration.objects.get()
    assert (row.state, row.hold_reason) == (S.REJECTED, DOUBT)
    assert not row.containers.filter(open=True).exists()
    (_filed, last) = history_of(declaration_no=row.declaration_no, officer=False)
    assert (last.letter, last.reason, last.who) == ("SpE", DOUBT, "Customs officer")
    assert told()[-1] == "clearance.declaration-rejected"
    again = file_summary(clerk=clerk, on_manifest=False, **same)
    assert again.declaration_no != declaration.declaration_no


def test_a_rejected_bill_is_free_on_the_manifest(clerk, officers):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, gross_weight_kg=Decimal(9999))
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    assert declaration.state == S.MISMATCHED
    reject(declaration, officers[0])
    assert ManifestLine.objects.get().declaration_no == ""


@pytest.mark.parametrize("state", S)
def test_only_what_was_not_judged_is_rejected(clerk, officers, state):
    assert (state in REJECTABLE) == (
        state in {S.AWAITING_MANIFEST, S.AWAITING_ARRIVAL, S.MISMATCHED}
    )


def test_rejection_refuses_and_leaves_no_trace(clerk, officers):
    waiting = file_summary(clerk=clerk, on_manifest=False)
    no_trace(lambda: reject(waiting, clerk), NotPermitted)
    no_trace(lambda: reject(waiting, officers[0], reason=" short "), Fault)
    cleared = file_summary(clerk=clerk)
    no_trace(lambda: reject(cleared, officers[0]), CannotReject)
    reject(waiting, officers[0])
    no_trace(lambda: reject(waiting, officers[1]), CannotReject)


def test_the_database_itself_refuses_to_revive_a_rejected_one(clerk, officers):
    reject(file_summary(clerk=clerk, on_manifest=False), officers[0])
    with pytest.raises(IntegrityError, match="no move leads"), transaction.atomic():
        Declaration.objects.update(state="AWAITING_MANIFEST", move=moved(at=MORNING))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Under re-review", "Rejected")), ("zh-hans", ("重审中", "不受理"))],
)
def test_pages_queue_and_api_know_both_states(clerk, officers, client, language, words):
    first, second = officers
    one = file_summary(clerk=clerk).declaration_no
    other = file_summary(clerk=clerk, on_manifest=False).declaration_no
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    desk = "/officer/declarations/{}/{}".format
    client.force_login(first)
    assert client.post(desk(one, "decide/"), {"act": "doubt", "reason": "x"}).status_code == 422
    assert client.post(desk(one, "decide/"), {"act": "doubt", "reason": DOUBT}).status_code == 302
    assert (
        client.post(desk(other, "decide/"), {"act": "reject", "reason": DOUBT}).status_code == 302
    )
    page = client.get(desk(one, "")).content.decode()
    assert words[0] in page
    assert 'value="uphold"' not in page
    for state, number in (("IN_RE_REVIEW", one), ("REJECTED", other)):
        listed = client.get(f"/officer/declarations/?state={state}").content.decode()
        assert number in listed
        exported = client.get(f"/officer/declarations/export.csv?state={state}")
        assert number in b"".join(exported.streaming_content).decode()
    own = client.post(desk(one, "decide/"), {"act": "uphold", "reason": WORD})
    assert own.status_code == 403

    client.force_login(second)
    page = client.get(desk(one, "")).content.decode()
    assert 'value="uphold"' in page
    assert DOUBT.replace("'", "&#x27;") in page
    history = client.get(desk(one, "history/")).content.decode()
    assert ">M<" in history

    client.force_login(clerk)
    home = client.get(f"/enterprise/declarations/{other}/").content.decode()
    assert words[1] in home
    assert DOUBT.replace("'", "&#x27;") in home
    assert "[SpE]" in home
    assert (
        DOUBT.replace("'", "&#x27;")
        not in client.get(f"/enterprise/declarations/{one}/").content.decode()
    )
    for number in (one, other):
        assert client.get(f"/enterprise/declarations/{number}/receipt/").status_code == 200
    program = APIClient()
    program.force_authenticate(clerk)
    told = program.get(f"/api/v1/declarations/{one}").json()
    assert (told["state"], told["letter"], told["decision"]) == ("IN_RE_REVIEW", "M", "")
    told = program.get(f"/api/v1/declarations/{other}/history").json()["changes"][-1]
    assert (told["letter"], told["reason"]) == ("SpE", DOUBT)

    client.force_login(second)
    assert client.post(desk(one, "decide/"), {"act": "uphold", "reason": WORD}).status_code == 302
    assert Declaration.objects.get(declaration_no=one).state == S.CLEARED_TO_LEAVE
