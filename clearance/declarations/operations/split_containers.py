"""Applying the release decision to containers that stand at the ship side (船边分流)."""

from datetime import date, datetime

from django.utils import timezone

from clearance.declarations.events import (
    ContainerControlled,
    ReleasedForLoading,
    ReleasedForPickup,
)
from clearance.declarations.models import Declaration, DeclarationContainer
from clearance.declarations.operations.close_whole import close_when_done
from clearance.declarations.states import DeclarationState, Direction, Procedure
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.queries import line_of
from customs_portal.journal.announce import announce
from customs_portal.registry import law
from inspection.orders.operations.order_inspection import order_inspection
from risk.assessments.queries import AssessmentView, assessment_of

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
    if declaration.procedure == Procedure.ONE_STEP and not declaration.container_count:
        _split_loose(declaration, now=now)
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
    _tell_release(declaration, container.container_no, at_shipside=at_shipside, now=now)
    if not declaration.containers.filter(released_at=None).exists():
        declaration.release(at=now)


def release_loose(*, declaration: Declaration, now: datetime) -> None:
    """Goods that travel in no container are released whole, unless their bill is kept back."""
    if not release_goods(
        transport_document=declaration.transport_document, container_no="", now=now
    ):
        return
    _tell_release(declaration, "", at_shipside=False, now=now)
    declaration.release(at=now)
    close_when_done(declaration=declaration, now=now)


def _split_loose(declaration: Declaration, *, now: datetime) -> None:
    """Goods without containers, once their transport is here or they stand in the yard."""
    line = line_of(transport_document=declaration.transport_document)
    if line is None or (line.yard_at if line.is_export else line.arrived_at) is None:
        return
    if declaration.state == DeclarationState.CLEARED_TO_LEAVE:
        release_loose(declaration=declaration, now=now)
    elif declaration.state == DeclarationState.HELD:
        order_no = _order(declaration, container_no="", place_code=line.place_code, now=now)
        declaration.inspect(order_no=order_no, at=now)
        _tell_control(declaration, container_no="", order_no=order_no, now=now)


def _tell_release(
    declaration: Declaration, container_no: str, *, at_shipside: bool, now: datetime
) -> None:
    if declaration.direction == Direction.EXPORT:
        announce(
            ReleasedForLoading(
                declaration_no=declaration.declaration_no,
                container_no=container_no,
                accepted_at=declaration.accepted_at,
                released_at=now,
            )
        )
        return
    announce(
        ReleasedForPickup(
            declaration_no=declaration.declaration_no,
            container_no=container_no,
            at_shipside=at_shipside,
            accepted_at=declaration.accepted_at,
            released_at=now,
        )
    )


def _control(declaration: Declaration, container: DeclarationContainer, *, now: datetime) -> None:
    container.order_no = _order(
        declaration,
        container_no=container.container_no,
        place_code=container.place_code,
        now=now,
    )
    container.save(update_fields=["order_no"])
    if declaration.state == DeclarationState.HELD:
        declaration.inspect(order_no=container.order_no, at=now)
    _tell_control(
        declaration, container_no=container.container_no, order_no=container.order_no, now=now
    )


def _order(declaration: Declaration, *, container_no: str, place_code: str, now: datetime) -> str:
    judged = assessment_of(subject_reference=declaration.declaration_no)
    return order_inspection(
        method=method_of(judged, on=timezone.localdate(now)),
        subject_kind=SUBJECT_KIND,
        subject_reference=declaration.declaration_no,
        container_no=container_no,
        place_code=place_code,
        reasons=_reasons(declaration, judged),
        declared=_declared(declaration),
        before_loading=declaration.direction == Direction.EXPORT,
        enterprise_id=declaration.enterprise_id,
        now=now,
    )


def _tell_control(
    declaration: Declaration, *, container_no: str, order_no: str, now: datetime
) -> None:
    announce(
        ContainerControlled(
            declaration_no=declaration.declaration_no,
            container_no=container_no,
            order_no=order_no,
            controlled_at=now,
        )
    )


def method_of(judged: AssessmentView | None, *, on: date) -> str:
    """How the box is looked into: by the channel of its judgement, "" for the usual way."""
    if judged is None or not judged.controlled:
        return ""
    return str(law.ask("risk.method_by_channel", on=on).value.get(judged.channel, ""))


def _reasons(declaration: Declaration, judged: AssessmentView | None) -> tuple[str, ...]:
    """The rules that applied, and what an officer wrote who held it by hand."""
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
