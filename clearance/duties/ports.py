"""The line to the bank: plain HTTP, signed both ways."""

import json
import secrets
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from django.conf import settings

from clearance.duties.rules.signatures import sign


class BankUnreachable(Exception):
    """No answer, or one that says try again: the order may be repeated."""


class BankRefused(Exception):
    """The bank answered that it will never take this order; repeating changes nothing."""


def signed_headers(*, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers that prove who speaks, when, and that it is said for the first time."""
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    return {
        "Content-Type": "application/json",
        "X-Bank-Timestamp": timestamp,
        "X-Bank-Nonce": nonce,
        "X-Bank-Signature": sign(
            secret=settings.BANK_SHARED_SECRET, timestamp=timestamp, nonce=nonce, body=body
        ),
    }


def send_order(*, order: dict[str, Any], now: datetime) -> None:
    """Hand one payment order to the bank; the bank knows repeats by ``payment_no``.

    Raises ``BankUnreachable`` (repeat later) or ``BankRefused`` (do not).
    """
    body = json.dumps(order, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  (the address is the operator's setting)
        f"{settings.BANK_URL}/orders",
        data=body,
        headers=signed_headers(body=body, now=now),
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=settings.BANK_TIMEOUT_SECONDS):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        said = error.read(300).decode(errors="replace")
        if error.code in (408, 425, 429) or error.code >= 500:
            raise BankUnreachable(f"{error.code} {said}") from error
        raise BankRefused(f"{error.code} {said}") from error
    except OSError as error:
        raise BankUnreachable(str(error)) from error
