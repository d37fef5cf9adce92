"""The pages and the programs' door of files of consignments."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from clearance.declarations.forms import filing_from
from clearance.declarations.models import Declaration, Draft, FiledSheet
from clearance.declarations.operations.submit_draft import submit_full_draft
from clearance.declarations.tasks import go_on
from tests.clearance.declarations.test_bulk_files import (
    DOOR,
    FILES,
    HEAD,
    HOME,
    a_row,
    as_csv,
    as_xlsx,
    faults_of,
    take,
)
from tests.factories.clearance import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]


@pytest.fixture(autouse=True)
def this_morning(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


def test_the_page_takes_a_file_shows_the_report_and_makes_the_drafts(clerk, client):
    client.force_login(clerk)
    assert client.get(HOME).status_code == 200
    data = as_csv(a_row(1), a_row(2, **{"Country of origin": "QQ"}))

    sent = client.post(HOME, {"file": SimpleUploadedFile("mine.csv", data)}, follow=True)

    page = sent.content.decode()
    assert "QQ" in page
    assert "Make 1 draft" in page
    sheet = FiledSheet.objects.get()
    done = client.post(f"{HOME}{sheet.sheet_no}/store/", follow=True)
    assert Draft.objects.get().draft_no in done.content.decode()
    assert "mine.csv" in client.get(HOME).content.decode()
    assert not Declaration.objects.exists()


def test_the_page_says_why_a_file_is_refused(clerk, client):
    client.force_login(clerk)
    sent = client.post(HOME, {"file": SimpleUploadedFile("mine.xlsm", FILES["macros"]())})
    assert sent.status_code == 422
    assert "The file holds macros." in sent.content.decode()
    assert client.post(HOME).status_code == 422


def test_while_it_is_checked_the_page_shows_how_far(clerk, client):
    client.force_login(clerk)
    data = as_csv(*(a_row(n) for n in range(1, 31)))
    client.post(HOME, {"file": SimpleUploadedFile("mine.csv", data)})
    sheet = FiledSheet.objects.get()
    address = f"{HOME}{sheet.sheet_no}/"
    assert "25 of 30" in client.get(address).content.decode()
    assert "25 of 30" in client.get(f"{address}progress/").content.decode()
    go_on()
    assert client.get(f"{address}progress/").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sample_files_are_read_by_the_house_itself(form, language, clerk, client):
    client.force_login(clerk)
    answer = client.get(f"{HOME}sample/?form={form}", headers={"accept-language": language})
    data = answer.getvalue() if answer.streaming else answer.content

    sheet = take(data, clerk, name=f"sample.{form}")

    assert (sheet.form, sheet.rows, sheet.consignments) == (form, 3, 2)
    assert faults_of(sheet, clerk) == []


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sample_of_one_step_becomes_an_import_and_an_export(form, language, clerk, client):
    client.force_login(clerk)
    answer = client.get(
        f"{HOME}sample/?form={form}&procedure=one", headers={"accept-language": language}
    )
    data = answer.getvalue() if answer.streaming else answer.content

    sheet = take(data, clerk, name=f"sample.{form}")

    assert faults_of(sheet, clerk) == []
    client.post(f"{HOME}{sheet.sheet_no}/store/")
    drafts = Draft.objects.order_by("pk")
    assert [(one.procedure, one.direction) for one in drafts] == [
        ("ONE_STEP", "IMPORT"),
        ("ONE_STEP", "EXPORT"),
    ]
    assert drafts[0].answers["items.0.net_weight_kg"] == "8000"
    assert "procedure" not in drafts[0].answers
    for draft in drafts:
        submit_full_draft(
            draft_no=draft.draft_no,
            full=filing_from(draft.answers, procedure="ONE_STEP", direction=draft.direction),
            by=clerk,
            now=MORNING,
        )
    assert set(Declaration.objects.values_list("procedure", "direction")) == {
        ("ONE_STEP", "IMPORT"),
        ("ONE_STEP", "EXPORT"),
    }


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("Procedure", "three steps", "procedure.unknown"),
        ("Import or export", "transit", "direction.unknown"),
        ("Elements", "brand", "elements.shape"),
        ("Terms of delivery", "99", "code.unlisted"),
        ("Net weight of the line, kg", "", "required"),
        ("Covered by the proof", "many", "number.shape"),
    ],
)
def test_a_cell_of_one_step_is_refused_with_its_place(column, text, rule, clerk, client):
    client.force_login(clerk)
    answer = client.get(f"{HOME}sample/?form=csv&procedure=one", headers={"accept-language": "en"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    rows[1][rows[0].index(column)] = text
    sheet = take(as_csv(*rows[1:], head=rows[0]), clerk)
    found = faults_of(sheet, clerk)
    assert (2, column, rule) in found, found
    assert sheet.good == 1  # the export stands as it was


def test_a_summary_drops_nothing_that_only_one_step_says(clerk):
    head = (*HEAD, "Terms of delivery", "Specification")
    sheet = take(as_csv([*a_row(1), "3", "no brand"], head=head), clerk)
    assert faults_of(sheet, clerk) == [
        (2, "Terms of delivery", "file.one_step_only"),
        (2, "Specification", "file.one_step_only"),
    ]


def test_files_are_sorted_by_their_columns(clerk, client):
    client.force_login(clerk)
    take(as_csv(a_row(1)), clerk, name="b.csv")
    take(as_csv(a_row(2), a_row(3)), clerk, name="a.csv")
    for sort, first in (("file", "a.csv"), ("-file", "b.csv"), ("rows", "b.csv"), ("", "a.csv")):
        rows = client.get(f"{HOME}?sort={sort}").context["rows"]
        assert rows[0].file_name == first, sort


def test_a_program_sends_a_file_and_makes_its_drafts(clerk):
    program = APIClient()
    program.force_authenticate(clerk)
    data = as_xlsx(a_row(1), a_row(2, Unit=""))
    sent = program.post(DOOR, {"file": SimpleUploadedFile("f.xlsx", data)}, format="multipart")
    assert (sent.status_code, sent.json()["state"], sent.json()["good"]) == (201, "CHECKED", 1)
    assert sent.json()["report"][0]["row"] == 3
    again = program.post(DOOR, {"file": SimpleUploadedFile("f.xlsx", data)}, format="multipart")
    assert again.status_code == 200
    address = f"/api/v1/declarations/files/{sent.json()['sheet_no']}"
    stored = program.post(f"{address}/drafts")
    assert [one["draft_no"] != "" for one in stored.json()["parts"]] == [True, False]
    drafts = program.get("/api/v1/declarations/drafts").json()["drafts"]
    assert [one["answers"]["transport_document"] for one in drafts] == ["HDMU00000001"]
    assert program.delete(address).status_code == 409
