"""A message comes in: read, mapped, kept, acted on where our law knows the act, and answered."""

import hashlib
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.messages.events import MessageReceived
from clearance.messages.facts import Checked, Notice, Remark
from clearance.messages.models import Message
from clearance.messages.operations.act_on_message import (
    act_of,
    act_on_message,
    check_items,
    places_of,
)
from clearance.messages.operations.act_on_whole import begin_whole
from clearance.messages.operations.answer_message import (
    accepted_notice,
    answer_message,
    draft_notice,
    received_notice,
    rejected_notice,
)
from clearance.messages.operations.check_message import check_message, limits_on, schemas_of
from clearance.messages.states import Act, MessageState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotPermitted
from customs_portal.registry.models import Enterprise

RECEIPT = "receipt"
LONGEST_REFERENCE = 80


class MessageKindUnknown(DomainError):
    """Well-formed XML, but no message of clearance."""

    code = "message_kind_unknown"
    http_status = 422
    sentence = gettext_noop("This is no message of clearance that the portal knows.")
    remedy_sentence = gettext_noop(
        "Send a declaration, a notification or a movement of the WCO data model."
    )


class ReferenceUsed(DomainError):
    """The sender used this reference for another message."""

    code = "reference_used"
    http_status = 409
    sentence = gettext_noop("This reference was used for another message.")
    remedy_sentence = gettext_noop("Give each new message a reference of its own.")


@transaction.atomic
def receive_message(
    *, data: bytes, by: User, now: datetime, schema_folder: str = ""
) -> tuple[Message, bool]:
    """The message under the sender's reference, and whether this call took it in.

    The same message again is the same message; a rejected one leaves its reference free.
    A refused filing is kept with its rejection, and nothing of the filing is.
    Raises ``NotPermitted``, ``MessageNotReadable``, ``MessageKindUnknown``, ``ReferenceUsed``.
    """
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise is None:
        raise NotPermitted
    on = timezone.localdate(now)
    checked = check_message(
        data=data,
        on=on,
        limits=limits_on(on=on, at_the_door=True),
        schemas=schemas_of(folder=schema_folder),
    )
    if not checked.is_known:
        raise MessageKindUnknown(field="body", root=checked.mapped.root)
    message, is_new = _store(checked, data=data, by=by, enterprise=by.enterprise, now=now)
    if is_new:
        _act(message, checked, by=by, now=now)
        announce(
            MessageReceived(
                message_no=message.message_no,
                kind=message.kind,
                reference=message.reference,
                state=message.state,
                declaration_no=message.declaration_no,
                kept=len(checked.mapped.kept),
                received_at=now,
            ),
            actor=by,
        )
    return message, is_new


def _store(
    checked: Checked, *, data: bytes, by: User, enterprise: Enterprise, now: datetime
) -> tuple[Message, bool]:
    mapped, identity = checked.mapped, checked.identity
    reference = _short(identity.reference) or f"sha256:{checked.canonical_hash}"
    known = Message.objects.filter(
        enterprise=enterprise, kind=identity.kind, reference=reference
    ).exclude(state=MessageState.REJECTED)
    before = known.first()
    if before is None:
        try:
            with transaction.atomic():
                return (
                    Message.objects.create(
                        message_no=f"MSG{now:%y%m%d}{secrets.token_hex(6).upper()}",
                        enterprise=enterprise,
                        sent_by=by,
                        kind=identity.kind,
                        reference=reference,
                        function_code=identity.function[:16],
                        type_code=identity.type_code[:16],
                        country=identity.country,
                        about_no=identity.about_no[:80],
                        root=mapped.root[:120],
                        elements=mapped.elements,
                        fields=[
                            [name, mapped.paths[name], value]
                            for name, value in mapped.fields.items()
                        ],
                        kept=[[path, value] for path, value in mapped.kept.items()],
                        remarks=[_plain(one) for one in checked.remarks],
                        schema=None
                        if checked.schema is None
                        else [_plain(one) for one in checked.schema],
                        body=data,
                        canonical_hash=checked.canonical_hash,
                        received_at=now,
                        move=told(at=now, by=by),
                    ),
                    True,
                )
        except IntegrityError:
            before = known.get()  # the same reference came a moment before
    if before.canonical_hash != checked.canonical_hash:
        raise ReferenceUsed(field="reference", reference=reference, message_no=before.message_no)
    return before, False


def _short(reference: str) -> str:
    """The sender's reference; one that is too long keeps its beginning and stays its own."""
    if len(reference) <= LONGEST_REFERENCE:
        return reference
    return f"{reference[:60]}#{hashlib.sha256(reference.encode()).hexdigest()[:16]}"


def _act(message: Message, checked: Checked, *, by: User, now: datetime) -> None:
    """Do what the message asks, in a step of its own that a refusal takes back."""
    on = timezone.localdate(now)
    mapped = checked.mapped
    act = act_of(checked=checked, on=on)
    if act == Act.NONE:
        notice = received_notice(message=message, now=now)
    elif act == Act.DRAFT:
        notice = _begin_draft(message, checked, by=by, now=now)
    else:
        try:
            with transaction.atomic():
                number = act_on_message(act=act, checked=checked, by=by, now=now)
        except DomainError as refusal:
            message.reject(act=act, by=by, reason=refusal.rule, at=now)
            notice = rejected_notice(
                message=message,
                mapped=mapped,
                refusal=refusal,
                places=dict(places_of(act=act, checked=checked, on=on)),
                now=now,
            )
        else:
            message.file(act=act, declaration_no=number, by=by, at=now)
            notice = accepted_notice(message=message, now=now)
    answer_message(message=message, notice=notice, cause=RECEIPT, now=now)


def _begin_draft(message: Message, checked: Checked, *, by: User, now: datetime) -> Notice:
    """A full declaration under another country's law; what it could not become is said."""
    mapped = checked.mapped
    try:
        with transaction.atomic():
            check_items(mapped=mapped, on=timezone.localdate(now))
            begun = begin_whole(identity=checked.identity, mapped=mapped, by=by, now=now)
    except DomainError as refusal:
        return received_notice(message=message, now=now, why=refusal)
    message.begin_draft(draft_no=begun.draft_no)
    return draft_notice(
        message=message,
        mapped=mapped,
        draft_no=begun.draft_no,
        gaps=begun.gaps,
        places=begun.places,
        now=now,
    )


def _plain(remark: Remark) -> dict[str, str]:
    return {"place": remark.place, "rule": remark.rule, "value": remark.value}
