"""Machine-readable zones of travel documents (ICAO 9303): TD1, TD2, TD3 and visas."""

import re
import unicodedata

from django.utils.translation import gettext as _

from customs_portal.kit.identifiers.shape import (
    LONGEST,
    Arithmetic,
    require_agreement,
    shape_fault,
    steps_of,
)

_LINES = {90: 30, 72: 36, 88: 44}
_ALLOWED = re.compile(r"[A-Z0-9<]+")
_BLANKS = re.compile(r"\s+")
_WEIGHTS = (7, 3, 1)


def mrz_arithmetic(part: str, *, given: str, rule: str) -> Arithmetic:
    values = [0 if symbol == "<" else int(symbol, 36) for symbol in part]
    weights = [_WEIGHTS[place % 3] for place in range(len(part))]
    return Arithmetic(
        rule=f"icao9303.{rule}",
        part=part,
        steps=steps_of(part, values, weights),
        modulus=10,
        expected=str(sum(v * w for v, w in zip(values, weights, strict=True)) % 10),
        given=given,
    )


def mrz_lines(text: str) -> list[str]:
    """The two or three lines of the zone, however they were pasted."""
    joined = _BLANKS.sub("", unicodedata.normalize("NFKC", str(text)[:LONGEST]).upper())
    width = _LINES.get(len(joined))
    if width is None or not _ALLOWED.fullmatch(joined):
        raise shape_fault(
            "icao9303",
            _(
                "A machine-readable zone has two lines of 44 or 36 characters or three of 30, "
                "made of letters, digits and <."
            ),
        )
    return [joined[start : start + width] for start in range(0, len(joined), width)]


def mrz_arithmetics(lines: list[str]) -> tuple[Arithmetic, ...]:
    """Every check digit of the zone, the composite one last."""
    if len(lines) == 3:
        return _card(lines[0], lines[1])
    return _page(lines[0], lines[1])


def _page(first: str, second: str) -> tuple[Arithmetic, ...]:
    found = [
        _number(second[0:9], second[9], second[28:35] if len(second) == 36 else ""),
        mrz_arithmetic(second[13:19], given=second[19], rule="birth"),
        mrz_arithmetic(second[21:27], given=second[27], rule="expiry"),
    ]
    if first[0] == "V":
        return tuple(found)
    if len(second) == 44:
        empty = not second[28:42].strip("<") and second[42] == "<"
        found.append(
            mrz_arithmetic(second[28:42], given="0" if empty else second[42], rule="personal")
        )
    composite = second[0:10] + second[13:20] + second[21:-1]
    found.append(mrz_arithmetic(composite, given=second[-1], rule="composite"))
    return tuple(found)


def _card(first: str, second: str) -> tuple[Arithmetic, ...]:
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return (
        _number(first[5:14], first[14], first[15:30]),
        mrz_arithmetic(second[0:6], given=second[6], rule="birth"),
        mrz_arithmetic(second[8:14], given=second[14], rule="expiry"),
        mrz_arithmetic(composite, given=second[29], rule="composite"),
    )


def _number(number: str, digit: str, optional: str) -> Arithmetic:
    """Long numbers go on in the optional data, and the check digit stands behind them there."""
    rest = optional.split("<", 1)[0]
    if digit == "<" and len(rest) >= 2:
        return mrz_arithmetic(f"{number}<{rest[:-1]}", given=rest[-1], rule="number")
    return mrz_arithmetic(number, given=digit, rule="number")


def check_mrz(text: str) -> str:
    """A machine-readable zone; returned as its lines, one below the other."""
    lines = mrz_lines(text)
    for arithmetic in mrz_arithmetics(lines):
        require_agreement(arithmetic)
    return "\n".join(lines)
