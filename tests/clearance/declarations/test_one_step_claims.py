"""What the declarant claims in one step: checked like step two, taxed, asked to be proved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clearance.declarations.models import Declaration, DeclarationItem, DocumentAsk
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.foresee_one_step import foresee_one_step
from clearance.declarations.operations.match_manifest_line import match_manifest_line
from clearance.declarations.operations.reckon_items import standing
from clearance.declarations.queries.documents import asks_of
from clearance.duties.models import TaxBill, TaxLine
from clearance.duties.queries import bill_of
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import Country, HsCode
from tests.clearance.declarations.test_claims import ASEAN, ON
from tests.clearance.declarations.test_one_step_doors import (
    API,
    answers,
    begin,
    body,
    post,
)
from tests.factories.clearance import MORNING
from tests.factories.duties import GuaranteeFactory
from tests.factories.people import UserFactory
from tests.factories.whole import a_bill_for, a_full, a_line, file_full

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01"), pytest.mark.feature("C-03")]
TYPED = {f"items.0.{name}": str(value) for name, value in ASEAN.items()}
EXPIRED = date(2025, 11, 20)


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def firm(clerk, client):
    client.force_login(clerk)
    return client


def bill_for(declaration):
    return TaxBill.objects.get(declaration_no=declaration.declaration_no)


def filed(clerk, **changes):
    return file_full(clerk=clerk, items=(a_line(**changes),))


def other_goods(hs_code, name, origin, **changes):
    """One line of another heading, with its register entries."""
    HsCode.objects.get_or_create(code=hs_code[:6], defaults={"level": 6, "description_en": name})
    Country.objects.get_or_create(code=origin, defaults={"alpha3": f"{origin}X", "name_en": origin})
    return {"hs_code": hs_code, "name": name, "origin": origin, "unit": "kg"} | changes


def traces():
    return (
        Declaration.objects.count(),
        TaxBill.objects.count(),
        DocumentAsk.objects.count(),
        JournalEntry.objects.count(),
    )


def test_a_certificate_of_origin_lowers_the_bill_and_is_asked_for(clerk, told):
    dear = bill_for(filed(clerk))
    declaration = filed(clerk, **ASEAN)

    bill = bill_for(declaration)
    assert TaxLine.objects.get(bill=bill, tax="DUTY").amount_cny == 0
    assert bill.total_cny < dear.total_cny
    words = [step.text for line in bill_of(bill_no=bill.bill_no).lines for step in line.steps]
    assert "Proof of origin E26VN0000123 under: China–ASEAN free trade agreement" in words
    item = DeclarationItem.objects.get(declaration=declaration)
    assert item.claims["proof_no"] == "E26VN0000123"
    (ask,) = asks_of(declaration_no=declaration.declaration_no, on=ON)
    assert (ask.type_code, ask.asked_by) == ("21", "the portal")
    assert ask.reason == "Proves what was claimed: E26VN0000123"
    assert "clearance.document-asked" in told()
    kept = declaration.versions.get(number=1).document["complete_items"][0]
    assert kept["claims"]["agreement"] == "ASEAN"


def test_the_estimate_with_claims_is_the_bill_and_keeps_nothing(clerk):
    full = a_full(clerk=clerk, items=(a_line(**ASEAN),))
    before = traces()
    foreseen = foresee_one_step(full=full, by=clerk, now=MORNING)
    assert traces() == before

    a_bill_for(full)
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert bill_for(declaration).total_cny == foreseen.total_cny


def test_an_early_filing_is_billed_with_its_claims_once_the_manifest_is_there(clerk):
    full = a_full(clerk=clerk, items=(a_line(**ASEAN),))
    declaration = file_in_one_step(full=full, by=clerk, now=MORNING)
    assert not TaxBill.objects.exists()

    a_bill_for(full)
    match_manifest_line(transport_document=full.transport_document, now=MORNING)

    assert TaxLine.objects.get(bill=bill_for(declaration), tax="DUTY").amount_cny == 0
    assert DocumentAsk.objects.filter(declaration=declaration).count() == 1


def test_a_guarantee_is_used_for_the_lower_bill_only(clerk):
    guarantee = GuaranteeFactory(enterprise=clerk.enterprise)
    declaration = file_full(
        clerk=clerk, items=(a_line(**ASEAN),), guarantee_no=guarantee.guarantee_no
    )

    guarantee.refresh_from_db()
    assert guarantee.used_cny == bill_for(declaration).total_cny


def test_a_quota_certificate_brings_the_rate_inside_the_quota(clerk):
    goods = other_goods("5201000001", "Raw cotton in bales", "VN", quota_no="PE-2026-00017")
    bill = bill_for(filed(clerk, **goods))
    assert TaxLine.objects.get(bill=bill, tax="DUTY").rate == Decimal("0.01")


def test_an_exporter_with_a_rate_of_its_own_has_that_rate(clerk):
    goods = other_goods("2907110000", "Phenol in drums, 99.9 %", "KR", exporter="hanseong")
    bill = bill_for(filed(clerk, **goods))
    assert TaxLine.objects.get(bill=bill, tax="ANTI_DUMPING").rate == Decimal("0.106")


def test_a_certificate_of_relief_takes_the_taxes_away(clerk):
    declaration = filed(clerk, relief_mode="3", exemption_no="Z51012600001")
    assert bill_for(declaration).total_cny == 0
    (ask,) = asks_of(declaration_no=declaration.declaration_no, on=ON)
    assert ask.type_code == "10"


WRONG = {
    "expired proof": ({**ASEAN, "proof_date": EXPIRED}, "proof_date", "claim.proof_expired"),
    "unknown agreement": ({**ASEAN, "agreement": "MARS"}, "agreement", "claim.agreement_unknown"),
    "no number": ({**ASEAN, "proof_no": ""}, "proof_no", "required"),
    "no quota on shirts": ({"quota_no": "PE1"}, "quota_no", "claim.no_quota"),
    "no certificate": ({"relief_mode": "3"}, "exemption_no", "claim.certificate_missing"),
    "nature of the levy": ({"relief_mode": "101"}, "relief_mode", "claim.relief_mode_unknown"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_claim_is_refused_at_its_field_with_a_remedy_and_leaves_no_trace(clerk, name, told):
    change, field, rule = WRONG[name]
    full = a_full(clerk=clerk, items=(a_line(**change),))
    a_bill_for(full)
    before, news = traces(), told()

    with pytest.raises(Faults) as refusal:
        file_in_one_step(full=full, by=clerk, now=MORNING)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.rule) == (f"items[0].{field}", rule)
    assert fault.remedy
    assert traces() == before
    assert told() == news


UNTAXED = {
    "export": {"direction": "EXPORT", "items": (a_line(origin="CN", destination="VN", **ASEAN),)},
    "temporary import": {
        "supervision_mode": "2600",
        "levy_mode": "299",
        "items": (a_line(**ASEAN),),
    },
}


@pytest.mark.parametrize("name", UNTAXED)
def test_where_no_tax_falls_due_nothing_can_be_claimed(clerk, name):
    before = traces()
    with pytest.raises(Faults) as refusal:
        file_in_one_step(full=a_full(clerk=clerk, **UNTAXED[name]), by=clerk, now=MORNING)

    assert {one.field for one in refusal.value.faults} == {f"items[0].{name}" for name in ASEAN}
    assert {one.rule for one in refusal.value.faults} == {"claim.needless"}
    assert all(one.remedy for one in refusal.value.faults)
    assert traces() == before


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2021, 12, 31), {"exporter": "X"}),
        (date(2022, 1, 1), {"agreement": "RCEP", "proof_no": "R1", "exporter": "X"}),
    ],
)
def test_what_the_day_of_the_rates_does_not_offer_counts_no_more(db, on, left):
    claims = {"agreement": "RCEP", "proof_no": "R1", "quota_no": "Q1", "exporter": "X"}
    assert standing(claims, hs_code="870323", origin="JP", on=on) == left


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["China–ASEAN free trade agreement: 0 %", "What you claim saves"]),
        ("zh-hans", ["中国—东盟自由贸易协定", "所申报的优惠减免", "征减免税方式"]),
    ],
)
def test_the_form_offers_the_agreement_and_the_estimate_shows_the_saving(
    firm, clerk, language, words
):
    address = begin(firm)
    firm.post(address, answers(clerk) | TYPED | {"act": "refresh"})

    page = firm.get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()
    for word in words:
        assert word in page


def test_the_form_with_claims_is_checked_and_filed(firm, clerk):
    address = begin(firm)
    answer = firm.post(address, answers(clerk) | TYPED | {"act": "check"})
    check = firm.get(answer["Location"]).content.decode()
    assert "China–ASEAN free trade agreement" in check
    assert "What you claim saves" in check

    firm.post(address, {"act": "submit-checked"})
    item = DeclarationItem.objects.get()
    assert item.claims == {name: str(value) for name, value in ASEAN.items()}


def test_the_form_says_at_the_field_that_the_proof_has_expired(firm, clerk):
    address = begin(firm)
    before = traces()
    sent = answers(clerk) | TYPED | {"items.0.proof_date": str(EXPIRED), "act": "submit"}

    page = firm.post(address, sent)

    assert page.status_code == 422
    assert 'href="#id_items.0.proof_date"' in page.content.decode()
    assert "This proof was good for 12 months, until 2026-11-20." in page.content.decode()
    assert traces() == before


def test_an_export_is_offered_no_claims(firm):
    page = firm.get(begin(firm, "EXPORT")).content.decode()
    assert "section-claims" not in page
    assert "proof_no" not in page


def test_other_goods_are_offered_other_claims_while_the_form_is_filled(firm, clerk):
    address = begin(firm)
    firm.post(address, answers(clerk) | {"act": "refresh"})
    estimate = f"{address}estimate/"
    first = firm.get(estimate).content.decode()
    seen = first.partition('name="seen" value="')[2].partition('"')[0]
    same = firm.get(estimate, {"seen": seen}).content.decode()
    firm.post(address, answers(clerk) | {"items.0.origin": "US", "act": "refresh"})
    other = firm.get(estimate, {"seen": seen}).content.decode()

    renewed = 'id="section-claims-0" hx-swap-oob="true"'
    assert renewed in first
    assert renewed not in same
    assert renewed in other
    assert "ASEAN" not in other


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_officer_sees_what_was_claimed(clerk, client, language):
    declaration = filed(clerk, **ASEAN)
    client.force_login(UserFactory(reviewer=True))
    page = client.get(
        f"/officer/declarations/{declaration.declaration_no}/", HTTP_ACCEPT_LANGUAGE=language
    ).content.decode()
    label = {"en": "Number of the proof of origin", "zh-hans": "原产地证明编号"}[language]
    assert label in page
    assert "E26VN0000123" in page


@pytest.mark.feature("C-08")
def test_programs_claim_in_one_step_and_are_told_what_is_wrong(firm, clerk):
    sent = body(clerk, items=(a_line(**ASEAN),))
    late = body(clerk, items=(a_line(**(ASEAN | {"proof_date": EXPIRED})),))
    before = traces()

    refused = post(firm, f"{API}/full", late)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["field"], error["rule"]) == ("items[0].proof_date", "claim.proof_expired")
    assert error["remedy"]
    assert error["law"]
    assert traces() == before

    filed = post(firm, f"{API}/full", sent)
    assert filed.status_code == 201, filed.json()
    assert filed.json()["complete_items"][0]["claims"]["agreement"] == "ASEAN"


def test_a_proof_is_good_on_its_last_day(clerk):
    last = date(2025, 11, 21)
    assert last + timedelta(days=365) == ON
    assert (
        TaxLine.objects.get(
            bill=bill_for(filed(clerk, **(ASEAN | {"proof_date": last}))), tax="DUTY"
        ).amount_cny
        == 0
    )
