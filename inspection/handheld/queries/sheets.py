"""Is this record on paper genuine? Asked by whoever holds it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from customs_portal.kit import seals, storage
from inspection.handheld.models import RecordSheet
from inspection.handheld.rules.sheet import PURPOSE, signed_record

_NOT_OF_A_CODE = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """What a stranger with the code may know. ``genuine``: signature and bytes both fit.

    ``withdrawn_at``: genuine, but customs look at these goods again and another record follows.
    """

    code: str
    order_no: str
    container_no: str
    content_hash: str
    issued_at: datetime
    sha256: str
    genuine: bool
    withdrawn_at: datetime | None


def sheet_of(*, code: str) -> SheetView | None:
    """The printed record with that code, however it was typed; None when there is none."""
    plain = _NOT_OF_A_CODE.sub("", code.upper())
    sheet = RecordSheet.objects.select_related("record").filter(code=plain).first()
    if sheet is None:
        return None
    kept = hashlib.sha256(storage.read(sheet.document_key)).hexdigest()
    document = signed_record(
        code=sheet.code,
        order_no=sheet.record.order_no,
        content_hash=sheet.content_hash,
        sha256=sheet.sha256,
        issued_at=sheet.issued_at.astimezone(UTC).isoformat(),
    )
    return SheetView(
        code="-".join(sheet.code[n : n + 4] for n in range(0, len(sheet.code), 4)),
        order_no=sheet.record.order_no,
        container_no=sheet.record.container_no,
        content_hash=sheet.content_hash,
        issued_at=sheet.issued_at,
        sha256=sheet.sha256,
        genuine=kept == sheet.sha256
        and seals.is_signed(document, signature=sheet.signature, purpose=PURPOSE),
        withdrawn_at=sheet.withdrawn_at,
    )
