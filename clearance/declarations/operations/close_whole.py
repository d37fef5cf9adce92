"""Closing: the tax is settled and, for a declaration in one step, the goods are away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clearance.declarations.events import DeclarationClosed
from clearance.declarations.models import Declaration
from clearance.declarations.states import DeclarationState, Direction, Procedure
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.queries import owed_for
from customs_portal.journal.announce import announce


def close_declaration(*, declaration: Declaration, now: datetime) -> None:
    """Within the caller's transaction, which holds the row."""
    declaration.close(at=now)
    free_guarantee(declaration_no=declaration.declaration_no, now=now)
    announce(DeclarationClosed(declaration_no=declaration.declaration_no, closed_at=now))


def close_when_done(*, declaration: Declaration, now: datetime) -> None:
    """Close a declaration in one step when nothing is owed and its goods are away.

    Containers are away when the gate has let them out, exports with their ship; imports without
    containers, which the gate does not know, with their release. Within the caller's
    transaction, which holds the row.
    """
    if (
        declaration.procedure != Procedure.ONE_STEP
        or not _may_be_closed(declaration)
        or declaration.containers.filter(left_at=None).exists()
        or owes_tax(declaration=declaration)
    ):
        return
    close_declaration(declaration=declaration, now=now)


def _may_be_closed(declaration: Declaration) -> bool:
    if declaration.direction == Direction.EXPORT:
        loaded = declaration.state == DeclarationState.RELEASED_FOR_LOADING
        return loaded and declaration.picked_up_at is not None
    return declaration.state == DeclarationState.RELEASED_FOR_PICKUP


def owes_tax(*, declaration: Declaration) -> bool:
    """Whether a bill of the declaration is still to be paid."""
    if not declaration.bill_no:
        return False
    return owed_for(declaration_no=declaration.declaration_no) > 0


def close_exported(*, transport_documents: Sequence[str], now: datetime) -> int:
    """The voyage is closed (结关): what was loaded has left; returns how many were closed.

    Whoever still owes export duty, which a guarantee secures, is closed with the payment.
    Safe to repeat.
    """
    waiting = Declaration.objects.filter(
        transport_document__in=transport_documents, state=DeclarationState.RELEASED_FOR_LOADING
    )
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
    return sum(_close_exported(number, now=now) for number in numbers)


@transaction.atomic
def _close_exported(pk: int, *, now: datetime) -> bool:
    declaration = Declaration.objects.select_for_update().get(pk=pk)
    if declaration.state != DeclarationState.RELEASED_FOR_LOADING:
        return False
    declaration.containers.filter(open=True).update(left_at=now, open=False)
    if declaration.picked_up_at is None:
        declaration.picked_up_at = now
        declaration.save(update_fields=["picked_up_at"])
    close_when_done(declaration=declaration, now=now)
    return declaration.state == DeclarationState.CLOSED
