"""Pre-entry control of exports: without its licence or inspection nothing is filed, by any door."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from clearance.declarations.models import Declaration
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.queries.whole import answer_to
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import HsCode
from risk.assessments.queries import assessment_of
from tests.clearance.declarations.test_bulk_files import HOME as FILES
from tests.clearance.declarations.test_bulk_files import faults_of, take
from tests.clearance.declarations.test_one_step_doors import API, answers, begin, body, post
from tests.factories.clearance import MORNING
from tests.factories.whole import a_full, a_line

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
GOODS = {"261100": "Tungsten ores and concentrates", "100630": "Rice, milled"}
ORE = {
    "hs_code": "2611000000",
    "name": "Tungsten concentrate",
    "unit": "kg",
    "quantity": Decimal(20000),
    "origin": "CN",
    "destination": "VN",
}
RICE = ORE | {"hs_code": "1006309000", "name": "Milled rice, long grain"}
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def this_morning(registers, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    for code, name in GOODS.items():
        HsCode.objects.get_or_create(code=code, defaults={"level": 6, "description_en": name})


def exported(clerk, goods=ORE, **changes):
    return a_full(clerk=clerk, direction="EXPORT", items=(a_line(**goods),), **changes)


def refused(full, clerk):
    before = JournalEntry.objects.count()
    with pytest.raises(Faults) as caught:
        file_in_one_step(full=full, by=clerk, now=MORNING)
    assert not Declaration.objects.exists()
    assert JournalEntry.objects.count() == before
    return [(one.rule, one.field, one.message, one.remedy) for one in caught.value.faults]


def test_goods_under_export_licence_are_stopped_and_the_licence_is_named(clerk):
    assert refused(exported(clerk), clerk) == [
        (
            "licence.needed",
            "involves_licence",
            "Line 1 may not leave without 4 Export licence: Tungsten concentrate, 2611000000.",
            "Answer yes and give 4 Export licence with its number.",
        )
    ]
    with override("zh-hans"):
        ((_rule, _field, message, remedy),) = refused(exported(clerk), clerk)
    assert "4 出口许可证" in message
    assert "4 出口许可证" in remedy


def test_another_document_is_no_export_licence(clerk):
    full = exported(clerk, involves_licence=True, licence_document="1 26-1", item_containers="1")
    ((rule, field, message, remedy),) = refused(full, clerk)
    assert (rule, field) == ("licence.kind", "licence_document")
    assert "4 Export licence" in message
    assert "4 26-1234567" in remedy


@pytest.mark.parametrize("given", ["4 26-1", "Y 26-9; 4 26-1", "Y 26-9，4 26-1"])
def test_with_its_licence_it_is_filed(clerk, given):
    full = exported(clerk, involves_licence=True, licence_document=given, item_containers="1")
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert declaration.extras["licence_document"] == given


def test_goods_inspected_at_exit_are_stopped_too(clerk):
    full = exported(
        clerk, RICE, involves_licence=True, licence_document="4 26-1", item_containers="1"
    )
    ((rule, field, message, _remedy),) = refused(full, clerk)
    assert (rule, field) == ("inspection.needed", "involves_inspection")
    assert "B Electronic ledger" in message


def test_risk_knows_what_leaving_goods_need(clerk, monkeypatch):
    seen = []
    from clearance.declarations.operations import decide_release

    real = decide_release.assess_shipment

    def listening(*, facts, **more):
        seen.append(facts)
        return real(facts=facts, **more)

    monkeypatch.setattr(decide_release, "assess_shipment", listening)
    full = exported(clerk, involves_licence=True, licence_document="4 1", item_containers="1")
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    decide_release.judge_again(declaration=declaration, line=None, review_by=MORNING, now=MORNING)
    assert seen[0].items[0].needs_licence
    assert not seen[0].items[0].needs_inspection
    assert assessment_of(subject_reference=declaration.declaration_no) is not None


def test_the_form_says_it_while_it_is_filled_and_when_it_is_sent(clerk, client):
    client.force_login(clerk)
    address = begin(client, "EXPORT")
    said = answers(clerk, terms="3", freight_cny="", destination_country="VN")
    said |= {f"items.0.{name}": str(value) for name, value in ORE.items()}
    said = {name: value for name, value in said.items() if ".elements." not in name}

    page = client.post(address, said | {"act": "submit"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "Line 1 may not leave without 4 Export licence" in text
    assert "Answer yes and give 4 Export licence with its number." in text
    assert "export duty 20 %; needs 4 Export licence" in text
    assert not Declaration.objects.exists()
    asked = {"field": "involves_licence", "answers": said, "on": TODAY}
    assert "may not leave" in answer_to(exported=True, **asked)["error"]
    assert answer_to(**asked) == {"confirm": ""}  # an import of ore needs none


def test_a_program_is_told_with_the_remedy(clerk, client):
    client.force_login(clerk)
    sent = body(clerk, direction="EXPORT", items=(a_line(**ORE),))
    answer = post(client, f"{API}/full", sent)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["rule"] == "licence.needed"
    assert "4 Export licence" in fault["remedy"]
    assert not Declaration.objects.exists()


def test_a_file_of_consignments_reports_it_by_row(clerk, client):
    client.force_login(clerk)
    answer = client.get(f"{FILES}sample/?form=json&procedure=one")
    data = answer.getvalue() if answer.streaming else answer.content
    rows = json.loads(data)
    assert rows["declarations"][1]["direction"] == "export"
    rows["declarations"][1] |= {"hs_code": "2611000000", "name": "Ore", "elements": ""}
    sheet = take(json.dumps(rows).encode(), clerk, name="sample.json")
    found = faults_of(sheet, clerk)
    assert [rule for _row, _column, rule in found] == ["licence.needed"]
