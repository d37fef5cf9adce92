"""The line to a firm's address: one POST, no redirects, limited in time and size, and only to
the address that was looked at (a name that points elsewhere a moment later changes nothing)."""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from django.conf import settings

from clearance.webhooks.rules.addresses import is_public, parts_of

MOST_READ = 2_048
SHOWN = 300


class AddressRefused(Exception):
    """``why``: not_plain, unknown_host or private."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``status`` None: nobody answered, and ``said`` tells why."""

    status: int | None
    said: str
    took_ms: int

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def address_of(url: str) -> str:
    """The IP address that the host of ``url`` has now. Raises ``AddressRefused``.

    Every address of the name must be one of the open net, unless this deployment says
    WEBHOOK_PRIVATE_OK.
    """
    parts = parts_of(url)
    if parts is None:
        raise AddressRefused("not_plain")
    _scheme, host, port, _path = parts
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("unknown_host") from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise AddressRefused("unknown_host")
    if not settings.WEBHOOK_PRIVATE_OK and not all(is_public(one) for one in addresses):
        raise AddressRefused("private")
    return addresses[0]


def post(*, url: str, body: bytes, headers: dict[str, str], timeout: float) -> Answer:
    """Knock once. Never raises for what the other side does."""
    began = time.monotonic()
    try:
        status, said = _exchange(url, body, headers, timeout)
    except AddressRefused as error:
        return Answer(status=None, said=f"address refused: {error.why}", took_ms=_since(began))
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() - began >= timeout
        said = f"no answer within {timeout:g} s" if late else repr(error)
        return Answer(status=None, said=said[:SHOWN], took_ms=_since(began))
    return Answer(status=status, said=said, took_ms=_since(began))


def _exchange(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, str]:
    address = address_of(url)
    parts = parts_of(url)
    if parts is None:
        raise AddressRefused("not_plain")
    scheme, host, port, path = parts
    line: http.client.HTTPConnection = http.client.HTTPConnection(host, port, timeout=timeout)
    plain = socket.create_connection((address, port), timeout=timeout)
    late = threading.Event()
    watch = threading.Timer(timeout, _cut, args=[plain, late])  # who trickles is cut off as well
    watch.daemon = True
    watch.start()
    try:
        line.sock = plain
        if scheme == "https":
            secure = ssl.create_default_context()
            line.sock = secure.wrap_socket(plain, server_hostname=host)
        line.request("POST", path, body=body, headers=headers)
        answer = line.getresponse()
        said = answer.read(MOST_READ).decode(errors="replace")[:SHOWN].replace("\x00", "")
        if late.is_set():  # a line that was cut looks like an answer that has ended
            raise TimeoutError
        return answer.status, said
    finally:
        watch.cancel()
        line.close()


def _cut(line: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        line.close()


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1_000)
