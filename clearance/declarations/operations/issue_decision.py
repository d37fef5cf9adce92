"""The decision as a document with a code that anybody can verify."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from clearance.declarations.events import DecisionSheetIssued
from clearance.declarations.models import DecisionSheet, Declaration
from clearance.declarations.operations.open_declaration import lock, lock_own
from clearance.declarations.states import DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import printing, seals, storage
from customs_portal.kit.errors import DomainError
from risk.assessments.queries import assessment

PURPOSE = "decision"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be misread
CODE_LENGTH = 16
TEMPLATE = Path(__file__).parents[1] / "templates" / "declarations" / "decision.typ"


class NothingDecided(DomainError):
    """A notice needs a decision."""

    code = "nothing_decided"
    sentence = gettext_noop("Nothing is decided on this declaration yet.")
    remedy_sentence = gettext_noop("Print the notice when the declaration is cleared or held.")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """``data`` is the stored PDF, always the same bytes."""

    code: str
    sha256: str
    data: bytes


@transaction.atomic
def issue_decision(*, declaration_no: str, by: User, now: datetime) -> Sheet:
    """The notice of the decision in force; printed, signed and stored at the first call.

    Its reasons are those an enterprise may see. Raises ``NotPermitted``, ``NotFound`` for
    another enterprise's number, ``NothingDecided``.
    """
    if by.holds(Duty.REVIEW_DECLARATION):
        declaration = lock(declaration_no=declaration_no)
    else:
        declaration = lock_own(declaration_no=declaration_no, by=by)
    kept_back = declaration.state == DeclarationState.TAX_DUE  # until the tax is paid or secured
    if declaration.decided_at is None or not declaration.assessment_no or kept_back:
        raise NothingDecided(field="declaration_no")
    sheet = DecisionSheet.objects.filter(
        declaration=declaration,
        state=declaration.state,
        assessment_no=declaration.assessment_no,
    ).first()
    if sheet is None:
        sheet = _issue(declaration, by=by, now=now)
    return Sheet(code=sheet.code, sha256=sheet.sha256, data=storage.read(sheet.document_key))


def signed_document(sheet: DecisionSheet) -> dict[str, object]:
    """What the house signs: the code, the decision and the document's hash."""
    return {
        "code": sheet.code,
        "declaration_no": sheet.declaration.declaration_no,
        "state": sheet.state,
        "sha256": sheet.sha256,
        "issued_at": sheet.issued_at.astimezone(UTC).isoformat(),
    }


def _issue(declaration: Declaration, *, by: User, now: datetime) -> DecisionSheet:
    code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
    printed = printing.print_pdf(
        TEMPLATE, name="notice", data=_figures(declaration, code=code, now=now)
    )
    sheet = DecisionSheet(
        code=code,
        declaration=declaration,
        state=declaration.state,
        assessment_no=declaration.assessment_no,
        document_key=storage.put(printed, suffix="pdf"),
        issued_by=by,
        issued_at=now,
    )
    sheet.signature = seals.sign(signed_document(sheet), purpose=PURPOSE)
    sheet.save()
    announce(
        DecisionSheetIssued(
            declaration_no=declaration.declaration_no,
            code=code,
            state=declaration.state,
            sha256=sheet.sha256,
            issued_at=now,
        ),
        actor=by,
    )
    return sheet


def _figures(declaration: Declaration, *, code: str, now: datetime) -> dict[str, object]:
    judged = assessment(assessment_no=declaration.assessment_no).for_enterprise()
    decided_at = declaration.decided_at or now
    return {
        "declaration_no": declaration.declaration_no,
        "code": "-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4)),
        "verify_at": f"{settings.PUBLIC_URL}/verify/{code}/",
        "qr": printing.qr_svg(f"{settings.PUBLIC_URL}/verify/{code}/"),
        "decision_en": _label(declaration.state, "en"),
        "decision_zh": _label(declaration.state, "zh-hans"),
        "office_en": declaration.office.name_en,
        "office_zh": declaration.office.name_zh,
        "enterprise_en": declaration.enterprise.name_en,
        "enterprise_zh": declaration.enterprise.name_zh,
        "uscc": declaration.enterprise.uscc or "",
        "transport_document": declaration.transport_document,
        "manifest_no": declaration.manifest_no,
        "vessel": f"{declaration.vessel} {declaration.voyage}".strip(),
        "goods": [
            {"hs_code": item.hs_code, "name": item.name, "value": f"{item.value_cny:,.2f}"}
            for item in declaration.items.order_by("step", "position")
            if item.step == 1
        ],
        "containers": list(declaration.containers.values_list("container_no", flat=True)),
        "decided": _time(decided_at),
        "issued": _time(now),
        "reasons": [{"en": hit.reason_en, "zh": hit.reason_zh} for hit in judged.hits],
    }


def _label(state: str, language: str) -> str:
    with translation.override(language):
        return str(DeclarationState(state).label)


def _time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
