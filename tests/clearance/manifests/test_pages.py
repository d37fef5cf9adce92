"""The carrier's pages and the manifest officer's, each with its refusals."""

import io
import zipfile
from datetime import timedelta

import pytest
from xlsxwriter import Workbook

from clearance.manifests.models import (
    LandedDifference,
    LineLock,
    Manifest,
    ManifestLine,
    SavedBillView,
)
from clearance.manifests.operations.report_tally import report_tally
from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import BERTH, MORNING, a_container_no
from tests.factories.manifests import REASON, a_bill, an_export, arrived, bill, counted, lodge
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C-42"),
    pytest.mark.usefixtures("registers"),
]
HEADS = (
    "transport_document,container_nos,gross_weight_kg,pieces,goods_name,departure_country,master"
)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def as_user(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def carrier():
    return UserFactory(carrier=True)


@pytest.fixture
def officer():
    return UserFactory(reviewer=True)


def voyage_form(file=None, **changes):
    usual = {
        "mode": "2",
        "kind": "ORIGINAL",
        "vessel": "Pacific Crane",
        "imo": "9074729",
        "voyage": "1E",
        "loading_port": "VNSGN",
        "place_code": BERTH,
        "loading_at": "2026-11-23T08:00",
        "expected_at": "2026-11-26T08:00",
    }
    return usual | changes | ({"file": file} if file is not None else {})


def a_csv(*rows, name="bills.csv", heads=HEADS):
    file = io.BytesIO(("\ufeff" + "\n".join((heads, *rows))).encode())
    file.name = name
    return file


def an_xlsx(*rows):
    """A workbook as spreadsheets write it, shared strings and all."""
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for row_no, cells in enumerate(rows):
            for column, text in enumerate(cells):
                if text.isdecimal():
                    sheet.write_number(row_no, column, int(text))
                else:
                    sheet.write_string(row_no, column, text)
    file.seek(0)
    file.name = "bills.xlsx"
    return file


def test_a_manifest_is_lodged_with_a_csv_and_shown_as_a_tree(as_user, carrier):
    box = a_container_no()
    page = as_user(carrier)
    assert page.get("/enterprise/manifests/lodge/").status_code == 200
    file = a_csv(
        f"MSTR0001,{box},8000,40,Consolidated goods,VN,",
        f"HSE0001,{box},3000,15,Shoes,VN,MSTR0001",
        f"HSE0002,{box},5000,25,Shirts,VN,MSTR0001",
    )
    answer = page.post("/enterprise/manifests/lodge/", voyage_form(file), follow=True)

    manifest = Manifest.objects.get()
    assert answer.redirect_chain == [(f"/enterprise/manifests/{manifest.manifest_no}/", 302)]
    words = answer.content.decode()
    assert words.index("MSTR0001") < words.index("HSE0001") < words.index("HSE0002")
    assert manifest.manifest_no in page.get("/enterprise/manifests/?mode=2").content.decode()
    assert manifest.manifest_no not in page.get("/enterprise/manifests/?mode=5").content.decode()


def test_a_workbook_is_read_like_a_csv(as_user, carrier):
    file = an_xlsx(
        HEADS.split(","), ["XLS0001", a_container_no(), "8000", "40", "Shirts", "VN", ""]
    )
    as_user(carrier).post("/enterprise/manifests/lodge/", voyage_form(file))
    assert (bill("XLS0001").pieces, bill("XLS0001").goods_name) == (40, "Shirts")


def test_every_wrong_row_is_named_and_nothing_is_stored(as_user, carrier):
    file = a_csv(
        "GOOD0001,,8000,40,Shirts,VN,",
        "",
        "BAD0001,TGHU1234560,8000,40,Shirts,VN,",
        "BAD0002,,much,4.5,,XX,",
    )
    answer = as_user(carrier).post("/enterprise/manifests/lodge/", voyage_form(file, imo="1"))
    assert answer.status_code == 422
    words = answer.content.decode()
    for text in ("gross_weight_kg", "pieces", "goods_name"):
        assert text in words
    assert '<th scope="row" class="n">5</th>' in words
    file.seek(0)
    right = a_csv("GOOD0001,,8000,40,Shirts,VN,", "BAD0001,TGHU1234560,8000,40,Shirts,XX,")
    answer = as_user(carrier).post("/enterprise/manifests/lodge/", voyage_form(right, imo="1"))
    words = answer.content.decode()
    assert "container_no" in words
    assert "departure_country" in words
    assert 'id="id_imo-error"' in words
    assert not Manifest.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        None,
        a_csv("x", heads="goods_name"),
        io.BytesIO(b"PK\x03\x04 broken"),
        io.BytesIO(b"\xff\xfe\x00"),
        io.BytesIO(HEADS.encode() + b"\nA\0,"),
    ],
)
def test_a_file_that_is_no_table_of_bills_is_refused(as_user, carrier, file):
    if file is not None:
        file.seek(0)
        file.name = getattr(file, "name", None) or "x.csv"
    answer = as_user(carrier).post("/enterprise/manifests/lodge/", voyage_form(file))
    assert answer.status_code == 422
    assert 'id="id_file-error"' in answer.content.decode()
    assert not Manifest.objects.exists()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("xl/sharedStrings.xml", BOMB, "XML entities"),
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/filler.xml", b" " * 65 * 1024 * 1024, "too big"),
    ],
)
def test_a_workbook_that_holds_more_than_a_table_is_refused(as_user, carrier, part, text, words):
    file = an_xlsx(HEADS.split(","), ["XLS0001", "", "8000", "40", "Shirts", "VN", ""])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(part, text)
    file.seek(0)
    answer = as_user(carrier).post("/enterprise/manifests/lodge/", voyage_form(file))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Manifest.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_carrier_amends_splits_moves_and_reports_by_page(as_user, carrier):
    line, other = a_bill(), a_bill()
    manifest = lodge(line, other, by=carrier)
    second = lodge(a_bill(), by=carrier)
    page = as_user(carrier)
    here = f"/enterprise/manifests/{manifest.manifest_no}"
    address = f"{here}/bills/{line.transport_document}"

    def send(act, **answers):
        return page.post(f"{address}/change", {"act": act, "reason": REASON, **answers})

    form = {
        "pieces": "41", "gross_weight_kg": "8,100", "goods_name": "Shirts",
        "container_nos": line.container_nos[0],
    }  # fmt: skip
    assert send("amend", **form).status_code == 302
    assert (bill(line.transport_document).pieces, bill(line.transport_document).version) == (41, 2)
    assert 'value="8100"' in page.get(f"{address}/").content.decode()
    refused = send("amend", **(form | {"pieces": "many"}))
    assert refused.status_code == 422
    assert "Split" in page.get(f"{address}/").content.decode()
    split = {
        "document_1": "SPLT0001", "pieces_1": "1", "weight_1": "100",
        "containers_1": line.container_nos[0], "document_2": "SPLT0002", "pieces_2": "1",
        "weight_2": "1", "containers_2": "",
    }  # fmt: skip
    assert send("split", **split).status_code == 422
    split |= {"pieces_2": "40", "weight_2": "8000"}
    assert send("split", **split).status_code == 302
    assert ManifestLine.objects.get(transport_document=line.transport_document).fate == "SPLIT"
    moved = page.post(
        f"{here}/bills/{other.transport_document}/change",
        {"act": "move", "reason": REASON, "to_manifest_no": second.manifest_no},
    )
    assert moved.status_code == 302
    assert bill(other.transport_document).manifest == second
    wrong = page.post(f"{here}/report", {"act": "arrive", "place_code": "??", "at": "never"})
    assert wrong.status_code == 422
    page.post(f"{here}/report", {"act": "arrive", "place_code": BERTH, "at": "2026-11-21T08:59"})
    manifest.refresh_from_db()
    assert manifest.arrived_at == MORNING - timedelta(minutes=1)


def test_ticked_bills_are_merged_and_named_for_loading(as_user, carrier):
    first, second = a_bill(), a_bill()
    manifest = an_export(first, second, by=carrier)
    page = as_user(carrier)
    address = f"/enterprise/manifests/{manifest.manifest_no}/bills"
    chosen = [first.transport_document, second.transport_document]
    refused = page.post(address, {"selected": chosen, "act": "load"})
    assert refused.status_code == 422
    merged = {"selected": chosen, "act": "merge", "into": "MRGD0001", "reason": REASON}
    assert page.post(address, merged).status_code == 302
    assert bill("MRGD0001").pieces == 80


def test_another_carriers_bills_are_not_shown(as_user, carrier):
    line = a_bill()
    manifest = lodge(line)
    page = as_user(carrier)
    here = f"/enterprise/manifests/{manifest.manifest_no}/"
    assert page.get(here).status_code == 404
    assert page.get(f"{here}bills/{line.transport_document}/").status_code == 404
    change = page.post(
        f"{here}bills/{line.transport_document}/change", {"act": "shut_out", "reason": REASON}
    )
    assert change.status_code == 404
    assert page.get("/officer/manifests/").status_code == 403


def test_the_queue_filters_sorts_locks_and_unlocks(as_user, officer):
    plain, hot = a_bill(), a_bill(goods_name="Ivory", un_number="1950", dangerous_class="2.1")
    lodge(plain, hot)
    page = as_user(officer)

    def shown(query=""):
        words = page.get(f"/officer/manifests/{query}").content.decode()
        return [one.transport_document in words for one in (plain, hot)]

    assert shown() == [True, True]
    assert shown("?state=02") == [False, True]
    assert shown("?mark=dangerous") == [False, True]
    assert shown("?mark=locked") == [False, False]
    assert shown(f"?q={plain.container_nos[0]}&sort=-weight") == [True, False]
    answer = page.post(
        "/officer/manifests/decide",
        {"selected": [plain.transport_document], "act": "lock", "reason": REASON, "days": "3",
         "back": "/officer/manifests/?mark=locked"},
    )  # fmt: skip
    assert answer.headers["Location"] == "/officer/manifests/?mark=locked"
    assert LineLock.objects.get().expires_at == MORNING + timedelta(days=3)
    assert shown("?mark=locked") == [True, False]
    refused = page.post(
        "/officer/manifests/decide",
        {"selected": [plain.transport_document], "act": "unlock", "reason": "no"},
    )
    assert refused.status_code == 422
    page.post(
        "/officer/manifests/decide",
        {"selected": [plain.transport_document], "act": "unlock", "reason": REASON,
         "back": "https://elsewhere.example/"},
    )  # fmt: skip
    assert LineLock.objects.get().lifted_by == officer
    export = b"".join(page.get("/officer/manifests/export.csv?state=02").streaming_content)
    assert hot.transport_document in export.decode()
    assert plain.transport_document not in export.decode()


def test_the_officer_ends_differences_and_decides_on_changes_by_page(as_user, officer, carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    report_tally(
        manifest_no=manifest.manifest_no, entries=[counted(line, pieces=38)], finished_at=MORNING,
        by=carrier, now=MORNING,
    )  # fmt: skip
    page = as_user(officer)
    address = f"/officer/manifests/bills/{line.transport_document}/"
    assert "38" in page.get(address).content.decode()
    settle = f"/officer/manifests/bills/{line.transport_document}/settle"
    row = LandedDifference.objects.get()
    answers = {"act": "resolve", "difference": str(row.pk), "resolution": "EXPLAINED"}
    assert page.post(settle, answers | {"reason": "no"}).status_code == 422
    assert page.post(settle, answers | {"reason": REASON}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.resolved_by) == ("RESOLVED", officer)
    decided = page.post(
        "/officer/manifests/decide",
        {"selected": line.transport_document, "bill": line.transport_document, "act": "13",
         "reason": REASON, "back": address},
    )  # fmt: skip
    assert decided.headers["Location"] == address
    assert bill(line.transport_document).state == "13"


def test_a_voyage_shows_its_account_and_is_closed_only_when_it_is_ready(as_user, officer, carrier):
    manifest = an_export(a_bill(), by=carrier)
    page = as_user(officer)
    assert manifest.manifest_no in page.get("/officer/manifests/voyages/").content.decode()
    address = f"/officer/manifests/voyages/{manifest.manifest_no}/"
    words = page.get(address).content.decode()
    for label in ("Manifested", "In the yard", "To be loaded", "Closed"):
        assert label in words
    assert page.post(f"{address}close").status_code == 409
    assert page.get("/officer/manifests/voyages/M2026999999999/").status_code == 404


def test_a_long_queue_costs_no_query_per_row(as_user, officer, django_assert_max_num_queries):
    lodge(*[a_bill() for _ in range(60)])
    page = as_user(officer)
    page.get("/officer/manifests/")
    with django_assert_max_num_queries(25):
        page.get("/officer/manifests/")


def test_a_tally_is_reported_with_a_file_row_by_row(as_user, carrier):
    line = a_bill()
    manifest = arrived(line, by=carrier)
    heads = "transport_document,container_no,pieces,gross_weight_kg"
    page = as_user(UserFactory(carrier=True, enterprise__kind="TERMINAL"))
    form = {"manifest_no": manifest.manifest_no, "finished_at": "2026-11-21T08:50"}
    here = "/enterprise/manifests/tally/"
    assert page.get(f"{here}?manifest={manifest.manifest_no}").status_code == 200

    def send(row):
        return page.post(here, form | {"file": a_csv(row, heads=heads)})

    wrong = send(f"{line.transport_document},TGHU1234560,38,8000")
    assert wrong.status_code == 422
    assert '<th scope="row" class="n">2</th>' in wrong.content.decode()
    assert send(f"{line.transport_document},,many,8000").status_code == 422
    assert not LandedDifference.objects.exists()
    answer = send(f"{line.transport_document},{line.container_nos[0]},38,8000")
    assert answer.status_code == 200
    assert "1 difference waits" in answer.content.decode()
    assert LandedDifference.objects.get().measure == "PIECES"


def test_an_officer_keeps_own_views_of_the_queue(as_user):
    officer = UserFactory(manifest_officer=True)
    lodge(a_bill(), a_bill(goods_name="Ivory", un_number="1950", dangerous_class="2.1"))
    page = as_user(officer)
    at = "/officer/manifests/"
    saved = {"name": "  Hot   goods ", "query": "mark=dangerous&page=2"}
    assert page.post(f"{at}views/", saved).url == f"{at}?mark=dangerous"
    view = SavedBillView.objects.get()
    assert (view.name, view.query, view.user) == ("Hot goods", "mark=dangerous", officer)
    words = page.get(f"{at}?mark=dangerous").content.decode()
    assert 'Hot goods <span class="count">1</span>' in words
    assert f"{at}views/{view.pk}/delete/" in words
    for wrong in ({"name": " ", "query": "q=x"}, {"name": "x", "query": f"q={'x' * 700}"}):
        assert page.post(f"{at}views/", wrong).status_code == 422
    for number in range(12):
        page.post(f"{at}views/", {"name": f"view {number}", "query": f"q={number}"})
    assert page.post(f"{at}views/", {"name": "one more", "query": "q=1"}).status_code == 409
    assert SavedBillView.objects.count() == 12
    as_user(UserFactory(reviewer=True))
    assert "Hot goods" not in page.get(at).content.decode()
    assert page.post(f"{at}views/{view.pk}/delete/").status_code == 404
    as_user(officer)
    assert page.post(f"{at}views/{view.pk}/delete/").url == at
    as_user(UserFactory(gate_officer=True))
    assert page.post(f"{at}views/", saved).status_code == 403


def test_a_manifest_officer_decides_on_bills(as_user):
    officer, line = UserFactory(manifest_officer=True), a_bill()
    lodge(line)
    page = as_user(officer)
    form = {"selected": line.transport_document, "act": "13", "reason": REASON}
    assert page.post("/officer/manifests/decide", form).status_code == 302
    assert bill(line.transport_document).state == "13"
    assert page.get("/officer/declarations/").status_code == 403
