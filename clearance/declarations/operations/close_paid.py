"""The tax is paid: step two is closed; a declaration in one step goes on, or is closed."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.models import Declaration
from clearance.declarations.operations.close_whole import (
    close_declaration,
    close_when_done,
    owes_tax,
)
from clearance.declarations.operations.go_on_taxed import go_on_taxed
from clearance.declarations.states import DeclarationState, Procedure
from clearance.duties.operations.free_guarantee import free_guarantee


@transaction.atomic
def close_paid(*, declaration_no: str, now: datetime) -> str:
    """Act on the payment; safe to repeat. Returns the declaration's state, "" when unknown."""
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(declaration_no=declaration_no)
        .first()
    )
    if declaration is None:
        return ""
    if declaration.state == DeclarationState.COMPLETED:
        close_declaration(declaration=declaration, now=now)
    elif declaration.procedure == Procedure.ONE_STEP and not owes_tax(declaration=declaration):
        free_guarantee(declaration_no=declaration_no, now=now)
        if declaration.state == DeclarationState.TAX_DUE:
            go_on_taxed(declaration=declaration, now=now)
        close_when_done(declaration=declaration, now=now)
    return declaration.state
