"""The inspection of a container is over: the declaration goes on, or the goods stay."""

from datetime import datetime

from django.db import transaction

from clearance.declarations.events import DeclarationDetained
from clearance.declarations.models import Declaration
from clearance.declarations.operations.split_containers import (
    SUBJECT_KIND,
    release_container,
    release_loose,
)
from clearance.declarations.states import DeclarationState
from customs_portal.journal.announce import announce
from inspection.orders.queries.returns import conclusion_stands, outcomes_told

FAULT = "FAULT"


@transaction.atomic
def resume_after_inspection(
    *,
    declaration_no: str,
    order_no: str,
    container_no: str,
    outcome: str,
    now: datetime,
    version: int = 0,
) -> str:
    """Release the container or detain the goods; safe to repeat. Returns the state.

    ``version`` of the conclusion: one that was returned since is no longer acted on.
    """
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .filter(declaration_no=declaration_no)
        .first()
    )
    if declaration is None:
        return ""
    container = declaration.containers.filter(
        order_no=order_no, container_no=container_no, released_at=None
    ).first()
    loose = not container_no and order_no == declaration.order_no
    if (container is None and not loose) or declaration.state != DeclarationState.IN_INSPECTION:
        return declaration.state
    if version and not conclusion_stands(order_no=order_no, version=version):
        return declaration.state
    if outcome == FAULT:
        declaration.detain(at=now)
        announce(
            DeclarationDetained(
                declaration_no=declaration_no,
                container_no=container_no,
                order_no=order_no,
                detained_at=now,
            )
        )
    elif container is None:
        release_loose(declaration=declaration, now=now)
    else:
        release_container(declaration=declaration, container=container, at_shipside=False, now=now)
        _release_others(declaration, now=now)
    return declaration.state


def _release_others(declaration: Declaration, /, *, now: datetime) -> None:
    """Boxes that were found clear while a fault, returned since, detained the declaration."""
    told = outcomes_told(subject_kind=SUBJECT_KIND, subject_reference=declaration.declaration_no)
    clear = [order_no for order_no, outcome in told.items() if outcome != FAULT]
    waiting = declaration.containers.filter(order_no__in=clear, released_at=None)
    for container in waiting.order_by("pk"):
        if declaration.state == DeclarationState.IN_INSPECTION:
            release_container(
                declaration=declaration, container=container, at_shipside=False, now=now
            )
