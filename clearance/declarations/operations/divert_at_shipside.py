"""The ship-side split: a quay camera saw a container (船边分流)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from clearance.declarations.events import UndeclaredContainerSeen
from clearance.declarations.models import Declaration, DeclarationContainer, QuaySighting
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import Direction
from customs_portal.journal.announce import announce

SAME_LANDING = timedelta(hours=24)


@transaction.atomic
def divert_at_shipside(
    *, container_no: str, place_code: str, seen_at: datetime, now: datetime
) -> str:
    """Release the container, send it to the yard, or tell that nobody declared it.

    Returns the declaration's state, or "" when there is none. Safe to repeat: what was
    already decided for the container stays.
    """
    fresh = _note_sighting(container_no, place_code, seen_at)
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .filter(containers__container_no=container_no, containers__open=True)
        .first()
    )
    if declaration is None:
        if fresh:
            announce(
                UndeclaredContainerSeen(
                    container_no=container_no, place_code=place_code, seen_at=seen_at
                )
            )
        return ""
    if declaration.direction == Direction.EXPORT:  # it stands where the yard reported it
        return declaration.state
    DeclarationContainer.objects.filter(
        declaration=declaration, container_no=container_no, open=True, seen_at=None
    ).update(seen_at=seen_at, place_code=place_code)
    split_seen_containers(declaration=declaration, at_shipside=True, now=now)
    return declaration.state


def _note_sighting(container_no: str, place_code: str, seen_at: datetime) -> bool:
    """Remember where the box stands; True when this is a new landing."""
    known = QuaySighting.objects.select_for_update().filter(container_no=container_no).first()
    if known is None:
        try:
            with transaction.atomic():
                QuaySighting.objects.create(
                    container_no=container_no, place_code=place_code, seen_at=seen_at
                )
        except IntegrityError:  # a second camera was quicker
            return False
        return True
    fresh = seen_at - known.seen_at > SAME_LANDING
    if fresh:
        known.place_code, known.seen_at = place_code, seen_at
        known.save(update_fields=["place_code", "seen_at"])
    return fresh
