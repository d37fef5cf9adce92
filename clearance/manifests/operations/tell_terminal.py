"""Instructions to the terminal: written with the act, sent afterwards, kept until acknowledged."""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.manifests import ports
from clearance.manifests.events import TerminalRefusedMessage
from clearance.manifests.models import ManifestLine, TerminalMessage
from clearance.manifests.operations.find_bills import DESK
from clearance.manifests.rules.signatures import is_signed
from clearance.manifests.states import Because, MessageKind, MessageState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.parsing import NotReadable, is_storable, read_json
from inspection.orders.operations.call_box import note_answer

SENT_AT_ONCE = 100
LETTER_OF = {MessageKind.INSPECT_BY_PEOPLE: "A", MessageKind.INSPECT_BY_SCAN: "B"}


class ReceiptNotSigned(DomainError):
    """The terminal's receipt does not carry the terminal's signature, or is too old."""

    code = "receipt_not_signed"
    http_status = 401
    sentence = gettext_noop("This receipt is not signed by the terminal.")
    remedy_sentence = gettext_noop("Sign the raw body with the shared secret and the time.")


class ReceiptUnreadable(DomainError):
    code = "receipt_unreadable"
    http_status = 422
    sentence = gettext_noop("This receipt cannot be read.")
    remedy_sentence = gettext_noop("Send receipts with message_no and status DONE or REFUSED.")


def queue_messages(
    *,
    lines: Iterable[ManifestLine],
    kind: MessageKind,
    now: datetime,
    container_nos: tuple[str, ...] = ("",),
    reason: str = "",
) -> None:
    """One message for each bill and container; in the caller's transaction, so none is lost."""
    why = told(at=now, reason=reason[:400] or Because.GOODS_RELEASED)
    TerminalMessage.objects.bulk_create(
        TerminalMessage(
            message_no=uuid.uuid4(),
            line=line,
            kind=kind,
            container_no=container_no,
            reason=reason[:400],
            queued_at=now,
            next_try_at=now,
            move=why,
        )
        for line in lines
        for container_no in container_nos
    )


def send_messages(*, now: datetime) -> int:
    """Send what is due in parcels of a hundred, and again what got no receipt; counts the sent.

    Without a terminal (``TERMINAL_URL`` is empty) the messages wait and nothing is tried.
    """
    if not settings.TERMINAL_URL:
        return 0
    sent = 0
    while True:
        taken, tried = _send_parcel(now=now)
        sent += taken
        if tried < SENT_AT_ONCE or not taken:
            return sent


@transaction.atomic
def _send_parcel(*, now: datetime) -> tuple[int, int]:
    waiting = list(
        TerminalMessage.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("line__manifest__berth")
        .filter(state__in=[MessageState.QUEUED, MessageState.SENT], next_try_at__lte=now)
        .order_by("next_try_at", "pk")[:SENT_AT_ONCE]
    )
    if not waiting:
        return 0, 0
    try:
        refused = ports.send(messages=[_said(one) for one in waiting], now=now)
    except ports.TerminalUnreachable as error:
        for one in waiting:
            one.try_later(at=now, why=str(error))
        return 0, len(waiting)
    for one in waiting:
        why = refused.get(str(one.message_no))
        if why is None:
            one.sent(at=now)
        else:
            _refuse(one, why=why, now=now)
    return len(waiting) - len(refused), len(waiting)


@transaction.atomic
def receive_receipts(*, body: bytes, timestamp: str, signature: str, now: datetime) -> int:
    """What the terminal has done with its messages; a receipt heard twice changes nothing.

    Raises ``ReceiptNotSigned`` or ``ReceiptUnreadable``; returns how many receipts were new.
    """
    check_signature(body=body, timestamp=timestamp, signature=signature, now=now)
    receipts = _read(body)
    rows = {
        str(row.message_no): row
        for row in TerminalMessage.objects.select_for_update(of=("self",))
        .select_related("line")
        .filter(message_no__in=list(receipts))
        .order_by("pk")
    }
    new = 0
    for message_no, (status, why) in receipts.items():
        row = rows.get(message_no)
        if row is None or row.state not in (MessageState.QUEUED, MessageState.SENT):
            continue
        new += 1
        if row.state == MessageState.QUEUED:  # the terminal's answer was lost, not its deed
            row.sent(at=now)
        if status == "DONE":
            row.acknowledged(at=now)
            _answer_order(row, refusal="", now=now)
        else:
            _refuse(row, why=why, now=now)
    return new


@transaction.atomic
def send_again(*, message_no: str, by: User, now: datetime) -> None:
    """An officer sends a refused message once more."""
    if not any(by.holds(duty) for duty in DESK):
        raise NotPermitted
    try:
        wanted = uuid.UUID(message_no)
    except ValueError as error:
        raise NotFound(field="message_no") from error
    row = TerminalMessage.objects.select_for_update().filter(message_no=wanted).first()
    if row is None:
        raise NotFound(field="message_no")
    row.again(by=by, at=now)


def check_signature(*, body: bytes, timestamp: str, signature: str, now: datetime) -> None:
    """Whether the terminal itself speaks, and just now. Raises ``ReceiptNotSigned``."""
    if not is_signed(
        secret=settings.TERMINAL_SHARED_SECRET,
        timestamp=timestamp,
        body=body,
        signature=signature,
        at=int(now.timestamp()),
        window=settings.TERMINAL_CLOCK_SECONDS,
    ):
        raise ReceiptNotSigned


def _answer_order(row: TerminalMessage, *, refusal: str, now: datetime) -> None:
    """The order's page shows whether the terminal follows."""
    if row.order_no and (letter := LETTER_OF.get(MessageKind(row.kind))):
        note_answer(order_no=row.order_no, instruction=letter, refusal=refusal, now=now)


def _refuse(row: TerminalMessage, *, why: str, now: datetime) -> None:
    row.refused(why=why, at=now)
    _answer_order(row, refusal=why or "-", now=now)
    announce(
        TerminalRefusedMessage(
            transport_document=row.line.transport_document if row.line else "",
            order_no=row.order_no,
            container_no=row.container_no,
            kind=row.kind,
            reason=why[:200],
            refused_at=now,
        )
    )


def _said(row: TerminalMessage) -> dict[str, str]:
    line = row.line
    return {
        "message_no": str(row.message_no),
        "kind": row.kind,
        "order_no": row.order_no,
        "manifest_no": line.manifest.manifest_no if line else "",
        "vessel": line.manifest.vessel if line else "",
        "voyage": line.manifest.voyage if line else "",
        "place_code": row.place_code or (line.manifest.berth.code if line else ""),
        "transport_document": line.transport_document if line else "",
        "container_no": row.container_no,
        "reason": row.reason,
        "at": row.queued_at.isoformat(),
    }


def _read(body: bytes) -> dict[str, tuple[str, str]]:
    try:
        said = read_json(body)
        receipts = {
            str(uuid.UUID(one["message_no"])): (str(one["status"]), str(one.get("reason", "")))
            for one in said["receipts"]
        }
    except (NotReadable, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReceiptUnreadable from error
    known = all(status in ("DONE", "REFUSED") for status, _why in receipts.values())
    if not known or not is_storable(json.loads(json.dumps(receipts))):
        raise ReceiptUnreadable
    return receipts
