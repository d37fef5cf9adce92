"""What the handheld does when it hears news."""

from customs_portal.kit import clock
from inspection.handheld.events import PhotographKept
from inspection.handheld.operations.read_number import read_number


def read_kept_photograph(event: PhotographKept) -> None:
    """In the background: the device that sent it does not wait, and learns it when it asks."""
    if event.photograph_id:
        read_number(photograph_id=event.photograph_id, now=clock.now())
