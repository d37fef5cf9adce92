"""Taking a declaration back, once an officer has agreed."""

from datetime import date, datetime

from django.utils.translation import gettext_noop

from clearance.declarations.events import DeclarationWithdrawn
from clearance.declarations.models import Declaration
from clearance.declarations.states import DECLARATION_FLOW, DeclarationState
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.operations.rebill_tax import cancel_bills, refuse_unsettled
from clearance.manifests.operations.follow_goods import unbind_declaration
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from customs_portal.registry import law


class TooLateToWithdraw(DomainError):
    """The goods were released, held or seen at the quay."""

    code = "too_late_to_withdraw"
    sentence = gettext_noop("This declaration can no longer be withdrawn.")
    remedy_sentence = gettext_noop(
        "Held and released goods stay declared. Ask the office of acceptance for an amendment."
    )


def refuse_late_withdrawal(*, declaration: Declaration, on: date) -> None:
    """Raises ``TooLateToWithdraw`` by the law of ``on``, and what ``refuse_unsettled`` raises."""
    released = declaration.containers.filter(released_at__isnull=False).exists()
    if released or not DECLARATION_FLOW.allows(
        source=DeclarationState(declaration.state), target=DeclarationState.WITHDRAWN
    ):
        rule = law.ask("amendment.closed_states", on=on)
        raise TooLateToWithdraw(field="state", law=rule.source)
    if declaration.bill_no:
        refuse_unsettled(declaration_no=declaration.declaration_no)


def withdraw_declaration(*, declaration: Declaration, by: User, reason: str, now: datetime) -> None:
    """Free containers and guarantee and cancel the bill; what was paid is proposed for refund.

    Within the caller's transaction that holds the row.
    """
    declaration.withdraw(at=now, by=by, reason=reason)
    declaration.containers.update(open=False)
    unbind_declaration(declaration_no=declaration.declaration_no)
    free_guarantee(declaration_no=declaration.declaration_no, now=now)
    if declaration.bill_no:
        cancel_bills(declaration_no=declaration.declaration_no, by=by, reason=reason, now=now)
    announce(
        DeclarationWithdrawn(
            declaration_no=declaration.declaration_no,
            container_nos=tuple(
                declaration.containers.order_by("pk").values_list("container_no", flat=True)
            ),
            withdrawn_at=now,
        ),
        actor=by,
    )
