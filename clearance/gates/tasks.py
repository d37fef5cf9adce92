"""Background doors of the gates wing."""

from celery import shared_task

from clearance.gates.operations.expire_gate_passes import expire_gate_passes
from customs_portal.kit import clock


@shared_task
def expire_passes(**_: object) -> None:
    expire_gate_passes(now=clock.now())
