"""Documents with a declaration: supplied by the declarant, asked for and opened by officers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.devices.confined_pdf import look_into
from clearance.declarations.events import DocumentAskCancelled, DocumentAsked, DocumentSupplied
from clearance.declarations.models import Declaration, DocumentAsk, SuppliedDocument
from clearance.declarations.operations.ask_change import checked_reason
from clearance.declarations.operations.open_declaration import lock, lock_own
from clearance.declarations.states import ENDED, AskState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import storage
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.registry import law

LONGEST_NAME = 120


class AlreadySupplied(DomainError):
    """The same bytes under the same type."""

    code = "document_already_supplied"
    sentence = gettext_noop("This very document is already with the declaration.")
    remedy_sentence = gettext_noop("Choose another file, or another type.")


class AlreadyAsked(DomainError):
    """A document of this type is awaited."""

    code = "document_already_asked"
    sentence = gettext_noop("A document of this type is already asked for.")
    remedy_sentence = gettext_noop("Wait for it, or cancel that question first.")


class NoLongerOpen(DomainError):
    """A withdrawn declaration needs no documents."""

    code = "no_longer_open"
    sentence = gettext_noop("This declaration is withdrawn and takes no documents.")
    remedy_sentence = gettext_noop("Open the declaration that was filed in its place.")


@dataclass(frozen=True, kw_only=True)
class OpenedDocument:
    file_name: str
    sha256: str
    data: bytes


@transaction.atomic
def supply_document(
    *, declaration_no: str, type_code: str, file_name: str, data: bytes, by: User, now: datetime
) -> SuppliedDocument:
    """Keep a PDF of the declarant with the declaration and answer what was asked.

    What it is, is taken from its content and never from its name. Raises ``NotPermitted``,
    ``NotFound``, ``NoLongerOpen``, ``Fault`` with the name of what was found in it, and
    ``AlreadySupplied``.
    """
    declaration = lock_own(declaration_no=declaration_no, by=by)
    _refuse_withdrawn(declaration)
    on = timezone.localdate(now)
    _known_type(type_code, on=on)
    pages = _checked(data, on=on)
    ask = DocumentAsk.objects.filter(
        declaration=declaration, type_code=type_code, state=AskState.ASKED
    ).first()
    try:
        with transaction.atomic():
            document = SuppliedDocument.objects.create(
                declaration=declaration,
                type_code=type_code,
                file_name=_clean(file_name),
                document_key=storage.put(data, suffix="pdf"),
                size_bytes=len(data),
                pages=pages,
                ask=ask,
                supplied_by=by,
                supplied_at=now,
            )
    except IntegrityError as error:
        raise AlreadySupplied(field="file") from error
    if ask is not None:
        ask.supplied(by=by, at=now)
    announce(
        DocumentSupplied(
            declaration_no=declaration_no,
            type_code=type_code,
            sha256=document.sha256,
            pages=pages,
            answers_an_ask=ask is not None,
            supplied_at=now,
        ),
        actor=by,
    )
    return document


@transaction.atomic
def ask_document(
    *,
    declaration_no: str,
    type_code: str,
    reason: str,
    by: User,
    now: datetime,
    days: int | None = None,
) -> DocumentAsk:
    """An officer asks for a document; without ``days`` the law's usual period runs.

    Raises ``NotPermitted``, ``NotFound``, ``NoLongerOpen``, ``Fault``, ``AlreadyAsked``.
    """
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    _refuse_withdrawn(declaration)
    on = timezone.localdate(now)
    _known_type(type_code, on=on)
    reason = checked_reason(reason)
    longest = int(law.ask("attachment.longest_answer_days", on=on).value)
    period = int(law.ask("attachment.answer_days", on=on).value) if days is None else days
    if not 1 <= period <= longest:
        raise Fault(
            _("The declarant has 1 to %(days)d days to answer.") % {"days": longest},
            field="days",
            rule="attachment.answer_days",
            remedy=_("Give a number of days within these limits."),
        )
    try:
        with transaction.atomic():
            ask = DocumentAsk.objects.create(
                declaration=declaration,
                type_code=type_code,
                reason=reason,
                state=AskState.ASKED,
                move=told(at=now, by=by, reason=reason, law="attachment.answer_days"),
                asked_by=by,
                asked_at=now,
                answer_by=now + timedelta(days=period),
            )
    except IntegrityError as error:
        raise AlreadyAsked(field="type_code") from error
    announce(
        DocumentAsked(
            declaration_no=declaration_no,
            type_code=type_code,
            reason=reason,
            answer_by=ask.answer_by,
            asked_at=now,
        ),
        actor=by,
    )
    return ask


@transaction.atomic
def cancel_ask(*, declaration_no: str, type_code: str, by: User, now: datetime) -> DocumentAsk:
    """The document is no longer needed. Raises ``NotPermitted`` or ``NotFound``."""
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    declaration = lock(declaration_no=declaration_no)
    ask = DocumentAsk.objects.filter(
        declaration=declaration, type_code=type_code, state=AskState.ASKED
    ).first()
    if ask is None:
        raise NotFound(field="type_code")
    ask.cancel(by=by, at=now)
    announce(
        DocumentAskCancelled(declaration_no=declaration_no, type_code=type_code, cancelled_at=now),
        actor=by,
    )
    return ask


@transaction.atomic
def open_document(
    *, declaration_no: str, document_id: int, by: User, now: datetime
) -> OpenedDocument:
    """The stored bytes; that somebody looked is journalled. Raises ``NotFound``."""
    if by.holds(Duty.REVIEW_DECLARATION):
        declaration = lock(declaration_no=declaration_no)
    else:
        declaration = lock_own(declaration_no=declaration_no, by=by)
    document = SuppliedDocument.objects.filter(declaration=declaration, pk=document_id).first()
    if document is None:
        raise NotFound(field="document_id")
    data = storage.read(document.document_key)
    record_evidence_view(user=by, key=document.document_key, reference=declaration_no, now=now)
    return OpenedDocument(file_name=document.file_name, sha256=document.sha256, data=data)


def _refuse_withdrawn(declaration: Declaration) -> None:
    if declaration.state in ENDED:
        raise NoLongerOpen(field="declaration_no")


def _known_type(code: str, *, on: date) -> None:
    if code not in {one["code"] for one in law.ask("attachment.types", on=on).value}:
        raise Fault(
            _("There is no type of document %(code)s.") % {"code": code[:20]},
            field="type_code",
            rule="attachment.types",
            remedy=_("Choose one of the list, for example 2 for the invoice."),
        )


def _checked(data: bytes, *, on: date) -> int:
    """How many pages. Raises a ``Fault``."""
    most = int(law.ask("attachment.most_bytes", on=on).value)
    if len(data) > most:
        raise Fault(
            _("A document may have at most %(most)d megabytes.") % {"most": most // 1_000_000},
            field="file",
            rule="attachment.most_bytes",
            remedy=_("Divide it, or scan it with fewer dots."),
        )
    found = look_into(data)
    if found.why:
        raise Fault(
            _words(found.why),
            field="file",
            rule=f"attachment.{found.why}",
            remedy=_("Print the document to a plain PDF and choose that file."),
        )
    most_pages = int(law.ask("attachment.most_pages", on=on).value)
    if found.pages > most_pages:
        raise Fault(
            _("A document may have at most %(most)d pages; this one has %(pages)d.")
            % {"most": most_pages, "pages": found.pages},
            field="file",
            rule="attachment.most_pages",
            remedy=_("Divide it over several files."),
        )
    return found.pages


def _words(why: str) -> str:
    return {
        "not_pdf": _("This is not a PDF, whatever its name says."),
        "encrypted": _("This PDF is locked with a password."),
        "unreadable": _("This PDF is damaged and cannot be read."),
        "too_much": _("This PDF is too complicated to be opened safely."),
        "javascript": _("This PDF carries a program (JavaScript)."),
        "launch": _("This PDF would start a program."),
        "embedded_file": _("This PDF carries other files inside it."),
        "rich_media": _("This PDF carries sound, film or a 3D scene."),
        "form_program": _("This PDF carries a programmed form (XFA)."),
        "sends_data": _("This PDF would send data elsewhere."),
        "starts_by_itself": _("This PDF acts by itself when it is opened."),
    }.get(why, _("This PDF is damaged and cannot be read."))


def _clean(file_name: str) -> str:
    """The name for people's eyes only: no path, no control signs."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    return shown[-LONGEST_NAME:] or "document.pdf"
