"""Random re-inspection: a lot may send another department to look again (随机复查复验)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty, posted_with
from customs_portal.journal.announce import announce
from customs_portal.registry.law import ask, whole_number
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.operations.note_pick import cast_look_lot, cast_recheck_lot
from inspection.orders.events import RecheckDrawn
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.order_inspection import order_inspection
from inspection.orders.operations.tell_firm import firm_told_of
from inspection.orders.states import Outcome

BY_HAND = "1"
_FIRST_CREW = gettext_noop("opened the box the first time")
_SAME_DEPARTMENT = gettext_noop("of the department of the first crew")


def look_again(order: InspectionOrder, /, *, outcome: Outcome, now: datetime) -> bool:
    """Whether the lot of this report falls below its rate: only before goods are loaded, and a
    second look has no third."""
    on = timezone.localdate(now)
    rate = int(ask("draw.recheck_permille", on=on).value[outcome])
    if order.recheck_of or not order.before_loading or not rate:
        return False
    return cast_recheck_lot(
        day=commit_draw_secret(day=on, now=now),
        reference=f"{order.subject_reference}/{order.container_no}",
        outcome=outcome,
        rate=rate,
    )


def waits_for_look(order: InspectionOrder, /, *, now: datetime) -> bool:
    """Whether the lot of this conclusion falls below the share that a supervisor looks at."""
    on = timezone.localdate(now)
    rate = int(ask("inspection.supervisor_look_permille", on=on).value.get(order.method[:1], 0))
    if not rate:
        return False
    return cast_look_lot(
        day=commit_draw_secret(day=on, now=now),
        reference=f"{order.order_no}/{version_of(order)}",
        method=order.method,
        rate=rate,
    )


def version_of(order: InspectionOrder, /) -> int:
    """Of the conclusion that stands or comes next: 1, and one more for each return."""
    return order.returns.count() + 1


def order_recheck(order: InspectionOrder, /, *, by: User, now: datetime) -> str:
    """A new order for the same box, opened by others: another department where there is one."""
    recheck_no = order_inspection(
        subject_kind=order.subject_kind,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        place_code=order.place_code,
        reasons=(f"Second look by lot after {order.order_no}",),
        method=BY_HAND + order.method[1:],
        declared=tuple(order.declared),
        recheck_of=order.order_no,
        kept_out=_kept_out(order, now=now),
        enterprise_id=firm_told_of(order),
        now=now,
    )
    announce(
        RecheckDrawn(
            order_no=order.order_no,
            recheck_no=recheck_no,
            subject_reference=order.subject_reference,
            container_no=order.container_no,
            drawn_at=now,
        ),
        actor=by,
    )
    return recheck_no


def _kept_out(order: InspectionOrder, *, now: datetime) -> tuple[tuple[User, str], ...]:
    """The first crew; and its departments, when others are enough for a crew."""
    standing = order.current_draw
    crew = [one.officer for one in standing.members.select_related("officer")] if standing else []
    kept_out = dict.fromkeys(crew, _FIRST_CREW)
    colleagues = posted_with({one.pk for one in crew}, at=now)
    on_duty = officers_on_duty(duty=Duty.INSPECT_GOODS, at=now)
    others = [one for one in on_duty if one.pk not in colleagues]
    size = whole_number("inspection.crew_size", at=now)
    if len(others) >= size:
        kept_out |= {
            one: _SAME_DEPARTMENT for one in on_duty if one.pk in colleagues and one not in kept_out
        }
    return tuple(kept_out.items())
