"""Claims and what the law offers, put into words of the reader's language."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearance.declarations.operations.ask_claims import ClaimOffers, relief_modes
from clearance.duties.queries.wording import agreement_name
from customs_portal.registry.law import current_pack

PROOF_KINDS = {
    "CERTIFICATE": gettext_lazy("Certificate of origin"),
    "DECLARATION": gettext_lazy("Declaration of origin"),
}


def claim_words(claims: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and answer of each claim that was made, in the reader's language, by the newest law."""
    modes = {}
    if "relief_mode" in claims:
        newest = current_pack().history("tax.relief_modes")[-1]
        modes = {one.code: one.label for one in relief_modes(on=newest.valid_from)}
    return [
        (str(CLAIM_LABELS[name]), _shown(name, value, modes))
        for name, value in claims.items()
        if name in CLAIM_LABELS
    ]


def _shown(name: str, value: str, modes: Mapping[str, str]) -> str:
    if name == "agreement":
        return agreement_name(value)
    if name == "proof_kind":
        return str(PROOF_KINDS.get(value, value))
    return modes.get(value, value) if name == "relief_mode" else value


CLAIM_LABELS = {
    "agreement": gettext_lazy("Agreement claimed"),
    "proof_kind": gettext_lazy("Kind of proof"),
    "proof_no": gettext_lazy("Number of the proof of origin"),
    "proof_date": gettext_lazy("Proof issued on"),
    "proof_quantity": gettext_lazy("Covered by the proof"),
    "quota_no": gettext_lazy("Quota certificate number"),
    "exporter": gettext_lazy("Exporter abroad"),
    "relief_mode": gettext_lazy("Levy or relief"),
    "exemption_no": gettext_lazy("Certificate of relief, number"),
}


def common_rate_words(offers: ClaimOffers) -> str:
    """For the first choice of the list: what is paid when nothing is claimed."""
    if offers.common_percent is None:
        return _("None")
    return _("None: %(percent)s %%") % {"percent": _plain(offers.common_percent)}


def rate_words(label: str, percent: Decimal) -> str:
    return _("%(name)s: %(percent)s %%") % {"name": label, "percent": _plain(percent)}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
