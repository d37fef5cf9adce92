"""The line to the terminal operator: plain HTTP, signed both ways."""

import json
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from django.conf import settings

from clearance.manifests.rules.signatures import sign


class TerminalUnreachable(Exception):
    """No answer, or one that says try again."""


def signed_headers(*, body: bytes, now: datetime) -> dict[str, str]:
    """Who speaks and when; the message numbers inside make repeats harmless."""
    timestamp = str(int(now.timestamp()))
    secret = settings.TERMINAL_SHARED_SECRET
    return {
        "Content-Type": "application/json",
        "X-Terminal-Timestamp": timestamp,
        "X-Terminal-Signature": sign(secret=secret, timestamp=timestamp, body=body),
    }


def send(*, messages: list[dict[str, Any]], now: datetime) -> dict[str, str]:
    """Hand messages over; returns the reasons by number of those the terminal refused.

    The terminal knows repeats by ``message_no``. Raises ``TerminalUnreachable``.
    """
    body = json.dumps(
        {
            "messages": messages,
            "receipts_url": f"{settings.PUBLIC_URL}/api/v1/terminal/receipts",
            "box_reports_url": f"{settings.PUBLIC_URL}/api/v1/terminal/box-reports",
        },
        ensure_ascii=False,
    ).encode()
    request = urllib.request.Request(  # noqa: S310  (the address is the operator's setting)
        f"{settings.TERMINAL_URL}/messages",
        data=body,
        headers=signed_headers(body=body, now=now),
        method="POST",
    )
    timeout = settings.TERMINAL_TIMEOUT_SECONDS
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            said = json.loads(answer.read(4_000_000) or b"{}")
    except (OSError, ValueError) as error:
        raise TerminalUnreachable(str(error)[:300]) from error
    refused = said.get("refused", {}) if isinstance(said, dict) else {}
    return {str(no): str(why) for no, why in refused.items()} if isinstance(refused, dict) else {}
