"""Pre-entry control: what the goods need is told while typing and stopped at filing."""

from dataclasses import replace

import pytest

from clearance.declarations.models import Declaration
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries.drafting import answer_to
from clearance.declarations.states import DeclarationState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import CreditGrade, HsCode
from tests.factories.clearance import MORNING, a_manifest_for, a_summary, an_item
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-16")]
TODAY = MORNING.date()
CIGARETTES = an_item(hs_code="2402200000", name="Filter cigarettes")
NEEDED = {
    "involves_licence": True,
    "involves_inspection": True,
    "licence_document": "7 26-AA-000417",
    "item_containers": "all",
    "product_qualification": "519 26-44-0193",
    "ciq_name": "Cigarettes",
    "goods_attribute": "19",
    "purpose": "99",
}

NO_LICENCE = {"involves_licence": False}


@pytest.fixture(autouse=True)
def codes(registers):
    for code, name in (("240220", "Cigarettes"), ("080610", "Grapes"), ("870323", "Cars")):
        HsCode.objects.create(code=code, level=6, description_en=name)


@pytest.mark.parametrize(
    ("hs_code", "name", "changes", "rules"),
    [
        ("240220", "Filter cigarettes", {}, {"licence.needed", "inspection.needed"}),
        ("080610", "Fresh grapes", {}, {"inspection.needed"}),
        ("870323", "Passenger cars, petrol", {}, {"licence.needed"}),
        ("2402200000", "Filter cigarettes", NEEDED | NO_LICENCE, {"licence.needed"}),
        ("2402200000", "Filter cigarettes", NEEDED | {"licence_document": ""}, {"required"}),
    ],
)  # fmt: skip
def test_a_filing_without_what_the_goods_need_is_stopped(clerk, hs_code, name, changes, rules):
    goods = (an_item(), an_item(hs_code=hs_code, name=name))
    if changes.get("involves_inspection"):
        goods = goods[1:]
    summary = a_summary(clerk=clerk, items=goods, **changes)
    before = JournalEntry.objects.count()

    with pytest.raises(Faults) as caught:
        submit_summary(summary=summary, by=clerk, now=MORNING)

    assert {one.rule for one in caught.value.faults} == rules
    assert all(name in one.message for one in caught.value.faults if one.rule.endswith("needed"))
    assert not Declaration.objects.exists()
    assert JournalEntry.objects.count() == before


def test_with_licence_and_inspection_the_same_goods_are_cleared(registers):
    clerk = UserFactory(clerk=True, enterprise__grade=CreditGrade.Grade.ADVANCED)
    summary = a_summary(clerk=clerk, items=(CIGARETTES,), **NEEDED)
    a_manifest_for(summary)

    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)

    assert declaration.state == DeclarationState.CLEARED_TO_LEAVE


def test_a_row_of_a_file_is_let_in_and_judged(registers):
    clerk = UserFactory(clerk=True)
    summary = a_summary(clerk=clerk, items=(replace(CIGARETTES, hs_code="240220"),), source="FILE")

    declaration = submit_summary(
        summary=replace(summary, party_reference="Firm 1"), by=None, now=MORNING
    )

    assert declaration.state == DeclarationState.HELD


def test_the_form_says_it_while_the_code_is_typed(registers):
    answers = {
        "items.0.hs_code": "610910",
        "items.1.hs_code": "2402.20",
        "items.1.name": "Filter cigarettes",
        "involves_licence": "no",
        "involves_inspection": "no",
    }

    said = answer_to(field="items.1.hs_code", answers=answers, on=TODAY)["confirm"]
    assert said == "Cigarettes; needs a licence; needs an inspection by law"
    for field in ("involves_licence", "involves_inspection"):
        error = answer_to(field=field, answers=answers, on=TODAY)["error"]
        assert error.startswith("Line 2 needs")
        assert answer_to(field=field, answers=answers | {field: "yes"}, on=TODAY) == {"confirm": ""}
