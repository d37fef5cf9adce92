"""Documents: what they are comes from their content; what acts by itself is refused by name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from clearance.declarations.devices.confined_pdf import look_into
from clearance.declarations.models import DocumentAsk, SuppliedDocument
from clearance.declarations.operations.supply_document import (
    AlreadyAsked,
    AlreadySupplied,
    NoLongerOpen,
    ask_document,
    cancel_ask,
    open_document,
    supply_document,
)
from clearance.declarations.states import ASK_FLOW, AskState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.clearance.declarations.test_walks import withdraw
from tests.factories.clearance import MORNING, file_summary
from tests.factories.documents import (
    a_pdf,
    film,
    hidden_program,
    opening_with,
    programmed_form,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-10")]
HOME = "/enterprise/declarations/"
DESK = "/officer/declarations/"
REASON = "The invoice shows another consignee."
PLAIN = a_pdf()


@pytest.fixture(autouse=True)
def this_morning(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def officer(registers):
    return UserFactory(reviewer=True)


@pytest.fixture
def declaration(clerk):
    return file_summary(clerk=clerk)


def supply(declaration, clerk, *, data=PLAIN, type_code="2", file_name="invoice.pdf"):
    return supply_document(
        declaration_no=declaration.declaration_no,
        type_code=type_code,
        file_name=file_name,
        data=data,
        by=clerk,
        now=MORNING,
    )


def ask(declaration, officer, *, type_code="2", reason=REASON, **more):
    return ask_document(
        declaration_no=declaration.declaration_no,
        type_code=type_code,
        reason=reason,
        by=officer,
        now=MORNING,
        **more,
    )


def everything(tmp_path):
    return (
        SuppliedDocument.objects.count(),
        list(DocumentAsk.objects.values()),
        JournalEntry.objects.count(),
        sorted(one.name for one in tmp_path.rglob("*.pdf")),
    )


def test_a_supplied_document_is_kept_by_its_hash(declaration, clerk, told):
    document = supply(declaration, clerk, data=a_pdf(pages=3), file_name=r"C:\my\inv\x00oice.pdf")

    assert (document.pages, document.type_code) == (3, "2")
    assert document.file_name == "x00oice.pdf"
    opened = open_document(
        declaration_no=declaration.declaration_no, document_id=document.pk, by=clerk, now=MORNING
    )
    assert (opened.data, opened.sha256) == (a_pdf(pages=3), document.sha256)
    assert told()[-2:] == ["clearance.document-supplied", "accounts.evidence-viewed"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 200, "not_pdf"),
        (b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "not_pdf"),
        (b"", "not_pdf"),
        (PLAIN[:150] + b"%%EOF", "unreadable"),
        (b"%PDF-1.7\n" + b"\0" * 5_000 + b"%%EOF", "unreadable"),
        (a_pdf(change=lambda writer: writer.encrypt("secret")), "encrypted"),
        (a_pdf(change=opening_with("JavaScript", JS="app.alert(1)")), "javascript"),
        (a_pdf(change=opening_with("Launch", F="cmd.exe")), "launch"),
        (a_pdf(change=opening_with("SubmitForm", F="https://example.org")), "sends_data"),
        (a_pdf(change=opening_with("URI", URI="https://example.org")), "starts_by_itself"),
        (a_pdf(change=lambda writer: writer.add_attachment("a.exe", b"MZ")), "embedded_file"),
        (a_pdf(change=hidden_program), "javascript"),
        (a_pdf(change=film), "rich_media"),
        (a_pdf(change=programmed_form), "form_program"),
    ],
)
def test_what_is_no_plain_pdf_is_refused_by_name_and_leaves_nothing(
    declaration, clerk, tmp_path, data, why
):
    before = everything(tmp_path)

    with pytest.raises(Fault) as caught:
        supply(declaration, clerk, data=data)

    assert (caught.value.field, caught.value.rule) == ("file", f"attachment.{why}")
    assert everything(tmp_path) == before


def test_a_document_that_would_eat_the_machine_dies_alone():
    bomb = PLAIN.replace(b"/MediaBox", b"/Kept " + b"[" * 20_000 + b"]" * 20_000 + b" /MediaBox")

    assert look_into(bomb).why in ("too_much", "unreadable")
    assert look_into(PLAIN).why == ""


@pytest.mark.parametrize(
    ("data", "type_code", "rule"),
    [
        (a_pdf(pages=201), "2", "attachment.most_pages"),
        (PLAIN + b" " * 10_000_000, "2", "attachment.most_bytes"),
        (PLAIN, "3x", "attachment.types"),
        (PLAIN, "", "attachment.types"),
    ],
)
def test_limits_and_types_are_those_of_the_law(declaration, clerk, tmp_path, data, type_code, rule):
    before = everything(tmp_path)

    with pytest.raises(Fault) as caught:
        supply(declaration, clerk, data=data, type_code=type_code)
    assert caught.value.rule == rule
    assert everything(tmp_path) == before


def test_two_hundred_pages_are_allowed(declaration, clerk):
    assert supply(declaration, clerk, data=a_pdf(pages=200)).pages == 200


def test_the_same_document_twice_is_refused_under_one_type_only(declaration, clerk, tmp_path):
    supply(declaration, clerk)
    before = everything(tmp_path)

    with pytest.raises(AlreadySupplied):
        supply(declaration, clerk)
    assert everything(tmp_path) == before
    assert supply(declaration, clerk, type_code="3")


def test_an_officer_asks_and_the_declarant_answers(declaration, clerk, officer, told):
    asked = ask(declaration, officer, days=5)
    assert (asked.answer_by - MORNING).days == 5
    with pytest.raises(AlreadyAsked):
        ask(declaration, officer)

    supply(declaration, clerk, type_code="1")
    asked.refresh_from_db()
    assert asked.state == AskState.ASKED
    answer = supply(declaration, clerk)

    asked.refresh_from_db()
    assert (asked.state, answer.ask) == (AskState.SUPPLIED, asked)
    assert told()[-1] == "clearance.document-supplied"


def test_a_question_is_cancelled_and_may_be_asked_again(declaration, clerk, officer):
    ask(declaration, officer)
    who = {"declaration_no": declaration.declaration_no, "type_code": "2", "now": MORNING}

    with pytest.raises(NotPermitted):
        cancel_ask(by=clerk, **who)
    assert cancel_ask(by=officer, **who).state == AskState.CANCELLED
    with pytest.raises(NotFound):
        cancel_ask(by=officer, **who)
    assert ask(declaration, officer).state == AskState.ASKED


@pytest.mark.parametrize("source", list(AskState))
@pytest.mark.parametrize("target", [AskState.SUPPLIED, AskState.CANCELLED])
def test_every_pair_of_states_of_a_question(declaration, officer, source, target):
    asked = ask(declaration, officer)
    acts = {AskState.SUPPLIED: asked.supplied, AskState.CANCELLED: asked.cancel}
    if source in acts:
        acts[source](by=officer, at=MORNING)

    if ASK_FLOW.allows(source=source, target=target):
        acts[target](by=officer, at=MORNING)
        assert asked.state == target
    else:
        with pytest.raises(IllegalMove):
            acts[target](by=officer, at=MORNING)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reason": "no"}, "reason"), ({"days": 0}, "days"), ({"days": 31}, "days"),
     ({"type_code": "0"}, "type_code")],
)  # fmt: skip
def test_a_question_says_what_why_and_until_when(declaration, officer, tmp_path, changes, field):
    before = everything(tmp_path)

    with pytest.raises(Fault) as caught:
        ask(declaration, officer, **changes)
    assert caught.value.field == field
    assert everything(tmp_path) == before


def test_strangers_and_withdrawn_declarations_take_no_documents(declaration, clerk, officer):
    document = supply(declaration, clerk)
    stranger = UserFactory(clerk=True)
    with pytest.raises(NotFound):
        supply(declaration, stranger)
    with pytest.raises(NotFound):
        open_document(
            declaration_no=declaration.declaration_no,
            document_id=document.pk,
            by=stranger,
            now=MORNING,
        )
    with pytest.raises(NotPermitted):
        ask(declaration, clerk)
    withdraw(declaration, clerk)
    with pytest.raises(NoLongerOpen):
        supply(declaration, clerk)
    with pytest.raises(NoLongerOpen):
        ask(declaration, officer)


def test_the_pages_ask_tell_take_and_open(declaration, clerk, officer, client):
    number = declaration.declaration_no
    client.force_login(officer)
    asked = {"type_code": "2", "reason": REASON, "days": "3"}
    assert client.post(f"{DESK}{number}/documents/", asked | {"days": "x"}).status_code == 422
    assert client.post(f"{DESK}{number}/documents/", asked).status_code == 302

    client.force_login(clerk)
    assert "Invoice" in client.get(f"{HOME}{number}/").content.decode()
    assert number in client.get(f"{HOME}?asked=1").content.decode().replace(" ", "")
    assert REASON in client.get(f"{HOME}{number}/documents/").content.decode()
    renamed = SimpleUploadedFile("invoice.pdf", b"\x89PNG" + b"0" * 99, "application/pdf")
    refused = client.post(f"{HOME}{number}/documents/", {"type_code": "2", "file": renamed})
    assert refused.status_code == 422
    assert "whatever its name says" in refused.content.decode()
    file = SimpleUploadedFile("invoice.png", PLAIN, "image/png")
    assert (
        client.post(f"{HOME}{number}/documents/", {"type_code": "2", "file": file}).status_code
        == 302
    )
    assert client.get(f"{HOME}?asked=1").context["total"] == 0

    client.force_login(officer)
    page = client.get(f"{DESK}{number}/documents/").content.decode()
    assert "invoice.png" in page
    document = SuppliedDocument.objects.get()
    opened = client.get(f"{DESK}{number}/documents/{document.pk}.pdf")
    assert (opened.content, opened["Content-Type"]) == (PLAIN, "application/pdf")
    assert "attachment" in opened["Content-Disposition"]
    assert "sandbox" in opened["Content-Security-Policy"]
    assert client.get(f"{HOME}{number}/documents/").status_code == 403


def test_programs_supply_read_and_are_asked(declaration, clerk, officer):
    program, desk = APIClient(), APIClient()
    program.force_authenticate(clerk)
    desk.force_authenticate(officer)
    address = f"/api/v1/declarations/{declaration.declaration_no}/documents"

    made = desk.post(f"{address}/asks", {"type_code": "2", "reason": REASON}, format="json")
    assert (made.status_code, made.json()["asked"][0]["state"]) == (201, "ASKED")
    file = SimpleUploadedFile("i.pdf", PLAIN)
    body = {"type_code": "2", "file": file}
    supplied = program.post(address, body, format="multipart")
    assert (supplied.status_code, supplied.json()["asked"][0]["state"]) == (201, "SUPPLIED")
    found = program.get(address).json()["documents"][0]
    assert found["pages"] == 1
    assert program.get(f"{address}/{found['document_id']}").content == PLAIN
    assert program.post(f"{address}/asks", {}, format="json").status_code == 403
    stranger = APIClient()
    stranger.force_authenticate(UserFactory(clerk=True))
    assert stranger.get(address).status_code == 404
