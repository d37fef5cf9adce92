"""A chunk of a file: one commit, the exceptions named, nothing twice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from clearance.declarations.events import DeclarationsImported
from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_registers import asked_once
from clearance.declarations.operations.import_row import FileRow, import_row
from clearance.declarations.states import DeclarationState
from customs_portal.journal.announce import announce
from customs_portal.journal.queries import was_told
from customs_portal.kit.errors import DomainError, Faults


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One reason why one row was not accepted."""

    declaration_id: str
    field: str
    rule: str
    message: str
    remedy: str
    message_zh: str
    remedy_zh: str


@dataclass(frozen=True, kw_only=True)
class ChunkResult:
    accepted: int
    already_there: int
    refused: tuple[Refused, ...]


@transaction.atomic
def import_chunk(
    *, rows: list[FileRow], office_code: str, file_name: str, now: datetime
) -> ChunkResult:
    """File what is not there yet; a refused row leaves no trace but its reason."""
    there = set(
        Declaration.objects.filter(
            source=Declaration.Source.FILE,
            transport_document__in=[row.declaration_id for row in rows],
        ).values_list("transport_document", flat=True)
    )
    skipped = 0
    accepted: list[Declaration] = []
    refused: list[Refused] = []
    with asked_once():
        for row in rows:
            if row.declaration_id in there:
                skipped += 1
                continue
            try:
                accepted.append(import_row(row=row, office_code=office_code))
            except DomainError as error:
                chinese = _again_in_chinese(row, office_code) or error
                refused += _reasons(row.declaration_id, error, chinese)
                continue
            there.add(row.declaration_id)
    if accepted or (refused and not skipped and not _is_known(file_name, refused)):
        announce(
            DeclarationsImported(
                file_name=file_name,
                accepted=len(accepted),
                declaration_nos=tuple(one.declaration_no for one in accepted),
                held=tuple(
                    one.declaration_no
                    for one in accepted
                    if one.state in {DeclarationState.HELD, DeclarationState.IN_RE_REVIEW}
                ),
                refused=tuple(dict.fromkeys(one.declaration_id for one in refused)),
                imported_at=now,
            )
        )
    return ChunkResult(accepted=len(accepted), already_there=skipped, refused=tuple(refused))


def _is_known(file_name: str, refused: list[Refused]) -> bool:
    """A file taken again is no news, not even a chunk of which nothing was ever accepted."""
    return was_told(
        name=DeclarationsImported.name,
        file_name=file_name,
        refused=list(dict.fromkeys(one.declaration_id for one in refused)),
    )


def _again_in_chinese(row: FileRow, office_code: str) -> DomainError | None:
    """The same refusal in the other language; should the row be taken this time, it is undone."""
    with override("zh-hans"), transaction.atomic():
        try:
            import_row(row=row, office_code=office_code)
        except DomainError as error:
            return error
        transaction.set_rollback(True)
    return None


def _faults(error: DomainError) -> list[DomainError]:
    return [*error.faults] if isinstance(error, Faults) else [error]


def _reasons(declaration_id: str, error: DomainError, chinese: DomainError) -> list[Refused]:
    return [
        Refused(
            declaration_id=declaration_id,
            field=one.field,
            rule=one.rule,
            message=one.message,
            remedy=one.remedy,
            message_zh=other.message,
            remedy_zh=other.remedy,
        )
        for one, other in zip(_faults(error), _faults(chinese), strict=False)
    ]
