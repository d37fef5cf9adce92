"""A guarantee for a bill that holds the goods: they go on before the tax is paid (凭保放行)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.declarations.events import TaxSecured
from clearance.declarations.models import Declaration
from clearance.declarations.operations.go_on_taxed import go_on_taxed
from clearance.declarations.operations.open_declaration import lock_own
from clearance.declarations.states import DeclarationState
from clearance.duties.operations.reserve_guarantee import GuaranteeRequired, reserve_guarantee
from clearance.duties.queries import bill_of, owed_for
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError


class NothingToSecure(DomainError):
    """Only goods that wait for their tax are released against a guarantee."""

    code = "nothing_to_secure"
    sentence = gettext_noop("This declaration does not wait for a tax payment.")
    remedy_sentence = gettext_noop("Open the declaration to see what it waits for.")


@transaction.atomic
def secure_tax(*, declaration_no: str, guarantee_no: str, by: User, now: datetime) -> Declaration:
    """Reserve the bill's amount of a guarantee and let the goods go on.

    Raises ``NotPermitted``, ``NotFound``, ``NothingToSecure`` and what ``reserve_guarantee``
    refuses.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    if declaration.state != DeclarationState.TAX_DUE:
        raise NothingToSecure(field="state")
    if not guarantee_no:
        raise GuaranteeRequired(field="guarantee_no")
    bill = bill_of(bill_no=declaration.bill_no)
    number = reserve_guarantee(
        enterprise=declaration.enterprise,
        declaration_no=declaration_no,
        guarantee_no=guarantee_no,
        amount_cny=owed_for(declaration_no=declaration_no),
        on=timezone.localdate(now),
        now=now,
    )
    declaration.note_guarantee(guarantee_no=number)
    announce(
        TaxSecured(
            declaration_no=declaration_no,
            bill_no=bill.bill_no,
            guarantee_no=number,
            secured_at=now,
        ),
        actor=by,
    )
    go_on_taxed(declaration=declaration, now=now)
    return declaration
