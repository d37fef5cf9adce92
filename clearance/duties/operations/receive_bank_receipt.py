"""The bank's signed word that a bill was paid, or that it was not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from clearance.duties.events import BankCallbackRefused
from clearance.duties.models import BankNonce, Payment
from clearance.duties.operations.settle_payment import amount_of, fail_payment, settle_payment
from clearance.duties.rules.signatures import is_signed
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from customs_portal.kit.parsing import is_storable, read_json


class CallbackRefused(DomainError):
    """The callback cannot be believed or does not fit."""

    code = "bank_callback_refused"
    http_status = 400
    sentence = gettext_noop("This bank callback is refused.")
    remedy_sentence = gettext_noop("Send it signed and as the agreement with the bank describes.")


class CallbackUnsigned(CallbackRefused):
    """The signature is missing or is not the bank's."""

    code = "bank_callback_unsigned"
    http_status = 401
    sentence = gettext_noop("The callback does not carry the bank's signature.")
    remedy_sentence = gettext_noop("Sign timestamp, nonce and body with the shared secret.")


class CallbackStale(CallbackRefused):
    """The timestamp is too far from now."""

    code = "bank_callback_stale"
    http_status = 401
    sentence = gettext_noop("The callback is too old or its clock is wrong.")
    remedy_sentence = gettext_noop("Send it again with the present time.")


class CallbackReplayed(CallbackRefused):
    """The nonce was used before."""

    code = "bank_callback_replayed"
    http_status = 409
    sentence = gettext_noop("This callback was already received.")
    remedy_sentence = gettext_noop("Send each callback with a nonce of its own.")


class CallbackMalformed(CallbackRefused):
    """The body is not what was agreed."""

    code = "bank_callback_malformed"
    http_status = 422
    sentence = gettext_noop("The callback's body cannot be read.")
    remedy_sentence = gettext_noop(
        "Send payment_no, bill_no, amount_cny, status, bank_reference and at as JSON."
    )


class PaymentUnknown(CallbackRefused):
    """No such payment, or not for this bill."""

    code = "bank_callback_unknown_payment"
    http_status = 404
    sentence = gettext_noop("There is no such payment for this bill.")
    remedy_sentence = gettext_noop("Repeat the numbers of the order.")


class AmountDiffers(CallbackRefused):
    """Paid is not what was ordered."""

    code = "bank_callback_amount_differs"
    http_status = 409
    sentence = gettext_noop("The amount is not that of the order.")
    remedy_sentence = gettext_noop("Pay exactly the ordered amount.")


class AlreadySettled(CallbackRefused):
    """The payment ended otherwise before."""

    code = "bank_callback_already_settled"
    http_status = 409
    sentence = gettext_noop("This payment was settled otherwise before.")
    remedy_sentence = gettext_noop("Reconcile with the portal's operator.")


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the bank says: PAID or FAILED."""

    payment_no: str
    bill_no: str
    amount_cny: Decimal
    status: str
    bank_reference: str


def receive_bank_receipt(
    *, body: bytes, signature: str, timestamp: str, nonce: str, now: datetime
) -> str:
    """Believe a signed, fresh, unrepeated callback that fits its order; return the state.

    The same news under a new nonce changes nothing, so the bank may repeat until it hears 200.
    A refusal is journalled as ``BankCallbackRefused`` and leaves nothing else behind.
    """
    try:
        with transaction.atomic():
            _believe(body, signature, timestamp, nonce, now)
            return _apply(_read(body), now)
    except CallbackRefused as refusal:
        payment_no, bill_no = _claimed(body)
        with transaction.atomic():
            announce(
                BankCallbackRefused(
                    bill_no=bill_no, payment_no=payment_no, rule=refusal.code, refused_at=now
                )
            )
        raise


def _believe(body: bytes, signature: str, timestamp: str, nonce: str, now: datetime) -> None:
    if not is_signed(
        secret=settings.BANK_SHARED_SECRET,
        timestamp=timestamp,
        nonce=nonce,
        body=body,
        signature=signature,
    ):
        raise CallbackUnsigned(field="X-Bank-Signature")
    window = settings.BANK_CALLBACK_WINDOW_SECONDS
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise CallbackStale(field="X-Bank-Timestamp")
    if abs(int(timestamp) - int(now.timestamp())) > window:
        raise CallbackStale(field="X-Bank-Timestamp")
    if not 8 <= len(nonce) <= 64:
        raise CallbackMalformed(field="X-Bank-Nonce")
    BankNonce.objects.filter(seen_at__lt=now - timedelta(seconds=3 * window)).delete()
    try:
        with transaction.atomic():
            BankNonce.objects.create(nonce=nonce, seen_at=now)
    except IntegrityError as error:
        raise CallbackReplayed(field="X-Bank-Nonce") from error


def _read(body: bytes) -> Receipt:
    try:
        said: dict[str, Any] = read_json(body)
        if not is_storable(said):
            raise ValueError("NUL, or half a character")
        receipt = Receipt(
            payment_no=str(said["payment_no"]),
            bill_no=str(said["bill_no"]),
            amount_cny=Decimal(str(said["amount_cny"])),
            status=str(said["status"]),
            bank_reference=str(said["bank_reference"])[:60],
        )
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise CallbackMalformed(field="body") from error
    if receipt.status not in ("PAID", "FAILED") or not receipt.amount_cny.is_finite():
        raise CallbackMalformed(field="status")
    return receipt


def _apply(receipt: Receipt, now: datetime) -> str:
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("bill")
        .filter(payment_no=receipt.payment_no, leader=None)
        .first()
    )
    if payment is None or payment.reference != receipt.bill_no:
        raise PaymentUnknown(field="payment_no")
    ordered = amount_of(payment=payment)
    if receipt.amount_cny != ordered:
        raise AmountDiffers(field="amount_cny", ordered=ordered, reported=receipt.amount_cny)
    if payment.state == receipt.status:
        return payment.state
    if payment.settled_at is not None:
        raise AlreadySettled(field="status", state=payment.state)
    if receipt.status == "FAILED":
        fail_payment(
            payment=payment,
            reason="the bank did not pay",
            now=now,
            bank_reference=receipt.bank_reference,
        )
    else:
        settle_payment(payment=payment, bank_reference=receipt.bank_reference, now=now)
    return payment.state


def _claimed(body: bytes) -> tuple[str, str]:
    """The numbers a refused body claims, shortened, for the journal only."""
    try:
        said = read_json(body)
        return _short(said.get("payment_no", "")), _short(said.get("bill_no", ""))
    except (ValueError, AttributeError):
        return "", ""


def _short(value: Any) -> str:
    text = str(value)[:24]
    return text if text.isascii() and text.isprintable() else ""
