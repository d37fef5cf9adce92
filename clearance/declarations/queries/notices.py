"""Is this notice genuine? Asked by whoever holds the paper."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from clearance.declarations.models import DecisionSheet
from clearance.declarations.operations.issue_decision import PURPOSE, signed_document
from customs_portal.kit import seals, storage

_NOT_OF_A_CODE = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """What a stranger with the code may know. ``genuine``: signature and bytes both fit."""

    code: str
    declaration_no: str
    decision: str
    issued_at: datetime
    sha256: str
    genuine: bool
    superseded: bool


def notice_of(*, code: str) -> NoticeView | None:
    """The notice with that code, however it was typed; None when there is none."""
    plain = _NOT_OF_A_CODE.sub("", code.upper())
    sheet = DecisionSheet.objects.select_related("declaration").filter(code=plain).first()
    if sheet is None:
        return None
    kept = hashlib.sha256(storage.read(sheet.document_key)).hexdigest()
    return NoticeView(
        code="-".join(sheet.code[n : n + 4] for n in range(0, len(sheet.code), 4)),
        declaration_no=sheet.declaration.declaration_no,
        decision=sheet.get_state_display(),
        issued_at=sheet.issued_at,
        sha256=sheet.sha256,
        genuine=kept == sheet.sha256
        and seals.is_signed(signed_document(sheet), signature=sheet.signature, purpose=PURPOSE),
        superseded=sheet.declaration.state != sheet.state,
    )
