"""Files of consignments: read alone, checked row by row, good ones become drafts, once."""

import csv
import io
import json
import zipfile
from datetime import datetime

import pytest
from django.utils.translation import override

from clearance.declarations.forms import read_filing
from clearance.declarations.models import Draft, FiledConsignment, FiledSheet
from clearance.declarations.operations.check_sheet import check_next_part
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.store_sheet import StillBeingChecked, store_drafts
from clearance.declarations.operations.take_sheet import take_sheet
from clearance.declarations.queries.bulk import every_fault_of, report_of
from clearance.declarations.tasks import go_on
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.exports import write_xlsx
from customs_portal.registry import law
from tests.factories.clearance import MORNING, a_container_no, file_summary
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
HOME = "/enterprise/declarations/files/"
DOOR = "/api/v1/declarations/import"
HEAD = (
    "Reference", "Bill of lading", "Vessel", "Voyage", "Mode of transport", "Supervision mode",
    "Country of departure", "Gross weight, kg", "Pieces", "Containers", "Licence needed",
    "Inspection by law", "Tax due", "HS code", "Goods", "Quantity", "Unit", "Total value",
    "Currency", "Country of origin",
)  # fmt: skip
HEAD_ZH = (
    "企业内部编号", "提运单号", "运输工具名称", "航次号", "运输方式", "监管方式", "启运国（地区）",
    "毛重（千克）", "件数", "集装箱号", "涉证", "涉检", "涉税", "商品编号", "商品名称", "成交数量",
    "成交单位", "总价", "币制", "原产国（地区）",
)  # fmt: skip


@pytest.fixture(autouse=True)
def this_morning(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


def a_row(number=1, **changes):
    usual = dict(
        zip(
            HEAD,
            (
                f"PO-{number}", f"HDMU{number:08d}", "PACIFIC CRANE", "0426E", "2", "0110", "VN",
                "8640", "420", a_container_no(), "no", "no", "no", "6109.10",
                "Cotton T-shirts, knitted", "33600", "pieces", "58800.00", "USD", "VN",
            ),
            strict=True,
        )
    )  # fmt: skip
    return list((usual | changes).values())


def as_csv(*rows, head=HEAD, mark=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows, head=HEAD):
    file = io.BytesIO()
    write_xlsx(file, head=head, rows=rows)
    return file.getvalue()


def take(data, clerk, *, name="file.csv"):
    sheet, _is_new = take_sheet(data=data, file_name=name, by=clerk, now=MORNING)
    while check_next_part(sheet_no=sheet.sheet_no, read=read_filing, now=MORNING):
        pass
    sheet.refresh_from_db()
    return sheet


def faults_of(sheet, clerk):
    with override("en"):
        found = every_fault_of(sheet_no=sheet.sheet_no, by=clerk)
        return [(one.row, one.column, one.rule) for one in found]


def nothing_is_kept():
    return not (
        FiledSheet.objects.exists()
        or FiledConsignment.objects.exists()
        or Draft.objects.exists()
        or JournalEntry.objects.filter(name__startswith="clearance").exists()
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda *rows: as_csv(*rows), id="csv"),
        pytest.param(lambda *rows: as_csv(*rows, encoding="utf-8-sig", mark=";"), id="bom"),
        pytest.param(lambda *rows: as_csv(*rows, mark="\t", encoding="utf-16"), id="unicode text"),
        pytest.param(lambda *rows: as_csv(*rows, head=HEAD_ZH, encoding="gb18030"), id="gb18030"),
        pytest.param(lambda *rows: as_xlsx(*rows), id="xlsx"),
        pytest.param(lambda *rows: as_xlsx(*rows, head=HEAD_ZH), id="xlsx with chinese headings"),
    ],
)
def test_rows_of_one_consignment_become_one_draft(data, clerk):
    second = a_row(2, **{"HS code": "847130", "Goods": "Portable computers, 14 inch"})
    same = dict(zip(HEAD, a_row(2, Goods="笔记本电脑，14英寸"), strict=True))
    same |= {"HS code": "847130", "Vessel": "", "Containers": ""}

    sheet = take(data(a_row(1), second, list(same.values())), clerk)

    assert faults_of(sheet, clerk) == []
    assert (sheet.state, sheet.rows, sheet.consignments, sheet.good) == ("CHECKED", 3, 2, 2)
    store_drafts(sheet_no=sheet.sheet_no, by=clerk, now=MORNING)
    one, two = Draft.objects.order_by("id")
    assert one.answers["transport_document"] == "HDMU00000001"
    assert two.answers["items.1.name"] == "笔记本电脑，14英寸"
    assert two.answers["consignee_uscc"] == clerk.enterprise.uscc
    assert "reference" not in two.answers


def test_json_holds_consignments_with_their_items(clerk):
    flat = dict(zip(HEAD, a_row(1), strict=True))
    head = flat | {"Containers": [flat["Containers"]], "Pieces": 420, "Tax due": False}
    items = [{"HS code": "610910"}, {"Goods": "Vests, knitted", "Total value": 12.5}]
    body = {"declarations": [head | {"items": items}]}

    sheet = take(json.dumps(body).encode(), clerk)

    assert faults_of(sheet, clerk) == []
    assert (sheet.form, sheet.rows, sheet.consignments, sheet.good) == ("json", 2, 1, 1)


def test_a_bad_row_is_named_and_its_consignment_never_half_stored(clerk):
    bad = a_row(2, **{"HS code": "610999", "Pieces": "many"})
    worse = a_row(3, **{"Containers": "TGHU1234560", "Total value": "58.800,00"})

    sheet = take(as_csv(a_row(1), bad, worse), clerk)

    assert faults_of(sheet, clerk) == [
        (3, "Pieces", "number.shape"),
        (3, "HS code", "hs.unknown"),
        (4, "Total value", "number.shape"),
        (4, "Containers", "iso6346.check_digit"),
    ]
    assert len(report_of(sheet_no=sheet.sheet_no, by=clerk)) == 4
    assert len(report_of(sheet_no=sheet.sheet_no, by=clerk, text="PO-3")) == 2
    assert len(report_of(sheet_no=sheet.sheet_no, by=clerk, text="hs.unknown")) == 2
    store_drafts(sheet_no=sheet.sheet_no, by=clerk, now=MORNING)
    assert [one.answers["transport_document"] for one in Draft.objects.all()] == ["HDMU00000001"]


def test_the_report_speaks_the_readers_language_and_no_cell_is_a_formula(clerk, client):
    client.force_login(clerk)
    sheet = take(as_csv(a_row(1, **{"Reference": "=cmd()", "HS code": "610999"})), clerk)
    address = f"{HOME}{sheet.sheet_no}/"

    english = client.get(f"{address}report.csv").getvalue().decode("utf-8-sig")
    chinese = client.get(f"{address}report.csv", headers={"accept-language": "zh-hans"})
    chinese = chinese.getvalue().decode("utf-8-sig")

    assert "There is no commodity code 610999 in the nomenclature." in english
    assert ",'=cmd()," in english
    assert "商品编号" in chinese
    assert "610999" in chinese
    assert "There is no commodity code" not in chinese


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("Voyage", "04\u200b26E", "text.unseen"),
        ("Goods", "Cotton\u202eshirts", "text.unseen"),
        ("Pieces", "8,64", "number.shape"),
        ("Pieces", "1e9999", "number.shape"),
        ("Tax due", "perhaps", "answer.yes_or_no"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(column, text, rule, clerk):
    sheet = take(as_csv(a_row(1, **{column: text})), clerk)
    assert (2, column, rule) in faults_of(sheet, clerk)
    assert sheet.good == 0


def test_full_width_digits_are_read_as_digits(clerk):
    wide = {
        "HS code": "６１０９．１０",
        "Pieces": "４２０",
        "Bill of lading": "ＨＤＭＵ００００７７０１",
    }
    sheet = take(as_csv(a_row(1, **wide)), clerk)
    assert faults_of(sheet, clerk) == []
    assert FiledConsignment.objects.get().answers["transport_document"] == "HDMU00007701"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-28T06:30+07:00", "2026-11-28T07:30:00+08:00"),
        ("2026-11-27 23:30:00Z", "2026-11-28T07:30:00+08:00"),
        ("2026/11/28", "2026-11-28T00:00:00+08:00"),
        ("2026年11月28日", "2026-11-28T00:00:00+08:00"),
    ],
)
def test_an_arrival_in_another_zone_is_the_same_moment(text, at, clerk):
    row = [*a_row(1), text]
    take(as_csv(row, head=(*HEAD, "Expected arrival")), clerk)
    assert FiledConsignment.objects.get().arrives_at == datetime.fromisoformat(at)


@pytest.mark.parametrize("text", ["2026-02-31", "31.2.2026", "soon", "2026-11-28T25:00"])
def test_a_day_that_does_not_exist_is_refused(text, clerk):
    sheet = take(as_csv([*a_row(1), text], head=(*HEAD, "ETA")), clerk)
    assert faults_of(sheet, clerk) == [(2, "Expected arrival", "date.shape")]


def test_rows_that_contradict_each_other_are_named(clerk):
    other = a_row(1, Vessel="ATLANTIC CRANE")
    sheet = take(as_csv(a_row(1), other), clerk)
    assert (3, "Vessel", "file.rows_contradict") in faults_of(sheet, clerk)


def test_a_container_stands_in_one_consignment_of_a_file(clerk):
    box = a_container_no()
    sheet = take(as_csv(a_row(1, Containers=box), a_row(2, Containers=box)), clerk)
    assert faults_of(sheet, clerk) == [(3, "Containers", "file.container_twice")]


def test_what_is_drafted_or_declared_already_is_not_drafted_again(clerk):
    begin_draft(by=clerk, now=MORNING, answers={"transport_document": "hdmu 0000 0001"})
    declared = file_summary(clerk=clerk)
    second = a_row(2, **{"Bill of lading": declared.transport_document})

    sheet = take(as_csv(a_row(1), second), clerk)

    rule = "transport_document.already_there"
    assert faults_of(sheet, clerk) == [(2, "Bill of lading", rule), (3, "Bill of lading", rule)]


def test_the_number_of_rows_is_limited_by_law_and_the_limit_is_named(clerk):
    data = as_csv(*(a_row(1)[:1] + ["X"] * 19 for _n in range(10_000)))
    with pytest.raises(Fault) as refused:
        take(data, clerk)
    assert refused.value.rule == "filing_file.most_rows"
    assert "2,000" in refused.value.message
    assert nothing_is_kept()


def test_the_number_of_bytes_is_limited_by_law(clerk):
    most = int(law.ask("filing_file.most_bytes", on=MORNING.date()).value)
    with pytest.raises(Fault) as refused:
        take(b"x" * (most + 1), clerk)
    assert refused.value.rule == "filing_file.most_bytes"
    assert nothing_is_kept()


def changed(data, **parts):
    """The workbook with these parts put in, ``a__b`` standing for ``a/b``."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


def with_sheet(text):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(a_row(1)))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, text if name.endswith("sheet1.xml") else old.read(name))
    return file.getvalue()


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<worksheet>&b;</worksheet>"
)
BROKEN_OFF = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Reference</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>one</t></is></c></row><row r="3">'
)
FILES = {
    "macros": lambda: changed(as_xlsx(a_row(1)), xl__vbaProject_dot_bin="x"),
    "external_links": lambda: changed(as_xlsx(a_row(1)), xl__externalLinks__l1_dot_xml="<x/>"),
    "embedded_objects": lambda: changed(as_xlsx(a_row(1)), xl__embeddings__o1_dot_bin="x"),
    "xml_entities": lambda: with_sheet(BOMB),
    "too_much": lambda: with_sheet(b"<worksheet>" + b" " * 70_000_000 + b"</worksheet>"),
    "unreadable": lambda: with_sheet(BROKEN_OFF),
    "no_sheet": lambda: changed(b"PK\x05\x06" + b"\0" * 18, a_dot_txt="x"),
    "old_office": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "not_text": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\xff\xff",
    "empty": lambda: as_csv(),
    "too_many_columns": lambda: as_csv(["x"] * 90),
    "cell_too_long": lambda: as_csv(["x" * 5_000]),
}


@pytest.mark.parametrize("why", FILES)
def test_a_file_that_acts_or_blows_up_is_refused_by_name(why, clerk):
    with pytest.raises(Fault) as refused:
        take(FILES[why](), clerk, name="file.xlsx")
    assert refused.value.rule == f"file.{why}"
    assert refused.value.remedy
    assert nothing_is_kept()


def test_headings_that_nobody_knows_are_named_all_at_once(clerk):
    with pytest.raises(Faults) as refused:
        take(as_csv(["a", "b", "c"], head=("Colour", "Vessel", "vessel")), clerk)
    assert [one.rule for one in refused.value.faults] == [
        "file.unknown_column",
        "file.column_twice",
        "file.column_missing",
        "file.column_missing",
    ]
    assert nothing_is_kept()


def test_the_same_bytes_are_answered_with_what_they_made(clerk):
    data = as_csv(a_row(1))
    first = take(data, clerk)
    store_drafts(sheet_no=first.sheet_no, by=clerk, now=MORNING)
    again, is_new = take_sheet(data=data, file_name="copy.csv", by=clerk, now=MORNING)
    store_drafts(sheet_no=again.sheet_no, by=clerk, now=MORNING)
    assert (again.pk, is_new, Draft.objects.count()) == (first.pk, False, 1)


def test_a_killed_worker_goes_on_where_it_was(clerk):
    data = as_csv(*(a_row(n) for n in range(1, 61)))
    sheet, _is_new = take_sheet(data=data, file_name="f.csv", by=clerk, now=MORNING)
    check_next_part(sheet_no=sheet.sheet_no, read=read_filing, now=MORNING)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.checked) == ("CHECKING", 25)
    with pytest.raises(StillBeingChecked):
        store_drafts(sheet_no=sheet.sheet_no, by=clerk, now=MORNING)

    go_on()

    sheet.refresh_from_db()
    assert (sheet.state, sheet.checked, sheet.good) == ("CHECKED", 60, 60)
    go_on()
    assert not Draft.objects.exists()


def test_only_the_enterprise_itself_sees_and_stores_its_file(clerk):
    sheet = take(as_csv(a_row(1)), clerk)
    with pytest.raises(NotFound):
        store_drafts(sheet_no=sheet.sheet_no, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(NotPermitted):
        take(as_csv(a_row(1)), UserFactory(reviewer=True))
