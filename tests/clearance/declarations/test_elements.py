"""Element templates: what a heading asks of its goods, asked as fields, checked, kept, shown."""

import json
from datetime import date
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import DeclarationItem
from clearance.declarations.operations.ask_elements import elements_of
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry import law
from customs_portal.registry.law import LawGap
from customs_portal.simulation.cargo import HONEST, TOBACCO
from tests.clearance.declarations.test_walks import complete
from tests.factories.clearance import MORNING, elements_for, file_summary, see_at_shipside
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-17")]
HOME = "/enterprise/declarations/"
TODAY = date(2026, 11, 21)
SHIRTS = ["knit", "style", "wearer", "composition", "brand_type", "brand"]


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def released(clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    return declaration


def test_the_law_holds_templates_for_common_trade_and_the_whole_demo():
    headings = law.ask("elements.headings", on=TODAY).value

    assert len(headings) >= 60
    assert len({one["hs"] for one in headings}) == len(headings)
    for one in headings:
        assert elements_of(hs_code=one["hs"], on=TODAY)
    for goods in (*HONEST, TOBACCO):
        assert elements_of(hs_code=goods.hs10, on=TODAY), goods.name


@pytest.mark.parametrize(
    ("hs_code", "keys"),
    [("6109.10.0010", SHIRTS), ("610910", SHIRTS), ("9999", []), ("", []), ("61", [])],
)
def test_the_longest_heading_answers(hs_code, keys):
    assert [one.key for one in elements_of(hs_code=hs_code, on=TODAY)] == keys


def test_before_the_law_there_are_no_templates():
    with pytest.raises(LawGap):
        elements_of(hs_code="6109", on=date(2014, 11, 30))


def test_the_answers_are_kept_with_the_goods_and_in_the_version(clerk, released):
    given = elements_for("6109100010") | {"composition": " 100 %  cotton "}

    complete(released, clerk, elements=given)

    item = DeclarationItem.objects.get(declaration=released, step=2)
    assert item.elements == given | {"composition": "100 % cotton"}
    kept = released.versions.order_by("number").last().document["complete_items"][0]
    assert kept["elements"] == item.elements


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"composition": ""}, "composition", "required"),
        ({"composition": "  "}, "composition", "required"),
        ({"composition": "x" * 201}, "composition", "element.too_long"),
        ({"brand_type": "7"}, "brand_type", "element.unlisted"),
        ({"chassis": "LSV1"}, "chassis", "element.unknown"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field_and_leaves_nothing(
    clerk, released, changes, field, rule
):
    before = (DeclarationItem.objects.count(), JournalEntry.objects.count())

    with pytest.raises(Faults) as caught:
        complete(released, clerk, elements=elements_for("610910") | changes)

    (fault,) = caught.value.faults
    assert (fault.field, fault.rule) == (f"items[0].elements.{field}", rule)
    assert (DeclarationItem.objects.count(), JournalEntry.objects.count()) == before


@pytest.mark.parametrize("sign", ["|", "｜"])
def test_elements_may_be_written_into_the_specification(clerk, released, sign):
    written = sign.join(["knitted", "T-shirt", "men", "cotton", "0", "none"])

    complete(released, clerk, elements={}, specification=written)

    item = DeclarationItem.objects.get(declaration=released, step=2)
    assert item.elements == dict(
        zip(SHIRTS, ["knitted", "T-shirt", "men", "cotton", "0", "none"], strict=True)
    )


def test_two_hundred_signs_are_allowed(clerk, released):
    given = elements_for("610910") | {"composition": "x" * 200}
    assert complete(released, clerk, elements=given)


@pytest.mark.parametrize(("language", "label"), [("en", "Type of brand"), ("zh-hans", "品牌类型")])
def test_the_form_asks_them_and_the_page_shows_them(clerk, released, client, language, label):
    clerk.language = language
    clerk.save()
    client.force_login(clerk)
    client.cookies["django_language"] = language
    address = f"{HOME}{released.declaration_no}/complete/"

    page = client.get(address)
    cells = {one["name"] for section in page.context["sections"] for one in section["cells"]}
    assert {f"items.0.elements.{key}" for key in SHIRTS} <= cells
    assert label in page.content.decode()
    kept = client.post(
        f"{address}save/",
        json.dumps({"field": "items.0.elements.knit", "value": "knitted", "version": 0}),
        content_type="application/json",
    )
    assert kept.status_code == 200
    assert 'value="knitted"' in client.get(address).content.decode()

    complete(released, clerk, elements=elements_for("610910") | {"knit": "jersey knit"})
    for part in ("", "complete/receipt/"):
        shown = client.get(f"{HOME}{released.declaration_no}/{part}").content.decode()
        assert "jersey knit" in shown
        assert label in shown


def test_a_program_asks_what_is_asked_and_sends_it(clerk, released):
    program = APIClient()
    program.force_authenticate(clerk)
    asked = program.get("/api/v1/elements/6109100010").json()["elements"]
    assert [one["key"] for one in asked] == SHIRTS
    assert next(one for one in asked if one["key"] == "brand_type")["choices"] == list("01234")
    item = {
        "hs_code": "6109100010", "name": "Cotton T-shirts", "specification": "no brand",
        "quantity": "33600", "unit": "pieces", "value": "58800", "currency": "USD",
        "origin": "VN", "net_weight_kg": "8000",
    }  # fmt: skip
    address = f"/api/v1/declarations/{released.declaration_no}"

    bare = program.post(f"{address}/complete", {"items": [item], "freight_cny": "0"}, format="json")
    assert {one["field"] for one in bare.json()["errors"]} == {
        f"items[0].elements.{key}" for key in SHIRTS
    }
    whole = item | {"elements": elements_for("610910")}
    filed = program.post(
        f"{address}/complete", {"items": [whole], "freight_cny": "0"}, format="json"
    )
    assert Decimal(filed.json()["total_cny"]) > 0
    shown = program.get(address).json()["complete_items"][0]
    assert shown["elements"] == elements_for("610910")
    desk = APIClient()
    desk.force_authenticate(UserFactory(carrier=True))
    assert desk.get("/api/v1/elements/6109").status_code == 403
