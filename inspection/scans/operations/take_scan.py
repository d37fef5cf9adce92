"""A scanner delivers: read, kept once, told; or refused by name, with nothing left of it."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault
from customs_portal.kit.identifiers import check_container_no
from customs_portal.kit.parsing import is_storable
from inspection.scans.events import ScanDeliveryRefused, ScanKept
from inspection.scans.facts import Delivery
from inspection.scans.models import RefusedDelivery, Scan
from inspection.scans.operations.read_delivery import OpenedScan, read_delivery
from inspection.scans.ports import archive
from inspection.scans.states import Because, Channel, SubjectKind

NUMBER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$")
SUFFIX = {"dicom": "dcm", "package": "zip", "jpeg": "jpg", "tiff": "tif"}
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class TakenScan:
    """``is_new`` False: the same delivery came before and changed nothing."""

    scan_no: str
    form: str
    sha256: str
    notes: tuple[str, ...]
    dropped: tuple[str, ...]
    is_new: bool


def take_scan(*, delivery: Delivery, data: bytes, now: datetime) -> TakenScan:
    """Keep it. Raises a ``Fault``; then the refusal stands in the list and the journal, and no
    byte of the delivery anywhere.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        wanted = _checked(delivery, now)
        known = _known(wanted, digest)
        if known is not None:
            return known
        opened = read_delivery(data=data, form=wanted.form)
        facts = _agreed(wanted, opened, now)
    except Fault as fault:
        _refuse(delivery, fault, digest=digest, length=len(data), now=now)
        raise
    return _keep(facts, opened, data=data, digest=digest, now=now)


def _checked(delivery: Delivery, now: datetime) -> Delivery:
    if not NUMBER.match(delivery.scan_no):
        raise _fault(
            "scan_no",
            "scan_number",
            _("A scan's number has 3 to 40 letters, digits, points, dashes and underscores."),
            _("Send the number that the scanner gave."),
        )
    if delivery.form not in ("", "packed"):
        raise _fault("form", "form", _("There is no such form."), _("Leave it out, or say packed."))
    if delivery.taken_at is not None and delivery.taken_at > now + AHEAD:
        raise _fault(
            "taken_at", "ahead", _("The scan was taken later than now."), _("Set the clock.")
        )
    return replace(
        delivery,
        subject_reference=delivery.subject_reference
        if delivery.channel == Channel.SOCKET  # its line has read the number
        else _reference(delivery.subject_kind, delivery.subject_reference),
    )


def _reference(kind: str, reference: str) -> str:
    if kind not in SubjectKind.values:
        raise _fault(
            "subject_kind", "subject", _("There is no such kind of subject."),
            _("Say container, vehicle, parcel, bag, premises or product."),
        )  # fmt: skip
    reference = reference.strip()
    if kind == SubjectKind.CONTAINER and reference:
        try:
            return check_container_no(reference)
        except DomainError as error:
            raise Fault(
                error.message, field="subject_reference", rule=error.rule, remedy=error.remedy
            ) from error
    if len(reference) > 40 or not reference.isprintable() or not is_storable(reference):
        raise _fault(
            "subject_reference", "subject_reference", _("This is no number of a subject."),
            _("Send at most 40 characters."),
        )  # fmt: skip
    return reference


def _known(delivery: Delivery, digest: str) -> TakenScan | None:
    found = Scan.objects.filter(scan_no=delivery.scan_no).first()
    if found is None:
        return None
    if found.sha256 != digest or found.device_code != delivery.device_code:
        raise _fault(
            "scan_no", "number_taken", _("Another scan has this number."),
            _("Give every scan a number of its own."),
        )  # fmt: skip
    return _taken(found, is_new=False)


def _agreed(delivery: Delivery, opened: OpenedScan, now: datetime) -> Delivery:
    """What was said, completed by what the file says; a contradiction is refused."""
    subject = opened.facts.get("subject") or {}
    said = str(subject.get("reference", "")).strip()
    if said and delivery.subject_reference and said != delivery.subject_reference:
        raise _fault(
            "subject_reference", "subject_contradicts",
            _("The file names another subject than the delivery does."),
            _("Send the scan of the subject that you name."),
        )  # fmt: skip
    reference = delivery.subject_reference or _reference(delivery.subject_kind, said)
    taken_at = delivery.taken_at or _time(str(opened.facts.get("taken_at", ""))) or now
    if taken_at > now + AHEAD:
        taken_at = now
    if not is_storable(opened.facts):
        raise _fault(
            "facts", "not_utf8", _("The text is not UTF-8, or holds what no text holds."),
            _("Write the manifest in UTF-8."),
        )  # fmt: skip
    return replace(delivery, subject_reference=reference, taken_at=taken_at)


def _keep(
    delivery: Delivery, opened: OpenedScan, *, data: bytes, digest: str, now: datetime
) -> TakenScan:
    store, form = archive(), opened.form
    suffix = next(
        (suffix for word, suffix in SUFFIX.items() if form.lower().startswith(word)),
        "dcm" if form.startswith("DIC") else "png",
    )
    suffix = "jpg" if "jpeg" in form else "tif" if "tiff" in form else suffix
    put: list[str] = []

    def keep(body: bytes, suffix: str) -> str:
        key = store.put(body, suffix=suffix) if body else ""
        put.append(key)
        return key

    try:
        with transaction.atomic():
            scan = Scan.objects.create(
                scan_no=delivery.scan_no,
                subject_kind=delivery.subject_kind,
                subject_reference=delivery.subject_reference,
                device_code=delivery.device_code,
                place_code=delivery.place_code,
                channel=delivery.channel,
                uscc=delivery.uscc,
                form=form,
                sha256=digest,
                bytes_delivered=len(data),
                kept_key=keep(opened.kept or data, suffix),
                planes_key=keep(opened.packed, "pln"),
                thumb_key=keep(opened.thumb, "jpg"),
                tiles_key=keep(opened.tiles, "pyr"),
                cut_keys=[keep(one, "png") for one in opened.cuts],
                width=opened.width,
                height=opened.height,
                frames=opened.frames,
                planes=list(opened.planes),
                facts=opened.facts,
                notes=list(opened.notes),
                dropped=list(opened.dropped),
                taken_at=delivery.taken_at or now,
                received_at=now,
                move=told(at=now, reason=Because.DELIVERED),
            )
            announce(
                ScanKept(
                    scan_no=scan.scan_no,
                    subject_kind=scan.subject_kind,
                    subject_reference=scan.subject_reference,
                    device_code=scan.device_code,
                    place_code=scan.place_code,
                    form=form,
                    sha256=digest,
                    kept_at=now,
                )
            )
    except IntegrityError:  # another worker was quicker with the same number
        _forget(put)
        known = _known(delivery, digest)
        if known is None:
            raise
        return known
    return _taken(scan, is_new=True)


def _forget(keys: list[str]) -> None:
    """Files that no scan names."""
    for key in filter(None, keys):
        named = Scan.objects.filter(kept_key=key) | Scan.objects.filter(planes_key=key)
        if not (named | Scan.objects.filter(thumb_key=key)).exists():
            archive().remove(key)


def _taken(scan: Scan, *, is_new: bool) -> TakenScan:
    return TakenScan(
        scan_no=scan.scan_no,
        form=scan.form,
        sha256=scan.sha256,
        notes=tuple(scan.notes),
        dropped=tuple(scan.dropped),
        is_new=is_new,
    )


@transaction.atomic
def _refuse(delivery: Delivery, fault: Fault, *, digest: str, length: int, now: datetime) -> None:
    number = delivery.scan_no if NUMBER.match(delivery.scan_no) else ""
    said = delivery.subject_reference.strip()
    words: dict[str, Any] = fault.details.get("words") or {}
    RefusedDelivery.objects.create(
        scan_no=number,
        subject_reference=said if len(said) <= 40 and said.isprintable() else "",
        device_code=delivery.device_code,
        place_code=delivery.place_code,
        channel=delivery.channel,
        sha256=digest,
        bytes_delivered=length,
        field=fault.field[:80],
        rule=fault.rule[:60],
        words={**words, "sentence": fault.message[:300]} if is_storable(words) else {},
        refused_at=now,
    )
    if delivery.channel == Channel.SOCKET:
        return  # the review room says it of its own copy
    announce(
        ScanDeliveryRefused(
            scan_no=number,
            device_code=delivery.device_code,
            field=fault.field[:80],
            rule=fault.rule[:60],
            sha256=digest,
            refused_at=now,
        )
    )


def _time(text: str) -> datetime | None:
    """ISO 8601, or DICOM's digits; without an offset it is the port's own time."""
    if re.fullmatch(r"\d{14}(\.\d{1,6})?", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}"
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None or not 1990 <= found.year <= 2100:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _fault(field: str, rule: str, sentence: str, remedy: str) -> Fault:
    return Fault(sentence, field=field, rule=f"scan.{rule}", remedy=remedy)
