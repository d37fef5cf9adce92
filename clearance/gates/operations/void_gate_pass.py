"""Taking back a gate pass that will not be used: an application is deleted, a pass void."""

from datetime import datetime

from django.db import transaction

from clearance.gates.events import GatePassVoided
from clearance.gates.models import GatePass
from clearance.gates.states import PassState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import NotFound, NotPermitted


@transaction.atomic
def void_gate_pass(*, pass_no: str, by: User, now: datetime) -> None:
    """Take back an open pass of the person's enterprise.

    Raises ``NotPermitted``, ``NotFound``, ``IllegalMove`` when it was used or ended already.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise_id is None:
        raise NotPermitted
    gate_pass = (
        GatePass.objects.select_for_update()
        .filter(pass_no=pass_no, enterprise_id=by.enterprise_id)
        .first()
    )
    if gate_pass is None:
        raise NotFound(field="pass_no")
    if gate_pass.state == PassState.APPLIED:
        gate_pass.delete_application(at=now, by=by)
    else:
        gate_pass.void(at=now, by=by)
    announce(
        GatePassVoided(
            pass_no=gate_pass.pass_no,
            plate_no=gate_pass.plate_no,
            container_no=gate_pass.container_no,
            voided_at=now,
        ),
        actor=by,
    )
