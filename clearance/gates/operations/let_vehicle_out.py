"""The barrier has risen and the vehicle is gone: pass written off, container out of the port."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.operations.mark_left_port import mark_left_port
from clearance.declarations.queries import release_of
from clearance.gates.events import BarrierOpenedUnasked, ContainerLeftPort
from clearance.gates.models import GatePass, Passage
from clearance.gates.rules.passage import OUT
from clearance.gates.states import PassageState, PassState
from customs_portal.journal.announce import announce


@transaction.atomic
def let_vehicle_out(*, passage_no: str, place_code: str, moved_at: datetime, now: datetime) -> bool:
    """Write the passage and its pass off; True when this call did it. Safe to repeat.

    A barrier that rises for a passage nobody opened is announced as ``BarrierOpenedUnasked``.
    """
    passage = Passage.objects.select_for_update().filter(passage_no=passage_no).first()
    if passage is not None and passage.state == PassageState.PASSED:
        return False
    if passage is None or passage.state != PassageState.OPENED:
        announce(
            BarrierOpenedUnasked(passage_no=passage_no, place_code=place_code, moved_at=moved_at)
        )
        return False
    passage.go_through(at=moved_at)
    if passage.direction != OUT or not passage.container_no:
        return True
    gate_pass = (
        GatePass.objects.select_for_update()
        .filter(container_no=passage.container_no, state=PassState.APPROVED)
        .first()
    )
    if gate_pass is not None:
        gate_pass.write_off(at=moved_at)
        declaration_no = gate_pass.declaration_no
    else:  # an officer let it out without a pass
        release = release_of(container_no=passage.container_no)
        declaration_no = release.declaration_no if release is not None else ""
    if declaration_no:
        mark_left_port(
            declaration_no=declaration_no, container_no=passage.container_no, left_at=moved_at
        )
    announce(
        ContainerLeftPort(
            container_no=passage.container_no,
            declaration_no=declaration_no,
            pass_no=gate_pass.pass_no if gate_pass is not None else "",
            plate_no=passage.plate_no,
            left_at=moved_at,
        )
    )
    return True
