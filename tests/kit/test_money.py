"""Yuan to the fen, and in words."""

from decimal import Decimal

import pytest

from customs_portal.kit.money import AmountTooLarge, format_cny, in_words, to_cny, whole_yuan


@pytest.mark.parametrize(
    ("amount", "rate", "yuan"),
    [("100", "7.1234", "712.34"), ("1", "0.005", "0.01"), ("1", "0.0049999", "0.00")],
)
def test_halves_are_rounded_up(amount, rate, yuan):
    assert to_cny(Decimal(amount), Decimal(rate)) == Decimal(yuan)


def test_fractions_of_a_yuan_are_dropped():
    assert whole_yuan(Decimal("49.99")) == Decimal(49)


def test_an_amount_is_written_with_its_mark():
    assert format_cny(Decimal("82811")) == "¥ 82,811.00"
    assert format_cny(Decimal("-1.005")) == "−¥ 1.01"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("10", "人民币壹拾元整"),
        ("82811.06", "人民币捌万贰仟捌佰壹拾壹元零陆分"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("100000000.01", "人民币壹亿元零壹分"),
        ("1000500000", "人民币壹拾亿零伍拾万元整"),
        ("-3", "人民币负叁元整"),
    ],
)
def test_an_amount_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


def test_more_than_a_trillion_is_not_written():
    with pytest.raises(AmountTooLarge):
        in_words(Decimal(10) ** 12)
