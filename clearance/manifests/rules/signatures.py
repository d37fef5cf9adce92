"""How the portal and the terminal sign what they tell each other. Pure functions."""

import hashlib
import hmac


def sign(*, secret: str, timestamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over ``terminal.timestamp.body``."""
    said = f"terminal.{timestamp}.".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def is_signed(
    *, secret: str, timestamp: str, body: bytes, signature: str, at: int, window: int
) -> bool:
    """In constant time, and within ``window`` seconds; an empty secret signs nothing."""
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    right = sign(secret=secret, timestamp=timestamp, body=body)
    fresh = abs(int(timestamp) - at) <= window
    return hmac.compare_digest(right.encode(), signature.encode()) and fresh
