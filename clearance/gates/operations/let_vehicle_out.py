"""The barrier has risen and the vehicle is gone: pass and documents written off."""

import logging
from datetime import datetime

from django.db import transaction

from clearance.declarations.operations.mark_left_port import mark_left_port
from clearance.declarations.queries import release_of
from clearance.gates.events import (
    BarrierOpenedUnasked,
    ContainerLeftPort,
    UnreleasedBoxLeft,
    VehiclePassed,
)
from clearance.gates.models import GatePass, Passage
from clearance.gates.operations.follow_journey import start_journey
from clearance.gates.operations.gather_facts import pass_for
from clearance.gates.operations.keep_ledger import write_off
from clearance.gates.operations.order_safety_lock import order_at_gate
from clearance.gates.operations.push_tokens import withdraw_token
from clearance.gates.operations.queue_trucks import end_turn
from clearance.gates.rules.passage import OUT
from clearance.gates.states import PassageState, PassState
from customs_portal.journal.announce import announce
from hardware_adapters.controls import seals
from hardware_adapters.ports import NoSuchDevice

log = logging.getLogger(__name__)


@transaction.atomic
def let_vehicle_out(*, passage_no: str, place_code: str, moved_at: datetime, now: datetime) -> bool:
    """Write the passage and its pass off; True when this call did it. Safe to repeat.

    A barrier that rises for a passage nobody opened is announced as ``BarrierOpenedUnasked``,
    and a box that was not released and stood before it as ``UnreleasedBoxLeft``.
    """
    rows = Passage.objects.select_for_update(of=("self",))
    passage = rows.filter(passage_no=passage_no).first()
    if passage is not None and passage.state == PassageState.PASSED:
        return False
    if passage is None or passage.state != PassageState.OPENED:
        announce(
            BarrierOpenedUnasked(passage_no=passage_no, place_code=place_code, moved_at=moved_at)
        )
        if passage is not None:
            tell_unreleased(passage=passage, moved_at=moved_at)
        return False
    passage.go_through(at=moved_at)
    write_off_pass(passage=passage, moved_at=moved_at, now=now)
    return True


def write_off_pass(*, passage: Passage, moved_at: datetime, now: datetime) -> None:
    """Pass, ledgers and container of a vehicle that has passed. Called inside a transaction."""
    gate_pass = pass_for(passage=passage, held=True)
    pass_no = gate_pass.pass_no if gate_pass is not None else ""
    if gate_pass is not None:
        _work_seal(gate_pass, passage)
        gate_pass.write_off(at=moved_at)
        write_off(gate_pass=gate_pass, passage_no=passage.passage_no, now=now)
        withdraw_token(pass_no=pass_no, why="USED", now=now)
        start_journey(gate_pass=gate_pass, at=moved_at)
        order_at_gate(gate_pass=gate_pass, passage_no=passage.passage_no, now=now)
    end_turn(plate_no=passage.plate_no, pass_no=pass_no, how="DONE", now=moved_at)
    if passage.direction != OUT or not passage.container_no:
        announce(
            VehiclePassed(
                passage_no=passage.passage_no,
                place_code=passage.place_code,
                direction=passage.direction,
                plate_no=passage.plate_no,
                pass_no=pass_no,
                passed_at=moved_at,
            )
        )
        return
    tell_unreleased(passage=passage, moved_at=moved_at)
    if gate_pass is not None:
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
            pass_no=pass_no,
            plate_no=passage.plate_no,
            left_at=moved_at,
        )
    )


def tell_unreleased(*, passage: Passage, moved_at: datetime) -> bool:
    """Announce a box outside that may not be there; True when it is one."""
    if passage.direction != OUT or not passage.container_no:
        return False
    release = release_of(container_no=passage.container_no)
    if release is None or release.released:
        return False
    announce(
        UnreleasedBoxLeft(
            container_no=passage.container_no,
            passage_no=passage.passage_no,
            place_code=passage.place_code,
            plate_no=passage.plate_no,
            left_at=moved_at,
        )
    )
    return True


def _work_seal(gate_pass: GatePass, passage: Passage) -> None:
    """Of a pass through two gates the first locks the seal and the second unlocks it."""
    if not gate_pass.two_gates or not gate_pass.seal_no:
        return
    act = seals.unlock_seal if gate_pass.state == PassState.PASSED_FIRST else seals.lock_seal
    try:
        act(
            place_code=passage.place_code,
            passage_no=passage.passage_no,
            seal_no=gate_pass.seal_no,
        )
    except NoSuchDevice:
        log.warning("lane %s reaches no seals", passage.place_code)
