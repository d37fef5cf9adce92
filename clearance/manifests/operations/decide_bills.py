"""An officer's decisions on bills: the letters 01, 02, 03, 12 and 13."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clearance.manifests.events import BillsDecided
from clearance.manifests.models import ManifestLine
from clearance.manifests.operations.find_bills import (
    bills_to_decide,
    require_officer,
    require_reason,
)
from clearance.manifests.operations.tell_terminal import queue_messages
from clearance.manifests.states import BILL_FLOW, BillState, MessageKind
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import NotPermitted

OFFICERS_STATES = frozenset(
    {
        BillState.ACCEPTED,
        BillState.WAITING,
        BillState.REFUSED,
        BillState.LOADING_REFUSED,
        BillState.DISCHARGE_FORBIDDEN,
    }
)
STOPS = frozenset({BillState.LOADING_REFUSED, BillState.DISCHARGE_FORBIDDEN})


@transaction.atomic
def decide_bills(
    *,
    transport_documents: Sequence[str],
    state: BillState,
    reason: str,
    by: User,
    now: datetime,
) -> int:
    """Put bills into ``state``, all of them or none; 11 is given by the release alone.

    Raises ``NotPermitted``, ``Fault`` (reason, selection) or ``IllegalMove``.
    """
    require_officer(by)
    if state not in OFFICERS_STATES:
        raise NotPermitted
    said = require_reason(reason)
    lines = bills_to_decide(transport_documents=transport_documents)
    stopped = [line for line in lines if line.state in STOPS]
    for line in lines:
        BILL_FLOW.check(source=BillState(line.state), target=state)
    ManifestLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=state,
        state_reason=said,
        decided_by=by,
        decided_at=now,
        move=told(at=now, by=by, reason=said),
    )
    if state in STOPS:
        queue_messages(lines=lines, kind=MessageKind.STOP, reason=said, now=now)
    elif stopped:
        queue_messages(lines=stopped, kind=MessageKind.GO_ON, reason=said, now=now)
    announce(
        BillsDecided(
            transport_documents=tuple(line.transport_document for line in lines),
            state=state,
            reason=said,
            decided_at=now,
        ),
        actor=by,
    )
    return len(lines)
