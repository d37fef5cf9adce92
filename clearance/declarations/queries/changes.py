"""Requests to change declarations, and the versions that were accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clearance.declarations.facts import Difference
from clearance.declarations.models import ChangeRequest, Declaration, DeclarationVersion
from clearance.declarations.operations.keep_version import standing
from clearance.declarations.queries.details import visible_to
from clearance.declarations.queries.explanations import label_of
from clearance.declarations.rules.documents import answers_in, differences
from clearance.declarations.rules.second_person import AFTER_RELEASE, VALUE_DOWN
from clearance.declarations.states import OPEN_CHANGES, ChangeKind, ChangeState
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """One request. ``version`` is the version that it made, None while it made none."""

    request_no: str
    declaration_no: str
    declaration_state: str
    enterprise: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    reason: str
    differences: tuple[Difference, ...]
    two_because: tuple[str, ...]
    asked_by: str
    asked_by_id: int
    asked_at: datetime
    answer_by: datetime
    proposed_by: str
    proposed_by_id: int | None
    proposed_at: datetime | None
    proposal: str
    answered_by: str
    answered_at: datetime | None
    answer: str
    version: int | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CHANGES

    @property
    def why_two(self) -> list[str]:
        """The reasons for a second officer, in the reader's language."""
        words = {
            AFTER_RELEASE: _("The goods are released already"),
            VALUE_DOWN: _("The value falls by more than the law allows one officer"),
        }
        return [words.get(one) or _("Changes: %(field)s") % {"field": label_of(one)}
                for one in self.two_because]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """A version with what it changed."""

    number: int
    accepted_at: datetime
    request_no: str
    sha256: str
    differences: tuple[Difference, ...]
    complete: bool
    document: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ChangeSearch:
    text: str = ""
    state: str = "open"
    kind: str = ""
    sort: str = "answer_by"

    SORTS: ClassVar[tuple[str, ...]] = ("answer_by", "-answer_by", "asked_at", "-asked_at")

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, kind, sort = words.get("state", ""), words.get("kind", ""), words.get("sort", "")
        return cls(
            text="".join(words.get("q", "").split())[:40].upper(),
            state=state if state in (*ChangeState.values, "all") else "open",
            kind=kind if kind in ChangeKind.values else "",
            sort=sort if sort in cls.SORTS else "answer_by",
        )


def find_changes(*, search: ChangeSearch) -> QuerySet[ChangeRequest]:
    """For officers: requests of every enterprise."""
    rows = _rows()
    if search.state == "open":
        rows = rows.filter(state__in=sorted(OPEN_CHANGES))
    elif search.state != "all":
        rows = rows.filter(state=search.state)
    if search.kind:
        rows = rows.filter(kind=search.kind)
    if search.text:
        rows = rows.filter(
            Q(request_no=search.text)
            | Q(declaration__declaration_no__startswith=search.text)
            | Q(declaration__transport_document=search.text)
            | Q(declaration__enterprise__uscc=search.text)
        )
    return rows.order_by(search.sort, "id")


def change_for_officer(*, request_no: str) -> ChangeView:
    """Raises ``NotFound``."""
    row = _rows().filter(request_no=request_no).first()
    if row is None:
        raise NotFound(field="request_no")
    return change_view(row)


def change_of(*, request_no: str, by: User) -> ChangeView:
    """One of the person's enterprise. Raises ``NotFound``."""
    row = _rows().filter(request_no=request_no).first()
    if row is None or by.enterprise is None or not _own(row.declaration.declaration_no, by):
        raise NotFound(field="request_no")
    return change_view(row)


def changes_of(*, declaration_no: str) -> list[ChangeView]:
    """All requests of one declaration, the last first; the caller has looked who asks."""
    rows = _rows().filter(declaration__declaration_no=declaration_no).order_by("-id")
    return [change_view(row) for row in rows]


def open_change_of(*, declaration_no: str) -> str:
    """The number of the request that waits, "" when none does."""
    found = ChangeRequest.objects.filter(
        declaration__declaration_no=declaration_no, state__in=sorted(OPEN_CHANGES)
    )
    return found.values_list("request_no", flat=True).first() or ""


def versions_of(*, declaration_no: str) -> list[VersionView]:
    """Every accepted version, the last first, each with what it changed."""
    rows = list(
        DeclarationVersion.objects.filter(declaration__declaration_no=declaration_no)
        .select_related("request")
        .order_by("number")
    )
    found = []
    for index, row in enumerate(rows):
        earlier = rows[index - 1].document if index else row.document
        found.append(
            VersionView(
                number=row.number,
                accepted_at=row.accepted_at,
                request_no=row.request.request_no if row.request else "",
                sha256=row.sha256,
                differences=differences(earlier, row.document),
                complete=bool(row.document["complete_items"]) and not earlier.get("complete_items"),
                document=row.document,
            )
        )
    return found[::-1]


def answers_standing(*, declaration_no: str) -> dict[str, str]:
    """What stands in the register, as answers of the form; the caller has looked who asks."""
    declaration = Declaration.objects.select_related("enterprise").get(
        declaration_no=declaration_no
    )
    return answers_in(standing(declaration))


def change_view(row: ChangeRequest) -> ChangeView:
    made = getattr(row, "made", None)
    return ChangeView(
        request_no=row.request_no,
        declaration_no=row.declaration.declaration_no,
        declaration_state=row.declaration.state,
        enterprise=row.declaration.enterprise.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        state=row.state,
        state_label=row.get_state_display(),
        reason=row.reason,
        differences=tuple(Difference(**one) for one in row.differences),
        two_because=tuple(row.two_because),
        asked_by=_name(row.asked_by),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        proposed_by=_name(row.proposed_by),
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.proposed_at,
        proposal=row.proposal,
        answered_by=_name(row.answered_by),
        answered_at=row.answered_at,
        answer=row.answer,
        version=made.number if made is not None else None,
    )


def _rows() -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.select_related(
        "declaration__enterprise", "asked_by", "proposed_by", "answered_by", "made"
    )


def _own(declaration_no: str, by: User) -> bool:
    assert by.enterprise is not None
    rows = Declaration.objects.filter(visible_to(by.enterprise), declaration_no=declaration_no)
    return rows.exists()


def _name(person: User | None) -> str:
    return (person.display_name or person.get_username()) if person is not None else ""
