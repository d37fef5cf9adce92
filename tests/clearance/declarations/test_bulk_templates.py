"""Copies, templates and paper: what was filed before is not typed again."""

import io

import pypdf
import pytest
from rest_framework.test import APIClient

from clearance.declarations.forms import filing_from, read_summary
from clearance.declarations.models import Draft, DraftTemplate
from clearance.declarations.operations.copy_declaration import copy_declaration
from clearance.declarations.operations.keep_template import (
    TemplateNameTaken,
    TemplateNeedsName,
    delete_template,
    draft_from_template,
    rename_template,
    restore_template,
    template_from_declaration,
)
from clearance.declarations.operations.submit_many import begin_run, submit_next_line
from clearance.declarations.queries.paper import print_declaration
from customs_portal.confined.sheets import read_sheet
from customs_portal.kit.errors import NotFound, NotPermitted
from tests.factories.clearance import MORNING, a_container_no, an_item, file_summary
from tests.factories.people import UserFactory
from tests.factories.whole import file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
HOME = "/enterprise/declarations/"
API = "/api/v1/declarations"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def declaration(clerk):
    second = an_item(hs_code="847130", name="Portable computers, 14 inch", origin="CN")
    return file_summary(clerk=clerk, items=(an_item(), second))


@pytest.fixture
def colleague(clerk):
    return UserFactory(clerk=True, enterprise=clerk.enterprise)


def a_template(declaration, clerk, *, name="Shirts"):
    return template_from_declaration(
        declaration_no=declaration.declaration_no, name=name, by=clerk, now=MORNING
    )


def test_a_copy_keeps_everything_but_what_must_be_new(declaration, clerk):
    draft = copy_declaration(declaration_no=declaration.declaration_no, by=clerk, now=MORNING)

    summary, unread = read_summary(draft.answers)
    assert unread == []
    assert (summary.transport_document, summary.container_nos, summary.voyage) == ("", (), "")
    assert (summary.vessel, summary.pieces, summary.gross_weight_kg) == ("PACIFIC CRANE", 420, 8640)
    assert [(one.hs_code, one.origin, one.quantity) for one in summary.items] == [
        ("610910", "VN", 33600),
        ("847130", "CN", 33600),
    ]
    assert not {"transport_document", "container_nos", "voyage"} & set(draft.answers)


def test_another_enterprises_declaration_is_not_copied(declaration):
    with pytest.raises(NotFound):
        copy_declaration(
            declaration_no=declaration.declaration_no, by=UserFactory(clerk=True), now=MORNING
        )
    with pytest.raises(NotPermitted):
        copy_declaration(
            declaration_no=declaration.declaration_no, by=UserFactory(reviewer=True), now=MORNING
        )
    assert not Draft.objects.exists()


def test_the_pages_copy_from_list_and_detail(declaration, clerk, client):
    client.force_login(clerk)
    address = f"{HOME}{declaration.declaration_no}/copy/"
    assert f'action="{address}"' in client.get(HOME).content.decode()
    assert (
        f'action="{address}"' in client.get(f"{HOME}{declaration.declaration_no}/").content.decode()
    )
    copied = client.post(address, follow=True)
    assert copied.request["PATH_INFO"] == f"{HOME}drafts/{Draft.objects.get().draft_no}/"
    assert "Cotton T-shirts, knitted" in copied.content.decode()


def test_a_template_is_shared_renamed_deleted_and_brought_back(
    declaration, clerk, colleague, client
):
    client.force_login(colleague)
    template = a_template(declaration, clerk)
    one = f"{HOME}templates/{template.pk}/"
    assert "Shirts" in client.get(f"{HOME}templates/").content.decode()

    client.post(f"{one}rename/", {"name": "  Cotton   shirts "})
    template.refresh_from_db()
    assert template.name == "Cotton shirts"
    gone = client.post(f"{one}delete/")
    assert "Template Cotton shirts was deleted." in gone.content.decode()
    assert client.post(f"{one}use/").status_code == 404
    client.post(f"{one}restore/")
    used = client.post(f"{one}use/", follow=True)
    assert used.request["PATH_INFO"] == f"{HOME}drafts/{Draft.objects.get().draft_no}/"
    template.refresh_from_db()
    assert (template.uses, template.used_at) == (1, MORNING)


def test_templates_are_searched_and_sorted(declaration, clerk, client):
    client.force_login(clerk)
    for name in ("Shirts", "Bags", "100% silk"):
        a_template(declaration, clerk, name=name)
    found = client.get(f"{HOME}templates/?q=bags 6109").content.decode()
    assert ("<b>Shirts</b>" in found, "<b>Bags</b>" in found) == (False, True)
    assert "<b>100% silk</b>" in client.get(f"{HOME}templates/?q=100%25").content.decode()
    turned = client.get(f"{HOME}templates/?sort=-name").content.decode()
    assert turned.index("<b>Shirts</b>") < turned.index("<b>Bags</b>")
    assert "zebra" in client.get(f"{HOME}templates/?q=zebra").content.decode()


def test_names_are_needed_and_taken_once(declaration, clerk):
    first = a_template(declaration, clerk)
    with pytest.raises(TemplateNeedsName):
        a_template(declaration, clerk, name=" ")
    with pytest.raises(TemplateNeedsName):
        a_template(declaration, clerk, name="x" * 81)
    with pytest.raises(TemplateNameTaken):
        a_template(declaration, clerk)
    delete_template(template_id=first.pk, by=clerk, now=MORNING)
    second = a_template(declaration, clerk)
    with pytest.raises(TemplateNameTaken):
        restore_template(template_id=first.pk, by=clerk, now=MORNING)
    assert DraftTemplate.objects.filter(deleted_at=None).get() == second


def test_the_page_says_why_a_template_is_not_kept(declaration, clerk, client):
    client.force_login(clerk)
    template = a_template(declaration, clerk)
    a_template(declaration, clerk, name="Bags")
    renamed = client.post(f"{HOME}templates/{template.pk}/rename/", {"name": "Bags"})
    assert renamed.status_code == 409
    assert "has a template of this name already" in renamed.content.decode()
    made = client.post(f"{HOME}{declaration.declaration_no}/template/", {"name": ""})
    assert made.status_code == 422


def test_another_enterprises_template_stays_its_own(declaration, clerk):
    template, stranger = a_template(declaration, clerk), UserFactory(clerk=True)
    for act in (
        lambda: rename_template(template_id=template.pk, name="Mine", by=stranger, now=MORNING),
        lambda: delete_template(template_id=template.pk, by=stranger, now=MORNING),
        lambda: draft_from_template(template_id=template.pk, by=stranger, now=MORNING),
    ):
        with pytest.raises(NotFound):
            act()
    template.refresh_from_db()
    assert (template.name, template.uses, template.deleted_at) == ("Shirts", 0, None)


def test_a_draft_becomes_a_template_too(declaration, clerk, client):
    client.force_login(clerk)
    draft = copy_declaration(declaration_no=declaration.declaration_no, by=clerk, now=MORNING)
    client.post(f"{HOME}drafts/{draft.draft_no}/template/", {"name": "From a draft"})
    assert DraftTemplate.objects.get().answers == draft.answers


def test_a_program_copies_and_uses_templates(declaration, clerk):
    program = APIClient()
    program.force_authenticate(clerk)
    copied = program.post(f"{API}/{declaration.declaration_no}/copy")
    assert copied.status_code == 201
    body = {"name": "Shirts", "draft_no": copied.json()["draft_no"]}
    made = program.post(f"{API}/templates", body, format="json")
    assert (made.status_code, made.json()["items"]) == (201, 2)
    one = f"{API}/templates/{made.json()['template_id']}"
    assert program.patch(one, {"name": "Vests"}, format="json").json()["name"] == "Vests"
    listed = program.get(f"{API}/templates?q=vest").json()["templates"]
    assert [row["name"] for row in listed] == ["Vests"]
    used = program.post(f"{one}/drafts")
    assert (used.status_code, used.json()["answers"]["vessel"]) == (201, "PACIFIC CRANE")
    assert program.get(one).json()["uses"] == 1
    assert program.delete(one).status_code == 204
    assert program.get(one).status_code == 404
    both = body | {"declaration_no": declaration.declaration_no}
    assert program.post(f"{API}/templates", both, format="json").status_code == 400


def words_of(data):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_paper_names_parties_containers_and_every_item(declaration, clerk, client):
    client.force_login(clerk)
    answer = client.get(f"{HOME}{declaration.declaration_no}/declaration.pdf")
    text = words_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    for word in (
        declaration.declaration_no,
        declaration.transport_document,
        declaration.containers.get().container_no,
        clerk.enterprise.uscc,
        "Portable computers, 14 inch",
        "610910",
        "进口货物报关单",
        "Consignee",
    ):
        assert word in text


def test_officers_print_every_declaration_others_only_their_own(declaration):
    printed = print_declaration(
        declaration_no=declaration.declaration_no, by=UserFactory(reviewer=True), now=MORNING
    )
    assert printed.startswith(b"%PDF")
    with pytest.raises(NotFound):
        print_declaration(
            declaration_no=declaration.declaration_no, by=UserFactory(clerk=True), now=MORNING
        )


def test_the_list_is_exported_as_a_workbook(declaration, clerk, client):
    client.force_login(clerk)
    answer = client.get(f"{HOME}export.xlsx?q={declaration.transport_document}")
    sheet = read_sheet(answer.getvalue(), most_rows=10)
    (number, cells), *more = sheet.rows
    assert sheet.head[0] == "declaration_no"
    assert (cells[0], cells[2], more) == (
        declaration.declaration_no,
        declaration.transport_document,
        [],
    )


@pytest.mark.feature("C-05")
@pytest.mark.parametrize("direction", ["IMPORT", "EXPORT"])
def test_a_declaration_in_one_step_is_copied_submitted_with_others_and_printed(direction, clerk):
    filed = file_full(clerk=clerk, direction=direction)
    copied = copy_declaration(declaration_no=filed.declaration_no, by=clerk, now=MORNING)
    new = {"transport_document": "ONEY99999999", "voyage": "W9", "container_nos": a_container_no()}
    copied.answers |= new
    copied.save()
    template = template_from_declaration(
        declaration_no=filed.declaration_no, name="Whole", by=clerk, now=MORNING
    )
    again = draft_from_template(template_id=template.pk, by=clerk, now=MORNING)

    run, _is_new = begin_run(
        draft_nos=[copied.draft_no, again.draft_no], token="t", by=clerk, now=MORNING
    )
    while submit_next_line(run_no=run.run_no, read=filing_from, now=MORNING):
        pass

    first, second = run.lines.order_by("position")
    assert (first.state, first.faults, second.state) == ("ACCEPTED", [], "REFUSED")
    declaration = first.declaration
    assert (declaration.procedure, declaration.direction) == ("ONE_STEP", direction)
    assert (declaration.head, declaration.value_cny) == (filed.head, filed.value_cny)
    item, before = declaration.items.get(), filed.items.get()
    assert (item.elements, item.destination) == (before.elements, before.destination)
    printed = words_of(
        print_declaration(declaration_no=filed.declaration_no, by=clerk, now=MORNING)
    )
    assert ("出口货物报关单" if direction == "EXPORT" else "进口货物报关单") in printed
    assert "Saigon Garment Co." in printed
