"""An officer ends a short or over landed amount (溢短处置)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillsChanged, LandedDifferenceResolved
from clearance.manifests.models import LandedDifference, ManifestLine
from clearance.manifests.operations.amend_bill import put_on_bill
from clearance.manifests.operations.feed_draw import leave_draw
from clearance.manifests.operations.find_bills import (
    require_changeable,
    require_officer,
    require_reason,
)
from clearance.manifests.operations.keep_history import as_it_stands, as_json, keep_version
from clearance.manifests.states import Act, DifferenceState, Measure, Resolution
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove


class CannotCorrect(DomainError):
    """A bill that wholly failed to land, or that nobody lodged, has nothing to correct."""

    code = "cannot_correct"
    sentence = gettext_noop("The bill cannot be corrected to this count.")
    remedy_sentence = gettext_noop("Choose another way to end the difference.")


@transaction.atomic
def resolve_difference(
    *, difference_id: int, resolution: Resolution, reason: str, by: User, now: datetime
) -> LandedDifference:
    """End the difference; CORRECTED writes the count on the bill as its next version.

    Raises ``NotPermitted``, ``NotFound``, ``Fault`` (reason), ``CannotCorrect``, ``IllegalMove``.
    """
    require_officer(by)
    said = require_reason(reason)
    if resolution == Resolution.SUPERSEDED:
        raise NotPermitted
    row = (
        LandedDifference.objects.select_for_update(of=("self",))
        .select_related("manifest")
        .filter(pk=difference_id)
        .first()
    )
    if row is None:
        raise NotFound(field="difference")
    if row.state != DifferenceState.OPEN:
        raise IllegalMove(field="state", source=row.state, target=DifferenceState.RESOLVED)
    if resolution == Resolution.CORRECTED:
        _correct(row, reason=said, by=by, now=now)
    row.resolve(resolution=resolution, reason=said, by=by, at=now)
    announce(
        LandedDifferenceResolved(
            manifest_no=row.manifest.manifest_no,
            transport_document=row.transport_document,
            container_no=row.container_no,
            resolution=resolution,
            reason=said,
            resolved_at=now,
        ),
        actor=by,
    )
    return row


def _correct(row: LandedDifference, *, reason: str, by: User, now: datetime) -> None:
    if (
        row.line_id is None
        or row.measure == Measure.BILL
        or row.measure != Measure.CONTAINER
        and (row.found <= 0)
    ):
        raise CannotCorrect(field="resolution")
    line = ManifestLine.objects.select_for_update().get(pk=row.line_id)
    line.manifest = row.manifest
    require_changeable(line)
    before = as_it_stands(line)
    after: dict[str, Any] = dict(before)
    if row.measure == Measure.PIECES:
        after["pieces"] = int(row.found)
    elif row.measure == Measure.WEIGHT:
        after["gross_weight_kg"] = as_json(row.found)
    elif row.found:
        after["container_nos"] = sorted({*before["container_nos"], row.container_no})
    else:
        after["container_nos"] = sorted({*before["container_nos"]} - {row.container_no})
    change = keep_version(
        line=line, act=Act.TALLY, before=before, after=after, reason=reason, by=by, now=now
    )
    put_on_bill(line=line, after=change.after)
    if row.measure == Measure.CONTAINER and row.found:
        leave_draw(manifest=row.manifest, container_no=row.container_no, now=now)
    announce(
        BillsChanged(
            manifest_no=row.manifest.manifest_no,
            transport_documents=(line.transport_document,),
            act=Act.TALLY,
            changed_at=now,
        ),
        actor=by,
    )
