"""The rule of keeping: when its time is over and nobody needs it, the files go, the hash stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from customs_portal.registry.law.pack import ask
from inspection.orders.queries.in_hand import orders_in_hand
from inspection.scans.events import ScanPurged
from inspection.scans.models import Scan, ScanHold
from inspection.scans.ports import archive
from inspection.scans.states import ScanState

RULE = "scans.keep_days"
AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class DueScan:
    """``held_by`` names what still needs it: an order in hand, a hold."""

    scan_no: str
    subject_kind: str
    taken_at: datetime
    due_at: datetime
    held_by: str


def scans_due(*, now: datetime, limit: int = AT_ONCE) -> list[DueScan]:
    """Scans whose time is over, oldest first, and what still holds them."""
    return list(_due(now, limit))


def purge_scans(*, now: datetime, limit: int = AT_ONCE) -> tuple[str, ...]:
    """The numbers whose files went. Safe to repeat."""
    gone = []
    for due in _due(now, limit):
        if not due.held_by and _purge_one(due.scan_no, now):
            gone.append(due.scan_no)
    return tuple(gone)


def _due(now: datetime, limit: int) -> Iterator[DueScan]:
    for kind, days in _keep_days(now).items():
        before = now - timedelta(days=days)
        rows = list(
            Scan.objects.filter(
                state=ScanState.KEPT, subject_kind=kind, received_at__lt=before
            ).order_by("received_at", "id")[:limit]
        )
        held = dict(
            ScanHold.objects.filter(scan__in=rows, lifted_at=None).values_list(
                "scan_id", "needed_for"
            )
        )
        ordered = orders_in_hand(references=[one.subject_reference for one in rows])
        for row in rows:
            yield DueScan(
                scan_no=row.scan_no,
                subject_kind=kind,
                taken_at=row.taken_at,
                due_at=row.received_at + timedelta(days=days),
                held_by=held.get(row.pk) or ordered.get(row.subject_reference, ""),
            )


def _keep_days(now: datetime) -> dict[str, int]:
    return {
        str(kind): int(days) for kind, days in ask(RULE, on=timezone.localdate(now)).value.items()
    }


def _purge_one(scan_no: str, now: datetime) -> bool:
    """The row first; the files go after the commit, so that a broken one leaves them."""
    with transaction.atomic():
        scan = Scan.objects.locked(scan_no=scan_no)
        if scan.state != ScanState.KEPT or scan.holds.filter(lifted_at=None).exists():
            return False
        scan.purge(law=RULE, at=now)
        announce(
            ScanPurged(
                scan_no=scan_no,
                subject_reference=scan.subject_reference,
                sha256=scan.sha256,
                law=RULE,
                purged_at=now,
            )
        )
        keys = [key for key in scan.keys if not _named_elsewhere(key, scan)]
    for key in keys:
        archive().remove(key)
    return True


def _named_elsewhere(key: str, scan: Scan) -> bool:
    """The same bytes may have been delivered twice."""
    others = Scan.objects.filter(state=ScanState.KEPT).exclude(pk=scan.pk)
    named = others.filter(kept_key=key) | others.filter(planes_key=key)
    named = named | others.filter(thumb_key=key) | others.filter(tiles_key=key)
    return (named | others.filter(cut_keys__contains=[key])).exists()
