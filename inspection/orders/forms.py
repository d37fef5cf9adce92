"""The form of a conclusion on the order's page, read and drawn again when it was refused; and what
a list of records is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customs_portal.kit.errors import DomainError, Fault
from hardware_adapters.ports import FrameFault
from inspection.orders.operations.conclude_inspection import Finding, FoundElement
from inspection.orders.queries.records import NEWEST_FIRST, RecordFilters
from inspection.orders.states import Outcome

NARROWING_RECORDS = ("text", "state", "result", "place", "method", "since", "until")
MOST_PICTURES = 6
PICTURE_MIB = 4


def element_names() -> list[str]:
    """What of a declaration is compared with the goods (品名, 规格, 数量 …)."""
    return [
        _("Name of goods"),
        pgettext("inspection", "Specification"),
        pgettext("inspection", "Quantity"),
        pgettext("inspection", "Weight"),
        pgettext("inspection", "Origin"),
        _("Shipping marks"),
        _("Brand rights"),
        pgettext("inspection", "Packing"),
    ]


@dataclass(frozen=True, kw_only=True)
class ConcludeForm:
    """What the template draws: the answers as given and what is wrong with them."""

    given: dict[str, str] = field(default_factory=dict)
    errors: tuple[dict[str, str], ...] = ()
    lost_pictures: bool = False

    @property
    def error_of(self) -> dict[str, str]:
        return {error["field"]: error["message"] for error in self.errors}

    @property
    def elements(self) -> list[dict[str, str]]:
        return [
            {
                "name": name,
                "row": str(row),
                "declared": self.given.get(f"declared-{row}", ""),
                "found": self.given.get(f"found-{row}", ""),
            }
            for row, name in enumerate(element_names(), start=1)
        ]


def refused_form(*, given: QueryDict, error: DomainError, lost_pictures: bool) -> ConcludeForm:
    """The form as it was sent; a picture's fault is said in the reader's own language."""
    message = error.message
    if isinstance(error, FrameFault):
        message = _("One of the pictures is damaged, or is neither a JPEG nor a PNG.")
    name = error.field if error.field in ("outcome", "note", "pictures") else "outcome"
    row = {"field": name, "field_id": f"id_{name}", "message": message, "remedy": error.remedy}
    if isinstance(error, FrameFault):
        row["remedy"] = _("Choose whole pictures and send the form again.")
    return ConcludeForm(
        given={name: given.get(name, "") for name in given},
        errors=(row,),
        lost_pictures=lost_pictures,
    )


def finding_from(given: QueryDict) -> Finding:
    try:
        outcome = Outcome(given.get("outcome", ""))
    except ValueError as error:
        raise Fault(_("Choose whether a fault was found."), field="outcome") from error
    elements = [
        FoundElement(
            element=name[:80],
            declared=given.get(f"declared-{row}", "").strip()[:200],
            found=given.get(f"found-{row}", "").strip()[:200],
        )
        for row, name in enumerate(element_names(), start=1)
    ]
    return Finding(
        outcome=outcome,
        note=given.get("note", "")[:2000],
        elements=tuple(one for one in elements if one.found),
        seal_before=given.get("seal_before", "").strip()[:40],
        seal_after=given.get("seal_after", "").strip()[:40],
    )


def pictures_from(files: list[UploadedFile]) -> tuple[bytes, ...]:
    """Their bytes, few and small enough; the same limits as on the wrist."""
    if len(files) > MOST_PICTURES:
        raise Fault(
            _("Send at most %(n)s pictures.") % {"n": MOST_PICTURES},
            field="pictures",
            rule="picture.too_many",
        )
    for one in files:
        if (one.size or 0) > PICTURE_MIB * 1024 * 1024:
            raise Fault(
                _("A picture is larger than %(n)s MiB.") % {"n": PICTURE_MIB},
                field="pictures",
                rule="picture.too_big",
                remedy=_("Take it again with a lower resolution."),
            )
    return tuple(one.read() for one in files)


def record_filters_of(given: Mapping[str, str]) -> RecordFilters:
    """Raises ``Fault`` for a day that is none."""
    words = {name: given.get(name, "").strip()[:100] for name in NARROWING_RECORDS}
    since, until = (_day(words.pop(name), field=name) for name in ("since", "until"))
    sort = given.get("sort") or NEWEST_FIRST
    return RecordFilters(**words, since=since, until=until, sort=sort)


def _day(text: str, *, field: str) -> date | None:
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise Fault(
            _("This is no day."),
            field=field,
            rule="records.day",
            remedy=_("Write it as year, month and day: 2026-11-20."),
        )
    return found
