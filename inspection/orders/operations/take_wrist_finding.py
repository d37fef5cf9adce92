"""A finding from a wrist: taken, or refused with a line in the journal."""

from datetime import datetime

from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from inspection.orders.events import FindingRefused
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.conclude_inspection import Finding, conclude_inspection
from inspection.orders.states import Outcome


@transaction.atomic
def take_wrist_finding(
    *,
    order_no: str,
    officer: str,
    outcome: str,
    note: str,
    picture_keys: tuple[str, ...],
    at: datetime,
    seal_before: str = "",
    seal_after: str = "",
) -> bool:
    """True when it stands; safe to repeat. A device cannot be asked again, so a refusal
    is journalled instead of raised."""
    try:
        with transaction.atomic():
            conclude_inspection(
                order_no=order_no,
                finding=Finding(
                    outcome=Outcome(outcome),
                    note=note,
                    picture_keys=picture_keys,
                    seal_before=seal_before,
                    seal_after=seal_after,
                ),
                officer=officer,
                now=at,
            )
    except (DomainError, ValueError) as error:
        rule = error.rule if isinstance(error, DomainError) else "unknown_outcome"
        announce(FindingRefused(order_no=order_no, officer=officer, rule=rule, refused_at=at))
        return False
    return True


@transaction.atomic
def take_wrist_answer(*, order_no: str, officer: str, at: datetime) -> bool:
    """ "On my way" from a wrist; True when it counted, journalled when it could not."""
    try:
        with transaction.atomic():
            accept_order(order_no=order_no, officer=officer, at=at)
    except DomainError as error:
        announce(FindingRefused(order_no=order_no, officer=officer, rule=error.rule, refused_at=at))
        return False
    return True
