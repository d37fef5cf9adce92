"""The tax engine on the dated law: the right rate, and every figure explained."""

import re
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from clearance.duties.facts import Lateness, Relief, TaxableItem
from clearance.duties.queries import assessment
from clearance.duties.queries.wording import SENTENCES, in_words
from clearance.duties.rules import periods
from clearance.duties.rules.choice import NoPreference, NoQuota, UnitUnknown
from customs_portal.registry.calendar import is_worked
from customs_portal.registry.law import LawGap

pytestmark = [pytest.mark.feature("C-19")]
D = Decimal
TODAY = date(2026, 11, 2)
RELIEF = Relief(
    certificate_no="Z51012600001",
    taxes=("DUTY", "CONSUMPTION", "VAT"),
    law_key="tax.relief_modes",
    law_date="2014-12-01",
    source="test",
    mark="K",
)


def item(hs_code, origin="DE", **changes):
    usual = {
        "item_no": 1,
        "hs_code": hs_code,
        "name": "goods",
        "origin": origin,
        "quantity": D(100),
        "unit": "kg",
        "value_cny": D("100000.00"),
    }
    return TaxableItem(**(usual | changes))


def taxes(one, on=TODAY, **more):
    (reckoned,) = assessment.assess(items=[one], on=on, insurance_cny=D(0), **more)
    return {tax.tax: tax for tax in reckoned.taxes}


@pytest.mark.parametrize(
    ("goods", "name", "duty"),
    [
        (item("870323", "JP"), "COMMON", "15000.00"),
        (item("870323", "JP", proof="RCEP"), "RCEP", "3000.00"),
        (item("850760", "DE"), "PROVISIONAL", "3000.00"),
        (item("850760", "TH", proof="ASEAN"), "ASEAN", "0.00"),
        (item("850760", "JP", proof="RCEP"), "PROVISIONAL", "3000.00"),
        (item("100199", "CA"), "QUOTA_OUTSIDE", "65000.00"),
        (item("100199", "CA", in_quota=True), "QUOTA_INSIDE", "1000.00"),
    ],
)
def test_the_duty_is_chosen_by_origin_and_proof(goods, name, duty):
    found = taxes(goods)["DUTY"]
    assert (found.offer.name, found.amount_cny) == (name, D(duty))


def test_retaliatory_and_anti_dumping_duties_come_on_top_and_into_the_next_bases():
    soya = taxes(item("120190", "US"))
    assert {name: str(tax.amount_cny) for name, tax in soya.items()} == {
        "DUTY": "3000.00",
        "RETALIATORY": "10000.00",
        "VAT": "10170.00",  # (100,000 + 3,000 + 10,000) x 9 %
    }
    assert "RETALIATORY" not in taxes(item("120190", "BR"))
    resin = taxes(item("390720", "US"))
    assert resin["ANTI_DUMPING"].amount_cny == D("54900.00")


def test_a_certificate_of_relief_takes_its_taxes_away_and_no_others():
    paid = taxes(item("290711", "KR"))
    relieved = taxes(item("290711", "KR", relief=RELIEF))
    for tax in ("DUTY", "VAT"):
        assert paid[tax].amount_cny > relieved[tax].amount_cny == 0
        assert relieved[tax].steps[-1].figures["amount"] == f"{paid[tax].amount_cny:f}".rstrip(
            "0"
        ).rstrip(".")
    assert relieved["ANTI_DUMPING"] == paid["ANTI_DUMPING"]


def test_an_exporter_has_its_own_anti_dumping_rate_and_others_the_common_one():
    assert taxes(item("290711", "KR"))["ANTI_DUMPING"].rate == D("2.872")
    own = taxes(item("290711", "KR", exporter="HANSEONG"))
    assert own["ANTI_DUMPING"].rate == D("0.106")
    other = taxes(item("290711", "KR", exporter="SOMEBODY"))
    assert other["ANTI_DUMPING"].rate == D("2.872")


def test_a_compound_duty_is_value_and_quantity():
    found = taxes(item("852110", "JP", quantity=D(4), unit="sets"))["DUTY"]
    assert found.amount_cny == D("7000.00")  # 100,000 x 3 % + 4 x 1,000


def test_a_declared_unit_is_turned_into_the_laws_unit():
    petrol = taxes(item("271012", "SG", quantity=D(10), unit="t"))
    assert petrol["CONSUMPTION"].amount_cny == D("21097.60")  # 10 x 1,388 l x 1.52
    by_litre = taxes(item("271012", "SG", quantity=D(13880), unit="litre"))
    assert by_litre["CONSUMPTION"].amount_cny == petrol["CONSUMPTION"].amount_cny


@pytest.mark.parametrize(
    ("goods", "refusal"),
    [
        (item("870323", "DE", proof="RCEP"), NoPreference),
        (item("100199", "AU", proof="AUSTRALIA"), NoPreference),
        (item("870323", "DE", in_quota=True), NoQuota),
        (item("220300", "DE", unit="cartons"), UnitUnknown),
        (item("770110"), LawGap),
    ],
)
def test_what_the_law_does_not_answer_is_refused_never_guessed(goods, refusal):
    with pytest.raises(refusal) as refused:
        taxes(goods)
    assert refused.value.rule
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("accepted", "entered", "day"),
    [
        (TODAY, None, TODAY),
        (TODAY, date(2026, 10, 30), TODAY),
        (TODAY, TODAY, TODAY),
        (TODAY, date(2026, 11, 9), date(2026, 11, 9)),
    ],
)
def test_rates_are_those_of_the_acceptance_or_of_a_later_entry(accepted, entered, day):
    assert assessment.rate_day(accepted=accepted, entered=entered) == day


def late(entered, accepted, value="1000000", **more):
    return assessment.late_declaration(
        value_cny=D(value), lateness=Lateness(entered=entered, accepted=accepted, **more)
    )


def test_a_day_of_rest_moves_the_first_late_day():
    # Day 15 after 25 September 2026 would be Saturday 10 October, which is worked that year.
    assert late(date(2026, 9, 25), date(2026, 10, 10)).days == 1
    # After 17 September it is Friday 2 October, in the holidays: the count starts on the 8th.
    assert late(date(2026, 9, 17), date(2026, 10, 7)) is None
    assert late(date(2026, 9, 17), date(2026, 10, 8)).first == date(2026, 10, 8)
    # After 31 October it is Sunday 15 November: the count starts on Monday.
    assert late(date(2026, 10, 31), date(2026, 11, 16)).days == 1


def test_nothing_is_charged_for_the_laws_reasons_or_after_three_months():
    assert late(date(2026, 3, 2), date(2026, 6, 2)).days == 78
    assert late(date(2026, 3, 2), date(2026, 6, 3)) is None
    assert late(date(2026, 3, 2), date(2026, 4, 2), exemption="RETURNED_DIRECTLY") is None
    assert late(date(2026, 3, 2), date(2026, 4, 2), exemption="BECAUSE").amount_cny > 0


def test_a_year_without_a_calendar_is_a_gap_in_the_law():
    with pytest.raises(LawGap) as refused:
        is_worked(date(2028, 1, 4))
    assert refused.value.rule == "calendar.weekdays_off"


def test_the_fifth_working_day_of_the_next_month():
    assert assessment.periodic_pay_by(billed=date(2026, 9, 30)) == date(2026, 10, 13)
    assert assessment.periodic_pay_by(billed=date(2025, 12, 2)) == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2026, 10, 5), 3, date(2027, 1, 5)),
    ],
)
def test_months_later_stay_within_the_month(day, months, there):
    assert periods.months_later(day, months) == there


def test_every_tax_carries_its_steps_and_its_law():
    for goods in (
        item("220830", "GB", unit="litre"),
        item("290711", "KR"),
        item("850760", "JP", proof="RCEP"),
        item("271012", "SG", unit="t"),
    ):
        for tax in taxes(goods, freight_cny=D("321.09")).values():
            assert tax.steps[-1].kind == "rounded"
            assert D(tax.steps[-1].figures["amount"]) == tax.amount_cny
            assert any(step.law_key == tax.offer.key for step in tax.steps)


def test_the_steps_speak_both_languages_and_keep_their_figures():
    whisky = taxes(item("220830", "GB", unit="litre"), freight_cny=D("2000"))
    steps = [asdict(step) for tax in whisky.values() for step in tax.steps]
    english = [step.text for step in in_words(steps)]
    assert "100,000.00 + 2,000.00 + 0.00 = 102,000.00" in " ".join(english)
    with translation.override("zh-hans"):
        chinese = [step.text for step in in_words(steps)]
    assert len(chinese) == len(english)
    for one, other in zip(english, chinese, strict=True):
        assert re.findall(r"[\d,.]+\d", one) == re.findall(r"[\d,.]+\d", other)


def test_every_kind_of_step_has_its_sentence():
    kinds = set()
    for goods in (item("220830", "GB", unit="litre"), item("271012", "SG", unit="t")):
        (one,) = assessment.assess(items=[goods], on=TODAY, freight_cny=D(3), other_cny=D(2))
        kinds |= {step.kind for tax in one.taxes for step in tax.steps}
    for goods in (
        item("850760"),
        item("610910", "VN", proof="ASEAN", proof_no="E1"),
        item("520100", "IN", in_quota=True, quota_no="PE1", relief=RELIEF),
    ):
        (one,) = assessment.assess(items=[goods], on=TODAY)
        kinds |= {step.kind for tax in one.taxes for step in tax.steps}
    kinds |= {step.kind for step in late(TODAY - timedelta(days=40), TODAY).steps}
    leaving = item("261100", "CN")
    (one,) = assessment.assess_export(
        items=[leaving], on=TODAY, freight_cny=D(5), insurance_cny=D(1), other_cny=D(2)
    )
    kinds |= {step.kind for tax in one.taxes for step in tax.steps}
    kinds |= {step.kind for step in late(date(2026, 12, 19), date(2027, 1, 5)).steps}
    assert kinds == set(SENTENCES)
