"""Writing an approved amendment into the register, and judging what it changed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.declarations.facts import Summary
from clearance.declarations.models import (
    Declaration,
    DeclarationContainer,
    DeclarationItem,
    QuaySighting,
)
from clearance.declarations.operations.check_summary import (
    CheckedSummary,
    already_declared,
    check_summary,
)
from clearance.declarations.operations.compare_manifest import mismatches_of
from clearance.declarations.operations.reckon_items import summary_items
from clearance.declarations.operations.store_filed import extras_of, rows_of
from clearance.declarations.states import UNDECIDED
from clearance.duties.operations.free_guarantee import free_guarantee
from clearance.duties.operations.reserve_guarantee import reserve_guarantee
from clearance.duties.queries import estimate
from clearance.manifests.queries import line_of
from customs_portal.kit.errors import Fault, Faults


def write_amendment(*, declaration: Declaration, wanted: Summary, now: datetime) -> CheckedSummary:
    """Put the new answers in the place of the old ones and reserve the guarantee anew.

    Within the caller's transaction, which holds the row. Raises ``Faults`` and what
    ``reserve_guarantee`` refuses.
    """
    on = timezone.localdate(declaration.accepted_at)
    own = frozenset(declaration.containers.values_list("container_no", flat=True))
    checked = check_summary(summary=wanted, on=on, own=own)
    summary = checked.summary
    _write_head(declaration, checked)
    exchange_containers(declaration=declaration, numbers=summary.container_nos)
    declaration.items.filter(step=1).delete()
    DeclarationItem.objects.bulk_create(
        rows_of(declaration, goods=summary.items, values=checked.item_values_cny)
    )
    declaration.guarantee_no = _reserve(declaration, checked, now=now)
    declaration.save(update_fields=["guarantee_no"])
    if declaration.state not in UNDECIDED:
        refuse_contradictions(declaration, now=now)
    return checked


def exchange_containers(*, declaration: Declaration, numbers: tuple[str, ...]) -> None:
    """The declaration covers exactly these containers. Raises ``Faults``.

    A container that was released or sent to inspection stays; a new one stands where it was
    last seen.
    """
    known = {one.container_no: one for one in declaration.containers.all()}
    if set(known) == set(numbers):
        return
    for number, one in known.items():
        if number not in numbers and (one.released_at or one.order_no):
            raise Faults([_handled(number)])
    declaration.container_count = len(numbers)
    declaration.save(update_fields=["container_count"])
    declaration.containers.exclude(container_no__in=numbers).delete()
    seen = {one.container_no: one for one in QuaySighting.objects.filter(container_no__in=numbers)}
    for index, container_no in enumerate(numbers):
        if container_no in known:
            continue
        sighting = seen.get(container_no)
        try:
            with transaction.atomic():
                DeclarationContainer.objects.create(
                    declaration=declaration,
                    container_no=container_no,
                    seen_at=sighting.seen_at if sighting else None,
                    place_code=sighting.place_code if sighting else "",
                )
        except IntegrityError as error:
            raise Faults([already_declared(container_no, index=index)]) from error


def _write_head(declaration: Declaration, checked: CheckedSummary) -> None:
    summary = checked.summary
    changes = {
        "transport_mode": summary.transport_mode,
        "vessel": summary.vessel,
        "voyage": summary.voyage,
        "supervision_mode": summary.supervision_mode,
        "departure_country_id": summary.departure_country,
        "involves_licence": summary.involves_licence,
        "involves_inspection": summary.involves_inspection,
        "involves_tax": summary.involves_tax,
        "gross_weight_kg": summary.gross_weight_kg,
        "pieces": summary.pieces,
        "value_cny": checked.value_cny,
        "extras": extras_of(summary),
        "goods_name": summary.items[0].name,
        "hs_code": summary.items[0].hs_code,
    }
    for field, value in changes.items():
        setattr(declaration, field, value)
    declaration.save(update_fields=list(changes))


def _reserve(declaration: Declaration, checked: CheckedSummary, *, now: datetime) -> str:
    """The guarantee's number after the reservation was made to fit the new goods."""
    summary, on = checked.summary, timezone.localdate(declaration.accepted_at)
    if not summary.involves_tax:
        free_guarantee(declaration_no=declaration.declaration_no, now=now)
        return ""
    items = summary_items(items=summary.items, values=checked.item_values_cny)
    return reserve_guarantee(
        enterprise=declaration.enterprise,
        declaration_no=declaration.declaration_no,
        guarantee_no=summary.guarantee_no or None,
        amount_cny=estimate(items=items, on=on),
        on=on,
        now=now,
    )


def refuse_contradictions(declaration: Declaration, *, now: datetime) -> None:
    """What the manifest agreed with may not be amended into a contradiction."""
    line = line_of(transport_document=declaration.transport_document)
    if line is None:
        return
    found = mismatches_of(declaration=declaration, line=line, on=timezone.localdate(now))
    if found:
        raise Faults(
            [
                Fault(
                    _("The manifest says %(number)s: the declaration would differ from it.")
                    % {"number": one.manifest},
                    field=one.field,
                    rule="manifest.contradiction",
                    remedy=_("Have the carrier amend the manifest first."),
                )
                for one in found
            ]
        )


def _handled(container_no: str) -> Fault:
    return Fault(
        _("Container %(number)s was released or sent to inspection and stays declared.")
        % {"number": container_no},
        field="container_nos",
        rule="container.handled",
        remedy=_("Leave this container in the declaration."),
    )
