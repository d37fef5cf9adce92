"""Passes that were not used in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from clearance.gates.models import GatePass
from clearance.gates.states import PassState


@transaction.atomic
def expire_gate_passes(*, now: datetime, limit: int = 500) -> int:
    """Close approved passes whose time is over; returns how many; safe to repeat."""
    late = list(
        GatePass.objects.select_for_update(skip_locked=True)
        .filter(state=PassState.APPROVED, valid_until__lt=now)
        .order_by("valid_until")[:limit]
    )
    for gate_pass in late:
        gate_pass.expire(at=now)
    return len(late)


def expire_passes_of(*, container_no: str, plate_no: str, now: datetime) -> None:
    """Make room for a new pass of this container, or of this truck without one.

    Called inside a transaction.
    """
    same = Q(container_no=container_no)
    if not container_no:
        same = Q(container_no="", plate_no=plate_no)
    late = GatePass.objects.select_for_update().filter(
        same, state=PassState.APPROVED, valid_until__lt=now
    )
    for gate_pass in late:
        gate_pass.expire(at=now)
