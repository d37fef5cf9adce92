"""Step two's form: filled from step one, saved field by field, reckoned before it is sent."""

import json
from decimal import Decimal

import pytest
from django.utils.translation import override

from clearance.declarations.facts import CompleteItem, Completion
from clearance.declarations.models import Declaration, DeclarationItem, Draft
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.foresee_completion import foresee_completion
from clearance.declarations.queries.completing import (
    answer_to,
    found_codes,
    found_currencies,
    found_units,
)
from clearance.declarations.states import DeclarationState
from clearance.duties.models import TaxBill, TaxLine
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Currency
from tests.factories.clearance import MORNING, elements_for, file_summary, see_at_shipside
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
HOME = "/enterprise/declarations/"
ANSWERS = {
    "items.0.hs_code": "6109100010",
    "items.0.name": "Cotton T-shirts",
    "items.0.specification": "no brand",
    "items.0.quantity": "33,600",
    "items.0.unit": "pieces",
    "items.0.value": "58800",
    "items.0.currency": "USD",
    "items.0.origin": "VN",
    "items.0.net_weight_kg": "8000",
    "freight_cny": "1200",
    "insurance_cny": "",
} | {f"items.0.elements.{key}": text for key, text in elements_for("6109100010").items()}


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


@pytest.fixture
def released(clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    return declaration


def address_of(declaration):
    return f"{HOME}{declaration.declaration_no}/complete/"


def save(client, declaration, field, value, version):
    return client.post(
        f"{address_of(declaration)}save/",
        json.dumps({"field": field, "value": value, "version": version}),
        content_type="application/json",
    )


def completion():
    item = {name.split(".")[2]: text for name, text in ANSWERS.items() if name.count(".") == 2}
    item["elements"] = elements_for("6109100010")
    numbers = {"quantity": Decimal(33600), "value": Decimal(58800), "net_weight_kg": Decimal(8000)}
    return Completion(items=(CompleteItem(**(item | numbers)),), freight_cny=Decimal(1200))


def test_each_answer_is_saved_and_answered_and_looking_alone_keeps_nothing(firm, released):
    firm.get(address_of(released))
    assert not Draft.objects.filter(completes=released).exists()

    right = save(firm, released, "items.0.hs_code", "6109.10.00.10", 0).json()
    short = save(firm, released, "items.0.hs_code", "610910", 1).json()
    money = save(firm, released, "items.0.currency", "USD", 2).json()

    assert "T-shirts" in right["answers"]["items.0.hs_code"]["confirm"]
    assert "ten digits" in short["answers"]["items.0.hs_code"]["error"]
    assert "418,656.00" in money["answers"]["items.0.value"]["confirm"]
    draft = Draft.objects.get(completes=released)
    assert draft.answers["items.0.hs_code"] == "610910"
    assert draft.answers["items.0.name"] == released.items.get().name  # the rest came from step one


def test_another_window_is_told_and_overwrites_nothing(firm, released):
    save(firm, released, "items.0.specification", "mine", 0)
    late = save(firm, released, "items.0.specification", "theirs", 0)

    assert late.status_code == 409
    assert Draft.objects.get(completes=released).answers["items.0.specification"] == "mine"


def rows():
    return [model.objects.count() for model in (TaxBill, DeclarationItem, JournalEntry)]


def test_the_estimate_is_the_bill_and_keeps_nothing(clerk, released):
    before = rows()
    number = released.declaration_no
    foreseen = foresee_completion(
        declaration_no=number, completion=completion(), by=clerk, now=MORNING
    )
    after = rows()
    released.refresh_from_db()
    assert before == after
    assert released.state == DeclarationState.RELEASED_FOR_PICKUP
    assert not TaxLine.objects.exists()

    _declaration, bill = file_complete(
        declaration_no=number, completion=completion(), by=clerk, now=MORNING
    )
    assert foreseen == bill
    assert foreseen.lines


def test_the_estimate_is_refused_to_strangers(registers, released):
    stranger = UserFactory(clerk=True)
    with pytest.raises(NotFound):
        foresee_completion(
            declaration_no=released.declaration_no,
            completion=completion(),
            by=stranger,
            now=MORNING,
        )


@pytest.mark.parametrize(("language", "word"), [("en", "Tax estimate"), ("zh-hans", "税款估算")])
def test_check_answers_shows_every_answer_and_the_calculation(firm, released, language, word):
    sent = firm.post(address_of(released), ANSWERS | {"act": "check"})
    assert sent.url == f"{address_of(released)}check/"

    page = firm.get(sent.url, HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert word in page
    assert "no brand" in page
    assert "6109100010" in page
    assert TaxBill.objects.count() == 0
    assert "tariff.lines" in page  # the legal basis of the duty


def test_what_is_missing_is_named_before_it_is_sent(firm, released):
    page = firm.get(f"{address_of(released)}check/").content.decode()

    assert "Line 1: Net weight: This answer is missing." in page
    assert "Freight in CNY: This answer is missing." in page
    refused = firm.post(address_of(released), {"act": "submit-checked"})
    assert refused.status_code == 422
    assert Declaration.objects.get(pk=released.pk).bill_no == ""


def test_checked_answers_are_filed_once_and_the_receipt_shows_the_bill(firm, released):
    firm.post(address_of(released), ANSWERS | {"act": "check"})
    sent = firm.post(address_of(released), {"act": "submit-checked"})

    assert sent.url == f"{address_of(released)}receipt/"
    page = firm.get(sent.url).content.decode()
    bill = TaxBill.objects.get()
    assert bill.bill_no in page
    assert "tariff.lines" in page
    assert Draft.objects.get(completes=released).declaration == released
    again = firm.post(address_of(released), ANSWERS)
    assert again.url == sent.url
    assert TaxBill.objects.count() == 1
    assert save(firm, released, "items.0.name", "late", 2).status_code == 404


def test_the_api_closes_the_draft_too(firm, clerk, released):
    save(firm, released, "items.0.specification", "half way", 0)
    file_complete(
        declaration_no=released.declaration_no, completion=completion(), by=clerk, now=MORNING
    )
    assert "half way" not in firm.get(f"{HOME}drafts/").content.decode()
    assert Draft.objects.get(completes=released).declaration == released


def test_drafts_of_step_two_stand_in_the_list_and_begin_again_when_deleted(firm, released):
    save(firm, released, "items.0.specification", "to forget", 0)
    draft = Draft.objects.get(completes=released)

    assert address_of(released) in firm.get(f"{HOME}drafts/").content.decode()
    assert firm.get(f"{HOME}drafts/{draft.draft_no}/").status_code == 404  # no summary of its own
    firm.post(f"{HOME}drafts/{draft.draft_no}/delete/")
    assert "to forget" not in firm.get(address_of(released)).content.decode()
    assert save(firm, released, "items.0.specification", "anew", 0).status_code == 200


def test_leaving_keeps_the_answers(firm, released):
    left = firm.post(address_of(released), ANSWERS | {"act": "leave"})
    assert left.url == f"{HOME}{released.declaration_no}/"
    assert "no brand" in firm.get(address_of(released)).content.decode()


def test_a_declaration_not_released_yet_says_so_and_files_nothing(firm, clerk):
    early = file_summary(clerk=clerk)
    refused = firm.post(address_of(early), ANSWERS)
    assert refused.status_code == 409
    assert "once the goods may be picked up" in refused.content.decode()
    assert firm.get(f"{address_of(early)}receipt/").status_code == 404


def test_another_enterprises_step_two_looks_like_none(firm):
    other = file_summary()
    see_at_shipside(other)
    for part in ("", "check/", "estimate/", "receipt/"):
        assert firm.get(f"{address_of(other)}{part}").status_code == 404
    assert save(firm, other, "items.0.name", "x", 0).status_code == 404
    assert not Draft.objects.filter(completes=other).exists()


def test_codes_used_before_stand_first(clerk, released):
    file_complete(
        declaration_no=released.declaration_no, completion=completion(), by=clerk, now=MORNING
    )
    first, second = found_codes(text="6109", by=clerk)
    assert first["code"] == "6109100010"
    assert first["chip"] == "used by you 1 time"
    assert second["code"] == "610910"
    assert [one["code"] for one in found_codes(text="6109", by=UserFactory(clerk=True))] == [
        "610910"
    ]


@pytest.mark.parametrize("text", ["us", "US dollar", "美元"])
def test_currencies_are_found_by_code_and_by_both_names(registers, text):
    Currency.objects.filter(code="USD").update(name_en="US dollar", name_zh="美元")
    found = found_currencies(text=text, on=MORNING.date())
    assert found[0]["code"] == "USD"
    assert found[0]["chip"] == "7.12 CNY"


@pytest.mark.parametrize("text", ["kg", "kilo", "千克"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_units_are_found_by_code_and_by_both_names(text, language):
    with override(language):
        assert [one["code"] for one in found_units(text=text)] == ["kg"]


@pytest.mark.parametrize("part", ["codes", "currencies", "units"])
def test_lookups_ask_for_the_duty(part, firm, client, registers):
    assert firm.get(f"{HOME}{part}/?q=k").status_code == 200
    client.force_login(UserFactory(reviewer=True))
    assert client.get(f"{HOME}{part}/?q=k").status_code == 403


def test_words_for_a_number_are_said_while_typing(db):
    said = answer_to(field="freight_cny", answers={"freight_cny": "a lot"}, on=MORNING.date())
    assert "number" in said["error"]
