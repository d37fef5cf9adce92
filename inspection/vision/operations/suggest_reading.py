"""A scan has come: the machine says what it sees in it. A hint, never a decision.

What the archive keeps is read from its planes: the delivery was opened once, when it came.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from customs_portal.kit.errors import NotFound
from inspection.orders.queries import open_order_of
from inspection.scans.queries.files import files_of
from inspection.scans.states import SubjectKind
from inspection.vision.devices.confined_picture import PictureUnfit, open_picture
from inspection.vision.events import AdviceFailed, AdviceGiven
from inspection.vision.models import ScanAdvice
from inspection.vision.operations.read_kept import look_at_kept
from inspection.vision.operations.read_picture import (
    eye_at,
    findings_of,
    odd_part_of,
    planes_of_scan,
)
from inspection.vision.operations.read_volume import look_at_volume, volume_eye
from inspection.vision.rules.artefact import Eye, Look
from inspection.vision.rules.seeing import agrees
from inspection.vision.rules.simulator.scenes import BELONGINGS, NOTHING
from inspection.vision.verdicts import Finding, ModelFault, OddPart

LONGEST_FAULT = 300


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a model says of a scan, before it is kept; of volumes no goods are told."""

    model: str
    digest: str
    findings: tuple[Finding, ...]
    goods: tuple[tuple[str, int], ...] = ()
    matches_declared: bool | None = None
    is_empty: bool | None = None
    odd: OddPart | None = None


def suggest_reading(
    *,
    scan_no: str,
    image_key: str,
    container_no: str,
    now: datetime,
    folder: Path | None = None,
    chapters: tuple[str, ...] | None = None,
) -> bool:
    """Of a picture in the gantry's format that no archive keeps (a test image of the room).

    ``chapters`` are those that its seeming order declares; None asks the open order of the box.
    True when advice on the scan is kept (or was before); False when there is none, and why.
    Safe to repeat: a scan with advice is not read again, one with a fault is.
    """

    def look() -> Said:
        eye = eye_at(folder)
        pixels = open_picture(storage.read(image_key)).pixels
        if pixels.ndim != 3:
            raise PictureUnfit("not_dual_energy")
        declared = chapters_declared(container_no=container_no) if chapters is None else chapters
        return _said(eye, eye.look(planes_of_scan(pixels), odd=True), declared)

    return _advised(scan_no=scan_no, look=look, now=now)


def suggest_reading_of_kept(
    *,
    scan_no: str,
    subject_kind: str,
    subject_reference: str,
    now: datetime,
    folder: Path | None = None,
) -> bool:
    """Of a scan in the archive, whichever scanner took it and by whichever door it came."""
    container_no = subject_reference if subject_kind == SubjectKind.CONTAINER else ""

    def look() -> Said:
        files = files_of(scan_no=scan_no)
        if "volume" in files.planes:
            found = look_at_volume(files=files, eye=volume_eye())
            return Said(model=found.model, digest=found.digest, findings=found.findings)
        eye = eye_at(folder)
        seen = look_at_kept(files=files, subject_kind=subject_kind, eye=eye)
        return _said(eye, seen, chapters_declared(container_no=container_no))

    return _advised(scan_no=scan_no, look=look, now=now)


def _advised(*, scan_no: str, look: Callable[[], Said], now: datetime) -> bool:
    if ScanAdvice.objects.filter(scan_no=scan_no, fault="").exists():
        return True
    try:
        said = look()
    except ModelFault as fault:
        return _without(scan_no=scan_no, cause=fault.cause, is_of_model=True, now=now)
    except PictureUnfit as unfit:
        return _without(scan_no=scan_no, cause=f"the picture cannot be read: {unfit.why}", now=now)
    except (storage.NoSuchObject, NotFound):
        return _without(scan_no=scan_no, cause="the picture is not in the store", now=now)
    return _kept(scan_no=scan_no, said=said, now=now)


def _said(eye: Eye, look: Look, chapters: tuple[str, ...]) -> Said:
    goods = tuple(one for one in look.contents.shares if one[0] not in (NOTHING, BELONGINGS))
    return Said(
        model=eye.name,
        digest=eye.digest,
        findings=findings_of(look),
        goods=goods,
        matches_declared=agrees(goods, chapters),
        is_empty=look.is_empty,
        odd=odd_part_of(look),
    )


def chapters_declared(*, container_no: str) -> tuple[str, ...]:
    """Of the goods that the open order for this container says are inside."""
    order = open_order_of(container_no=container_no) if container_no else None
    codes = [item.get("code", "") for item in order.declared] if order is not None else []
    return tuple(code[:2] for code in codes if code)


@transaction.atomic
def _kept(*, scan_no: str, said: Said, now: datetime) -> bool:
    row, _ = ScanAdvice.objects.select_for_update().get_or_create(
        scan_no=scan_no, defaults={"made_at": now, "digest": said.digest}
    )
    row.model, row.digest, row.made_at, row.fault = said.model, said.digest, now, ""
    row.findings = [asdict(one) for one in said.findings]
    row.goods = [list(one) for one in said.goods]
    row.matches_declared, row.is_empty = said.matches_declared, said.is_empty
    row.odd = None if said.odd is None else asdict(said.odd)
    row.save()
    announce(
        AdviceGiven(scan_no=scan_no, digest=said.digest, findings=len(said.findings), made_at=now)
    )
    return True


@transaction.atomic
def _without(*, scan_no: str, cause: str, now: datetime, is_of_model: bool = False) -> bool:
    cause = cause[:LONGEST_FAULT]
    kept = ScanAdvice.objects.select_for_update().filter(scan_no=scan_no).first()
    if kept is not None:
        return not kept.fault  # said before
    ScanAdvice.objects.create(scan_no=scan_no, made_at=now, fault=cause)
    announce(AdviceFailed(scan_no=scan_no, cause=cause, is_of_model=is_of_model, failed_at=now))
    return False
