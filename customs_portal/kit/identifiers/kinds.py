"""Identifiers by the name of their kind, for doors that check while somebody types."""

from collections.abc import Callable

from customs_portal.kit.identifiers import cargo, customs, mrz, parties, plates
from customs_portal.kit.identifiers.shape import Arithmetic, IdentifierFault, fold

Check = Callable[[str], str]
Explain = Callable[[str], tuple[Arithmetic, ...]]


def _plate(text: str) -> str:
    return plates.check_plate(text).text


def _nothing(text: str) -> tuple[Arithmetic, ...]:
    return ()


def _uscc(text: str) -> tuple[Arithmetic, ...]:
    """The credit code's own sum, and that of the organisation code inside it."""
    number = fold(text)
    return (parties.uscc_arithmetic(number), parties.organisation_arithmetic(number[8:17]))


def _imo(text: str) -> tuple[Arithmetic, ...]:
    return (cargo.imo_arithmetic(fold(text).removeprefix("IMO")),)


def _sscc(text: str) -> tuple[Arithmetic, ...]:
    return (cargo.sscc_arithmetic(fold(text).removeprefix("(00)")),)


def _one(arithmetic: Callable[[str], Arithmetic]) -> Explain:
    return lambda text: (arithmetic(fold(text)),)


KINDS: dict[str, tuple[Check, Explain]] = {
    "container": (cargo.check_container_no, _one(cargo.container_arithmetic)),
    "s10": (cargo.check_s10, _one(cargo.s10_arithmetic)),
    "cas": (cargo.check_cas, _one(cargo.cas_arithmetic)),
    "imo": (cargo.check_imo, _imo),
    "awb": (cargo.check_awb, _one(cargo.awb_arithmetic)),
    "sscc": (cargo.check_sscc, _sscc),
    "uscc": (parties.check_uscc, _uscc),
    "organisation": (parties.check_organisation_code, _one(parties.organisation_arithmetic)),
    "resident": (parties.check_resident_id, _one(parties.resident_arithmetic)),
    "mrz": (mrz.check_mrz, lambda text: mrz.mrz_arithmetics(mrz.mrz_lines(text))),
    "plate": (_plate, _nothing),
    "declaration": (customs.check_declaration_no, _nothing),
    "pass": (customs.check_pass_no, _nothing),
    "hs6": (customs.check_hs6, _nothing),
    "hs10": (customs.check_hs10, _nothing),
    "bl": (customs.check_transport_document, _nothing),
}


def check(kind: str, text: str) -> str:
    """The number as it is kept. Raises ``KeyError`` for an unknown kind."""
    return KINDS[kind][0](text)


def explain(kind: str, text: str) -> tuple[Arithmetic, ...]:
    """Every sum behind the number's check digits; empty when its shape allows none."""
    checker, arithmetic = KINDS[kind]
    try:
        checker(text)
    except IdentifierFault as fault:
        if not fault.rule.endswith(".check_digit"):
            return ()
    return arithmetic(text)
