"""The bill of a declaration in one step: issued with the judgement, and what follows it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clearance.declarations.events import ReleaseDecided
from clearance.declarations.models import Declaration
from clearance.declarations.operations.compare_manifest import mismatches_of
from clearance.declarations.operations.reckon_items import taxable_rows
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import UNDECIDED, DeclarationState, Direction, Procedure
from clearance.duties.facts import Lateness
from clearance.duties.operations.bill_tax import bill_tax
from clearance.duties.operations.rebill_tax import rebill_tax
from clearance.duties.queries import BillView
from clearance.duties.queries.assessment import rate_day
from clearance.manifests.queries import ManifestLineView, line_of
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.registry import law
from risk.assessments.queries import assessment_of
from risk.verdicts import DOCUMENTS

ZERO = Decimal("0.00")


def bill_one_step(
    *, declaration: Declaration, line: ManifestLineView | None, now: datetime
) -> BillView | None:
    """The bill of a declaration in one step, or None where no duty falls due at the border.

    Of exports only goods under export duty are billed. Within the caller's transaction, which
    holds the row.
    """
    if not falls_due_at_the_border(declaration=declaration):
        return None
    bill = bill_tax(
        declaration_no=declaration.declaration_no,
        enterprise=declaration.enterprise,
        now=now,
        **_reckoned_from(declaration, line),
    )
    declaration.note_bill(bill_no=bill.bill_no)
    return bill


def rebill_one_step(*, declaration: Declaration, by: User, reason: str, now: datetime) -> None:
    """The bills again, after the answers changed; nothing to do before the judgement bills.

    Within the caller's transaction, which holds the row. Raises what ``rebill_tax`` raises.
    """
    billed_later = declaration.state in UNDECIDED
    due = falls_due_at_the_border(declaration=declaration)
    if not declaration.bill_no and (billed_later or not due):
        return
    if declaration.procedure != Procedure.ONE_STEP:
        return
    line = line_of(transport_document=declaration.transport_document)
    terms = _reckoned_from(declaration, line)
    if not due:
        terms |= {"items": (), "lateness": None}
    bill = rebill_tax(
        declaration_no=declaration.declaration_no,
        enterprise=declaration.enterprise,
        by=by,
        reason=reason,
        now=now,
        **terms,
    )
    if bill is not None:  # else the cancelled one stays to be read
        declaration.note_bill(bill_no=bill.bill_no)


def falls_due_at_the_border(*, declaration: Declaration) -> bool:
    return declaration.procedure == Procedure.ONE_STEP and declaration.involves_tax


def _reckoned_from(declaration: Declaration, line: ManifestLineView | None) -> dict[str, Any]:
    """What the tax engine is asked with."""
    on = timezone.localdate(declaration.accepted_at)
    freight, insurance = costs_in(declaration.head)
    exported = declaration.direction == Direction.EXPORT
    arrived = line.arrived_at if line is not None and not exported else None
    entered = timezone.localdate(arrived) if arrived is not None else None
    rated = rate_day(accepted=on, entered=entered)
    exemption = declaration.late_exemption
    return {
        "items": taxable_rows(declaration=declaration, accepted=on, rated=rated),
        "on": on,
        "exported": exported,
        "freight_cny": freight,
        "insurance_cny": insurance,
        "other_cny": Decimal(declaration.head.get("other_cny", 0)),
        "lateness": Lateness(entered=entered, accepted=on, exemption=exemption)
        if entered is not None
        else None,
    }


def costs_in(head: dict[str, str]) -> tuple[Decimal, Decimal | None]:
    """Freight with the other charges, and insurance: None leaves it to the law's share."""
    freight = Decimal(head.get("freight_cny", 0)) + Decimal(head.get("other_cny", 0))
    stated = head.get("insurance_cny")
    return freight, Decimal(stated) if stated is not None else None


def go_on_taxed(*, declaration: Declaration, now: datetime) -> None:
    """Paid or secured: the verdict that was kept takes effect.

    What the carrier changed meanwhile is compared again; a contradiction holds the goods for an
    officer. Within the caller's transaction, which holds the row.
    """
    on = timezone.localdate(now)
    judged = assessment_of(subject_reference=declaration.declaration_no)
    controlled = judged is not None and judged.controlled
    reason = ""
    line = line_of(transport_document=declaration.transport_document)
    if line is not None and not controlled:
        found = mismatches_of(declaration=declaration, line=line, on=on)
        reason = "; ".join(f"{one.field} {one.declared} / {one.manifest}" for one in found)
        reason = f"The manifest was changed after the decision: {reason}"[:400] if found else ""
    minutes = int(law.ask("declaration.review_minutes", on=on).value)
    declaration.go_on(
        controlled=controlled or bool(reason),
        reason=reason,
        documents=judged is not None and judged.channel == DOCUMENTS,
        review_by=now + timedelta(minutes=minutes),
        at=now,
    )
    announce(
        ReleaseDecided(
            declaration_no=declaration.declaration_no,
            container_nos=tuple(
                declaration.containers.order_by("pk").values_list("container_no", flat=True)
            ),
            decision=str(DeclarationState(declaration.state)),
            score=judged.score if judged is not None else 0,
            rules=tuple(hit.rule for hit in judged.hits) if judged is not None else (),
            decided_at=now,
        )
    )
    split_seen_containers(declaration=declaration, now=now)
