"""Documents that go with declarations, and those that are asked for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.declarations.models import DocumentAsk, SuppliedDocument
from clearance.declarations.operations.ask_claims import EXEMPTIONS, exemption_label
from clearance.declarations.states import AskState
from customs_portal.registry import law


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    document_id: int
    type_code: str
    type_label: str
    file_name: str
    sha256: str
    size_bytes: int
    pages: int
    supplied_by: str
    supplied_at: datetime
    was_asked: bool


@dataclass(frozen=True, kw_only=True)
class AskView:
    type_code: str
    type_label: str
    reason: str
    state: str
    state_label: str
    asked_by: str
    asked_at: datetime
    answer_by: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == AskState.ASKED


def document_types(*, on: date) -> list[tuple[str, str]]:
    """Number and name in the reader's language, as the law of that day lists them."""
    name = "zh" if (get_language() or "").startswith("zh") else "en"
    return [(one["code"], one[name]) for one in law.ask("attachment.types", on=on).value]


def documents_of(*, declaration_no: str, on: date) -> list[DocumentView]:
    """The last first; the caller has looked who asks."""
    names = dict(document_types(on=on))
    rows = (
        SuppliedDocument.objects.filter(declaration__declaration_no=declaration_no)
        .select_related("supplied_by")
        .order_by("-id")
    )
    return [
        DocumentView(
            document_id=row.pk,
            type_code=row.type_code,
            type_label=names.get(row.type_code, row.type_code),
            file_name=row.file_name,
            sha256=row.sha256,
            size_bytes=row.size_bytes,
            pages=row.pages,
            supplied_by=row.supplied_by.display_name or row.supplied_by.get_username(),
            supplied_at=row.supplied_at,
            was_asked=row.ask_id is not None,
        )
        for row in rows
    ]


def asks_of(*, declaration_no: str, on: date) -> list[AskView]:
    """Open questions first, then the last ones; the caller has looked who asks."""
    names = dict(document_types(on=on))
    rows = (
        DocumentAsk.objects.filter(declaration__declaration_no=declaration_no)
        .select_related("asked_by")
        .order_by("-id")
    )
    views = [
        AskView(
            type_code=row.type_code,
            type_label=names.get(row.type_code, row.type_code),
            reason=_reason(row),
            state=row.state,
            state_label=row.get_state_display(),
            asked_by=row.asked_by.display_name or row.asked_by.get_username()
            if row.asked_by
            else _("the portal"),
            asked_at=row.asked_at,
            answer_by=row.answer_by,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
    return sorted(views, key=lambda one: not one.is_open)


def _reason(row: DocumentAsk) -> str:
    """An officer's own words; what the house asks for itself, in the reader's language."""
    if row.asked_by is not None:
        return row.reason
    claim = exemption_label(row.reason) if row.reason in EXEMPTIONS else row.reason
    return _("Proves what was claimed: %(claim)s") % {"claim": claim}
