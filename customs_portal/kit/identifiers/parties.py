"""Numbers of firms and people in China."""

import re
from datetime import date

from django.utils.translation import gettext as _

from customs_portal.kit.identifiers.shape import (
    Arithmetic,
    IdentifierFault,
    fold,
    require_agreement,
    shape_fault,
    steps_of,
)

_USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
_USCC = re.compile(rf"[{_USCC_SYMBOLS}]{{2}}[0-9]{{6}}[{_USCC_SYMBOLS}]{{10}}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_RESIDENT_TABLE = "10X98765432"
_FIRST_BIRTH_YEAR = 1850


def uscc_arithmetic(number: str) -> Arithmetic:
    """GB 32100: 31 symbols, (31 − sum mod 31) mod 31."""
    values = [_USCC_SYMBOLS.index(symbol) for symbol in number[:17]]
    total = sum(v * w for v, w in zip(values, _USCC_WEIGHTS, strict=True))
    return Arithmetic(
        rule="gb32100",
        part=number,
        steps=steps_of(number[:17], values, _USCC_WEIGHTS),
        modulus=31,
        expected=_USCC_SYMBOLS[-total % 31],
        given=number[17],
    )


def uscc_check_character(first17: str) -> str:
    return uscc_arithmetic(f"{fold(first17)[:17]}0").expected


def compose_uscc(*, place: str, body: str) -> str:
    """A firm's code from the place of registration (6) and the body (8), both checks added."""
    organisation = body + organisation_arithmetic(f"{body}0").expected
    first17 = f"91{place}{organisation}"
    return first17 + uscc_check_character(first17)


def check_uscc(text: str) -> str:
    """A unified social credit code (统一社会信用代码) of eighteen characters."""
    number = fold(text)
    if not _USCC.fullmatch(number):
        raise shape_fault(
            "gb32100",
            _(
                "A unified social credit code has eighteen characters, digits three to eight "
                "are the place of registration, and the letters I, O, S, V and Z do not occur."
            ),
        )
    require_agreement(uscc_arithmetic(number))
    return number


def organisation_arithmetic(code: str) -> Arithmetic:
    """GB 11714: 11 − sum mod 11, ten is X, eleven is 0."""
    values = [int(symbol, 36) for symbol in code[:8]]
    rest = 11 - sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return Arithmetic(
        rule="gb11714",
        part=code,
        steps=steps_of(code[:8], values, _ORGANISATION_WEIGHTS),
        modulus=11,
        expected={10: "X", 11: "0"}.get(rest, str(rest)),
        given=code[8],
    )


def check_organisation_code(text: str) -> str:
    """An organisation code (组织机构代码) of nine characters, as inside a credit code."""
    code = fold(text)
    if not _ORGANISATION.fullmatch(code):
        raise shape_fault(
            "gb11714", _("An organisation code has eight characters and a check digit or X.")
        )
    require_agreement(organisation_arithmetic(code))
    return code


def resident_arithmetic(number: str) -> Arithmetic:
    """GB 11643: sum mod 11 looked up in 10X98765432."""
    values = [int(d) for d in number[:17]]
    total = sum(v * w for v, w in zip(values, _RESIDENT_WEIGHTS, strict=True))
    return Arithmetic(
        rule="gb11643",
        part=number,
        steps=steps_of(number[:17], values, _RESIDENT_WEIGHTS),
        modulus=11,
        expected=_RESIDENT_TABLE[total % 11],
        given=number[17],
    )


def check_resident_id(text: str) -> str:
    """A resident identity number (公民身份号码): place, birth date, sequence, check character."""
    number = fold(text)
    if not _RESIDENT.fullmatch(number):
        raise shape_fault(
            "gb11643", _("An identity number has seventeen digits and a check digit or X.")
        )
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = None
    if born is None or born.year < _FIRST_BIRTH_YEAR:
        raise IdentifierFault(
            _("Digits seven to fourteen must be a date of birth: %(given)s is none.")
            % {"given": number[6:14]},
            rule="gb11643.birth_date",
        )
    require_agreement(resident_arithmetic(number))
    return number
