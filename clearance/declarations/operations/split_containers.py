"""Applying the release decision to containers that stand at the ship side (船边分流)."""

from datetime import datetime

from clearance.declarations.events import ContainerControlled, ReleasedForPickup
from clearance.declarations.models import Declaration, DeclarationContainer
from clearance.declarations.states import DeclarationState
from clearance.manifests.operations.follow_goods import release_goods
from customs_portal.journal.announce import announce
from inspection.orders.operations.order_inspection import order_inspection
from risk.assessments.queries import assessment_of

SUBJECT_KIND = "declaration"


def split_seen_containers(
    *, declaration: Declaration, now: datetime, at_shipside: bool = False
) -> None:
    """Release or control every container that was seen and not yet dealt with.

    Within the caller's transaction, which holds the declaration's row; safe to repeat.
    """
    state = declaration.state
    if state not in {
        DeclarationState.CLEARED_TO_LEAVE,
        DeclarationState.HELD,
        DeclarationState.IN_INSPECTION,
    }:
        return
    waiting = declaration.containers.filter(
        seen_at__isnull=False, released_at=None, order_no="", open=True
    ).order_by("pk")
    for container in waiting:
        if state == DeclarationState.CLEARED_TO_LEAVE:
            release_container(
                declaration=declaration, container=container, at_shipside=at_shipside, now=now
            )
        else:
            _control(declaration, container, now=now)


def release_container(
    *,
    declaration: Declaration,
    container: DeclarationContainer,
    at_shipside: bool,
    now: datetime,
) -> None:
    """The container may be picked up; with its last container the declaration is released.

    A manifest line that is locked or stopped keeps the container where it is; the manifest's
    news brings the release back here.
    """
    if not release_goods(
        transport_document=declaration.transport_document,
        container_no=container.container_no,
        now=now,
    ):
        return
    container.released_at = now
    container.save(update_fields=["released_at"])
    announce(
        ReleasedForPickup(
            declaration_no=declaration.declaration_no,
            container_no=container.container_no,
            at_shipside=at_shipside,
            accepted_at=declaration.accepted_at,
            released_at=now,
        )
    )
    if not declaration.containers.filter(released_at=None).exists():
        declaration.release(at=now)


def _control(declaration: Declaration, container: DeclarationContainer, *, now: datetime) -> None:
    container.order_no = order_inspection(
        subject_kind=SUBJECT_KIND,
        subject_reference=declaration.declaration_no,
        container_no=container.container_no,
        place_code=container.place_code,
        reasons=_reasons(declaration),
        declared=_declared(declaration),
        now=now,
    )
    container.save(update_fields=["order_no"])
    if declaration.state == DeclarationState.HELD:
        declaration.inspect(order_no=container.order_no)
    announce(
        ContainerControlled(
            declaration_no=declaration.declaration_no,
            container_no=container.container_no,
            order_no=container.order_no,
            controlled_at=now,
        )
    )


def _reasons(declaration: Declaration) -> tuple[str, ...]:
    """The rules that applied, and what an officer wrote who held it by hand."""
    judged = assessment_of(subject_reference=declaration.declaration_no)
    rules = tuple(hit.rule for hit in judged.hits) if judged is not None else ()
    return (*rules, declaration.hold_reason) if declaration.hold_reason else rules


def _declared(declaration: Declaration) -> tuple[dict[str, str], ...]:
    """What the summary says is inside, for the eyes of analyst and crew."""
    return tuple(
        {
            "code": item.hs_code,
            "name": item.name,
            "quantity": f"{item.quantity.normalize():f} {item.unit}".strip()
            if item.quantity is not None
            else "",
        }
        for item in declaration.items.filter(step=1).order_by("position")
    )
