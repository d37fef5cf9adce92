"""Filings as a firm and as officers see them: lists, one filing whole, its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound
from inspection.products.models import ANSWERS, ProductFiling, ProductPicture
from inspection.products.states import OPEN_TO_CHANGE, FilingState

SORTS = {
    "filing": "filing_no",
    "name": "name_en",
    "hs": "hs_code",
    "state": "state",
    "saved": "saved_at",
    "submitted": "submitted_at",
    "until": "valid_until",
    "firm": "enterprise__name_en",
}
NEWEST_FIRST = "-saved"


@dataclass(frozen=True, kw_only=True)
class FilingFilters:
    text: str = ""
    state: str = ""
    hs_code: str = ""
    uscc: str = ""
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class FilingRow:
    """One filing of a list."""

    filing_no: str
    firm: str
    uscc: str
    name_en: str
    name_zh: str
    model: str
    hs_code: str
    state: str
    state_label: str
    pictures: int
    first_picture: int | None
    is_demonstration: bool
    saved_at: datetime
    submitted_at: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class PictureView:
    picture_id: int
    kind: str
    kind_label: str
    scan_no: str
    sha256: str
    width: int
    height: int
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class VersionView:
    number: int
    answers: Mapping[str, str]
    pictures: tuple[Mapping[str, Any], ...]
    filed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingFile:
    """One filing whole; versions newest first."""

    row: FilingRow
    answers: Mapping[str, str]
    saves: int
    version: int
    reason: str
    decided_at: datetime | None
    pictures: tuple[PictureView, ...]
    versions: tuple[VersionView, ...]

    @property
    def is_open(self) -> bool:
        return FilingState(self.row.state) in OPEN_TO_CHANGE


class FoundFilings:
    """Filings that fit; of one firm, or (officers) of all that were ever handed in."""

    def __init__(self, filters: FilingFilters, *, enterprise_id: int | None) -> None:
        key = filters.sort.removeprefix("-")
        known = key in SORTS
        sign = "-" if filters.sort.startswith("-") or not known else ""
        self._found = _fitting(filters, enterprise_id)
        self._order = (f"{sign}{SORTS[key] if known else SORTS['saved']}", "-id")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[FilingRow]:
        return rows_of(list(self._found.order_by(*self._order)[part]))


def filing_file(*, filing_no: str, by: User) -> FilingFile:
    """A firm sees its own; officers see what was handed in once. Raises ``NotFound``."""
    found = ProductFiling.objects.select_related("enterprise").filter(filing_no=filing_no)
    if by.enterprise_id is not None:
        found = found.filter(enterprise_id=by.enterprise_id)
    else:
        found = found.filter(version__gt=0)
    filing = found.first()
    if filing is None:
        raise NotFound(field="filing_no")
    return FilingFile(
        row=rows_of([filing])[0],
        answers={name: getattr(filing, name) for name in ANSWERS},
        saves=filing.saves,
        version=filing.version,
        reason=filing.reason,
        decided_at=filing.decided_at,
        pictures=tuple(
            PictureView(
                picture_id=one.pk,
                kind=one.kind,
                kind_label=str(one.get_kind_display()),
                scan_no=one.scan_no,
                sha256=one.sha256,
                width=one.width,
                height=one.height,
                added_at=one.added_at,
            )
            for one in filing.pictures.filter(removed_at=None).order_by("id")
        ),
        versions=tuple(
            VersionView(
                number=one.number,
                answers=one.answers,
                pictures=tuple(one.pictures),
                filed_at=one.filed_at,
            )
            for one in filing.versions.order_by("-number")
        ),
    )


def counts_by_state(*, enterprise_id: int | None) -> dict[str, int]:
    found = _fitting(FilingFilters(), enterprise_id)
    rows = found.order_by().values_list("state").annotate(many=Count("pk"))
    return dict.fromkeys(FilingState.values, 0) | dict(rows)


def rows_of(filings: list[ProductFiling]) -> list[FilingRow]:
    """Their pictures are asked for once."""
    pictures: dict[int, list[int]] = {}
    present = ProductPicture.objects.filter(filing__in=filings, removed_at=None).order_by("id")
    for filing_id, picture_id in present.values_list("filing_id", "id"):
        pictures.setdefault(filing_id, []).append(picture_id)
    return [
        FilingRow(
            filing_no=one.filing_no,
            firm=one.enterprise.name,
            uscc=one.enterprise.uscc or "",
            name_en=one.name_en,
            name_zh=one.name_zh,
            model=one.model,
            hs_code=one.hs_code,
            state=one.state,
            state_label=str(FilingState(one.state).label),
            pictures=len(pictures.get(one.pk, ())),
            first_picture=next(iter(pictures.get(one.pk, ())), None),
            is_demonstration=one.is_demonstration,
            saved_at=one.saved_at,
            submitted_at=one.submitted_at,
            valid_until=one.valid_until,
        )
        for one in filings
    ]


def _fitting(filters: FilingFilters, enterprise_id: int | None) -> QuerySet[ProductFiling]:
    found = ProductFiling.objects.select_related("enterprise")
    if enterprise_id is None:
        found = found.filter(version__gt=0)
    else:
        found = found.filter(enterprise_id=enterprise_id)
    for word in filters.text.lower().split():
        found = found.filter(
            Q(words__contains=word)
            | Q(enterprise__name_en__icontains=word)
            | Q(enterprise__name_zh__contains=word)
        )
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.hs_code:
        found = found.filter(hs_code__startswith=filters.hs_code)
    if filters.uscc:
        found = found.filter(enterprise__uscc=filters.uscc)
    return found
