"""The concluded record as a document with a code that anybody can verify."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.accounts.queries import names_of
from customs_portal.journal.announce import announce
from customs_portal.kit import printing, seals, storage
from customs_portal.kit.errors import DomainError
from inspection.handheld.events import RecordSheetIssued
from inspection.handheld.models import FieldRecord, RecordSheet
from inspection.handheld.operations.read_record import read_record
from inspection.handheld.queries.records import PhotographView, RecordView
from inspection.handheld.rules.sheet import CODE_LENGTH, PURPOSE, signed_record
from inspection.handheld.rules.whole import found_elements, samples_in
from inspection.handheld.states import NextStep, PhotographKind, Reading, Signing, Weather
from inspection.orders.queries.assignments import Task
from inspection.orders.states import OrderState, Outcome

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be misread
TEMPLATE = Path(__file__).parents[1] / "templates" / "handheld" / "record.typ"
LISTS = {"outcome": Outcome, "next_step": NextStep, "weather": Weather, "signing": Signing}


class NotConcludedYet(DomainError):
    """Paper says what two officers stand for, nothing before."""

    code = "not_concluded_yet"
    sentence = gettext_noop("This record is not confirmed by two officers yet.")
    remedy_sentence = gettext_noop("Print it when both have confirmed it.")


class NotPassedYet(DomainError):
    """A supervisor still looks at what is to be printed."""

    code = "not_passed_yet"
    sentence = gettext_noop("This record waits for the supervisor's look.")
    remedy_sentence = gettext_noop("Print it when the supervisor has let it stand.")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """``data`` is the stored PDF, always the same bytes."""

    code: str
    sha256: str
    data: bytes


@transaction.atomic
def issue_sheet(*, order_no: str, by: User, now: datetime) -> Printed:
    """The record on paper; printed, signed and stored at the first call. A look is journalled,
    because its photographs are on it. Raises what ``readable_task`` raises, ``NotConcludedYet``.
    """
    task, view = read_record(order_no=order_no, by=by)
    if view.concluded_at is None:
        raise NotConcludedYet(field="order_no")
    if task.state == OrderState.PRESENTED:
        raise NotPassedYet(field="order_no")
    record = FieldRecord.objects.locked(order_no=order_no)
    sheet = RecordSheet.objects.filter(record=record, version=record.version).first()
    if sheet is None:
        sheet = _issue(record, task=task, view=view, by=by, now=now)
    record_evidence_view(user=by, key=sheet.document_key, reference=order_no, now=now)
    return Printed(code=sheet.code, sha256=sheet.sha256, data=storage.read(sheet.document_key))


def _issue(
    record: FieldRecord, *, task: Task, view: RecordView, by: User, now: datetime
) -> RecordSheet:
    code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
    printed = printing.print_pdf(
        TEMPLATE, name="record", data=_figures(task, view, code=code, now=now)
    )
    key = storage.put(printed, suffix="pdf")
    sheet = RecordSheet(
        code=code,
        record=record,
        version=record.version,
        content_hash=record.concluded_hash,
        document_key=key,
        issued_by=by,
        issued_at=now,
    )
    sheet.signature = seals.sign(
        signed_record(
            code=code,
            order_no=record.order_no,
            content_hash=sheet.content_hash,
            sha256=sheet.sha256,
            issued_at=now.astimezone(UTC).isoformat(),
        ),
        purpose=PURPOSE,
    )
    sheet.save()
    announce(
        RecordSheetIssued(order_no=record.order_no, code=code, sha256=sheet.sha256, issued_at=now),
        actor=by,
    )
    return sheet


def _figures(task: Task, view: RecordView, *, code: str, now: datetime) -> dict[str, object]:
    fields, people = view.fields, view.people | set(task.crew)
    zh, en = (names_of(usernames=people, chinese=chinese) for chinese in (True, False))

    def who(username: str) -> str:
        names = dict.fromkeys((zh.get(username, username), en.get(username, username)))
        return " ".join(names)

    signed = [one for one in view.photographs if one.kind == PhotographKind.SIGNATURE]
    signature = signed[-1] if signed else None
    address = f"{settings.PUBLIC_URL}/verify/{code}/"
    return {
        "order_no": task.order_no,
        "code": "-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4)),
        "verify_at": address,
        "qr": printing.qr_svg(address),
        "container_no": task.container_no,
        "subject": task.subject_reference,
        "place": task.place_code,
        "method": task.method,
        "crew": [who(name) for name in task.crew],
        "times": [_moment(fields.get("started_at", "")), _moment(fields.get("ended_at", ""))],
        "weather": _both("weather", fields),
        "outcome": _both("outcome", fields),
        "next_step": _both("next_step", fields),
        "signing": _both("signing", fields),
        "representative": fields.get("representative", ""),
        "witness": fields.get("witness", ""),
        "signature": list(_thumb(signature)) if signature else [],
        "seals": [fields.get("seal_before", ""), fields.get("seal_after", "")],
        "note": fields.get("note", ""),
        "declared": [
            [one.get("code", ""), one.get("name", ""), one.get("quantity", "")]
            for one in task.declared
        ],
        "findings": [
            [str(one.line or "–"), one.element, one.declared or "–", one.found]
            for one in found_elements(fields)
        ],
        "samples": [
            [parts.get(name, "") for name in ("number", "what", "quantity", "bag_seal",
                                              "laboratory")]
            for parts in samples_in(fields).values()
        ],
        "photographs": [
            {
                "picture": list(_thumb(one)),
                "kind": " ".join(_choice(PhotographKind(one.kind))),
                "taken": _time(one.taken_at),
                "place": _spot(one),
                "sha256": one.sha256,
                "read": _reading(one),
                "by": who(one.by),
            }
            for one in view.photographs
            if one.kind != PhotographKind.SIGNATURE
        ],
        "confirmed": [[who(one.by), _time(one.confirmed_at)] for one in view.confirmations],
        "content_hash": view.content_hash,
        "issued": _time(now),
    }  # fmt: skip


def _thumb(one: PhotographView) -> bytes:
    return storage.read(one.thumb_key)


def _spot(one: PhotographView) -> str:
    if not one.latitude:
        return "–"
    near = f" ± {one.accuracy_m} m" if one.accuracy_m is not None else ""
    return f"{one.latitude}, {one.longitude}{near}"


def _reading(one: PhotographView) -> str:
    if not one.reading:
        return ""
    beside = f"{one.read_number or '–'} / {one.expected_number or '–'}"
    return f"{beside} {' '.join(_choice(Reading(one.reading)))}"


def _both(name: str, fields: dict[str, str]) -> str:
    value = fields.get(name, "")
    return " ".join(_choice(LISTS[name](value))) if value else "–"


def _choice(choice: NextStep | Outcome | PhotographKind | Reading | Signing | Weather) -> list[str]:
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(str(choice.label))
    return words


def _moment(text: str) -> str:
    return _time(datetime.fromisoformat(text)) if text else "–"


def _time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
