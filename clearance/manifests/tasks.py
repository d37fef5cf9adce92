"""Background doors of the manifests wing."""

from celery import shared_task

from clearance.manifests.operations.lock_bills import expire_locks
from clearance.manifests.operations.tell_terminal import send_messages
from customs_portal.kit import clock


@shared_task
def send_terminal_messages(**_: object) -> None:
    """What the terminal has not taken yet, when its next try is due."""
    send_messages(now=clock.now())


@shared_task
def end_expired_locks(**_: object) -> None:
    """Locks whose time has run out stop nothing any more, and the journal says so."""
    expire_locks(now=clock.now())
