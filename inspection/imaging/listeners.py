"""What the imaging wing does when it hears news."""

from customs_portal.journal.events import Event
from customs_portal.journal.subscriptions import only_when
from customs_portal.kit import clock, live
from hardware_adapters.events import ContainerImaged
from inspection.imaging.events import BENCH
from inspection.imaging.operations.note_outcome import note_outcome
from inspection.imaging.operations.queue_review import queue_review
from inspection.orders.events import InspectionConcluded


def queue_scan(event: ContainerImaged) -> None:
    queue_review(
        scan_no=event.scan_no,
        container_no=event.container_no,
        image_key=event.image_key,
        device_code=event.device_code,
        place_code=event.place_code,
        taken_at=event.taken_at,
        now=clock.now(),
    )


def check_scan_is_queued(event: ContainerImaged) -> None:
    """The background check: whatever the first attempt missed is done now."""
    queue_scan(event)


def tell_bench(event: Event) -> None:
    """The sockets of the bench look again."""
    live.hint(BENCH)


@only_when(lambda event: not event.by_image)
def note_opened_box(event: InspectionConcluded) -> None:
    note_outcome(
        order_no=event.order_no,
        outcome=event.outcome,
        by_image=event.by_image,
        concluded_at=event.concluded_at,
    )
