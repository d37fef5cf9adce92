"""The dated law: every number at the midnight where it changes, and gaps that are errors.

Each row is: key, last day of the old rule, the old value, the new value of the next day.
None for the old value: the day before is a gap.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from customs_portal.registry.calendar import NoCalendar, is_worked
from customs_portal.registry.law import LawGap, ask, current_pack
from customs_portal.registry.law.pack import BadLawPack, LawPack

D = date
CHANGES = [
    ("two_step.open_from", D(2019, 8, 23), None, "PILOT"),
    ("two_step.open_from", D(2019, 12, 31), "PILOT", "ALL_CUSTOMS"),
    ("two_step.completion_days", D(2019, 8, 23), None, 14),
    ("two_step.min_grade", D(2019, 8, 23), None, "ORDINARY"),
    ("two_step.guarantee_excused_grades", D(2019, 8, 23), None, ["ADVANCED"]),
    ("credit.schemes", D(2014, 11, 30), None, "ORDER_225"),
    ("credit.schemes", D(2018, 4, 30), "ORDER_225", "ORDER_237"),
    ("credit.schemes", D(2021, 10, 31), "ORDER_237", "ORDER_251"),
    ("credit.schemes", D(2026, 3, 31), "ORDER_251", "ORDER_282"),
    (
        "credit.grades",
        D(2021, 10, 31),
        ["ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST"],
        ["ADVANCED", "ORDINARY", "DISHONEST"],
    ),
    (
        "credit.grades",
        D(2026, 3, 31),
        ["ADVANCED", "ORDINARY", "DISHONEST"],
        ["ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST"],
    ),
    ("credit.repair_and_error_tolerance", D(2026, 3, 31), False, True),
    ("credit.aeo_inspection_rate_percent_of_ordinary", D(2021, 10, 31), None, "20"),
    ("vat.standard", D(2018, 4, 30), "17", "16"),
    ("vat.standard", D(2019, 3, 31), "16", "13"),
    ("vat.reduced", D(2017, 6, 30), "13", "11"),
    ("vat.reduced", D(2018, 4, 30), "11", "10"),
    ("vat.reduced", D(2019, 3, 31), "10", "9"),
    ("ecommerce.transaction_limit_cny", D(2016, 4, 7), None, "2000"),
    ("ecommerce.transaction_limit_cny", D(2018, 12, 31), "2000", "5000"),
    ("ecommerce.year_limit_cny", D(2018, 12, 31), "20000", "26000"),
    ("ecommerce.single_item_above_limit", D(2018, 12, 31), "GENERAL_TRADE", "FULL_TAX"),
    ("ecommerce.cosmetics_ct_percent", D(2016, 9, 30), None, "15"),
    ("ecommerce.export_return.months", D(2025, 12, 31), None, 6),
    ("ecommerce.return.apply_days", D(2020, 3, 27), None, 30),
    ("ecommerce.return.back_days", D(2020, 3, 27), None, 45),
    ("ecommerce.regimes", D(2020, 6, 30), ["9610", "1210", "1239"],
     ["9610", "1210", "1239", "9710", "9810"]),
    ("mail.inbound_limit_cny", D(2024, 11, 30), {"near": "800", "far": "1000"},
     {"near": "2000", "far": "2000"}),
    ("articles.rates_percent", D(2016, 4, 7), ["10", "20", "30", "50"], ["15", "30", "60"]),
    ("articles.rates_percent", D(2018, 10, 31), ["15", "30", "60"], ["15", "25", "50"]),
    ("articles.rates_percent", D(2019, 4, 8), ["15", "25", "50"], ["13", "20", "50"]),
    ("passengers.cigars", D(2024, 11, 30), {"common": 100, "hk_macao": 50, "same_day": 5},
     {"common": 20, "hk_macao": 10, "same_day": 5}),
    ("passengers.declaring_age", D(2024, 11, 30), 16, 18),
    ("passengers.resident_limit_with_duty_free_cny", D(2016, 2, 17), None, "8000"),
    ("tax.payment_starts", D(2024, 11, 30), "BILL_ISSUED", "DECLARATION_COMPLETED"),
    ("manifest.import_sea_container_hours", D(2018, 5, 31), None, 24),
]  # fmt: skip


@pytest.mark.parametrize(("key", "last_day", "old", "new"), CHANGES)
def test_a_rule_changes_at_midnight(key, last_day, old, new):
    if old is None:
        with pytest.raises(LawGap) as refusal:
            ask(key, on=last_day)
        assert refusal.value.rule == key
    else:
        assert ask(key, on=last_day).value == old
    first_day = last_day + timedelta(days=1)
    assert ask(key, on=first_day).value == new
    assert ask(key, on=first_day).valid_from == first_day


STANDING = [
    ("late_declaration.permille_per_day", "0.5"),
    ("late_declaration.grace_days", 14),
    ("late_declaration.minimum_cny", "50"),
    ("late_declaration.sold_after_months", 3),
    ("late_payment.permille_per_day", "0.5"),
    ("late_payment.minimum_cny", "50"),
    ("tax.payment_days", 15),
    ("tax.minimum_cny", "50"),
    ("tax.summary_payment_working_day", 5),
    ("insurance.default_permille", "3"),
    ("gate.weight_tolerance_permille", 50),
    ("gate.pass_valid_hours", 72),
    ("gate.pass_types_without_document", [5, 6]),
    ("ecommerce.duty_percent_within", "0"),
    ("ecommerce.tax_share_percent_within", "70"),
    ("ecommerce.cosmetics_from_cny_per_ml_or_g", "10"),
    ("ecommerce.cosmetics_from_cny_per_piece", "15"),
    ("ecommerce.yearly_caps_kg", {"rice": "20", "sugar": "2"}),
    ("ecommerce.positive_list_lines", 1476),
    ("ecommerce.several_items_above_limit", "REFUSE"),
    ("ecommerce.export_return.exported_window", {"from": "2026-01-01", "to": "2028-01-01"}),
    ("mail.outbound_limit_cny", {"near": "800", "far": "1000"}),
    ("mail.waived_tax_cny", "50"),
    ("passengers.resident_limit_cny", "5000"),
    ("passengers.non_resident_limit_cny", "2000"),
    ("passengers.cigarettes", {"common": 400, "hk_macao": 200, "same_day": 40}),
    ("passengers.alcohol_ml", {"common": 1500, "hk_macao": 750, "same_day": 0}),
    ("passengers.tobacco_grams", {"common": 500, "hk_macao": 250, "same_day": 40}),
    ("passengers.e_cigarettes", {"devices": 2, "pods": 6, "liquid_ml": 12}),
    ("passengers.cash_cny", "20000"),
    ("passengers.cash_foreign_usd", "5000"),
    ("passengers.hk_macao_min_age", 18),
    ("manifest.import_air_long_hours", 4),
    ("manifest.import_rail_hours", 2),
    ("manifest.import_road_hours", 1),
    ("manifest.export_sea_container_hours", 24),
    ("manifest.export_other_hours", 2),
    ("manifest.tally_hours", 6),
    ("manifest.early_export_days", 3),
    ("keeping.declaration_years", 3),
    ("keeping.video_months", 3),
    ("keeping.network_log_months", 6),
    ("vat.medicine_special", "3"),
    ("two_step.receipt_minutes", 20),
]


@pytest.mark.parametrize(("key", "value"), STANDING)
def test_a_standing_rule_has_its_number(key, value):
    assert ask(key, on=D(2026, 11, 21)).value == value


def test_a_traveller_back_from_hong_kong_by_day_and_port():
    key = "passengers.hk_macao_limit_cny"
    before, july, august = (ask(key, on=day).value for day in
                            (D(2024, 6, 30), D(2024, 7, 31), D(2024, 8, 1)))  # fmt: skip
    assert before["limit"] == "5000"
    assert (july["limit"], july["ports"], july["elsewhere"]) == ("12000", "SIX", "5000")
    assert "LUOHU" in ask("passengers.hk_macao_six_ports", on=D(2024, 7, 31)).value
    assert august["ports"] == "ALL_BUT_HENGQIN_FIRST_LINE"
    with pytest.raises(LawGap):
        ask("passengers.hk_macao_six_ports", on=D(2024, 8, 1))


def test_the_counts_of_the_summary_are_data():
    day = D(2026, 11, 21)
    counts = [
        len(ask(f"two_step.items.{part}", on=day).value)
        for part in ("base", "logistics", "licence", "inspection")
    ]
    assert counts == [9, 2, 2, 5]


def test_the_composite_rate_of_the_worked_check():
    day = D(2026, 11, 21)
    consumption = ask("ecommerce.cosmetics_ct_percent", on=day).decimal / 100
    vat = ask("vat.standard", on=day).decimal / 100
    share = ask("ecommerce.tax_share_percent_within", on=day).decimal / 100
    rate = (consumption + vat) / (1 - consumption) * share * 100
    assert rate.quantize(Decimal("0.0001")) == Decimal("23.0588")


def test_every_rule_says_where_it_comes_from():
    for key in current_pack().keys:
        for rule in current_pack().history(key):
            assert rule.source
            assert rule.unit
            assert rule.mark in LawPack.MARKS


def test_an_unknown_key_is_an_error_never_a_default():
    with pytest.raises(LawGap):
        ask("two_step.grace", on=D(2026, 11, 21))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[["a"]]\nvalid_from=2020-01-01\nvalue=1\nmark="K"\n', "lacks source"),
        ('[["a"]]\nvalid_from=2020-01-01\nvalue=1\nmark="Q"\nsource="x"\n', "unknown mark"),
        (
            '[["a"]]\nvalid_from=2020-01-01\nvalue=1\nmark="K"\nsource="x"\n'
            '[["a"]]\nvalid_from=2021-01-01\nvalue=2\nmark="K"\nsource="x"\n',
            "overlap",
        ),
        (
            '[["a"]]\nvalid_from=2020-01-01\nvalid_to=2020-01-01\nvalue=1\nmark="K"\nsource="x"\n',
            "ends before it begins",
        ),
        (
            '[["a"]]\nvalid_from=2020-01-01\nvalue=1\nmark="K"\nsource="x"\nvalid_untill=1\n',
            "unknown",
        ),
        ('[["a"]]\nvalid_from="2020-01-01"\nvalue=1\nmark="K"\nsource="x"\n', "not a date"),
    ],
)
def test_a_bad_file_is_refused_when_it_is_read(tmp_path, text, complaint):
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(BadLawPack, match=complaint):
        LawPack(tmp_path)


def test_a_key_in_two_files_is_refused(tmp_path):
    rule = '[["a"]]\nvalid_from=2020-01-01\nvalue=1\nmark="K"\nsource="x"\n'
    (tmp_path / "one.toml").write_text(rule)
    (tmp_path / "two.toml").write_text(rule)
    with pytest.raises(BadLawPack, match="two files"):
        LawPack(tmp_path)


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(2028, 1, 4)])
def test_a_year_without_a_calendar_is_named_with_what_to_do(day):
    with pytest.raises(NoCalendar) as gap:
        is_worked(day)
    assert "2028" in gap.value.message and "calendar.toml" in gap.value.remedy
    with translation.override("zh-hans"), pytest.raises(LawGap) as gap:
        is_worked(day)
    assert "2028" in gap.value.message and "节假日" in gap.value.message
