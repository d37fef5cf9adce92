"""A line asks for a look into one box (布控查验)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError
from inspection.orders.events import InspectionOrdered
from inspection.orders.models import InspectionOrder, next_order_no
from inspection.orders.operations.call_box import call_box
from inspection.orders.operations.exclude_officer import exclude
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.operations.tell_firm import tell_firm
from inspection.orders.rules.methods import checked_method, scans
from inspection.orders.rules.unloading import plan_for
from inspection.orders.states import Instruction


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
    remedy_sentence = gettext_noop("Wait until that inspection has ended.")


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
    drawn_in: str = "",
    recheck_of: str = "",
    before_loading: bool = False,
    kept_out: tuple[tuple[User, str], ...] = (),
    enterprise_id: int | None = None,
) -> str:
    """Order the inspection and return its number; a repeat returns the open order's number.

    ``declared`` shows analyst and crew what should be inside: one mapping an item with the
    keys ``code``, ``name``, ``quantity``. ``by`` is the officer who asked, None for a rule;
    that officer will neither judge the scan nor open the box. ``drawn_in`` is the draw that chose
    the subject, ``recheck_of`` the order that is looked at again; a report
    about goods ``before_loading`` may be looked at again by lot; ``kept_out`` may not open it.
    ``enterprise_id`` is the firm whose goods they are: it is told that they are inspected.
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
                unloading=plan_for(method=method, declared=declared, reasons=reasons, on=on),
                drawn_in=drawn_in,
                recheck_of=recheck_of,
                before_loading=before_loading,
                ordered_by=by,
                ordered_at=now,
                move=told(
                    at=now, by=by, reason="; ".join(reasons), law="inspection.default_method"
                ),
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
            unloading=order.unloading["how"],
            depth=order.unloading["depth"],
        ),
        actor=by,
    )
    if enterprise_id is not None:
        tell_firm(order, enterprise_id=enterprise_id, now=now)
    for officer, why in kept_out:
        exclude(order, officer=officer, reason=why, by=None, now=now)
    if scans(method):
        call_box(order, instruction=Instruction.BY_SCAN, by=by, now=now)
    else:
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
