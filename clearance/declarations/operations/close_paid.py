"""The tax is paid: the guarantee is freed and the file closed."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.events import DeclarationClosed
from clearance.declarations.models import Declaration
from clearance.declarations.states import DeclarationState
from clearance.duties.operations.free_guarantee import free_guarantee
from customs_portal.journal.announce import announce


@transaction.atomic
def close_paid(*, declaration_no: str, now: datetime) -> str:
    """Close the completed declaration; safe to repeat. Returns its state, "" when unknown."""
    declaration = (
        Declaration.objects.select_for_update().filter(declaration_no=declaration_no).first()
    )
    if declaration is None:
        return ""
    if declaration.state == DeclarationState.COMPLETED:
        close_declaration(declaration=declaration, now=now)
    return declaration.state


def close_declaration(*, declaration: Declaration, now: datetime) -> None:
    """Within the caller's transaction, which holds the row."""
    declaration.close(at=now)
    free_guarantee(declaration_no=declaration.declaration_no, now=now)
    announce(DeclarationClosed(declaration_no=declaration.declaration_no, closed_at=now))
