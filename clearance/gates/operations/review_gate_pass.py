"""A gate officer looks at an application that the house does not approve by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.gates.events import GatePassVoided
from clearance.gates.models import GatePass
from clearance.gates.operations.apply_gate_pass import approve
from clearance.gates.states import PASS_FLOW, PassState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, NotFound, NotPermitted

SHORTEST_REASON = 10


class RefusalNeedsReason(Fault):
    """Who applied must be able to do better next time."""

    code = "refusal_needs_reason"
    sentence = gettext_noop("Say in at least ten characters why the pass is refused.")
    remedy_sentence = gettext_noop("Write what is missing or wrong.")


@transaction.atomic
def review_gate_pass(*, pass_no: str, approved: bool, reason: str, by: User, now: datetime) -> None:
    """Approve the application, or refuse it with a reason; a refused one is void.

    Raises ``NotPermitted``, ``NotFound``, ``RefusalNeedsReason``, ``IllegalMove``.
    """
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    reason = " ".join(reason.split())[:300]
    if not approved and len(reason) < SHORTEST_REASON:
        raise RefusalNeedsReason(field="reason")
    gate_pass = GatePass.objects.select_for_update().filter(pass_no=pass_no).first()
    if gate_pass is None:
        raise NotFound(field="pass_no")
    target = PassState.APPROVED if approved else PassState.VOID
    if gate_pass.state != PassState.APPLIED:
        PASS_FLOW.check(source=PassState(gate_pass.state), target=PassState.APPLIED)
    PASS_FLOW.check(source=PassState(gate_pass.state), target=target)
    gate_pass.review(officer=by, reason=reason)
    if approved:
        approve(gate_pass=gate_pass, by=by, now=now)
        return
    gate_pass.void(at=now, by=by, reason=reason)
    announce(
        GatePassVoided(
            pass_no=gate_pass.pass_no,
            plate_no=gate_pass.plate_no,
            container_no=gate_pass.container_no,
            voided_at=now,
        ),
        actor=by,
    )
