"""Rejecting what was stored and can never be judged (不受理): the receipt says E."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.declarations.events import DeclarationRejected
from clearance.declarations.models import Declaration
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.operations.review_declaration import require_reason
from clearance.declarations.states import REJECTABLE
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.manifests.operations.follow_goods import unbind_declaration
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotPermitted


class CannotReject(DomainError):
    """What was judged is decided otherwise."""

    code = "cannot_reject"
    sentence = gettext_noop("Only a declaration that was not judged yet can be rejected.")
    remedy_sentence = gettext_noop("Hold it, or return it for change.")


@transaction.atomic
def reject_declaration(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """For good: containers and guarantee are freed, and the bill may be declared anew.

    Raises ``NotPermitted``, ``CannotReject`` or a ``Fault`` for no reason.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    reason = require_reason(reason)
    if declaration.state not in REJECTABLE:
        raise CannotReject(field="state")
    declaration.reject(by=by, reason=reason, at=now)
    boxes = tuple(declaration.containers.order_by("pk").values_list("container_no", flat=True))
    declaration.containers.update(open=False)
    unbind_declaration(declaration_no=declaration_no)
    free_guarantee(declaration_no=declaration_no, now=now)
    announce(
        DeclarationRejected(
            declaration_no=declaration_no, container_nos=boxes, reason=reason, rejected_at=now
        ),
        actor=by,
    )
    return declaration
