"""What filing in one step now would bring, before anybody sends it."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.go_on_taxed import bill_one_step
from clearance.duties.queries import BillView, bill_of_declaration
from clearance.manifests.queries import line_of
from customs_portal.accounts.models import User


def foresee_one_step(*, full: FullDeclaration, by: User, now: datetime) -> BillView | None:
    """The bill of these answers, None where none is issued; nothing is kept.

    Filed, billed and taken back in one savepoint, so that the estimate cannot differ from the
    bill; without a manifest yet it is reckoned as if the goods came today. Raises whatever
    ``file_in_one_step`` raises.
    """
    with transaction.atomic():
        declaration = file_in_one_step(full=full, by=by, now=now)
        bill = bill_of_declaration(declaration_no=declaration.declaration_no)
        if bill is None:
            line = line_of(transport_document=declaration.transport_document)
            bill = bill_one_step(declaration=declaration, line=line, now=now)
        transaction.set_rollback(True)
    return bill
