"""The terminal is told which box to bring to an inspection, and that it may take it away."""

import uuid
from datetime import datetime

from django.db import transaction

from clearance.manifests.models import ManifestContainer, TerminalMessage
from clearance.manifests.states import Fate, MessageKind
from customs_portal.journal.moves import told


@transaction.atomic
def tell_of_box(
    *, order_no: str, container_no: str, place_code: str, kind: MessageKind, now: datetime
) -> bool:
    """Queue one instruction; False when it stands already. Safe to repeat.

    ``now`` is when the house decided it: a record that was returned to its crew asks for the
    same box once more, and lets it go once more.

    The newest bill that names the box goes with it; a box that no manifest knows is told of by
    its number alone.
    """
    if TerminalMessage.objects.filter(order_no=order_no, kind=kind, queued_at__gte=now).exists():
        return False
    boxes = ManifestContainer.objects.filter(container_no=container_no, line__fate=Fate.STANDS)
    box = boxes.select_related("line").order_by("-pk").first()
    TerminalMessage.objects.create(
        message_no=uuid.uuid4(),
        line=box.line if box else None,
        order_no=order_no,
        place_code=place_code,
        kind=kind,
        container_no=container_no,
        reason=order_no,
        queued_at=now,
        next_try_at=now,
        move=told(at=now, reason=order_no),
    )
    return True
