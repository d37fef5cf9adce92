"""Identifiers with their arithmetic.

``check_*`` returns the number as the portal keeps it (upper case, half width, no spaces or
hyphens) or raises ``IdentifierFault`` naming the rule and what was expected. ``explain`` shows
the sum. That the arithmetic is right never means that the number exists.
"""

from customs_portal.kit.identifiers.cargo import (
    check_awb,
    check_cas,
    check_container_no,
    check_imo,
    check_s10,
    check_sscc,
    container_check_digit,
)
from customs_portal.kit.identifiers.customs import (
    check_declaration_no,
    check_hs6,
    check_hs10,
    check_pass_no,
    check_transport_document,
)
from customs_portal.kit.identifiers.kinds import KINDS, check, explain
from customs_portal.kit.identifiers.mrz import check_mrz
from customs_portal.kit.identifiers.parties import (
    check_organisation_code,
    check_resident_id,
    check_uscc,
    compose_uscc,
    uscc_check_character,
)
from customs_portal.kit.identifiers.plates import Plate, PlateKind, check_plate
from customs_portal.kit.identifiers.shape import Arithmetic, IdentifierFault, Step, fold

__all__ = [
    "KINDS",
    "Arithmetic",
    "IdentifierFault",
    "Plate",
    "PlateKind",
    "Step",
    "check",
    "check_awb",
    "check_cas",
    "check_container_no",
    "check_declaration_no",
    "check_hs6",
    "check_hs10",
    "check_imo",
    "check_mrz",
    "check_organisation_code",
    "check_pass_no",
    "check_plate",
    "check_resident_id",
    "check_s10",
    "check_sscc",
    "check_transport_document",
    "check_uscc",
    "compose_uscc",
    "container_check_digit",
    "explain",
    "fold",
    "uscc_check_character",
]
