"""A line asks for a look into one box (布控查验)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from inspection.orders.events import InspectionOrdered
from inspection.orders.models import InspectionOrder, next_order_no
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.rules.methods import checked_method, scans


class ReasonMissing(DomainError):
    """Nobody may be inspected without a named reason."""

    code = "reason_missing"
    http_status = 422
    sentence = gettext_noop("An inspection order must say why.")
    remedy_sentence = gettext_noop("Name at least one reason, for example the rule that hit.")


class ContainerUnderInspection(DomainError):
    """The box is already being inspected for something else."""

    code = "container_under_inspection"
    sentence = gettext_noop("This container is already under inspection for another reference.")
    remedy_sentence = gettext_noop("Wait for that inspection or have it cancelled first.")


@transaction.atomic
def order_inspection(
    *,
    subject_kind: str,
    subject_reference: str,
    container_no: str,
    place_code: str,
    reasons: tuple[str, ...],
    now: datetime,
    method: str = "",
    declared: tuple[Mapping[str, str], ...] = (),
    by: User | None = None,
) -> str:
    """Order the inspection and return its number; a repeat returns the open order's number.

    ``declared`` shows analyst and crew what should be inside: one mapping an item with the
    keys ``code``, ``name``, ``quantity``. ``by`` is the officer who asked, None for a rule;
    that officer will neither judge the scan nor open the box.
    """
    if not reasons:
        raise ReasonMissing(field="reasons")
    on = timezone.localdate(now)
    method = checked_method(method=method, on=on)
    try:
        with transaction.atomic():
            order = InspectionOrder.objects.create(
                order_no=next_order_no(on=on),
                subject_kind=subject_kind,
                subject_reference=subject_reference,
                container_no=container_no,
                place_code=place_code,
                method=method,
                reasons=list(reasons),
                declared=[dict(item) for item in declared],
                ordered_by=by,
                ordered_at=now,
            )
    except IntegrityError:
        return _already_ordered(subject_kind, subject_reference, container_no)
    announce(
        InspectionOrdered(
            order_no=order.order_no,
            subject_kind=subject_kind,
            subject_reference=subject_reference,
            container_no=container_no,
            method=method,
            place_code=place_code,
            reasons=reasons,
            ordered_at=now,
        ),
        actor=by,
    )
    if not scans(method):
        send_to_opening(order_no=order.order_no, reason="; ".join(reasons), beacon="", now=now)
    return order.order_no


def _already_ordered(subject_kind: str, subject_reference: str, container_no: str) -> str:
    same_box = InspectionOrder.objects.open().filter(container_no=container_no)
    if not container_no:
        same_box = same_box.filter(subject_kind=subject_kind, subject_reference=subject_reference)
    order = same_box.get()
    if (order.subject_kind, order.subject_reference) != (subject_kind, subject_reference):
        raise ContainerUnderInspection(field="container_no", order_no=order.order_no)
    return order.order_no
