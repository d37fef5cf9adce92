"""Where the files of scans lie: written once, read with their hash compared, on disk or in S3.

The name of a file is the SHA-256 of its bytes, so a file cannot be exchanged for another under
its name. ``SCAN_ARCHIVE`` in the environment chooses: empty for the portal's own disk, or
``s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=…&tls=no&prefix=…]``.
"""

import contextlib
import hashlib
import hmac
import http.client
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from customs_portal.kit import clock, storage
from customs_portal.kit.errors import DomainError

KEY = re.compile(r"^[0-9a-f]{64}\.[a-z0-9]{1,5}$")
READ_ONLY = 0o444


class FileDamaged(DomainError):
    """What lies in the archive is not what was put there."""

    code = "file_damaged"
    http_status = 500
    sentence = gettext_noop("The kept file no longer has the hash under which it was kept.")
    remedy_sentence = gettext_noop("Tell the operator; restore it from the copy of the archive.")


class ArchiveAway(DomainError):
    """The store does not answer: nothing was done."""

    code = "archive_away"
    http_status = 503
    sentence = gettext_noop("The archive of scans does not answer at the moment.")
    remedy_sentence = gettext_noop("Wait some seconds and try again.")


class Archive(Protocol):
    def put(self, data: bytes, *, suffix: str) -> str:
        """Keep it once; its key. The same bytes again change nothing."""

    def read(self, key: str) -> bytes:
        """Raises ``NoSuchObject``, or ``FileDamaged`` when the hash does not fit."""

    def part(self, key: str, *, offset: int, length: int) -> bytes:
        """Some bytes of a file, without comparing the hash of the whole."""

    def remove(self, key: str) -> None:
        """For the rule of keeping alone."""


@dataclass(frozen=True)
class Disk:
    """Files of ``root``: readable by anybody of the portal, writable by nobody."""

    root: Path

    def put(self, data: bytes, *, suffix: str) -> str:
        key = _key_of(data, suffix)
        path = self._path(key)
        if path.exists():
            if hashlib.sha256(path.read_bytes()).hexdigest() != key[:64]:
                raise FileDamaged(field="key", key=key)
            with contextlib.suppress(PermissionError):
                path.chmod(READ_ONLY)
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
                os.fchmod(part.fileno(), READ_ONLY)
            with contextlib.suppress(FileExistsError):  # another wrote the same bytes meanwhile
                os.link(name, path)
        finally:
            os.unlink(name)
        return key

    def read(self, key: str) -> bytes:
        try:
            data = self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise storage.NoSuchObject(field="key") from error
        return _proved(key, data)

    def part(self, key: str, *, offset: int, length: int) -> bytes:
        try:
            with self._path(key).open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except FileNotFoundError as error:
            raise storage.NoSuchObject(field="key") from error

    def remove(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        _check(key)
        return self.root / key[:2] / key


@dataclass(frozen=True, kw_only=True)
class S3:
    """An S3-compatible bucket, spoken to with signature version 4 and nothing but HTTP.

    ``If-None-Match: *`` makes the store refuse to write over what is there.
    """

    host: str
    bucket: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"
    prefix: str = ""
    tls: bool = True
    timeout_seconds: float = 30.0

    def put(self, data: bytes, *, suffix: str) -> str:
        key = _key_of(data, suffix)
        status, _ = self._ask("PUT", key, body=data, headers={"If-None-Match": "*"})
        if status not in (200, 409, 412):  # 412: there already
            raise ArchiveAway(status=status)
        if status != 200:
            self.read(key)  # whoever put it there put the same
        return key

    def read(self, key: str) -> bytes:
        status, data = self._ask("GET", key)
        return _proved(key, self._found(status, data))

    def part(self, key: str, *, offset: int, length: int) -> bytes:
        wanted = {"Range": f"bytes={offset}-{offset + length - 1}"}
        return self._found(*self._ask("GET", key, headers=wanted))

    def remove(self, key: str) -> None:
        status, _ = self._ask("DELETE", key)
        if status not in (200, 204, 404):
            raise ArchiveAway(status=status)

    def _found(self, status: int, data: bytes) -> bytes:
        if status == 404:
            raise storage.NoSuchObject(field="key")
        if status not in (200, 206):
            raise ArchiveAway(status=status)
        return data

    def _ask(
        self, method: str, key: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        _check(key)
        path = quote(f"/{self.bucket}/{self.prefix}{key}")
        signed = self.signed(method, path, body=body, headers=headers or {}, at=clock.now())
        kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
        line = kind(self.host, timeout=self.timeout_seconds)
        try:
            line.request(method, path, body=body or None, headers=signed)
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ArchiveAway from error
        finally:
            line.close()

    def signed(
        self, method: str, path: str, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> dict[str, str]:
        """The headers with their signature (AWS signature version 4)."""
        from datetime import UTC

        moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        said = {
            **headers,
            "host": self.host,
            "x-amz-content-sha256": digest,
            "x-amz-date": moment,
        }
        lower = sorted((name.lower(), value.strip()) for name, value in said.items())
        names = ";".join(name for name, _ in lower)
        whole = "\n".join(
            [method, path, "", *(f"{name}:{value}" for name, value in lower), "", names, digest]
        )
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        text = "\n".join(
            ["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(whole.encode()).hexdigest()]
        )
        key = f"AWS4{self.secret_key}".encode()
        for word in scope.split("/"):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        said["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.access_key}/{scope}, SignedHeaders={names}, "
            f"Signature={signature}"
        )
        return said


def archive() -> Archive:
    return _archive_at(settings.SCAN_ARCHIVE, str(settings.MEDIA_ROOT))


@cache
def _archive_at(address: str, media: str) -> Archive:
    return s3_at(address) if address else Disk(Path(media))


def s3_at(address: str) -> S3:
    found = urlsplit(address)
    words = {name: values[-1] for name, values in parse_qs(found.query).items()}
    if found.scheme != "s3" or not found.hostname or not found.path.strip("/"):
        raise ValueError("SCAN_ARCHIVE is s3://KEY:SECRET@HOST[:PORT]/BUCKET")
    return S3(
        host=found.netloc.rpartition("@")[2],
        bucket=found.path.strip("/"),
        access_key=unquote(found.username or ""),
        secret_key=unquote(found.password or ""),
        region=words.get("region", "us-east-1"),
        prefix=words.get("prefix", ""),
        tls=words.get("tls", "yes") != "no",
    )


def _key_of(data: bytes, suffix: str) -> str:
    return f"{hashlib.sha256(data).hexdigest()}.{suffix.lstrip('.')}"


def _proved(key: str, data: bytes) -> bytes:
    if hashlib.sha256(data).hexdigest() != key[:64]:
        raise FileDamaged(field="key", key=key)
    return data


def _check(key: str) -> None:
    if not KEY.match(key):
        raise storage.NoSuchObject(field="key")


@dataclass(frozen=True, kw_only=True)
class SeenInScan:
    """One thing that a model marks: pixels of the scan, confidence in permille."""

    label: str
    x: int
    y: int
    width: int
    height: int
    confidence_permille: int


@dataclass(frozen=True, kw_only=True)
class AdviceTold:
    """What the machine says of a scan; ``fault`` says why there is none, then the rest is empty."""

    model: str
    findings: tuple[SeenInScan, ...]
    is_empty: bool | None
    fault: str
    odd: tuple[int, int, int, int] | None = None  # x, y, width, height


Advise = Callable[..., AdviceTold]
Numbers = Callable[[], Iterable[str]]
_advising: list[Advise] = []
_waiting: list[Numbers] = []


def tell_of_scans(*, advice: Advise, on_bench: Numbers) -> None:
    """The wing above says what is advised (``scan_no``, ``on``) and which scans are judged now."""
    if advice not in _advising:
        _advising.append(advice)
        _waiting.append(on_bench)


def advice_on(*, scan_no: str, on: date) -> AdviceTold | None:
    """What is advised; None where no wing advises."""
    return _advising[0](scan_no=scan_no, on=on) if _advising else None


def on_bench() -> frozenset[str]:
    """Numbers of scans that wait for a verdict or have one that can still be taken back."""
    return frozenset(number for told in _waiting for number in told())
