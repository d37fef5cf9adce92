"""Tokens of the demonstration's programs and devices, derived from one secret.

A simulator that knows ``DEVICE_SECRET`` knows every token without reading a table.
"""

import hashlib
import hmac

API_TOKEN_LENGTH = 40
DEVICE_TOKEN_LENGTH = 32


def _derived(secret: str, name: str) -> str:
    return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()


def api_token(*, secret: str, username: str) -> str:
    return _derived(secret, username)[:API_TOKEN_LENGTH]


def device_token(*, secret: str, code: str) -> str:
    return _derived(secret, code)[:DEVICE_TOKEN_LENGTH]
