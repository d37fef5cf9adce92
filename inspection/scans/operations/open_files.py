"""Somebody looks at what is kept of a scan: who, when, which file stands in the access feed."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from inspection.scans.events import ScanVerified
from inspection.scans.models import Scan
from inspection.scans.ports import FileDamaged, archive
from inspection.scans.queries.scope import may_see
from inspection.scans.rules.pictures import AXES, MAGIC, Level, levels_of, slice_of
from inspection.scans.rules.planes import unpack
from inspection.scans.states import ScanState

LOOKERS = (Duty.REVIEW_IMAGE, Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)


class ScanGone(DomainError):
    """The files were purged by the rule of keeping."""

    code = "scan_gone"
    http_status = 410
    sentence = gettext_noop("The files of this scan are gone: its time of keeping was over.")
    remedy_sentence = gettext_noop("Its number, its hash and what was decided on it stay.")


@dataclass(frozen=True, kw_only=True)
class FileOfScan:
    """Bytes with the hash under which they are kept, and their kind."""

    data: bytes
    etag: str
    content_type: str


def open_thumbnail(*, scan_no: str, by: User, now: datetime) -> FileOfScan:
    """Small and many on a page: looking through a list is not viewing evidence."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    return FileOfScan(
        data=archive().read(scan.thumb_key), etag=scan.thumb_key[:64], content_type="image/jpeg"
    )


@transaction.atomic
def open_kept(*, scan_no: str, by: User, now: datetime) -> FileOfScan:
    """The file as it is kept, its hash compared."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    data = archive().read(scan.kept_key)
    record_evidence_view(user=by, key=scan.kept_key, reference=scan_no, now=now)
    kind = {"png": "image/png", "jpg": "image/jpeg", "dcm": "application/dicom"}
    suffix = scan.kept_key.partition(".")[2]
    return FileOfScan(
        data=data,
        etag=scan.kept_key[:64],
        content_type=kind.get(suffix, "application/octet-stream"),
    )


@transaction.atomic
def begin_view(*, scan_no: str, by: User, now: datetime) -> tuple[Level, ...]:
    """The pyramid's levels for a viewer: this is the view that is journalled, not every tile."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    record_evidence_view(user=by, key=scan.kept_key, reference=scan_no, now=now)
    return _levels(scan.tiles_key) if scan.tiles_key else ()


def open_tile(
    *, scan_no: str, level: int, column: int, row: int, by: User, now: datetime
) -> FileOfScan:
    """One tile of a large scan."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    levels = _levels(scan.tiles_key) if scan.tiles_key else ()
    if level >= len(levels) or column >= levels[level].columns or row >= levels[level].rows:
        raise NotFound(field="tile")
    offset, length = levels[level].tiles[row * levels[level].columns + column]
    return FileOfScan(
        data=archive().part(scan.tiles_key, offset=offset, length=length),
        etag=f"{scan.tiles_key[:32]}-{level}-{column}-{row}",
        content_type="image/png",
    )


def open_cut(*, scan_no: str, axis: str, number: int, by: User, now: datetime) -> FileOfScan:
    """One slice of a volume."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    if axis not in AXES or "volume" not in {one["name"] for one in scan.planes}:
        raise NotFound(field="axis")
    volume = _volume(scan.planes_key)
    if number >= volume.values.shape[AXES.index(axis)]:
        raise NotFound(field="number")
    return FileOfScan(
        data=slice_of(volume, axis=axis, number=number),
        etag=f"{scan.planes_key[:32]}-{axis}-{number}",
        content_type="image/png",
    )


def open_made_cut(*, scan_no: str, position: int, by: User, now: datetime) -> FileOfScan:
    """A picture of a volume that was made when it came: middle slices and projections."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    if position >= len(scan.cut_keys):
        raise NotFound(field="position")
    key = scan.cut_keys[position]
    return FileOfScan(data=archive().read(key), etag=key[:64], content_type="image/png")


@transaction.atomic
def verify_files(*, scan_no: str, by: User, now: datetime) -> bool:
    """Every kept file compared with its hash, now."""
    scan = seen_scan(scan_no=scan_no, by=by, now=now)
    whole = True
    for key in scan.keys:
        try:
            archive().read(key)
        except (FileDamaged, NotFound):
            whole = False
    announce(ScanVerified(scan_no=scan_no, is_whole=whole, verified_at=now), actor=by)
    return whole


def seen_scan(*, scan_no: str, by: User, now: datetime) -> Scan:
    """Whose files this officer may see. Raises ``NotPermitted``, ``NotFound``, ``ScanGone``."""
    if not any(by.holds(duty) for duty in LOOKERS):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    scan = Scan.objects.filter(scan_no=scan_no).first()
    if scan is None or not may_see(scan_no=scan_no, place_code=scan.place_code, by=by, at=now):
        raise NotFound(field="scan_no", scan_no=scan_no)
    if scan.state == ScanState.PURGED:
        raise ScanGone(field="scan_no", law="scans.keep_days")
    return scan


@lru_cache(maxsize=64)
def _levels(key: str) -> tuple[Level, ...]:
    head = archive().part(key, offset=0, length=len(MAGIC) + 4)
    length = int.from_bytes(head[len(MAGIC) :], "big")
    return levels_of(archive().part(key, offset=0, length=len(MAGIC) + 4 + length))


@lru_cache(maxsize=2)
def _volume(key: str):  # type: ignore[no-untyped-def]
    return unpack(archive().read(key), only="volume")[0]
