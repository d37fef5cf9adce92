"""Counting what was discharged or loaded (理货报告), and what differs from the manifest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import TallyReported, UnreleasedBillLoaded
from clearance.manifests.facts import Difference, ManifestedBill, TallyEntry
from clearance.manifests.models import (
    LandedDifference,
    Manifest,
    ManifestContainer,
    ManifestLine,
    Tally,
    TallyRow,
)
from clearance.manifests.operations.check_manifest import missing
from clearance.manifests.operations.feed_draw import feed_draw
from clearance.manifests.operations.find_bills import own_manifest
from clearance.manifests.rules.landing import compare
from clearance.manifests.states import (
    Because,
    BillState,
    DifferenceState,
    Fate,
    Kind,
    Level,
    Resolution,
)
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.identifiers import check_container_no, check_transport_document
from customs_portal.registry import law

TALLY_LAW = "manifest.tally_weight_tolerance_permille"
CLOCKS_DIFFER = timedelta(minutes=10)


class NothingToTally(DomainError):
    """Goods are counted when the ship is alongside, or loading has been listed."""

    code = "nothing_to_tally"
    sentence = gettext_noop("There is nothing to tally on this voyage yet.")
    remedy_sentence = gettext_noop("Report the arrival, or send the loading manifest, first.")


class ManifestClosed(DomainError):
    code = "manifest_closed"
    sentence = gettext_noop("This manifest is closed.")
    remedy_sentence = gettext_noop("Ask the customs office to look at the voyage.")


@transaction.atomic
def report_tally(
    *,
    manifest_no: str,
    entries: Sequence[TallyEntry],
    finished_at: datetime,
    by: User,
    now: datetime,
) -> Tally:
    """Keep the count and find every short and over landed amount; a later report replaces it.

    The carrier or a terminal operator reports. Raises ``NotPermitted``, ``NotFound``,
    ``NothingToTally``, ``ManifestClosed`` or ``Faults``.
    """
    manifest = own_manifest(manifest_no=manifest_no, by=by, reports=True)
    if manifest.closed_at is not None:
        raise ManifestClosed(field="manifest_no")
    export = manifest.kind == Kind.PRE_LOADING
    if (manifest.listed_at if export else manifest.arrived_at) is None:
        raise NothingToTally(field="manifest_no")
    clean = _checked(entries, finished_at, now=now)
    lines = _lines(manifest, listed=export)
    boxes = _boxes(lines)
    differences = compare(
        manifested=[
            ManifestedBill(
                transport_document=line.transport_document,
                container_nos=tuple(boxes.get(line.pk, ())),
                pieces=line.pieces,
                gross_weight_kg=line.gross_weight_kg,
            )
            for line in lines
        ],
        tallied=clean,
        tolerance_permille=law.ask(TALLY_LAW, on=timezone.localdate(finished_at)).decimal,
    )
    tally = _keep(manifest, clean, finished_at, by=by, now=now)
    _note_differences(tally, manifest, lines, differences, by=by, now=now)
    _note_counted(manifest, lines, clean, now=now)
    feed_draw(manifest=manifest, entries=clean, now=now)
    announce(
        TallyReported(
            manifest_no=manifest.manifest_no,
            version=tally.version,
            rows=len(clean),
            differences=len(differences),
            late=tally.late,
            finished_at=finished_at,
            reported_at=now,
        ),
        actor=by,
    )
    return tally


def _checked(
    entries: Sequence[TallyEntry], finished_at: datetime, *, now: datetime
) -> list[TallyEntry]:
    faults: list[Fault] = []
    if not entries:
        faults.append(missing("rows"))
    if finished_at > now + CLOCKS_DIFFER:
        faults.append(
            Fault(
                _("The count cannot end in the future."),
                field="finished_at",
                rule="date.era",
                remedy=_("Report when the last piece was counted."),
            )
        )
    clean, seen = [], set()
    for i, entry in enumerate(entries):
        try:
            document = check_transport_document(entry.transport_document)
            box = check_container_no(entry.container_no) if entry.container_no else ""
        except Fault as fault:
            fault.field = f"rows[{i}]"
            faults.append(fault)
            continue
        if entry.pieces < 0 or entry.gross_weight_kg < 0 or (document, box) in seen:
            faults.append(
                Fault(
                    _("A bill and container is counted once, with no less than nothing."),
                    field=f"rows[{i}]",
                    rule="tally.row",
                    remedy=_("Add up the counts of one container under one bill."),
                )
            )
        seen.add((document, box))
        clean.append(
            TallyEntry(
                transport_document=document,
                container_no=box,
                pieces=entry.pieces,
                gross_weight_kg=entry.gross_weight_kg,
            )
        )
    if faults:
        raise Faults(faults)
    return clean


def _lines(manifest: Manifest, *, listed: bool) -> list[ManifestLine]:
    """What is counted: masters and direct bills, on export those of the loading manifest."""
    rows = ManifestLine.objects.select_for_update().filter(
        manifest=manifest, fate__in=[Fate.STANDS, Fate.TRANSHIPPED], level=Level.MASTER
    )
    if listed:
        rows = rows.filter(listed_at__isnull=False)
    return list(rows.exclude(state=BillState.REFUSED).order_by("position"))


def _boxes(lines: Sequence[ManifestLine]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for line_id, box in ManifestContainer.objects.filter(line__in=lines).values_list(
        "line_id", "container_no"
    ):
        found.setdefault(line_id, []).append(box)
    return found


def _keep(
    manifest: Manifest,
    entries: Sequence[TallyEntry],
    finished_at: datetime,
    *,
    by: User,
    now: datetime,
) -> Tally:
    last = manifest.tallies.aggregate(n=Max("version"))["n"] or 0
    hours = law.whole_number("manifest.tally_hours", at=finished_at)
    counts_from = manifest.sailed_at or finished_at
    tally = Tally.objects.create(
        manifest=manifest,
        version=last + 1,
        reported_by=by,
        finished_at=finished_at,
        reported_at=now,
        late=now > counts_from + timedelta(hours=hours),
    )
    TallyRow.objects.bulk_create(
        TallyRow(
            tally=tally,
            transport_document=entry.transport_document,
            container_no=entry.container_no,
            pieces=entry.pieces,
            gross_weight_kg=entry.gross_weight_kg,
        )
        for entry in entries
    )
    manifest.tallied_at = now
    manifest.save(update_fields=["tallied_at"])
    return tally


def _note_differences(
    tally: Tally,
    manifest: Manifest,
    lines: Sequence[ManifestLine],
    differences: Sequence[Difference],
    *,
    by: User,
    now: datetime,
) -> None:
    LandedDifference.objects.filter(manifest=manifest, state=DifferenceState.OPEN).update(
        state=DifferenceState.RESOLVED,
        resolution=Resolution.SUPERSEDED,
        resolved_at=now,
        move=told(at=now, by=by, reason=Because.TALLIED_AGAIN),
    )
    why = told(at=now, by=by, reason=Because.TALLIED, law=TALLY_LAW)
    by_document = {line.transport_document: line for line in lines}
    LandedDifference.objects.bulk_create(
        LandedDifference(
            tally=tally,
            manifest=manifest,
            line=by_document.get(one.transport_document),
            transport_document=one.transport_document,
            container_no=one.container_no,
            kind=one.kind,
            measure=one.measure,
            expected=one.expected,
            found=one.found,
            move=why,
        )
        for one in differences
    )


def _note_counted(
    manifest: Manifest,
    lines: Sequence[ManifestLine],
    entries: Sequence[TallyEntry],
    *,
    now: datetime,
) -> None:
    """Mark what was counted; on export, tell of goods on board that nobody released."""
    counted = {entry.transport_document for entry in entries if entry.pieces > 0}
    ids = [line.pk for line in lines if line.transport_document in counted]
    ManifestLine.objects.filter(pk__in=[line.pk for line in lines]).exclude(pk__in=ids).update(
        tallied_at=None
    )
    ManifestLine.objects.filter(pk__in=ids).update(tallied_at=now)
    boxes = [entry.container_no for entry in entries if entry.container_no]
    unnamed = {entry.transport_document for entry in entries if not entry.container_no}
    whole = [line.pk for line in lines if line.transport_document in unnamed & counted]
    ManifestContainer.objects.filter(
        Q(container_no__in=boxes) | Q(line__in=whole), manifest=manifest
    ).update(tallied_at=now)
    if manifest.kind != Kind.PRE_LOADING:
        return
    for line in lines:
        if line.transport_document in counted and line.state != BillState.RELEASED:
            announce(
                UnreleasedBillLoaded(
                    manifest_no=manifest.manifest_no,
                    transport_document=line.transport_document,
                    found_at=now,
                )
            )
