"""Numbers that customs itself gives: declarations, gate passes, goods codes, bills of lading."""

import re

from django.utils.translation import gettext as _

from customs_portal.kit.identifiers.shape import fold, shape_fault

_DECLARATION = re.compile(r"[0-9]{4}20[0-9]{2}[01][0-9]{9}")
_PASS = re.compile(r"[0-9A-Z]{24}")
_HS6 = re.compile(r"[0-9]{6}")
_HS10 = re.compile(r"[0-9]{10}")
_DOCUMENT = re.compile(r"[A-Z0-9][A-Z0-9/*_.]{2,31}")
_CHAPTERS = frozenset(f"{n:02d}" for n in range(1, 100) if n != 77)


def check_declaration_no(text: str) -> str:
    """A declaration number: customs 4, year 4, direction 1 in or 0 out, sequence 9."""
    number = fold(text)
    if not _DECLARATION.fullmatch(number) or number[:2] == "00":
        raise shape_fault(
            "declaration_no",
            _(
                "A declaration number has eighteen digits: four of the customs, four of the year, "
                "1 for import or 0 for export, nine of the sequence."
            ),
        )
    return number


def check_pass_no(text: str) -> str:
    """A gate pass number (核放单号) of twenty-four characters."""
    number = fold(text)
    if not _PASS.fullmatch(number):
        raise shape_fault("pass_no", _("A gate pass number has twenty-four characters."))
    return number


def check_hs6(text: str) -> str:
    """A six-digit goods code by its shape; whether it exists is the registry's answer."""
    return _goods_code(text, _HS6, "hs6", _("A goods code of the first step has six digits."))


def check_hs10(text: str) -> str:
    """A ten-digit goods code by its shape; whether it exists is the registry's answer."""
    return _goods_code(text, _HS10, "hs10", _("A complete goods code has ten digits."))


def _goods_code(text: str, shape: re.Pattern[str], rule: str, sentence: str) -> str:
    code = fold(text).replace(".", "")
    if not shape.fullmatch(code):
        raise shape_fault(rule, sentence)
    if code[:2] not in _CHAPTERS:
        raise shape_fault(
            rule, _("There is no chapter %(chapter)s of goods.") % {"chapter": code[:2]}
        )
    return code


def check_transport_document(text: str) -> str:
    """A bill of lading or waybill number (提运单号) by its shape: up to 32 characters."""
    number = fold(text)
    if not _DOCUMENT.fullmatch(number):
        raise shape_fault(
            "transport_document",
            _("A bill of lading number has 3 to 32 letters and digits, and / * _ . between them."),
        )
    return number
