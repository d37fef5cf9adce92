"""Numbers on cargo, ships, letters and chemicals."""

import re
import string

from django.utils.translation import gettext as _

from customs_portal.kit.identifiers.shape import (
    Arithmetic,
    fold,
    require_agreement,
    shape_fault,
    steps_of,
)

_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_CAS = re.compile(r"[1-9][0-9]{1,6}[0-9]{3}")
_IMO = re.compile(r"(?:IMO)?([1-9][0-9]{6})")
_AWB = re.compile(r"[0-9]{11}")
_SSCC = re.compile(r"(?:\(00\))?([0-9]{18})")

_LETTER_VALUES = dict(
    zip(string.ascii_uppercase, (n for n in range(10, 39) if n % 11), strict=True)
)
_S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]


def container_arithmetic(number: str) -> Arithmetic:
    """ISO 6346: weights are powers of two, sum mod 11 mod 10."""
    symbols = number[:10]
    values = [_LETTER_VALUES[s] if s.isalpha() else int(s) for s in symbols]
    total = sum(value << place for place, value in enumerate(values))
    return Arithmetic(
        rule="iso6346",
        part=number,
        steps=steps_of(symbols, values, [1 << place for place in range(10)]),
        modulus=11,
        expected=str(total % 11 % 10),
        given=number[10:],
    )


def container_check_digit(first10: str) -> str:
    """The digit that belongs behind four letters and six digits."""
    return container_arithmetic(fold(first10)[:10]).expected


def check_container_no(text: str) -> str:
    """A container number (ISO 6346): owner, category U, J or Z, six digits, check digit."""
    number = fold(text)
    if not _CONTAINER.fullmatch(number):
        raise shape_fault(
            "iso6346",
            _(
                "A container number is three letters of the owner, then U, J or Z, "
                "then seven digits, such as CSQU3054383."
            ),
        )
    require_agreement(container_arithmetic(number))
    return number


def s10_arithmetic(number: str) -> Arithmetic:
    digits = number[2:10]
    values = [int(d) for d in digits]
    rest = 11 - sum(v * w for v, w in zip(values, _S10_WEIGHTS, strict=True)) % 11
    return Arithmetic(
        rule="upu_s10",
        part=digits,
        steps=steps_of(digits, values, _S10_WEIGHTS),
        modulus=11,
        expected=str({10: 0, 11: 5}.get(rest, rest)),
        given=number[10],
    )


def check_s10(text: str) -> str:
    """A postal item number (UPU S10), such as RR287043775IN."""
    number = fold(text)
    if not _S10.fullmatch(number):
        raise shape_fault(
            "upu_s10",
            _(
                "A postal item number is two letters, nine digits and two letters "
                "of the country, such as RR287043775IN."
            ),
        )
    require_agreement(s10_arithmetic(number))
    return number


def cas_arithmetic(digits: str) -> Arithmetic:
    symbols = digits[-2::-1]
    values = [int(d) for d in symbols]
    weights = list(range(1, len(values) + 1))
    return Arithmetic(
        rule="cas",
        part=digits[:-1],
        steps=steps_of(symbols, values, weights),
        modulus=10,
        expected=str(sum(v * w for v, w in zip(values, weights, strict=True)) % 10),
        given=digits[-1],
    )


def check_cas(text: str) -> str:
    """A chemical registry number (CAS), returned with its two hyphens."""
    digits = fold(text)
    if not _CAS.fullmatch(digits):
        raise shape_fault(
            "cas", _("A CAS number is two to seven digits, two digits and one, such as 7732-18-5.")
        )
    require_agreement(cas_arithmetic(digits))
    return f"{digits[:-3]}-{digits[-3:-1]}-{digits[-1]}"


def imo_arithmetic(digits: str) -> Arithmetic:
    values = [int(d) for d in digits[:6]]
    weights = list(range(7, 1, -1))
    return Arithmetic(
        rule="imo",
        part=digits,
        steps=steps_of(digits[:6], values, weights),
        modulus=10,
        expected=str(sum(v * w for v, w in zip(values, weights, strict=True)) % 10),
        given=digits[6],
    )


def check_imo(text: str) -> str:
    """A ship's IMO number: seven digits, with or without ``IMO`` before them."""
    found = _IMO.fullmatch(fold(text))
    if not found:
        raise shape_fault("imo", _("An IMO ship number has seven digits, such as 9074729."))
    require_agreement(imo_arithmetic(found[1]))
    return found[1]


def awb_arithmetic(digits: str) -> Arithmetic:
    """IATA: the seven digits of the serial as one number, mod 7."""
    serial = digits[3:10]
    values = [int(d) for d in serial]
    return Arithmetic(
        rule="awb",
        part=serial,
        steps=steps_of(serial, values, [10**place for place in range(6, -1, -1)]),
        modulus=7,
        expected=str(int(serial) % 7),
        given=digits[10],
    )


def check_awb(text: str) -> str:
    """An air waybill number: airline prefix of three, serial of seven, check digit."""
    digits = fold(text)
    if not _AWB.fullmatch(digits):
        raise shape_fault("awb", _("An air waybill number has eleven digits: 3 + 7 + 1."))
    require_agreement(awb_arithmetic(digits))
    return digits


def sscc_arithmetic(digits: str) -> Arithmetic:
    values = [int(d) for d in digits[:17]]
    weights = [3 if place % 2 == 0 else 1 for place in range(17)]
    total = sum(v * w for v, w in zip(values, weights, strict=True))
    return Arithmetic(
        rule="gs1_sscc",
        part=digits,
        steps=steps_of(digits[:17], values, weights),
        modulus=10,
        expected=str(-total % 10),
        given=digits[17],
    )


def check_sscc(text: str) -> str:
    """A pallet or parcel number (GS1 SSCC), with or without the ``(00)`` before it."""
    found = _SSCC.fullmatch(fold(text))
    if not found:
        raise shape_fault("gs1_sscc", _("An SSCC has eighteen digits."))
    require_agreement(sscc_arithmetic(found[1]))
    return found[1]
