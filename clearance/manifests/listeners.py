"""What the manifests wing does when it hears news: the terminal is told of inspections."""

from clearance.manifests.operations.tell_of_box import tell_of_box
from clearance.manifests.states import MessageKind
from inspection.orders.events import BoxCalled, BoxFreed
from inspection.orders.queries.box import box_of

_KIND_OF = {"A": MessageKind.INSPECT_BY_PEOPLE, "B": MessageKind.INSPECT_BY_SCAN}


def call_for_box(event: BoxCalled) -> None:
    """Unless the box has come since, or is called to another place: a suspicion without an order,
    for example, is about a box that was scanned already."""
    box = box_of(order_no=event.order_no)
    if box is not None and (box.state != "ASKED" or box.instruction != event.instruction):
        return
    tell_of_box(
        order_no=event.order_no,
        container_no=event.container_no,
        place_code=event.place_code,
        kind=_KIND_OF[event.instruction],
        now=event.called_at,
    )


def let_box_go(event: BoxFreed) -> None:
    """Unless it was called again since, because its record was returned to the crew."""
    box = box_of(order_no=event.order_no)
    if box is not None and box.ended_at != event.freed_at:
        return
    tell_of_box(
        order_no=event.order_no,
        container_no=event.container_no,
        place_code=event.place_code,
        kind=MessageKind.INSPECTION_OVER,
        now=event.freed_at,
    )
