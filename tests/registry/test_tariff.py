"""Every chapter has an answer; a longer prefix beats a shorter one; nothing is silently free."""

from datetime import date
from decimal import Decimal

import pytest

from customs_portal.registry.law import LawGap, current_pack
from customs_portal.registry.tariff import NoTariffLine, rates_for

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("chapter", [f"{n:02d}" for n in range(1, 98) if n != 77])
def test_every_chapter_has_a_default_that_says_where_it_comes_from(chapter):
    rates = rates_for(f"{chapter}9999", "US", TODAY)
    assert rates.matched[:2] == chapter
    assert rates.vat_rate in (Decimal("0.13"), Decimal("0.09"))
    assert rates.mark == "D"
    assert "Demonstration" in rates.source


def test_the_longest_prefix_answers():
    assert rates_for("8703800000", "DE", TODAY).matched == "870380"
    assert rates_for("870323", "DE", TODAY).matched == "8703"
    assert rates_for("871690", "DE", TODAY).is_chapter_default


def test_goods_outside_the_tariff_are_an_error():
    with pytest.raises(NoTariffLine):
        rates_for("770110", "US", TODAY)


def test_a_day_before_the_tariff_is_an_error():
    with pytest.raises(LawGap):
        rates_for("851762", "US", date(2014, 11, 30))


def test_vat_follows_the_date():
    assert rates_for("851762", "US", date(2018, 4, 30)).vat_rate == Decimal("0.17")
    assert rates_for("851762", "US", date(2018, 5, 1)).vat_rate == Decimal("0.16")
    assert rates_for("010121", "US", date(2019, 3, 31)).vat_rate == Decimal("0.10")
    assert rates_for("010121", "US", date(2019, 4, 1)).vat_rate == Decimal("0.09")


def test_consumption_tax_by_value_and_by_quantity():
    whisky = rates_for("220830", "GB", TODAY)
    assert (whisky.consumption_rate, whisky.consumption_per_unit) == (Decimal("0.2"), Decimal("1"))
    assert whisky.consumption_unit == "litre"
    assert rates_for("330300", "FR", TODAY).consumption_rate == Decimal("0.15")


def test_an_agreement_is_offered_beside_the_common_rate():
    durian = rates_for("081060", "TH", TODAY)
    assert (durian.duty_rate, durian.agreement, durian.agreement_rate) == (
        Decimal("0.2"),
        "ASEAN",
        Decimal(0),
    )
    assert rates_for("081060", "BR", TODAY).agreement_rate is None
    assert rates_for("170199", "TH", TODAY).agreement_rate is None
    assert rates_for("870323", "JP", date(2021, 12, 31)).agreement_rate is None
    assert rates_for("870323", "JP", date(2022, 1, 1)).agreement_rate == Decimal("0.03")


def test_prefixes_are_unique_and_rates_sane():
    lines = current_pack().ask("tariff.lines", on=TODAY).value
    prefixes = [line["hs"] for line in lines]
    assert len(prefixes) == len(set(prefixes))
    assert all(Decimal(0) <= Decimal(line["duty"]) <= 100 for line in lines)
    assert all(Decimal(line.get("ct", 0)) < 100 for line in lines)
