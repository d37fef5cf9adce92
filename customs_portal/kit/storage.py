"""Pictures and documents by content: the key is the SHA-256 of the bytes."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import NotFound

KEY = re.compile(r"^[0-9a-f]{64}\.[a-z0-9]{1,5}$")


class NoSuchObject(NotFound):
    """The key is malformed or nothing is stored under it."""

    code = "no_such_object"
    sentence = gettext_noop("This picture or document is not in the store.")
    remedy_sentence = gettext_noop("It may have expired. Ask the sender for it again.")


def put(data: bytes, *, suffix: str) -> str:
    """Store ``data`` once, durably, and return its key ``<sha256>.<suffix>``.

    The file appears under its name only when it is whole, so a killed process leaves no
    half picture behind.
    """
    key = f"{hashlib.sha256(data).hexdigest()}.{suffix.lstrip('.')}"
    path = path_of(key)
    if path.exists():
        return key
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    os.replace(name, path)
    return key


def read(key: str) -> bytes:
    try:
        return path_of(key).read_bytes()
    except FileNotFoundError as error:
        raise NoSuchObject(field="key") from error


def path_of(key: str) -> Path:
    if not KEY.match(key):
        raise NoSuchObject(field="key")
    return Path(settings.MEDIA_ROOT) / key[:2] / key
