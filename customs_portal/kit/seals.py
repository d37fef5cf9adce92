"""The house's own signature on a document: Ed25519, a key of its own for each purpose.

The keys are derived (HKDF-SHA256, RFC 5869) from the one signing key of the deployment, so a
signature made for one purpose never passes for another, and a public key verifies outside.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


class NoSigningKey(RuntimeError):
    """JOURNAL_SIGNING_KEY is not set; nothing can be signed."""


def sign(document: Mapping[str, Any], *, purpose: str) -> str:
    """The signature over the document's canonical JSON, 128 hex digits."""
    return _key(purpose).sign(canonical(document)).hex()


def is_signed(document: Mapping[str, Any], *, signature: str, purpose: str) -> bool:
    """Whether this house signed exactly this document for this purpose."""
    try:
        _public(purpose).verify(bytes.fromhex(signature), canonical(document))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(*, purpose: str) -> str:
    """The key that verifies outside the house, 64 hex digits."""
    return _public(purpose).public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def lock(text: str, *, purpose: str) -> str:
    """``text`` sealed for keeping: only this deployment opens it, and only for this purpose."""
    return _lock(purpose).encrypt(text.encode()).decode()


def unlock(sealed: str, *, purpose: str) -> str:
    """What ``lock`` sealed. Raises ``InvalidToken`` when the deployment's secret is another."""
    return _lock(purpose).decrypt(sealed.encode()).decode()


def canonical(document: Mapping[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8: the same document is always the same bytes."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _lock(purpose: str) -> Fernet:
    info = f"portal/lock/{purpose}".encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return Fernet(base64.urlsafe_b64encode(key.derive(settings.KEEPING_SECRET.encode())))


def _key(purpose: str) -> Ed25519PrivateKey:
    if not settings.JOURNAL_SIGNING_KEY:
        raise NoSigningKey
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"portal/{purpose}".encode())
    return Ed25519PrivateKey.from_private_bytes(
        seed.derive(bytes.fromhex(settings.JOURNAL_SIGNING_KEY))
    )


def _public(purpose: str) -> Ed25519PublicKey:
    return _key(purpose).public_key()
