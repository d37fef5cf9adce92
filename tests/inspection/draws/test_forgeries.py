"""Every forgery of a day is found by the script; tests/browser/test_draws.py: by the page too."""

import pytest

from inspection.draws.rules.verify_draw import check
from tests.factories.drawn_days import a_drawn_day
from tests.factories.forged_lots import UNSEEN_BY_THE_FILE, before_the_witness
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


@pytest.mark.parametrize("forge", UNSEEN_BY_THE_FILE, ids=lambda forge: forge.__name__)
def test_the_receipt_of_a_declaration_finds_what_the_file_cannot_show(forge):
    """It was given when the firm filed: before the lot, the leaf and the root were known."""
    day = a_drawn_day()
    receipts = [one for one in day.receipts if one["kind"] == "declaration"]
    before_the_witness(day, forge)
    assert check(day.lines(), []) == ("", len(day.lines()))
    assert any(check(day.lines(), [one])[0] for one in receipts)


@pytest.mark.parametrize(
    "changes",
    [{"filed": "something else"}, {"commitment": "00" * 32}, {"reference": "51010000000000009"}],
)
def test_a_receipt_of_other_words_or_of_another_secret_is_not_of_this_day(changes):
    day = a_drawn_day()
    early = next(one for one in day.receipts if one["kind"] == "declaration")
    assert check(day.lines(), [early]) == ("", len(day.lines()))
    assert check(day.lines(), [early | changes])[0] == "the receipt is not of this day"


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
