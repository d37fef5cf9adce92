"""Where one request ends and the next begins, and what its head may say about the visitor.

The front door writes the visitor's address into every request, so it must see every head. What
two servers could read in two ways is refused here, before anybody reads it: a lone line feed, two
lengths, a length beside chunks, HTTP/2 spoken without asking.
"""

import re
from collections.abc import Iterator

LONGEST_HEAD = 65_536
_LONGEST_CHUNK_LINE = 18
_REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~\x80-\xff]+ HTTP/1\.[01]")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\n\r]*?)[ \t]*")
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,15}")
_OF_A_PROXY = {b"x-forwarded-for", b"x-forwarded-proto"}
_ALWAYS_DROPPED = {b"forwarded", b"x-real-ip", b"x-forwarded-host", b"x-forwarded-port"}


class Refused(Exception):
    """The request cannot be passed on; the message is its status line."""


class Requests:
    """The bytes of one connection on their way in: heads are rewritten, bodies pass."""

    def __init__(self, peer: str, *, peer_is_trusted: bool) -> None:
        self.peer, self.peer_is_trusted = peer, peer_is_trusted
        self.to_sockets: bool | None = None
        "Where the first request leads, and with it the connection."
        self.upgrades = False
        "The last head asked for a socket: nothing may follow before the server has agreed."
        self._heads = 0
        self._waiting = bytearray()
        self._body = 0
        self._chunked = False
        self._after_chunk = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What may go on to the server. Raises Refused; nothing may go on after that."""
        self._waiting += data
        while self._waiting and not self.upgrades:
            if self._body:
                part = bytes(self._waiting[: self._body])
                del self._waiting[: len(part)]
                self._body -= len(part)
                yield part
            elif self._chunked:
                line = self._line_of_a_chunk()
                if line is None:
                    return
                yield line
            else:
                head = self._head()
                if head is None:
                    return
                yield head

    def rest(self) -> bytes:
        """What has come and was not passed on yet."""
        rest = bytes(self._waiting)
        self._waiting.clear()
        return rest

    def _head(self) -> bytes | None:
        while self._waiting.startswith(b"\r\n"):  # an empty line before a request is allowed
            del self._waiting[:2]
        end = self._waiting.find(b"\r\n\r\n", 0, LONGEST_HEAD)
        if end < 0:
            if len(self._waiting) >= LONGEST_HEAD:
                raise Refused("431 Request Header Fields Too Large")
            return None
        lines = bytes(self._waiting[:end]).split(b"\r\n")
        del self._waiting[: end + 4]
        if not _REQUEST_LINE.fullmatch(lines[0]):
            raise Refused("400 Bad Request")
        self._heads += 1
        if self.to_sockets is None:
            self.to_sockets = lines[0].split(b" ")[1].startswith(b"/ws/")
        return self._rewritten(lines)

    def _rewritten(self, lines: list[bytes]) -> bytes:
        kept, said = [lines[0]], []
        lengths: list[bytes] = []
        encodings: list[bytes] = []
        connection: list[bytes] = []
        upgrade = b""
        for line in lines[1:]:
            match = _HEADER.fullmatch(line)
            if match is None:
                raise Refused("400 Bad Request")
            name, value = match[1].lower(), match[2]
            if name in _ALWAYS_DROPPED or b"_" in name:  # pages read _ and - as the same
                continue
            if name in _OF_A_PROXY:
                if name == b"x-forwarded-for":
                    said.append(value)
                elif self.peer_is_trusted:
                    kept.append(line)
                continue
            if name == b"content-length":
                lengths.append(value)
            elif name == b"transfer-encoding":
                encodings.append(value.lower())
            elif name == b"connection":
                connection += [word.strip() for word in value.lower().split(b",")]
            elif name == b"upgrade":
                upgrade = value.lower()
            kept.append(line)
        self._expect_body(lines[0], lengths, encodings)
        self._agree_to_a_socket(upgrade == b"websocket" and b"upgrade" in connection)
        told = [*said, self.peer.encode()] if self.peer_is_trusted else [self.peer.encode()]
        kept.append(b"X-Forwarded-For: " + b", ".join(told))
        return b"\r\n".join(kept) + b"\r\n\r\n"

    def _agree_to_a_socket(self, wanted: bool) -> None:
        """Only as the first request, so that the server's next words are the answer to it."""
        first = self._heads == 1
        if wanted and self.to_sockets and not first:
            raise Refused("400 Bad Request")
        self.upgrades = wanted and first and bool(self.to_sockets)

    def _expect_body(self, first: bytes, lengths: list[bytes], encodings: list[bytes]) -> None:
        if len(lengths) + len(encodings) > 1:
            raise Refused("400 Bad Request")
        if encodings:
            if encodings != [b"chunked"] or first.endswith(b"HTTP/1.0"):
                raise Refused("400 Bad Request")
            self._chunked = True
        elif lengths:
            if not lengths[0].isdigit() or len(lengths[0]) > 15:
                raise Refused("400 Bad Request")
            self._body = int(lengths[0])

    def _line_of_a_chunk(self) -> bytes | None:
        if self._after_chunk:
            if len(self._waiting) < 2:
                return None
            if not self._waiting.startswith(b"\r\n"):
                raise Refused("400 Bad Request")
            del self._waiting[:2]
            self._after_chunk = False
            return b"\r\n"
        end = self._waiting.find(b"\r\n", 0, _LONGEST_CHUNK_LINE)
        if end < 0:
            if len(self._waiting) >= _LONGEST_CHUNK_LINE:
                raise Refused("400 Bad Request")
            return None
        line = bytes(self._waiting[:end])
        if not _CHUNK.fullmatch(line):
            raise Refused("400 Bad Request")
        self._body = int(line, 16)
        self._after_chunk = True
        if not self._body:  # the last one: an empty line follows, and no late headers
            if len(self._waiting) < end + 4:
                self._after_chunk = False
                return None
            if self._waiting[end + 2 : end + 4] != b"\r\n":
                raise Refused("400 Bad Request")
            del self._waiting[: end + 4]
            self._chunked = self._after_chunk = False
            return line + b"\r\n\r\n"
        del self._waiting[: end + 2]
        return line + b"\r\n"
