"""One proof of origin serves one consignment, and no more goods than it covers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from clearance.declarations.facts import CompleteItem
from clearance.declarations.models import DeclarationItem
from clearance.declarations.states import DeclarationState
from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise


def refuse_used_certificates(
    *,
    items: Sequence[CompleteItem],
    enterprise: Enterprise,
    on: date,
    declaration_no: str = "",
) -> None:
    """Within the caller's transaction, which keeps a second filing of the same proof waiting.

    ``declaration_no`` is the declaration itself, when it stands already; one that was withdrawn
    uses nothing up. An earlier declaration is named to its own enterprise only. Raises ``Faults``.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for index, item in enumerate(items):
        if item.agreement and item.proof_no:
            places.setdefault((item.agreement, item.proof_no), []).append(index)
    faults: list[Fault] = []
    for (agreement, proof_no), lines in sorted(places.items()):
        _keep_others_waiting(f"{agreement} {proof_no}")
        used = _used_by(agreement, proof_no, but=declaration_no)
        if used is not None:
            faults.append(_used(used, proof_no, lines[0], enterprise=enterprise, on=on))
            continue
        faults += _beyond(items, lines, proof_no, on=on)
    if faults:
        raise Faults(faults)


def _keep_others_waiting(certificate: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"proof {certificate}"])


def _used_by(agreement: str, proof_no: str, *, but: str) -> DeclarationItem | None:
    rows = DeclarationItem.objects.exclude(claims={}).filter(
        claims__contains={"agreement": agreement, "proof_no": proof_no}
    )
    standing = rows.exclude(declaration__state=DeclarationState.WITHDRAWN)
    others = standing.exclude(declaration__declaration_no=but).select_related("declaration")
    return others.order_by("pk").first()


def _used(
    earlier: DeclarationItem, proof_no: str, index: int, *, enterprise: Enterprise, on: date
) -> Fault:
    declaration = earlier.declaration
    if declaration.enterprise_id == enterprise.pk:
        message = _("Proof of origin %(proof)s was used for declaration %(number)s.") % {
            "proof": proof_no,
            "number": declaration.declaration_no,
        }
    else:
        message = _("Proof of origin %(proof)s was used for another consignment.") % {
            "proof": proof_no
        }
    return Fault(
        message,
        field=f"items[{index}].proof_no",
        rule="claim.proof_used",
        remedy=_("A proof serves one consignment: give the one issued for these goods."),
        law=law.ask("tariff.agreement_proofs", on=on).source,
    )


def _beyond(
    items: Sequence[CompleteItem], lines: Sequence[int], proof_no: str, *, on: date
) -> list[Fault]:
    """Lines of one code and unit share what their proof covers of it."""
    alike: dict[tuple[str, str], list[int]] = {}
    for index in lines:
        alike.setdefault((items[index].hs_code, items[index].unit), []).append(index)
    faults = []
    for places in alike.values():
        said = [items[at].proof_quantity for at in places]
        covered = max((one for one in said if one is not None), default=None)
        declared = sum((items[at].quantity for at in places), Decimal(0))
        if covered is None or declared <= covered:
            continue
        words = {
            "proof": proof_no,
            "covered": f"{covered.normalize():f}",
            "declared": f"{declared.normalize():f}",
        }
        faults.append(
            Fault(
                _("Proof %(proof)s covers %(covered)s of these goods, not %(declared)s.") % words,
                field=f"items[{places[-1]}].proof_quantity",
                rule="claim.proof_exceeded",
                remedy=_("Claim the agreement only for as much as the proof covers."),
                law=law.ask("tariff.agreement_proofs", on=on).source,
            )
        )
    return faults
