"""Background doors of the gates wing."""

from celery import shared_task

from clearance.gates.operations.expire_gate_passes import expire_gate_passes
from clearance.gates.operations.follow_journey import watch_journeys
from clearance.gates.operations.follow_safety_lock import watch_safety_locks
from clearance.gates.operations.place_lock import expire_locks
from customs_portal.kit import clock


@shared_task
def expire_passes(**_: object) -> None:
    """Passes that were not used in time, and locks whose time is over."""
    now = clock.now()
    expire_gate_passes(now=now)
    expire_locks(now=now)


@shared_task
def mind_journeys(**_: object) -> None:
    """Trucks on the road that are silent or late, and smart locks that are silent."""
    now = clock.now()
    watch_journeys(now=now)
    watch_safety_locks(now=now)
