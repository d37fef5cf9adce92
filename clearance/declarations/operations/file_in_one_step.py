"""A declaration in one step (一次申报): everything at once, import or export."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.declarations.events import DeclarationFiled
from clearance.declarations.facts import FullDeclaration
from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_proofs import ask_proofs
from clearance.declarations.operations.ask_taxed import falls_due
from clearance.declarations.operations.check_certificates import refuse_used_certificates
from clearance.declarations.operations.check_full import CheckedFull, check_full
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.find_parties import consignee_of, office_of
from clearance.declarations.operations.go_on_taxed import costs_in
from clearance.declarations.operations.reckon_items import taxable_items
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.operations.store_filed import store_filed, take_over_sightings
from clearance.declarations.operations.submit_summary import next_number, remember_goods
from clearance.declarations.rules.documents import head_of, summary_of
from clearance.declarations.rules.numbers import EXPORT, IMPORT
from clearance.declarations.states import Direction, Procedure
from clearance.duties.operations.reserve_guarantee import reserve_guarantee
from clearance.duties.queries import assess_export, estimate, total_of
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry.models import Enterprise

DIGITS = {Direction.IMPORT: IMPORT, Direction.EXPORT: EXPORT}


@transaction.atomic
def file_in_one_step(*, full: FullDeclaration, by: User, now: datetime) -> Declaration:
    """Accept the whole declaration, and decide as far as the manifest lets it be decided.

    Open to every enterprise that may declare, of whatever grade. The law and the rates are those
    of ``now``. With a guarantee the goods go on before the tax is paid. Whoever claims a
    preference or a relief is asked for the papers that prove it. Raises ``NotPermitted``,
    ``Faults`` (all of them at once) and what ``reserve_guarantee`` refuses.
    """
    on = timezone.localdate(now)
    _require_direction(full)
    enterprise = consignee_of(summary=summary_of(full), by=by, on=on)
    checked = check_full(full=full, on=on)
    full = checked.full
    refuse_used_certificates(items=full.items, enterprise=enterprise, on=on)
    line = line_of(transport_document=full.transport_document)
    office = office_of(summary=checked.summary, place_code=line.place_code if line else "")
    number = next_number(office=office, year=on.year, direction=DIGITS[Direction(full.direction)])
    guarantee_no = reserve_for(
        checked, enterprise=enterprise, declaration_no=number, on=on, now=now
    )
    taxed = falls_due_for(full, on=on)
    grade = enterprise.grade_on(on)
    filed = store_filed(
        summary=checked.summary,
        goods=full.items,
        values=checked.item_values_cny,
        number=number,
        office=office,
        enterprise=enterprise,
        by=by,
        grade=grade.grade if grade is not None else "",
        guarantee_no=guarantee_no,
        law="supervision.modes",
        now=now,
        procedure=Procedure.ONE_STEP,
        direction=full.direction,
        involves_tax=taxed,
        head=head_of(full),
        complete_by=now,
        completed_at=now,
        **exemption_of(full),
    )
    declaration = filed.declaration
    if full.direction == Direction.IMPORT:
        take_over_sightings(containers=filed.containers)
    announce(
        DeclarationFiled(
            declaration_no=number,
            direction=full.direction,
            transport_document=full.transport_document,
            container_nos=full.container_nos,
            enterprise_id=enterprise.pk,
            office_code=office.code,
            value_cny=checked.value_cny,
            accepted_at=now,
        ),
        actor=by,
    )
    ask_proofs(
        declaration=declaration,
        items=full.items,
        late_exemption=full.late_exemption,
        on=on,
        now=now,
    )
    decide_release(declaration=declaration, line=line, now=now)
    remember_goods(enterprise=enterprise, codes={item.hs_code[:6] for item in full.items})
    split_seen_containers(declaration=declaration, now=now)
    return declaration


def falls_due_for(full: FullDeclaration, *, on: date) -> bool:
    """Whether taxes fall due at the border for these answers."""
    return falls_due(
        direction=full.direction,
        supervision_mode=full.supervision_mode,
        hs_codes=[item.hs_code for item in full.items],
        on=on,
    )


def exemption_of(full: FullDeclaration) -> dict[str, str]:
    """Why no surcharge for a late declaration is due, or that one is, as it is kept."""
    return {
        "late_exemption": full.late_exemption,
        "late_exemption_reason": " ".join(full.late_exemption_reason.split()),
    }


def _require_direction(full: FullDeclaration) -> None:
    if full.direction not in Direction.values:
        raise Faults(
            [
                Fault(
                    _("Say whether this is an import or an export."),
                    field="direction",
                    rule="direction.unknown",
                    remedy=_("Write IMPORT or EXPORT."),
                )
            ]
        )


def reserve_for(
    checked: CheckedFull,
    *,
    enterprise: Enterprise,
    declaration_no: str,
    on: date,
    now: datetime,
    owed_cny: Decimal | None = None,
) -> str:
    """The guarantee that lets the goods go before the tax is paid; "" without one.

    It holds what is billed (``owed_cny``), or what would be. ``on`` is the day of acceptance.
    """
    full = checked.full
    if not full.guarantee_no:
        return ""
    if not falls_due_for(full, on=on):
        raise Faults(
            [
                Fault(
                    _("No tax falls due here that a guarantee could secure."),
                    field="guarantee_no",
                    rule="guarantee.needless",
                    remedy=_("Leave the guarantee out."),
                )
            ]
        )
    if owed_cny is None:
        items = taxable_items(items=full.items, values=checked.item_values_cny, on=on)
        head = head_of(full)
        freight, insurance = costs_in(head)
        costs: dict[str, Any] = {"on": on, "freight_cny": freight, "insurance_cny": insurance}
        if full.direction == Direction.EXPORT:
            other = Decimal(head.get("other_cny", 0))
            owed_cny = total_of(assess_export(items=items, other_cny=other, **costs))
        else:
            owed_cny = estimate(items=items, **costs)
    return reserve_guarantee(
        enterprise=enterprise,
        declaration_no=declaration_no,
        guarantee_no=full.guarantee_no,
        amount_cny=owed_cny,
        on=on,
        now=now,
    )
