"""Writing an approved amendment of a declaration in one step, with its taxes, into the register."""

from datetime import date, datetime

from django.utils import timezone

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.models import Declaration, DeclarationItem
from clearance.declarations.operations.apply_change import (
    exchange_containers,
    refuse_contradictions,
)
from clearance.declarations.operations.ask_proofs import ask_proofs
from clearance.declarations.operations.check_certificates import refuse_used_certificates
from clearance.declarations.operations.check_full import CheckedFull, check_full
from clearance.declarations.operations.close_whole import close_when_done, owes_tax
from clearance.declarations.operations.file_in_one_step import (
    exemption_of,
    falls_due_for,
    reserve_for,
)
from clearance.declarations.operations.go_on_taxed import go_on_taxed, rebill_one_step
from clearance.declarations.operations.store_filed import extras_of, rows_of
from clearance.declarations.rules.documents import head_of
from clearance.declarations.states import UNDECIDED, DeclarationState
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.queries import owed_for
from customs_portal.accounts.models import User


def checked_whole(*, declaration: Declaration, wanted: FullDeclaration) -> CheckedFull:
    """Against the law of the day of acceptance. Raises ``Faults``."""
    on = timezone.localdate(declaration.accepted_at)
    own = frozenset(declaration.containers.values_list("container_no", flat=True))
    checked = check_full(full=wanted, on=on, own=own)
    refuse_used_certificates(
        items=checked.full.items,
        enterprise=declaration.enterprise,
        declaration_no=declaration.declaration_no,
        on=on,
    )
    return checked


def write_whole_amendment(
    *, declaration: Declaration, wanted: FullDeclaration, reason: str, by: User, now: datetime
) -> CheckedFull:
    """Put the new answers in the place of the old ones, reckon and secure the tax again.

    Within the caller's transaction, which holds the row. Raises ``Faults`` and what
    ``rebill_tax`` and ``reserve_guarantee`` refuse.
    """
    on = timezone.localdate(declaration.accepted_at)
    checked = checked_whole(declaration=declaration, wanted=wanted)
    _write_head(declaration, checked, on=on)
    exchange_containers(declaration=declaration, numbers=checked.full.container_nos)
    declaration.items.filter(step=1).delete()
    DeclarationItem.objects.bulk_create(
        rows_of(declaration, goods=checked.full.items, values=checked.item_values_cny)
    )
    rebill_one_step(declaration=declaration, by=by, reason=reason, now=now)
    _secure(declaration, checked, on=on, now=now)
    if declaration.state not in UNDECIDED:
        refuse_contradictions(declaration, now=now)
    ask_proofs(
        declaration=declaration,
        items=checked.full.items,
        late_exemption=declaration.late_exemption,
        on=timezone.localdate(now),
        now=now,
    )
    return checked


def wait_for_more_tax(*, declaration: Declaration, now: datetime) -> None:
    """What was cleared waits again when an amendment brought tax that nothing secures."""
    if (
        declaration.state == DeclarationState.CLEARED_TO_LEAVE
        and not declaration.guarantee_no
        and owes_tax(declaration=declaration)
    ):
        declaration.owe_more(at=now)


def go_on_settled(*, declaration: Declaration, now: datetime) -> None:
    """What waited for its tax goes on, or is closed, when an amendment left nothing to wait for."""
    settled = declaration.guarantee_no or not owes_tax(declaration=declaration)
    if declaration.state == DeclarationState.TAX_DUE and settled:
        go_on_taxed(declaration=declaration, now=now)
    close_when_done(declaration=declaration, now=now)


def _write_head(declaration: Declaration, checked: CheckedFull, *, on: date) -> None:
    full = checked.full
    changes = {
        "transport_mode": full.transport_mode,
        "vessel": full.vessel,
        "voyage": full.voyage,
        "supervision_mode": full.supervision_mode,
        "departure_country_id": full.departure_country,
        "involves_licence": full.involves_licence,
        "involves_inspection": full.involves_inspection,
        "involves_tax": falls_due_for(full, on=on),
        "gross_weight_kg": full.gross_weight_kg,
        "pieces": full.pieces,
        "value_cny": checked.value_cny,
        "extras": extras_of(checked.summary),
        "head": head_of(full),
        "goods_name": full.items[0].name,
        "hs_code": full.items[0].hs_code,
        **exemption_of(full),
    }
    for field, value in changes.items():
        setattr(declaration, field, value)
    declaration.save(update_fields=list(changes))


def _secure(declaration: Declaration, checked: CheckedFull, *, on: date, now: datetime) -> None:
    """The guarantee holds what is owed now: nothing where nothing is."""
    number = declaration.declaration_no
    owed = owed_for(declaration_no=number) if declaration.bill_no else None
    if not checked.full.guarantee_no or owed == 0:
        free_guarantee(declaration_no=number, now=now)
        declaration.note_guarantee(
            guarantee_no=checked.full.guarantee_no and declaration.guarantee_no
        )
        return
    declaration.note_guarantee(
        guarantee_no=reserve_for(
            checked,
            enterprise=declaration.enterprise,
            declaration_no=number,
            on=on,
            now=now,
            owed_cny=owed,
        )
    )
