"""Money: exact, two places, rounded half up."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
LARGEST = Decimal("999999999999.99")


class AmountTooLarge(ValueError):
    """More than can be written out in words."""


def to_cny(amount: Decimal, rate: Decimal = Decimal(1)) -> Decimal:
    """``amount`` in a currency worth ``rate`` yuan, to the fen, half up."""
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)


def whole_yuan(amount: Decimal) -> Decimal:
    """Fractions of a yuan dropped, as surcharges are counted."""
    return amount.quantize(Decimal(1), ROUND_DOWN)


def format_cny(amount: Decimal) -> str:
    """``¥ 82,811.00``, the same in both languages."""
    sign = "−" if amount < 0 else ""
    return f"{sign}¥ {abs(to_cny(amount)):,.2f}"


def in_words(amount: Decimal) -> str:
    """The amount in Chinese capital figures (人民币大写), as a tax bill must show it."""
    exact = to_cny(amount)
    if abs(exact) > LARGEST:
        raise AmountTooLarge(str(amount))
    sign = "负" if exact < 0 else ""
    yuan, fen = divmod(int(abs(exact) * 100), 100)
    return f"人民币{sign}{_yuan(yuan)}{_fen(fen, has_yuan=yuan > 0)}"


def _fen(fen: int, *, has_yuan: bool) -> str:
    tens, ones = divmod(fen, 10)
    if not fen:
        return "整" if has_yuan else "零元整"
    if not tens:
        return f"{'零' if has_yuan else ''}{_DIGITS[ones]}分"
    return f"{_DIGITS[tens]}角" + (f"{_DIGITS[ones]}分" if ones else "整")


def _yuan(yuan: int) -> str:
    if not yuan:
        return ""
    words = ""
    gap = False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10_000**place % 10_000
        if not group:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group(group) + _GROUPS[place]
        gap = False
    return f"{words}元"


def _group(number: int) -> str:
    words = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = gap or bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
