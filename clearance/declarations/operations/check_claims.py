"""What the declarant claims for the goods is checked before it is believed."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from clearance.declarations.facts import LEVIED, CompleteItem, Completion
from clearance.declarations.operations.ask_claims import (
    EXEMPTIONS,
    AgreementOffer,
    ClaimOffers,
    claims_offered,
    exemption_label,
    relief_modes,
)
from clearance.declarations.operations.check_goods import missing
from clearance.duties.rules.periods import months_later
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import fold
from customs_portal.registry import law

LONGEST_NUMBER = 40
SHORTEST_REASON = 10
LONGEST_REASON = 400
GUARANTEED = "GUARANTEED_IN_TIME"


def check_claims(
    item: CompleteItem,
    *,
    path: str,
    faults: list[Fault],
    rated: date,
    accepted: date,
    today: date,
) -> CompleteItem:
    """The item with its claims as they are kept; ``item.hs_code`` and ``origin`` are checked.

    ``rated`` is the day whose rates apply, ``accepted`` the day on which a proof must still be
    good, ``today`` the day after which none can have been issued. Everything wrong is noted in
    ``faults`` at its field.
    """
    item = replace(
        item,
        agreement=fold(item.agreement),
        proof_kind=fold(item.proof_kind),
        proof_no=fold(item.proof_no),
        quota_no=fold(item.quota_no),
        exporter=" ".join(item.exporter.split()).upper(),
        relief_mode=fold(item.relief_mode) or LEVIED,
        exemption_no=fold(item.exemption_no),
    )
    if not item.claims:
        return item
    offers = claims_offered(hs_code=item.hs_code, origin=item.origin, on=rated)
    for name in ("proof_no", "quota_no", "exemption_no", "exporter"):
        if len(getattr(item, name)) > LONGEST_NUMBER:
            faults.append(_too_long(f"{path}.{name}"))
    _check_agreement(
        item, offers, path=path, faults=faults, rated=rated, accepted=accepted, today=today
    )
    if item.quota_no and offers.quota_percent is None:
        faults.append(
            Fault(
                _("These goods are under no tariff quota on this date."),
                field=f"{path}.quota_no",
                rule="claim.no_quota",
                remedy=_("Leave the quota certificate out, or correct the goods code."),
                law=law.ask("tariff.quotas", on=rated).source,
            )
        )
    if item.exporter:
        _check_exporter(item, offers, path=path, faults=faults, rated=rated)
    _check_levy(item, path=path, faults=faults, on=rated)
    return item


def check_late_exemption(
    completion: Completion, *, guarantee_no: str, faults: list[Fault], on: date
) -> None:
    """A reason of the law, with words of the declarant's own; notes faults."""
    code = completion.late_exemption
    if not code and not completion.late_exemption_reason.strip():
        return
    rule = law.ask("late_declaration.exemptions", on=on)
    if code not in rule.value:
        faults.append(
            Fault(
                _("The law knows no such reason to charge no late-declaration surcharge."),
                field="late_exemption",
                rule="claim.late_exemption_unknown",
                remedy=_("Choose one of: %(reasons)s.")
                % {"reasons": ", ".join(exemption_label(one) for one in EXEMPTIONS)},
                law=rule.source,
            )
        )
    elif code == GUARANTEED and not guarantee_no:
        faults.append(
            Fault(
                _("No guarantee stands behind this declaration."),
                field="late_exemption",
                rule="claim.no_guarantee",
                remedy=_("Choose another reason, or none."),
                law=rule.source,
            )
        )
    words = " ".join(completion.late_exemption_reason.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        faults.append(
            Fault(
                _("Give a reason of 10 to 400 characters."),
                field="late_exemption_reason",
                rule="reason.required",
                remedy=_("Say what happened and which paper shows it."),
            )
        )


def _check_agreement(
    item: CompleteItem,
    offers: ClaimOffers,
    *,
    path: str,
    faults: list[Fault],
    rated: date,
    accepted: date,
    today: date,
) -> None:
    if not item.agreement:
        for name in ("proof_kind", "proof_no", "proof_date", "proof_quantity"):
            if getattr(item, name):
                faults.append(
                    Fault(
                        _("A proof of origin serves only a claimed agreement."),
                        field=f"{path}.{name}",
                        rule="claim.proof_without_agreement",
                        remedy=_("Choose the agreement, or leave the proof out."),
                    )
                )
        return
    rule = law.ask("tariff.agreements", on=rated)
    named = {one["name"]: one for one in rule.value}
    offered = next((one for one in offers.agreements if one.name == item.agreement), None)
    if item.agreement not in named:
        faults.append(
            Fault(
                _("There is no agreement %(name)s on %(date)s.")
                % {"name": item.agreement[:LONGEST_NUMBER], "date": rated.isoformat()},
                field=f"{path}.agreement",
                rule="claim.agreement_unknown",
                remedy=_offered(offers),
                law=rule.source,
            )
        )
    elif item.origin not in named[item.agreement]["origins"]:
        faults.append(
            Fault(
                _("This agreement does not cover goods of origin %(origin)s.")
                % {"origin": item.origin[:3]},
                field=f"{path}.agreement",
                rule="claim.origin_not_covered",
                remedy=_offered(offers),
                law=rule.source,
            )
        )
    elif offered is None:
        faults.append(
            Fault(
                _("These goods stand outside every agreement."),
                field=f"{path}.agreement",
                rule="claim.goods_not_covered",
                remedy=_("Claim none, or correct the goods code."),
                law=rule.source,
            )
        )
    else:
        _check_proof(item, offered, path=path, faults=faults, accepted=accepted, today=today)


def _check_proof(
    item: CompleteItem,
    offered: AgreementOffer,
    *,
    path: str,
    faults: list[Fault],
    accepted: date,
    today: date,
) -> None:
    rule = law.ask("tariff.agreement_proofs", on=accepted)
    if not item.proof_kind:
        faults.append(missing(f"{path}.proof_kind"))
    elif item.proof_kind not in offered.proofs:
        faults.append(
            Fault(
                _("This agreement does not accept that kind of proof."),
                field=f"{path}.proof_kind",
                rule="claim.proof_kind",
                remedy=_("Give one of: %(kinds)s.") % {"kinds": ", ".join(offered.proofs)},
                law=rule.source,
            )
        )
    if not item.proof_no:
        faults.append(missing(f"{path}.proof_no"))
    if item.proof_quantity is not None and not 0 < item.proof_quantity < 10**12:
        faults.append(
            Fault(
                _("What the proof covers must be more than zero."),
                field=f"{path}.proof_quantity",
                rule="claim.proof_quantity",
                remedy=_("Give the quantity that stands on the proof, in the unit of the line."),
            )
        )
    if item.proof_date is None:
        faults.append(missing(f"{path}.proof_date"))
        return
    if item.proof_date > today:
        faults.append(
            Fault(
                _("A proof cannot have been issued after today."),
                field=f"{path}.proof_date",
                rule="claim.proof_future",
                remedy=_("Give the day of issue that stands on the proof."),
            )
        )
    elif months_later(item.proof_date, offered.months) < accepted:
        faults.append(
            Fault(
                _("This proof was good for %(months)d months, until %(date)s.")
                % {
                    "months": offered.months,
                    "date": months_later(item.proof_date, offered.months).isoformat(),
                },
                field=f"{path}.proof_date",
                rule="claim.proof_expired",
                remedy=_("Obtain a new proof of origin, or claim no agreement."),
                law=rule.source,
            )
        )


def _check_exporter(
    item: CompleteItem, offers: ClaimOffers, *, path: str, faults: list[Fault], rated: date
) -> None:
    if item.exporter in {name for name, _percent in offers.exporters}:
        return
    rule = law.ask("tariff.anti_dumping", on=rated)
    if offers.anti_dumping_percent is None:
        message = _("No anti-dumping duty on these goods asks for the exporter.")
        remedy = _("Leave the exporter out.")
    else:
        message = _("This exporter has no anti-dumping rate of its own.")
        names = ", ".join(name for name, _percent in offers.exporters)
        remedy = _("Leave the exporter out, or give one of: %(names)s.") % {"names": names or "–"}
    faults.append(
        Fault(
            message,
            field=f"{path}.exporter",
            rule="claim.exporter_unknown",
            remedy=remedy,
            law=rule.source,
        )
    )


def _check_levy(item: CompleteItem, *, path: str, faults: list[Fault], on: date) -> None:
    modes = {one.code: one for one in relief_modes(on=on)}
    mode = modes.get(item.relief_mode)
    if mode is None:
        faults.append(
            Fault(
                _("There is no such relief mode."),
                field=f"{path}.relief_mode",
                rule="claim.relief_mode_unknown",
                remedy=_("Choose one of: %(modes)s.")
                % {"modes": ", ".join(one.label for one in modes.values())},
                law=law.ask("tax.relief_modes", on=on).source,
            )
        )
    elif mode.certificate and not item.exemption_no:
        faults.append(
            Fault(
                _("Relief needs a certificate, and none is named."),
                field=f"{path}.exemption_no",
                rule="claim.certificate_missing",
                remedy=_("Give the number of the certificate of relief, or relief mode 1."),
                law=law.ask("tax.relief_modes", on=on).source,
            )
        )
    elif item.exemption_no and not mode.certificate:
        faults.append(
            Fault(
                _("This relief mode uses no certificate of relief."),
                field=f"{path}.exemption_no",
                rule="claim.certificate_unused",
                remedy=_("Choose the relief mode of the certificate, or leave its number out."),
            )
        )


def _offered(offers: ClaimOffers) -> str:
    names = ", ".join(one.name for one in offers.agreements)
    if not names:
        return _("Claim none: no agreement covers these goods of this origin.")
    return _("Claim none, or one of: %(names)s.") % {"names": names}


def _too_long(field: str) -> Fault:
    return Fault(
        _("At most %(most)d signs.") % {"most": LONGEST_NUMBER},
        field=field,
        rule="claim.too_long",
        remedy=_("Give the number alone, as it stands on the paper."),
    )
