"""A container went out through the gate."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.models import Declaration, QuaySighting
from clearance.declarations.operations.close_whole import close_when_done
from clearance.manifests.operations.follow_goods import note_left


@transaction.atomic
def mark_left_port(*, declaration_no: str, container_no: str, left_at: datetime) -> bool:
    """Note that the released container has left; True when this call noted it.

    Safe to repeat. With its last container the declaration is picked up; one in one step whose
    tax is settled is closed.
    """
    declaration = (
        Declaration.objects.select_for_update().filter(declaration_no=declaration_no).first()
    )
    if declaration is None:
        return False
    left = declaration.containers.filter(
        container_no=container_no, open=True, released_at__isnull=False
    ).update(left_at=left_at, open=False)
    if not left:
        return False
    note_left(
        transport_document=declaration.transport_document,
        container_no=container_no,
        left_at=left_at,
    )
    QuaySighting.objects.filter(container_no=container_no).delete()
    if not declaration.containers.filter(left_at=None).exists():
        declaration.picked_up_at = left_at
        declaration.save(update_fields=["picked_up_at"])
        close_when_done(declaration=declaration, now=left_at)
    return True
