"""Writing one notification for the sender of a message."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clearance.messages.events import MessageAnswered
from clearance.messages.facts import Mapped, Notice, NoticeError, NoticeStatement
from clearance.messages.models import Answer, Message
from clearance.messages.rules.notices import write_notice
from clearance.messages.rules.pointers import pointers_to
from clearance.messages.states import Act, NoticeFunction
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults

AGENCY = "Customs Portal"
LONGEST_TEXT = 256
LONGEST_STATEMENT = 512
MOST_GAPS = 98
FREE_TEXT = "AES"
GRANTED = "39"


def moment(at: datetime) -> str:
    """A time as notifications write it (format 304)."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")


def new_reference() -> str:
    return uuid.uuid4().hex


@transaction.atomic
def answer_message(*, message: Message, notice: Notice, cause: str, now: datetime) -> Answer | None:
    """The notification kept for the sender; None when this fact was answered before."""
    if message.answers.filter(cause=cause).exists():
        return None
    answer = Answer.objects.create(
        message=message,
        reference=notice.reference,
        function_code=notice.function,
        cause=cause[:80],
        body=write_notice(notice).decode(),
        answered_at=now,
    )
    announce(
        MessageAnswered(
            message_no=message.message_no,
            declaration_no=message.declaration_no,
            function=notice.function,
            reference=notice.reference,
            answered_at=now,
        )
    )
    return answer


def received_notice(*, message: Message, now: datetime, why: DomainError | None = None) -> Notice:
    """Kept, and said plainly that nothing was done; ``why`` no draft was begun of it either."""
    reason = () if why is None else (_statement(f"{why.message} {why.remedy}".strip()),)
    return Notice(
        function=NoticeFunction.RECEIVED,
        reference=new_reference(),
        issued=moment(now),
        about_reference=about(message),
        about_no=message.about_no[:18],
        statements=(
            _statement(
                _(
                    "The message is mapped and kept as received. It is no filing under the law "
                    "of this customs, so nothing was declared."
                )
            ),
            *reason,
        ),
    )


def draft_notice(
    *,
    message: Message,
    mapped: Mapped,
    draft_no: str,
    gaps: Sequence[Fault],
    places: Mapping[str, str],
    now: datetime,
) -> Notice:
    """Received, with the draft that was begun and each thing that it lacks, and where."""
    begun = _(
        "Draft %(number)s was begun from the message; %(gaps)d answers are open. It is no filing "
        "under the law of this customs, so nothing was declared."
    ) % {"number": draft_no, "gaps": len(gaps)}
    return replace(
        received_notice(message=message, now=now),
        statements=(
            _statement(begun),
            *(
                NoticeStatement(
                    type_code=FREE_TEXT,
                    code=validation_code(one.rule),
                    text=f"{one.field}: {one.message} {one.remedy}".strip()[:LONGEST_STATEMENT],
                    pointers=pointers_to(_path(mapped, places.get(one.field, one.field))),
                )
                for one in gaps[:MOST_GAPS]
            ),
        ),
    )


def _statement(text: str) -> NoticeStatement:
    return NoticeStatement(type_code=FREE_TEXT, text=text[:LONGEST_STATEMENT])


def accepted_notice(*, message: Message, now: datetime) -> Notice:
    """Filed, with the number and time of acceptance; or a request that was granted."""
    if message.act in (Act.AMENDMENT, Act.WITHDRAWAL):
        return Notice(
            function=NoticeFunction.REQUEST_ANSWERED,
            reference=new_reference(),
            issued=moment(now),
            about_reference=about(message),
            about_no=message.declaration_no,
            about_version="1",
            status=GRANTED,
        )
    return Notice(
        function=NoticeFunction.ACCEPTED,
        reference=new_reference(),
        issued=moment(now),
        about_reference=about(message),
        about_no=message.declaration_no,
        about_version="1",
        accepted=moment(now),
    )


def rejected_notice(
    *,
    message: Message,
    mapped: Mapped,
    refusal: DomainError,
    places: dict[str, str],
    now: datetime,
) -> Notice:
    """Refused: each fault with its rule, its sentence, its remedy and the way to the value."""
    faults = refusal.faults if isinstance(refusal, Faults) else [refusal]
    return Notice(
        function=NoticeFunction.REJECTED,
        reference=new_reference(),
        issued=moment(now),
        about_reference=about(message),
        rejected=moment(now),
        errors=tuple(
            NoticeError(
                code=validation_code(one.rule),
                text=f"{one.rule} ({one.field}): {one.message} {one.remedy}".strip()[:LONGEST_TEXT],
                pointers=pointers_to(_path(mapped, places.get(one.field, one.field))),
            )
            for one in faults
        ),
    )


def about(message: Message) -> str:
    """The sender's own reference, as long as the data model takes; "" when it gave none."""
    return "" if message.reference.startswith("sha256:") else message.reference[:35]


def validation_code(rule: str) -> str:
    """Eight characters that stand for a rule: the data model takes no more."""
    return f"CP{hashlib.sha256(rule.encode()).hexdigest()[:6].upper()}"


def _path(mapped: Mapped, name: str) -> str:
    """Where the field stood; for a missing one the nearest place above it that is there."""
    while name:
        if name in mapped.paths:
            return mapped.paths[name].split("/@")[0]
        below = next((key for key in mapped.paths if key.startswith(f"{name}.")), "")
        if below:
            return mapped.paths[below].rsplit("/", 1)[0]
        name = name.rpartition(".")[0]
    return next(iter(mapped.paths.values()), "").rsplit("/", 1)[0]
