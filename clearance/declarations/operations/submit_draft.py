"""The form is sent: the draft's answers become a declaration, in one transaction."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.facts import FullDeclaration, Summary
from clearance.declarations.models import Declaration
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.declarations.operations.keep_draft import close_draft, lock_draft
from clearance.declarations.operations.submit_summary import submit_summary
from customs_portal.accounts.models import User


@transaction.atomic
def submit_draft(*, draft_no: str, summary: Summary, by: User, now: datetime) -> Declaration:
    """Submit once; the draft is closed with it. A second submit finds no draft (``NotFound``)."""
    draft = lock_draft(draft_no=draft_no, by=by)
    declaration = submit_summary(summary=summary, by=by, now=now)
    close_draft(draft=draft, declaration=declaration)
    return declaration


@transaction.atomic
def submit_full_draft(
    *, draft_no: str, full: FullDeclaration, by: User, now: datetime
) -> Declaration:
    """The same for a draft of a declaration in one step."""
    draft = lock_draft(draft_no=draft_no, by=by)
    declaration = file_in_one_step(full=full, by=by, now=now)
    close_draft(draft=draft, declaration=declaration)
    return declaration
