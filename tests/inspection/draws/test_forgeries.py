"""Every forgery of a day is found by the script; tests/browser/test_draws.py: by the page too."""

import pytest

from inspection.draws.rules.verify_draw import check
from tests.factories.drawn_days import a_drawn_day
from tests.factories.forgeries import FORGERIES

pytestmark = pytest.mark.feature("I-01")
CASES = [pytest.param(*case, id=name) for name, case in FORGERIES.items()]


def forged(forge):
    day = a_drawn_day()
    forge(day)
    return day


def test_there_are_more_than_fifty():
    assert len(FORGERIES) > 50


def test_an_untouched_day_is_accepted():
    day = a_drawn_day()
    for others in ([], day.batches, [*day.batches, *day.receipts]):
        assert check(day.lines(), others) == ("", len(day.lines()))


@pytest.mark.parametrize(("forge", "outside"), CASES)
def test_the_script_finds_it(forge, outside):
    day = forged(forge)
    if not outside:
        assert check(day.lines(), [])[0]
    assert check(day.lines(), day.batches)[0]


def test_a_receipt_finds_what_was_made_up_whole():
    day = a_drawn_day()
    for receipt in day.receipts:
        for change in (
            {"drawn": not receipt["drawn"]},
            {"reference": "DRAW9999999"},
            {"nonce": "00" * 16},
            {"leaf": receipt["leaf"].rpartition("|")[0] + "|999"},
            {"root": "00" * 32},
        ):
            assert check(day.lines(), [receipt | change])[0]
    forge, _outside = FORGERIES["a subject is dropped and all is drawn anew"]
    other = forged(forge)
    assert any(check(other.lines(), [one])[0] for one in other.receipts)
