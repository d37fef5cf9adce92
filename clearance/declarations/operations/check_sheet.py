"""The consignments of a file are checked part by part, so that a killed worker loses nothing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.declarations.events import FilingFileChecked
from clearance.declarations.models import Declaration, Draft, FiledConsignment, FiledSheet
from clearance.declarations.operations.ask_registers import asked_once
from clearance.declarations.operations.check_answers import Reader, faults_in
from clearance.declarations.operations.said_twice import said_twice
from clearance.declarations.rules.file_consignments import Consignment
from clearance.declarations.states import ENDED, FileState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault

PART = 25


@transaction.atomic
def check_next_part(*, sheet_no: str, read: Reader, now: datetime, most: int = PART) -> bool:
    """Check some more consignments; False when nothing is left or somebody else is at it."""
    sheet = (
        FiledSheet.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("sent_by__enterprise", "enterprise")
        .filter(sheet_no=sheet_no, state=FileState.CHECKING)
        .first()
    )
    if sheet is None:
        return False
    parts = list(sheet.parts.filter(good=None).order_by("position")[:most])
    there = _already_there(sheet, parts)
    with asked_once():
        for part in parts:
            _check(part, read=read, by=sheet.sent_by, there=there, now=now)
    FiledConsignment.objects.bulk_update(parts, ["faults", "good", "answers"])
    sheet.count(checked=len(parts), good=sum(bool(one.good) for one in parts), at=now)
    if sheet.state == FileState.CHECKED:
        announce(
            FilingFileChecked(
                sheet_no=sheet_no,
                consignments=sheet.consignments,
                good=sheet.good,
                checked_at=now,
            ),
            actor=sheet.sent_by,
        )
    return True


def _check(
    part: FiledConsignment, *, read: Reader, by: User, there: dict[str, str], now: datetime
) -> None:
    if not part.answers.get("consignee_uscc"):
        part.answers["consignee_uscc"] = (by.enterprise.uscc if by.enterprise else "") or ""
    cells = {(one["row"], one["column"]) for one in part.faults}
    numbers = [one for one in part.answers.get("container_nos", "").split(", ") if one]
    place = Consignment(
        reference=part.reference,
        rows=part.rows,
        containers={one: part.places[one] for one in numbers},  # in the order of the file
    )

    def ask() -> list[DomainError]:
        return [
            *faults_in(answers=part.answers, read=read, by=by, on=timezone.localdate(now)),
            *_twice(part, there),
        ]

    for fault in said_twice(ask):
        row, column = place.cell_of(fault.pop("field"))
        if (row, column) not in cells:  # what could not be read is not also called missing
            part.faults.append({"row": row, "column": column, **fault})
    part.faults.sort(key=lambda one: one["row"])
    part.good = not part.faults


def _twice(part: FiledConsignment, there: dict[str, str]) -> list[DomainError]:
    number = there.get(_plain(part.answers.get("transport_document", "")))
    if number is None:
        return []
    return [
        Fault(
            _("This bill of lading stands in %(number)s already.") % {"number": number},
            field="transport_document",
            rule="transport_document.already_there",
            remedy=_("Open that one, or take the consignment out of the file."),
        )
    ]


def _already_there(sheet: FiledSheet, parts: list[FiledConsignment]) -> dict[str, str]:
    """Bills of lading of these consignments that a draft or a declaration has already."""
    wanted = {_plain(one.answers.get("transport_document", "")) for one in parts}
    drafts = Draft.objects.filter(
        enterprise=sheet.enterprise, declaration=None, deleted_at=None, completes=None
    ).values_list("answers__transport_document", "draft_no")
    declared = (
        Declaration.objects.filter(transport_document__in=wanted)
        .exclude(state__in=ENDED)
        .exclude(source=Declaration.Source.FILE)
        .values_list("transport_document", "declaration_no", "enterprise_id")
    )
    found: dict[str, Any] = {
        _plain(text or ""): number for text, number in drafts if _plain(text or "") in wanted
    }
    for document, number, enterprise_id in declared:  # another firm's number stays its own
        found[document] = number if enterprise_id == sheet.enterprise_id else document
    found.pop("", None)
    return found


def _plain(text: str) -> str:
    return "".join(text.replace("-", "").split()).upper()
