"""The record on paper, its code, and the page on which anybody verifies it."""

import io
from uuid import uuid4

import pypdf
import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from inspection.handheld.models import RecordSheet
from inspection.handheld.operations.confirm_record import confirm_record
from inspection.handheld.operations.issue_sheet import NotConcludedYet, issue_sheet
from inspection.handheld.queries.sheets import sheet_of
from inspection.orders.operations.accept_order import NotInCrew
from tests.factories.inspection import an_officer
from tests.inspection.handheld.conftest import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]


@pytest.fixture
def concluded(crew):
    crew.says_all()
    crew.photographs()
    for by in (crew.first, crew.second):
        confirm_record(
            order_no=crew.order_no, entry_id=uuid4(), content_hash=crew.record.content_hash,
            by=by, now=LATER,
        )  # fmt: skip
    return crew


def words_of(data):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_paper_says_everything_in_both_languages(concluded, told):
    printed = issue_sheet(order_no=concluded.order_no, by=concluded.first, now=LATER)
    text = words_of(printed.data)
    for word in (
        "海关查验记录单", "Record of inspection", concluded.order_no, "MSKU3148520", "SL0001234",
        "460 ctn", "BG-77", "Textile laboratory", "Li Wei", "Forty cartons more",
        concluded.record.photographs[0].sha256[:20], f"{printed.code[:4]}-{printed.code[4:8]}",
    ):  # fmt: skip
        assert word in text, word
    assert told()[-1] == "inspection.record-sheet-issued"


def test_it_is_printed_once_and_every_look_is_journalled(concluded):
    first = issue_sheet(order_no=concluded.order_no, by=concluded.first, now=LATER)
    again = issue_sheet(order_no=concluded.order_no, by=concluded.second, now=LATER)
    assert again == first
    assert RecordSheet.objects.count() == 1
    assert JournalEntry.objects.filter(name="accounts.evidence-viewed").count() == 2


def test_nothing_is_printed_before_two_officers_stand_for_it(crew, told):
    crew.says_all()
    before = told()
    with pytest.raises(NotConcludedYet):
        issue_sheet(order_no=crew.order_no, by=crew.first, now=LATER)
    assert not RecordSheet.objects.exists()
    assert told() == before


def test_only_the_crew_and_the_dispatcher_read_it(concluded, dispatcher):
    assert issue_sheet(order_no=concluded.order_no, by=dispatcher, now=LATER).data
    stranger = an_officer("inspector9", Duty.INSPECT_GOODS)
    with pytest.raises(NotInCrew):
        issue_sheet(order_no=concluded.order_no, by=stranger, now=LATER)


def test_anybody_with_the_code_learns_whether_it_is_genuine(concluded, client):
    printed = issue_sheet(order_no=concluded.order_no, by=concluded.first, now=LATER)
    typed = "-".join(printed.code[n : n + 4] for n in range(0, 16, 4)).lower()
    found = sheet_of(code=typed)
    assert found.genuine
    assert found.content_hash == concluded.record.content_hash
    page = client.get(f"/verify/{typed}/").content.decode()
    assert "This record of inspection is genuine." in page
    assert concluded.order_no in page
    assert client.get("/verify/2222222222222222/").status_code == 404


def test_a_document_that_was_exchanged_is_not_genuine(concluded, client):
    printed = issue_sheet(order_no=concluded.order_no, by=concluded.first, now=LATER)
    path = storage.path_of(RecordSheet.objects.get().document_key)
    path.write_bytes(b"another record")
    assert not sheet_of(code=printed.code).genuine
    assert "Do not rely on it" in client.get(f"/verify/{printed.code}/").content.decode()
