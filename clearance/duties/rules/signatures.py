"""How the portal and the bank sign what they tell each other. Pure functions."""

import hashlib
import hmac


def sign(*, secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over ``timestamp.nonce.body``."""
    said = f"{timestamp}.{nonce}.".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def is_signed(*, secret: str, timestamp: str, nonce: str, body: bytes, signature: str) -> bool:
    """Compared in constant time; an empty secret signs nothing."""
    if not secret:
        return False
    right = sign(secret=secret, timestamp=timestamp, nonce=nonce, body=body)
    return hmac.compare_digest(right.encode(), signature.encode())
