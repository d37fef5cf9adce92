"""The house's signature on documents."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from customs_portal.kit import seals

DOCUMENT = {"number": "WT202600000001", "name": "海港报关行", "days": 30}


def test_a_document_is_verified_with_nothing_but_the_public_key():
    signature = seals.sign(DOCUMENT, purpose="mandate")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seals.public_key(purpose="mandate")))
    key.verify(bytes.fromhex(signature), seals.canonical(DOCUMENT))
    assert seals.is_signed(dict(reversed(DOCUMENT.items())), signature=signature, purpose="mandate")


@pytest.mark.parametrize(
    ("document", "purpose", "change"),
    [
        (DOCUMENT | {"days": 31}, "mandate", lambda text: text),
        (DOCUMENT, "release", lambda text: text),
        (DOCUMENT, "mandate", lambda text: text[:-1]),
        (DOCUMENT, "mandate", lambda text: "no hexadecimal"),
        (DOCUMENT, "mandate", lambda text: ""),
    ],
)
def test_another_document_purpose_or_signature_does_not_pass(document, purpose, change):
    signature = change(seals.sign(DOCUMENT, purpose="mandate"))
    assert not seals.is_signed(document, signature=signature, purpose=purpose)


def test_without_a_key_nothing_is_signed(settings):
    settings.JOURNAL_SIGNING_KEY = ""
    with pytest.raises(seals.NoSigningKey):
        seals.sign(DOCUMENT, purpose="mandate")
