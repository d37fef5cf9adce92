"""What the declarant claims in step two: asked, checked, shown, and proved by papers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import DeclarationItem, DocumentAsk
from clearance.declarations.operations.ask_claims import claims_offered
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.queries import declaration_for_officer
from clearance.declarations.queries.documents import asks_of
from clearance.duties.models import TaxLine
from clearance.manifests.operations.report_arrival import report_arrival
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Faults
from customs_portal.registry.models import Country, HsCode
from tests.clearance.declarations.test_step_two_form import ANSWERS, address_of, completion, save
from tests.clearance.declarations.test_walks import complete
from tests.factories.clearance import (
    BERTH,
    MORNING,
    a_manifest_for,
    a_summary,
    an_item,
    elements_for,
    file_summary,
    see_at_shipside,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
ON = date(2026, 11, 21)
ASEAN = {
    "agreement": "ASEAN",
    "proof_kind": "CERTIFICATE",
    "proof_no": "E26VN0000123",
    "proof_date": date(2026, 11, 1),
}


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def released(clerk):
    declaration = file_summary(clerk=clerk)
    see_at_shipside(declaration)
    return declaration


@pytest.fixture
def program(clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def released_goods(clerk, hs_code, name, origin, **changes):
    """Goods of another heading, released at the quay."""
    HsCode.objects.get_or_create(code=hs_code[:6], defaults={"level": 6, "description_en": name})
    Country.objects.get_or_create(code=origin, defaults={"alpha3": f"{origin}X", "name_en": origin})
    item = an_item(hs_code=hs_code[:6], name=name, origin=origin, unit="kg")
    declaration = file_summary(clerk=clerk, items=(item,), **changes)
    see_at_shipside(declaration)
    goods = {
        "hs_code": hs_code,
        "name": name,
        "origin": origin,
        "unit": "kg",
        "elements": elements_for(hs_code),
    }
    return declaration, goods


def duty_of(bill, tax="DUTY"):
    return TaxLine.objects.get(bill__bill_no=bill.bill_no, tax=tax)


def test_an_agreement_with_its_proof_lowers_the_duty_and_the_bill_says_by_which_paper(
    clerk, released, told
):
    _declaration, bill = complete(released, clerk, **ASEAN)

    duty = duty_of(bill)
    assert duty.amount_cny == 0
    words = [step.text for line in bill.lines for step in line.steps]
    assert "Proof of origin E26VN0000123 under: China–ASEAN free trade agreement" in words
    item = DeclarationItem.objects.get(step=2)
    assert item.claims == {
        "agreement": "ASEAN",
        "proof_kind": "CERTIFICATE",
        "proof_no": "E26VN0000123",
        "proof_date": "2026-11-01",
    }
    assert "clearance.document-asked" in told()


def test_the_certificate_is_asked_for_until_it_is_there(clerk, released):
    complete(released, clerk, **ASEAN)

    (ask,) = asks_of(declaration_no=released.declaration_no, on=ON)
    assert (ask.type_code, ask.asked_by) == ("21", "the portal")
    assert ask.reason == "Proves what was claimed: E26VN0000123"
    assert ask.is_open
    assert ask.answer_by == MORNING + timedelta(days=3)


def test_who_claims_nothing_is_asked_for_nothing_and_pays_the_common_rate(clerk, released):
    _declaration, bill = complete(released, clerk)

    assert duty_of(bill).amount_cny > 0
    assert not DocumentAsk.objects.exists()
    assert DeclarationItem.objects.get(step=2).claims == {}


def test_a_quota_certificate_brings_the_rate_inside_the_quota(clerk):
    declaration, goods = released_goods(clerk, "5201000001", "Raw cotton in bales", "VN")

    _declaration, bill = complete(declaration, clerk, **goods, quota_no="PE-2026-00017")

    assert duty_of(bill).rate == Decimal("0.01")
    assert [one.type_code for one in asks_of(declaration_no=declaration.declaration_no, on=ON)] == [
        "65"
    ]


def test_an_exporter_with_a_rate_of_its_own_has_that_rate(clerk):
    declaration, goods = released_goods(clerk, "2907110000", "Phenol in drums, 99.9 %", "KR")

    _declaration, bill = complete(declaration, clerk, **goods, exporter="hanseong")

    assert duty_of(bill, "ANTI_DUMPING").rate == Decimal("0.106")


def test_a_certificate_of_relief_takes_the_taxes_away_and_says_so(clerk, released):
    _declaration, bill = complete(released, clerk, relief_mode="3", exemption_no="Z51012600001")

    assert bill.total_cny == 0
    words = [step.text for line in bill.lines for step in line.steps]
    assert any("Certificate of relief Z51012600001" in one for one in words)
    (ask,) = asks_of(declaration_no=released.declaration_no, on=ON)
    assert ask.type_code == "10"


WRONG = {
    "unknown agreement": ({**ASEAN, "agreement": "MARS"}, "agreement", "agreement_unknown"),
    "origin not covered": ({**ASEAN, "agreement": "CHILE"}, "agreement", "origin_not_covered"),
    "expired proof": ({**ASEAN, "proof_date": date(2025, 11, 20)}, "proof_date", "proof_expired"),
    "proof of tomorrow": ({**ASEAN, "proof_date": date(2026, 11, 22)}, "proof_date", "future"),
    "kind not accepted": ({**ASEAN, "proof_kind": "DECLARATION"}, "proof_kind", "proof_kind"),
    "no number": ({**ASEAN, "proof_no": " "}, "proof_no", "required"),
    "no day": ({**ASEAN, "proof_date": None}, "proof_date", "required"),
    "proof without agreement": ({**ASEAN, "agreement": ""}, "proof_no", "without_agreement"),
    "endless number": ({**ASEAN, "proof_no": "9" * 50}, "proof_no", "too_long"),
    "no quota on shirts": ({"quota_no": "PE1"}, "quota_no", "no_quota"),
    "no dumping of shirts": ({"exporter": "HANSEONG"}, "exporter", "exporter_unknown"),
    "relief without certificate": ({"relief_mode": "3"}, "exemption_no", "certificate_missing"),
    "unknown relief mode": ({"relief_mode": "9"}, "relief_mode", "relief_mode_unknown"),
    "certificate unused": ({"exemption_no": "Z51"}, "exemption_no", "certificate_unused"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_claim_is_refused_at_its_field_with_a_remedy_and_leaves_nothing(
    clerk, released, name
):
    change, field, rule = WRONG[name]
    before = (TaxLine.objects.count(), DocumentAsk.objects.count(), JournalEntry.objects.count())

    with pytest.raises(Faults) as refusal:
        complete(released, clerk, **change)

    found = {one.field: one for one in refusal.value.faults}[f"items[0].{field}"]
    assert rule in found.rule
    assert found.remedy
    after = (TaxLine.objects.count(), DocumentAsk.objects.count(), JournalEntry.objects.count())
    assert before == after
    released.refresh_from_db()
    assert released.state == "RELEASED_FOR_PICKUP"


def test_goods_outside_every_agreement_are_refused_with_the_reason(clerk):
    declaration, goods = released_goods(clerk, "5201000001", "Raw cotton in bales", "VN")

    with pytest.raises(Faults) as refusal:
        complete(declaration, clerk, **goods, **ASEAN)

    assert [one.rule for one in refusal.value.faults] == ["claim.goods_not_covered"]


@pytest.mark.parametrize("days", [0, 1])
def test_a_proof_is_good_on_its_last_day_and_not_on_the_next(clerk, released, days):
    issued = date(2025, 11, 21) - timedelta(days=days)
    if days:
        with pytest.raises(Faults):
            complete(released, clerk, **(ASEAN | {"proof_date": issued}))
    else:
        _declaration, bill = complete(released, clerk, **(ASEAN | {"proof_date": issued}))
        assert duty_of(bill).amount_cny == 0


def filed_late(clerk, *, days=20):
    entered = MORNING - timedelta(days=days)
    carrier = UserFactory(carrier=True)
    summary = a_summary(clerk=clerk)
    manifest = a_manifest_for(summary, now=entered, by=carrier)
    report_arrival(
        manifest_no=manifest.manifest_no,
        place_code=BERTH,
        arrived_at=entered,
        by=carrier,
        now=entered,
    )
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    see_at_shipside(declaration)
    return declaration


EXEMPT = {
    "late_exemption": "RETURNED_DIRECTLY",
    "late_exemption_reason": "Sent back by the buyer, notice 42-7.",
}


def completed_with(declaration, clerk, **head):
    return file_complete(
        declaration_no=declaration.declaration_no,
        completion=replace(completion(), **head),
        by=clerk,
        now=MORNING,
    )


def test_a_reason_of_the_law_takes_the_surcharge_away_and_the_officer_reads_it(clerk):
    late = filed_late(clerk)
    _declaration, bill = completed_with(late, clerk, **EXEMPT)

    assert {line.tax for line in bill.lines} == {"DUTY", "VAT"}
    view = declaration_for_officer(declaration_no=late.declaration_no)
    assert view.late_exemption_label == "The goods are returned directly"
    (ask,) = asks_of(declaration_no=late.declaration_no, on=ON)
    assert (ask.type_code, ask.reason) == (
        "42",
        "Proves what was claimed: The goods are returned directly",
    )


def test_without_a_reason_the_surcharge_stands(clerk):
    _declaration, bill = completed_with(filed_late(clerk), clerk)
    assert "LATE" in {line.tax for line in bill.lines}


@pytest.mark.parametrize(
    ("head", "field"),
    [
        (EXEMPT | {"late_exemption": "TIRED"}, "late_exemption"),
        (EXEMPT | {"late_exemption": "GUARANTEED_IN_TIME"}, "late_exemption"),
        (EXEMPT | {"late_exemption_reason": "because"}, "late_exemption_reason"),
    ],
)
def test_a_reason_the_law_does_not_know_is_refused(clerk, head, field):
    late = filed_late(clerk)
    with pytest.raises(Faults) as refusal:
        completed_with(late, clerk, **head)
    assert [one.field for one in refusal.value.faults] == [field]


def test_only_what_covers_the_goods_is_offered(db):
    shirts = claims_offered(hs_code="6109.10.00.10", origin="vn", on=ON)
    assert [one.name for one in shirts.agreements] == ["ASEAN"]
    assert shirts.quota_percent is None
    assert not shirts.exporters
    assert claims_offered(hs_code="6109100010", origin="US", on=ON).agreements == ()
    before = claims_offered(hs_code="870323", origin="JP", on=date(2021, 12, 31))
    since = claims_offered(hs_code="870323", origin="JP", on=date(2022, 1, 1))
    assert ([one.name for one in before.agreements], [one.name for one in since.agreements]) == (
        [],
        ["RCEP"],
    )
    assert claims_offered(hs_code="", origin="", on=ON).agreements == ()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["China–ASEAN free trade agreement: 0 %", "What you claim saves"]),
        ("zh-hans", ["中国—东盟自由贸易协定", "所申报的优惠减免"]),
    ],
)
def test_the_form_offers_the_agreement_and_the_estimate_shows_the_saving(
    client, clerk, released, language, words
):
    client.force_login(clerk)
    claims = {f"items.0.{name}": str(value) for name, value in ASEAN.items()}
    left = client.post(address_of(released), ANSWERS | claims | {"act": "leave"})
    assert left.status_code == 302

    page = client.get(address_of(released), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    for word in words:
        assert word in page


def test_other_goods_are_offered_other_claims_while_the_form_is_filled(client, clerk, released):
    client.force_login(clerk)
    for version, (field, text) in enumerate(ANSWERS.items()):
        save(client, released, field, text, version)
    estimate = f"{address_of(released)}estimate/"
    first = client.get(estimate).content.decode()
    seen = first.partition('name="seen" value="')[2].partition('"')[0]
    same = client.get(estimate, {"seen": seen}).content.decode()
    save(client, released, "items.0.origin", "US", len(ANSWERS))
    other = client.get(estimate, {"seen": seen}).content.decode()

    assert 'id="section-claims-0" hx-swap-oob="true"' in first
    assert "section-claims-0" not in same
    assert 'id="section-claims-0" hx-swap-oob="true"' in other
    assert "ASEAN" not in other


def test_a_day_that_never_was_is_refused_at_its_field(client, clerk, released):
    client.force_login(clerk)
    claims = {f"items.0.{name}": str(value) for name, value in ASEAN.items()}
    answer = client.post(
        address_of(released), ANSWERS | claims | {"items.0.proof_date": "2026-02-31"}
    )
    assert answer.status_code == 422
    assert "Proof issued on: There is no such day." in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_officer_and_the_receipt_show_the_claims(client, clerk, released, language):
    complete(released, clerk, **ASEAN)
    client.force_login(clerk)
    receipt = client.get(f"{address_of(released)}receipt/", HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(UserFactory(reviewer=True))
    review = client.get(
        f"/officer/declarations/{released.declaration_no}/", HTTP_ACCEPT_LANGUAGE=language
    )
    label = {"en": "Number of the proof of origin", "zh-hans": "原产地证明编号"}[language]
    for page in (receipt, review):
        assert label in page.content.decode()
        assert "E26VN0000123" in page.content.decode()


def test_programs_ask_what_may_be_claimed_and_claim_it(program, released):
    offers = program.get("/api/v1/claims/6109100010", {"origin": "VN"}).json()
    assert [one["name"] for one in offers["agreements"]] == ["ASEAN"]
    assert [one["code"] for one in offers["relief_modes"]] == ["1", "3"]

    item = {name.split(".")[2]: text for name, text in ANSWERS.items() if name.count(".") == 2}
    item |= {"quantity": "33600", "elements": elements_for("6109100010")}
    item |= {name: str(value) for name, value in ASEAN.items()}
    door = f"/api/v1/declarations/{released.declaration_no}/complete"
    wrong = program.post(
        door, {"items": [item | {"proof_date": "2026-02-31"}], "freight_cny": "1200"}, format="json"
    )
    assert wrong.status_code == 400
    filed = program.post(door, {"items": [item], "freight_cny": "1200"}, format="json")
    assert filed.status_code == 200, filed.json()
    shown = program.get(f"/api/v1/declarations/{released.declaration_no}").json()
    assert shown["complete_items"][0]["claims"]["agreement"] == "ASEAN"
