"""The lines to the bank and the insurer: plain HTTP, signed both ways."""

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, datetime
from typing import Any

from django.conf import settings

from clearance.duties.rules.signatures import sign

MOST_BYTES = 64 * 1024 * 1024


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
    _ask(f"{settings.BANK_URL}/orders", body=body, now=now, method="POST")


def ask_order(*, payment_no: str, now: datetime) -> dict[str, Any]:
    """What the bank knows of an order: ``status``, ``amount_cny``, ``bank_reference``.

    Raises ``BankUnreachable`` or ``BankRefused``; an answer that cannot be read counts as none.
    """
    path = f"/orders/{urllib.parse.quote(payment_no, safe='')}"
    said = _ask(f"{settings.BANK_URL}{path}", body=b"", now=now, method="GET")
    try:
        found = json.loads(said)
    except ValueError as error:
        raise BankUnreachable("unreadable answer") from error
    return found if isinstance(found, dict) else {}


def fetch_statement(*, on: date, now: datetime) -> bytes:
    """The bank's list of a day's movements, as CSV. Raises as above."""
    address = f"{settings.BANK_URL}/statements/{on.isoformat()}"
    return _ask(address, body=b"", now=now, method="GET")


def verify_policy(*, policy_no: str, uscc: str, now: datetime) -> dict[str, Any]:
    """What the insurer says of a duty insurance policy: whose, for how much, from when to when.

    Raises ``InsurerUnreachable`` or ``InsurerRefused``.
    """
    body = json.dumps({"policy_no": policy_no, "uscc": uscc}).encode()
    return _ask_insurer("/policies/verify", body=body, now=now)


def claim_policy(*, policy_no: str, claim_no: str, amount_cny: str, now: datetime) -> None:
    """Claim unpaid tax from the insurer, who knows repeats by ``claim_no``. Raises as above."""
    said = {"policy_no": policy_no, "claim_no": claim_no, "amount_cny": amount_cny}
    _ask_insurer("/claims", body=json.dumps(said).encode(), now=now)


class InsurerUnreachable(Exception):
    """No answer from the insurer: ask again later."""


class InsurerRefused(Exception):
    """The insurer knows no such policy, or will not pay."""


def _ask_insurer(path: str, *, body: bytes, now: datetime) -> dict[str, Any]:
    try:
        said = _ask(f"{settings.INSURER_URL}{path}", body=body, now=now, method="POST")
        found = json.loads(said)
    except BankRefused as error:
        raise InsurerRefused(str(error)) from error
    except (BankUnreachable, ValueError) as error:
        raise InsurerUnreachable(str(error)) from error
    return found if isinstance(found, dict) else {}


def _ask(address: str, *, body: bytes, now: datetime, method: str) -> bytes:
    """One signed request; the path of a GET is signed in place of a body."""
    signed = body or urllib.parse.urlsplit(address).path.encode()
    request = urllib.request.Request(  # noqa: S310  (the address is the operator's setting)
        address,
        data=body or None,
        headers=signed_headers(body=signed, now=now),
        method=method,
    )
    timeout = settings.BANK_TIMEOUT_SECONDS
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            return bytes(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        said = error.read(300).decode(errors="replace")
        if error.code in (408, 425, 429) or error.code >= 500:
            raise BankUnreachable(f"{error.code} {said}") from error
        raise BankRefused(f"{error.code} {said}") from error
    except OSError as error:
        raise BankUnreachable(str(error)) from error
