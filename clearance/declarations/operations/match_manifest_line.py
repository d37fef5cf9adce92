"""An early filing meets its manifest line."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clearance.declarations.models import Declaration
from clearance.declarations.operations.decide_release import decide_release
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.rules.periods import last_moment
from clearance.declarations.states import DeclarationState
from clearance.manifests.queries import documents_on, line_of
from customs_portal.registry import law


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
