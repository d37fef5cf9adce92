"""Conflict of interest, logged before the draw (回避)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from inspection.orders.events import OfficerExcluded
from inspection.orders.models import Exclusion, InspectionOrder


class CrewAlreadyDrawn(DomainError):
    """An exclusion after the draw would be a choice, not chance."""

    code = "crew_already_drawn"
    sentence = gettext_noop("The crew of this order has been drawn already.")
    remedy_sentence = gettext_noop("Ask for another draw and give the reason.")


class ExclusionNeedsReason(DomainError):
    """The reason is what the auditor reads."""

    code = "exclusion_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say why this officer must not inspect this box.")
    remedy_sentence = gettext_noop("Give the reason in a few words.")


@transaction.atomic
def exclude_officer(*, order_no: str, officer: str, reason: str, by: User, now: datetime) -> None:
    """A dispatcher excludes anyone, an inspector only himself; only before the first draw."""
    if not by.holds(Duty.DISPATCH_INSPECTION) and by.username != officer:
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    if not reason.strip():
        raise ExclusionNeedsReason(field="reason")
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.current_draw is not None or order.drawn_in:
        raise CrewAlreadyDrawn(order_no=order_no)
    person = User.objects.filter(username=officer, enterprise=None).first()
    if person is None:
        raise NotFound(field="officer", officer=officer)
    exclude(order, officer=person, reason=reason.strip(), by=by, now=now)


def exclude(
    order: InspectionOrder, /, *, officer: User, reason: str, by: User | None, now: datetime
) -> None:
    """Log it once; the caller holds the order."""
    _, is_new = Exclusion.objects.get_or_create(
        order=order,
        officer=officer,
        defaults={"reason": reason, "logged_by": by, "logged_at": now},
    )
    if is_new:
        announce(
            OfficerExcluded(
                order_no=order.order_no,
                officer=officer.username,
                reason=reason,
                excluded_at=now,
            ),
            actor=by,
        )
