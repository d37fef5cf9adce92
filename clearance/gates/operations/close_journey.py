"""An officer ends a journey that no position will end: the truck is known to be elsewhere."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.gates.models import Journey
from clearance.gates.operations.follow_journey import end_journey
from clearance.gates.operations.place_lock import SHORTEST_REASON
from clearance.gates.states import JOURNEY_FLOW, JourneyState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault, NotFound, NotPermitted


class ClosingNeedsReason(Fault):
    """Whoever closes a journey by hand says what is known of the truck."""

    code = "closing_needs_reason"
    sentence = gettext_noop("Say in at least ten characters why the journey is over.")
    remedy_sentence = gettext_noop("Write where the truck is and who has seen it there.")


@transaction.atomic
def close_journey(*, pass_no: str, reason: str, by: User, now: datetime) -> None:
    """Break the journey off; its disturbances end with it, the pass stays as it is.

    Raises ``NotPermitted``, ``NotFound``, ``ClosingNeedsReason``, ``IllegalMove``.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    why = " ".join(reason.split())[:300]
    if len(why) < SHORTEST_REASON:
        raise ClosingNeedsReason(field="reason")
    rows = Journey.objects.select_for_update(of=("self",)).select_related("gate_pass")
    journey = rows.filter(gate_pass__pass_no=pass_no).first()
    if journey is None:
        raise NotFound(field="pass_no")
    JOURNEY_FLOW.check(source=JourneyState(journey.state), target=JourneyState.BROKEN_OFF)
    end_journey(journey, how=JourneyState.BROKEN_OFF, at=now, by=by, reason=why)
