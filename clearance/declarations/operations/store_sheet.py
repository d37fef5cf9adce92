"""The good consignments of a checked file become drafts, in one commit; or it is thrown away."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_noop

from clearance.declarations.events import FilingFileDiscarded, FilingFileStored
from clearance.declarations.models import Draft, FiledConsignment, FiledSheet
from clearance.declarations.rules.file_consignments import Consignment
from clearance.declarations.states import FileState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted

OF_THE_FILE = ("reference", "arrives_at", "procedure", "direction")


class NothingGoodInFile(DomainError):
    """No consignment of the file can become a draft."""

    code = "nothing_good_in_file"
    sentence = gettext_noop("No consignment of this file can become a draft.")
    remedy_sentence = gettext_noop("Correct the rows that the report names and send the file anew.")


class StillBeingChecked(DomainError):
    """Drafts are made when every row has been looked at."""

    code = "still_being_checked"
    sentence = gettext_noop("This file is still being checked.")
    remedy_sentence = gettext_noop("Wait until the last row is checked.")


@transaction.atomic
def store_drafts(*, sheet_no: str, by: User, now: datetime) -> FiledSheet:
    """Once: a second call finds the drafts made and makes none.

    Raises ``NotPermitted``, ``NotFound``, ``StillBeingChecked``, ``NothingGoodInFile``.
    """
    sheet = lock_sheet(sheet_no=sheet_no, by=by)
    if sheet.state == FileState.STORED:
        return sheet
    if sheet.state == FileState.CHECKING:
        raise StillBeingChecked(field="sheet_no")
    if not sheet.good:
        raise NothingGoodInFile(field="sheet_no")
    parts = list(sheet.parts.filter(good=True).order_by("position"))
    drafts = Draft.objects.bulk_create(
        [
            Draft(
                draft_no=f"D-{now:%y%m%d}-{get_random_string(10, '0123456789')}",
                enterprise=sheet.enterprise,
                begun_by=by,
                answers=_typed(one.answers),
                procedure=_said(one).procedure,
                direction=_said(one).direction,
                begun_at=now,
                saved_at=now,
            )
            for one in parts
        ],
        batch_size=500,
    )
    for part, draft in zip(parts, drafts, strict=True):
        part.draft = draft
    FiledConsignment.objects.bulk_update(parts, ["draft"], batch_size=500)
    sheet.store(by=by, at=now)
    announce(FilingFileStored(sheet_no=sheet_no, drafts=len(drafts), stored_at=now), actor=by)
    return sheet


@transaction.atomic
def discard_sheet(*, sheet_no: str, by: User, now: datetime) -> FiledSheet:
    """Nothing becomes of the file, and the same bytes may be sent again.

    Raises ``IllegalMove`` when its drafts are made.
    """
    sheet = lock_sheet(sheet_no=sheet_no, by=by)
    sheet.discard(by=by, at=now)
    announce(FilingFileDiscarded(sheet_no=sheet_no, discarded_at=now), actor=by)
    return sheet


def lock_sheet(*, sheet_no: str, by: User) -> FiledSheet:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    sheet = (
        FiledSheet.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(sheet_no=sheet_no, enterprise=by.enterprise)
        .first()
    )
    if sheet is None:
        raise NotFound(field="sheet_no")
    return sheet


def _said(part: FiledConsignment) -> Consignment:
    return Consignment(reference=part.reference, answers=part.answers)


def _typed(answers: dict[str, str]) -> dict[str, str]:
    """What the form asks; the firm's own reference and the arrival stay with the file."""
    return {name: value for name, value in answers.items() if name not in OF_THE_FILE}
