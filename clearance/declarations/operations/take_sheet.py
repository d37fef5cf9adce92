"""An enterprise sends a file of consignments: read in the confined step, or refused by name."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from clearance.declarations.events import FilingFileTaken
from clearance.declarations.models import FiledConsignment, FiledSheet
from clearance.declarations.operations.said_twice import LANGUAGES
from clearance.declarations.rules.file_consignments import Consignment, RowFault
from clearance.declarations.rules.file_rows import columns_of, consignments_in
from clearance.declarations.states import FileState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.confined.sheets import Sheet, read_sheet, unfit_fault
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, Faults, NotPermitted
from customs_portal.registry import law

LONGEST_NAME = 120
LONGEST_REFERENCE = 200


@transaction.atomic
def take_sheet(*, data: bytes, file_name: str, by: User, now: datetime) -> tuple[FiledSheet, bool]:
    """The file with its consignments, still to be checked, and whether it is new.

    The same bytes sent again are answered with what they made the first time. Raises
    ``NotPermitted``, ``Fault`` for the file as a whole and ``Faults`` for its headings.
    """
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    on = timezone.localdate(now)
    most_bytes = int(law.ask("filing_file.most_bytes", on=on).value)
    if not data or len(data) > most_bytes:
        raise Fault(
            _("Choose a file of at most %(megabytes)s megabytes.")
            % {"megabytes": f"{most_bytes / 1_000_000:g}"},
            field="file",
            rule="filing_file.most_bytes",
            remedy=_("Divide the consignments over several files."),
        )
    key = storage.put(data, suffix="file")
    known = FiledSheet.objects.filter(enterprise=by.enterprise, file_key=key)
    there = known.exclude(state=FileState.DISCARDED).first()
    if there is not None:
        return there, False
    sheet = _read(data, most_rows=int(law.ask("filing_file.most_rows", on=on).value))
    parts = _joined(sheet)
    try:
        with transaction.atomic():
            filed = FiledSheet.objects.create(
                sheet_no=f"F-{now:%y%m%d}-{get_random_string(8, '0123456789')}",
                enterprise=by.enterprise,
                sent_by=by,
                file_name=_clean(file_name),
                file_key=key,
                form=sheet.form,
                state=FileState.CHECKING,
                rows=len(sheet.rows),
                consignments=len(parts),
                sent_at=now,
                move=told(at=now, by=by, law="filing_file.most_rows"),
            )
    except IntegrityError:  # the same bytes at the same moment
        return known.exclude(state=FileState.DISCARDED).get(), False
    for part in parts:
        part.sheet = filed
    FiledConsignment.objects.bulk_create(parts, batch_size=500)
    announce(
        FilingFileTaken(
            sheet_no=filed.sheet_no,
            file_name=filed.file_name,
            rows=filed.rows,
            consignments=filed.consignments,
            taken_at=now,
        ),
        actor=by,
    )
    return filed, True


def _read(data: bytes, *, most_rows: int) -> Sheet:
    sheet = read_sheet(data, most_rows=most_rows)
    if sheet.why == "too_many_rows":
        raise Fault(
            _("A file holds at most %(most)s rows of goods.") % {"most": f"{most_rows:,}"},
            field="file",
            rule="filing_file.most_rows",
            remedy=_("Divide the consignments over several files."),
        )
    if sheet.why:
        raise unfit_fault(sheet)
    return sheet


def _joined(sheet: Sheet) -> list[FiledConsignment]:
    """Rows joined to consignments, what is wrong with them said in both languages."""
    columns, faults = columns_of(sheet.head)
    if faults:
        raise Faults(
            [Fault(one.message, field="file", rule=one.rule, remedy=one.remedy) for one in faults]
        )
    found: dict[str, list[Consignment]] = {}
    for short, language in LANGUAGES.items():
        with override(language):
            found[short] = consignments_in(
                columns=columns,
                rows=sheet.rows,
                dates=sheet.dates,
                zone=timezone.get_default_timezone(),
            )
    return [
        FiledConsignment(
            position=position,
            reference=english.reference[:LONGEST_REFERENCE],
            rows=english.rows,
            answers=english.answers,
            places=english.containers,
            arrives_at=english.arrives_at,
            faults=[
                _stored(one, other)
                for one, other in zip(english.faults, chinese.faults, strict=True)
            ],
        )
        for position, (english, chinese) in enumerate(zip(*found.values(), strict=True), start=1)
    ]


def _stored(english: RowFault, chinese: RowFault) -> dict[str, Any]:
    return {
        "row": english.row,
        "column": english.column,
        "rule": english.rule,
        "en": {"message": english.message, "remedy": english.remedy},
        "zh": {"message": chinese.message, "remedy": chinese.remedy},
    }


def _clean(name: str) -> str:
    shown = "".join(sign for sign in name.replace("\\", "/").split("/")[-1] if sign.isprintable())
    return shown[-LONGEST_NAME:] or "file"
