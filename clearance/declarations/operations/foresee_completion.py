"""What filing step two now would bring, before anybody sends it."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.facts import Completion
from clearance.declarations.operations.file_complete import file_complete
from clearance.duties.queries import BillView
from customs_portal.accounts.models import User


def foresee_completion(
    *, declaration_no: str, completion: Completion, by: User, now: datetime
) -> BillView:
    """The bill that filing would issue, with every line of its calculation; nothing is kept.

    Filed and taken back in one savepoint, so that the estimate cannot differ from the bill.
    Raises whatever ``file_complete`` raises.
    """
    with transaction.atomic():
        _declaration, bill = file_complete(
            declaration_no=declaration_no, completion=completion, by=by, now=now
        )
        transaction.set_rollback(True)
    return bill
