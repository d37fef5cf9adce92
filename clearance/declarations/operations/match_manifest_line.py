"""An early filing meets its manifest line."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from clearance.declarations.events import DeclarationHeld
from clearance.declarations.models import Declaration
from clearance.declarations.operations.compare_manifest import mismatches_of
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.split_containers import (
    release_container,
    release_loose,
    split_seen_containers,
)
from clearance.declarations.rules.periods import last_moment
from clearance.declarations.states import UNDECIDED, DeclarationState, Procedure
from clearance.manifests.queries import ManifestLineView, documents_on, documents_under, line_of
from customs_portal.journal.announce import announce
from customs_portal.registry import law
from inspection.orders.queries import order_of
from inspection.orders.states import OrderState

LOOKED_AT_AGAIN = (
    DeclarationState.AWAITING_MANIFEST,
    DeclarationState.AWAITING_ARRIVAL,
    DeclarationState.MISMATCHED,
    DeclarationState.CLEARED_TO_LEAVE,
    DeclarationState.IN_INSPECTION,
)


@transaction.atomic
def match_manifest_line(*, transport_document: str, now: datetime) -> str:
    """Decide on the declaration that waits for this bill of lading; "" when none waits."""
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(transport_document=transport_document, state=DeclarationState.AWAITING_MANIFEST)
        .first()
    )
    if declaration is None:
        return ""
    line = line_of(transport_document=transport_document)
    if line is not None:
        decide_release(declaration=declaration, line=line, now=now)
        split_seen_containers(declaration=declaration, now=now)
    return declaration.state


def match_waiting(*, transport_documents: Sequence[str], now: datetime) -> int:
    """Decide on every declaration that waits for one of these bills; returns how many waited."""
    waiting = Declaration.objects.filter(
        transport_document__in=transport_documents, state=DeclarationState.AWAITING_MANIFEST
    )
    documents = list(waiting.order_by("pk").values_list("transport_document", flat=True))
    for transport_document in documents:
        match_manifest_line(transport_document=transport_document, now=now)
    return len(documents)


def look_at_bills_again(*, transport_documents: Sequence[str], now: datetime) -> int:
    """Bills were changed, decided or unlocked: compare again, release what was kept back.

    Safe to repeat; returns how many declarations were looked at.
    """
    declared = Declaration.objects.filter(
        transport_document__in=documents_under(transport_documents=transport_documents),
        state__in=LOOKED_AT_AGAIN,
    )
    numbers = list(declared.order_by("pk").values_list("declaration_no", flat=True))
    for declaration_no in numbers:
        _look_again(declaration_no, now=now)
    return len(numbers)


@transaction.atomic
def _look_again(declaration_no: str, *, now: datetime) -> None:
    declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .get(declaration_no=declaration_no)
    )
    line = line_of(transport_document=declaration.transport_document)
    state = declaration.state
    if line is not None and state in UNDECIDED:
        decide_release(declaration=declaration, line=line, now=now)
    elif line is not None and state == DeclarationState.CLEARED_TO_LEAVE:
        _hold_what_differs_now(declaration, line, now=now)
    if declaration.state == DeclarationState.IN_INSPECTION:
        _release_inspected(declaration, now=now)
    split_seen_containers(declaration=declaration, now=now)


def _hold_what_differs_now(
    declaration: Declaration, line: ManifestLineView, *, now: datetime
) -> None:
    """The manifest was changed after the decision: an officer looks before anything leaves."""
    on = timezone.localdate(now)
    found = mismatches_of(declaration=declaration, line=line, on=on)
    if not found or declaration.containers.filter(released_at__isnull=False).exists():
        return
    minutes = int(law.ask("declaration.review_minutes", on=on).value)
    reason = "The manifest was changed after the decision: " + "; ".join(
        f"{one.field} {one.declared} / {one.manifest}" for one in found
    )
    declaration.hold(reason=reason[:400], review_by=now + timedelta(minutes=minutes), at=now)
    announce(
        DeclarationHeld(declaration_no=declaration.declaration_no, reason=reason[:400], held_at=now)
    )


def _release_inspected(declaration: Declaration, *, now: datetime) -> None:
    """Boxes whose inspection found nothing, kept back by a lock on their bill."""
    if not declaration.container_count:
        order = order_of(order_no=declaration.order_no)
        if order is not None and order.state == OrderState.CONCLUDED:
            release_loose(declaration=declaration, now=now)
        return
    for container in declaration.containers.filter(released_at=None).exclude(order_no=""):
        order = order_of(order_no=container.order_no)
        if order is not None and order.state == OrderState.CONCLUDED:
            release_container(
                declaration=declaration, container=container, at_shipside=False, now=now
            )


@transaction.atomic
def note_arrival(*, manifest_no: str, arrived_at: datetime) -> int:
    """The period for step two runs from the ship's entry; returns how many were set."""
    on = timezone.localdate(arrived_at)
    complete_by = last_moment(
        begins=on,
        days=int(law.ask("two_step.completion_days", on=on).value),
        zone=timezone.get_default_timezone(),
    )
    return (
        Declaration.objects.filter(
            transport_document__in=documents_on(manifest_no=manifest_no), completed_at=None
        )
        .exclude(source=Declaration.Source.FILE)
        .update(complete_by=complete_by)
    )


@transaction.atomic
def release_arrived(*, manifest_no: str, now: datetime) -> None:
    """Goods in no container are not seen at the quay: they are here with their transport.

    Safe to repeat: what was released or sent to inspection stays.
    """
    here = Declaration.objects.select_for_update(of=("self",)).filter(
        transport_document__in=documents_on(manifest_no=manifest_no),
        procedure=Procedure.ONE_STEP,
        container_count=0,
        state__in=[DeclarationState.CLEARED_TO_LEAVE, DeclarationState.HELD],
    )
    for declaration in here.order_by("pk"):
        split_seen_containers(declaration=declaration, now=now)
