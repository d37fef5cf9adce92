"""Holding a day of the bank against ours; every difference is listed, none is put right here."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.duties import ports
from clearance.duties.events import BankStatementCompared
from clearance.duties.models import BankStatement, Payment
from clearance.duties.states import PaymentState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted

COLUMNS = ("payment_no", "amount_cny", "status", "bank_reference")
MOST_LINES = 500_000
ZERO = Decimal("0.00")


class UnreadableStatement(Fault):
    """Not the agreed CSV."""

    code = "unreadable_statement"
    sentence = gettext_noop("This is not a bank statement that can be read.")
    remedy_sentence = gettext_noop(
        "Send CSV in UTF-8 with the columns payment_no, amount_cny, status and bank_reference."
    )


class BankSilent(DomainError):
    """The bank gave no statement."""

    code = "bank_silent"
    http_status = 503
    sentence = gettext_noop("The bank does not answer at the moment.")
    remedy_sentence = gettext_noop("Try again later, or upload the file that the bank sent.")


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One line: what was paid under which number."""

    payment_no: str
    amount_cny: Decimal
    status: str
    bank_reference: str


def fetch_and_compare(*, on: date, by: User, now: datetime) -> int:
    """Ask the bank for its statement of the day, then as below. Raises ``BankSilent`` too."""
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    try:
        data = ports.fetch_statement(on=on, now=now)
    except (ports.BankUnreachable, ports.BankRefused) as error:
        raise BankSilent(field="for_date") from error
    return compare_statement(data=data, on=on, by=by, now=now)


@transaction.atomic
def compare_statement(*, data: bytes, on: date, by: User, now: datetime) -> int:
    """Compare the bank's payments of the day with ours and keep the list of differences.

    The same file for the same day is read once. Returns the statement's id.
    Raises ``NotPermitted``, ``UnreadableStatement``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    sha256 = hashlib.sha256(data).hexdigest()
    read = BankStatement.objects.filter(for_date=on, sha256=sha256).first()
    if read is not None:
        return read.pk
    theirs = _read(data)
    ours = _ours(on)
    differences = differences_between(theirs=theirs, ours=ours)
    paid = [one for one in theirs if one.status == PaymentState.PAID]
    statement = BankStatement.objects.create(
        for_date=on,
        sha256=sha256,
        received_at=now,
        received_by=by.username,
        lines=len(theirs),
        matched=len(paid) - sum(1 for one in differences if one["kind"] != "ONLY_OURS"),
        bank_total_cny=sum((one.amount_cny for one in paid), ZERO),
        our_total_cny=sum((one.amount_cny for one in ours), ZERO),
        differences=differences,
    )
    announce(
        BankStatementCompared(
            for_day=on.isoformat(),
            lines=len(theirs),
            differences=len(differences),
            compared_at=now,
        ),
        actor=by,
    )
    return statement.pk


def differences_between(*, theirs: list[Movement], ours: list[Movement]) -> list[dict[str, Any]]:
    """What does not fit: missing on a side, repeated, another amount, another reference."""
    left = {one.payment_no: one for one in ours}
    seen: set[str] = set()
    found = []
    for one in theirs:
        if one.status != PaymentState.PAID:
            if one.payment_no in left:
                found.append(_difference("NOT_PAID_AT_BANK", one, left.pop(one.payment_no)))
            continue
        if one.payment_no in seen:
            found.append(_difference("TWICE_AT_BANK", one, None))
            continue
        seen.add(one.payment_no)
        own = left.pop(one.payment_no, None)
        if own is None:
            found.append(_difference("ONLY_AT_BANK", one, None))
        elif own.amount_cny != one.amount_cny:
            found.append(_difference("AMOUNT", one, own))
        elif own.bank_reference != one.bank_reference:
            found.append(_difference("REFERENCE", one, own))
    found += [_difference("ONLY_OURS", None, own) for own in left.values()]
    return found


def _difference(kind: str, bank: Movement | None, own: Movement | None) -> dict[str, Any]:
    number = bank.payment_no if bank else own.payment_no if own else ""
    return {
        "kind": kind,
        "payment_no": number,
        "bank_cny": str(bank.amount_cny) if bank else "",
        "our_cny": str(own.amount_cny) if own else "",
        "bank_reference": bank.bank_reference if bank else "",
        "our_reference": own.bank_reference if own else "",
    }


def _ours(on: date) -> list[Movement]:
    """Orders settled as paid on that day; a group is one order under its leader's number."""
    begins = timezone.make_aware(datetime(on.year, on.month, on.day))  # noqa: DTZ001
    after = date.fromordinal(on.toordinal() + 1)
    ends = timezone.make_aware(datetime(after.year, after.month, after.day))  # noqa: DTZ001
    sums: dict[str, Movement] = {}
    rows = Payment.objects.filter(
        state=PaymentState.PAID, settled_at__gte=begins, settled_at__lt=ends
    ).values_list("payment_no", "leader__payment_no", "amount_cny", "bank_reference")
    for number, leader, amount, reference in rows:
        key = leader or number
        before = sums[key].amount_cny if key in sums else ZERO
        sums[key] = Movement(
            payment_no=key,
            amount_cny=before + amount,
            status=PaymentState.PAID,
            bank_reference=reference,
        )
    return list(sums.values())


def _read(data: bytes) -> list[Movement]:
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise UnreadableStatement(field="file")
        found = [_movement(row) for row in rows]
    except (UnicodeDecodeError, csv.Error, InvalidOperation, TypeError) as error:
        raise UnreadableStatement(field="file") from error
    if len(found) > MOST_LINES:
        raise UnreadableStatement(field="file")
    return found


def _movement(row: dict[str, str]) -> Movement:
    amount = Decimal(row["amount_cny"])
    texts = {name: row[name].strip() for name in ("payment_no", "status", "bank_reference")}
    bad = "\0" in "".join(texts.values()) or any(len(text) > 60 for text in texts.values())
    if not amount.is_finite() or abs(amount) >= 10**14 or bad:
        raise UnreadableStatement(field="file")
    return Movement(amount_cny=amount.quantize(ZERO), **texts)
