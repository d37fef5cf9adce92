"""Ship change, shut-out, transhipment (改配, 落装, 转运): the goods travel another way."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillsChanged
from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine
from clearance.manifests.operations.amend_bill import ContainerElsewhere
from clearance.manifests.operations.find_bills import (
    BillRefused,
    own_bill,
    own_manifest,
    require_changeable,
    require_reason,
)
from clearance.manifests.operations.keep_history import as_it_stands, keep_version
from clearance.manifests.operations.reshape_bills import next_position
from clearance.manifests.states import Act, BillState, Fate, Kind
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault


class CannotChangeShip(DomainError):
    """Only goods that have not left or landed can change their ship."""

    code = "cannot_change_ship"
    sentence = gettext_noop("This bill cannot be moved to that manifest.")
    remedy_sentence = gettext_noop(
        "Both manifests are of one kind and mode, and neither ship has arrived or sailed."
    )


class NotForExport(DomainError):
    """Only export goods are loaded here."""

    code = "not_for_export"
    sentence = gettext_noop("Only goods on an export manifest are loaded here.")
    remedy_sentence = gettext_noop("Open the export manifest of the voyage.")


class AlreadyOnBoard(DomainError):
    code = "already_on_board"
    sentence = gettext_noop("The loading tally counts these goods on board.")
    remedy_sentence = gettext_noop("Report a new tally if they were not loaded.")


class CannotTranship(DomainError):
    code = "cannot_tranship"
    sentence = gettext_noop("Only import goods that nobody has declared go on by another ship.")
    remedy_sentence = gettext_noop("Withdraw the declaration first.")


@transaction.atomic
def change_ship(
    *,
    manifest_no: str,
    transport_document: str,
    to_manifest_no: str,
    reason: str,
    by: User,
    now: datetime,
) -> int:
    """Move a bill, with its house bills, to another voyage; returns its new version.

    A declaration of it is compared again: ship and voyage differ until it is amended.
    """
    low, high = sorted((manifest_no, to_manifest_no))
    rows = {no: own_manifest(manifest_no=no, by=by) for no in dict.fromkeys((low, high))}
    manifest, other = rows[manifest_no], rows[to_manifest_no]
    line = own_bill(manifest=manifest, transport_document=transport_document)
    said = require_reason(reason)
    _require_movable(line, manifest, other)
    before = as_it_stands(line) | _voyage(manifest)
    place = next_position(manifest=other)
    family = [line, *line.houses.filter(fate=Fate.STANDS).select_for_update().order_by("pk")]
    try:
        with transaction.atomic():
            for n, one in enumerate(family):
                ManifestLine.objects.filter(pk=one.pk).update(
                    manifest=other, position=place + n, shut_out_at=None, listed_at=None
                )
            ManifestContainer.objects.filter(line__in=family).update(manifest=other)
    except IntegrityError as error:
        raise ContainerElsewhere(field="to_manifest_no") from error
    after = as_it_stands(line) | _voyage(other)
    keep_version(
        line=line, act=Act.CHANGE_SHIP, before=before, after=after, reason=said, by=by, now=now
    )
    _tell(other, family, Act.CHANGE_SHIP, by=by, now=now)
    return line.version


@transaction.atomic
def shut_out(
    *, manifest_no: str, transport_document: str, reason: str, by: User, now: datetime
) -> int:
    """The goods stay on the quay (落装): off the loading list, free to change ship.

    Raises ``NotForExport``, ``AlreadyOnBoard`` and what every change of a bill raises, but a
    released bill may be shut out: the release stays with the goods.
    """
    manifest = own_manifest(manifest_no=manifest_no, by=by)
    line = own_bill(manifest=manifest, transport_document=transport_document)
    said = require_reason(reason)
    if manifest.kind != Kind.PRE_LOADING:
        raise NotForExport(field="manifest_no")
    if line.state == BillState.REFUSED:
        raise BillRefused(field="transport_document")
    if line.tallied_at is not None:
        raise AlreadyOnBoard(field="transport_document")
    before = {"shut_out_at": line.shut_out_at and line.shut_out_at.isoformat()}
    line.note(shut_out_at=now, listed_at=None)
    after = {"shut_out_at": now.isoformat()}
    keep_version(
        line=line, act=Act.SHUT_OUT, before=before, after=after, reason=said, by=by, now=now
    )
    _tell(manifest, [line], Act.SHUT_OUT, by=by, now=now)
    return line.version


@transaction.atomic
def tranship_bill(
    *,
    manifest_no: str,
    transport_document: str,
    onward: str,
    reason: str,
    by: User,
    now: datetime,
) -> int:
    """The goods go on by another ship and are not imported here; returns the new version.

    ``onward`` names the ship, voyage and port. An early declaration keeps waiting, for a line
    that no longer stands. Raises ``CannotTranship`` for declared or export goods.
    """
    manifest = own_manifest(manifest_no=manifest_no, by=by)
    line = own_bill(manifest=manifest, transport_document=transport_document)
    said = require_reason(reason)
    require_changeable(line)
    onward = onward.strip()[:100]
    if not onward:
        raise Fault(
            _("Say by which ship and voyage the goods go on, and where to."),
            field="onward",
            rule="required",
            remedy=_("For example EASTERN LIGHT 118E, KRPUS."),
        )
    above = line.master_id is not None or line.houses.filter(fate=Fate.STANDS).exists()
    if manifest.kind != Kind.ORIGINAL or line.declaration_no or above:
        raise CannotTranship(field="transport_document")
    line.note(fate=Fate.TRANSHIPPED, onward=onward)
    keep_version(
        line=line, act=Act.TRANSHIP, before={"onward": ""}, after={"onward": onward},
        reason=said, by=by, now=now,
    )  # fmt: skip
    _tell(manifest, [line], Act.TRANSHIP, by=by, now=now)
    return line.version


def _require_movable(line: ManifestLine, manifest: Manifest, other: Manifest) -> None:
    if line.state != BillState.RELEASED or line.shut_out_at is None:
        require_changeable(line)  # released goods that were shut out may travel later
    gone = any(one.arrived_at or one.sailed_at or one.closed_at for one in (manifest, other))
    left_behind = line.shut_out_at is not None and not (other.sailed_at or other.closed_at)
    if (
        manifest.pk == other.pk
        or line.master_id is not None
        or (manifest.kind, manifest.mode) != (other.kind, other.mode)
        or (gone and not left_behind)
    ):
        raise CannotChangeShip(field="to_manifest_no")


def _voyage(manifest: Manifest) -> dict[str, str]:
    return {
        "manifest_no": manifest.manifest_no,
        "vessel": manifest.vessel,
        "voyage": manifest.voyage,
    }


def _tell(
    manifest: Manifest, lines: list[ManifestLine], act: Act, *, by: User, now: datetime
) -> None:
    announce(
        BillsChanged(
            manifest_no=manifest.manifest_no,
            transport_documents=tuple(line.transport_document for line in lines),
            act=act,
            changed_at=now,
        ),
        actor=by,
    )
