"""What the law says, computed by hand, against what the portal answers."""

from datetime import date

import pytest

from customs_portal.benches import law as bench
from customs_portal.benches._golden import answer, golden_cases
from customs_portal.registry.law import LawPack, current_pack, standing_in
from customs_portal.registry.law.pack import FOLDER

pytestmark = pytest.mark.feature("C-19")
CASES = golden_cases()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_portal_answers_as_computed_by_hand(case):
    assert answer(case) == case.expected, case.note


def test_there_are_enough_cases_and_each_says_its_arithmetic():
    assert len(CASES) >= 150
    assert all(case.note for case in CASES)
    changes = {
        rule.valid_from for key in current_pack().keys for rule in current_pack().history(key)
    }
    days = {case.on for case in CASES}
    at_midnight = [day for day in changes if day in days and _day_before(day) in days]
    assert len(at_midnight) >= 30


def test_every_rule_of_the_pack_is_asked_by_a_case():
    asked = bench._cases_by_key(CASES)
    assert set(current_pack().keys) <= set(asked)


def test_a_number_is_altered_up_and_down_by_its_last_place():
    entries = [
        {
            "valid_from": date(2026, 1, 1),
            "value": {"rate": "0.5", "days": 14, "on": True, "hs": "0207", "word": "none"},
        }
    ]
    altered = [dict(one[0]["value"]) for _, one in bench.mutants_of(entries)][2:]
    assert [one["rate"] for one in altered[:2]] == ["0.4", "0.6"]
    assert [one["days"] for one in altered[2:4]] == [13, 15]
    assert altered[4]["on"] is False
    assert len(altered) == 5
    days = [one[0]["valid_from"] for _, one in bench.mutants_of(entries)][:2]
    assert days == [date(2025, 12, 31), date(2026, 1, 2)]


@pytest.mark.parametrize("key", ["late_declaration.grace_days", "vat.standard", "tax.units"])
def test_no_alteration_of_a_rule_passes_unnoticed(key):
    cases = bench._cases_by_key(CASES)[key]
    for number, (what, altered) in enumerate(bench.mutants_of(bench._entries(FOLDER)[key])):
        assert bench._verdict(key, altered, cases, number) != "missed", what


def test_a_pack_that_stands_in_answers_here_and_nowhere_else():
    other = LawPack(FOLDER).with_entries(
        "tax.minimum_cny",
        [{"valid_from": date(2004, 1, 1), "value": "60", "source": "test", "mark": "C"}],
        digest="sixty",
    )
    day = date(2026, 11, 2)
    with standing_in(other):
        assert current_pack().ask("tax.minimum_cny", on=day).value == "60"
    assert current_pack().ask("tax.minimum_cny", on=day).value == "50"


def _day_before(day):
    return date.fromordinal(day.toordinal() - 1)
