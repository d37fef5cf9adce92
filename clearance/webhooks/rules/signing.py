"""The signature of what is sent, for the receiver to check."""

import hashlib
import hmac


def signature(*, secret: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 in hex over timestamp, a dot and the body."""
    signed = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
