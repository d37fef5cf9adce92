"""The front door: one address for pages and sockets, two servers behind it.

``/ws/`` goes to the socket server, everything else to the page server: the first request of a
connection says which. Browsers open a fresh connection for a socket, so one look is enough. Each
request's head learns the visitor's address; bodies, answers and open sockets are only carried.
A server that restarts is waited for, not reported.

    python -m customs_portal.launch.front HOST:PORT PAGES SOCKETS

``TRUSTED_PROXIES`` names proxies in front of this door whose ``X-Forwarded-For`` is believed.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

from customs_portal.kit.listening import handed_over
from customs_portal.launch.framing import Refused, Requests
from customs_portal.visitors import Trusted, plain

_WAIT_FOR_A_SERVER = 15.0
_WAIT_FOR_A_HEAD = 30.0
_AGREED = b"HTTP/1.1 101"


class Visitor(asyncio.Protocol):
    """The side of the browser, program or device."""

    def __init__(self, pages: str, sockets: str, trusted: Trusted) -> None:
        self.pages, self.sockets, self.trusted = pages, sockets, trusted
        self.transport: asyncio.Transport | None = None
        self.server: asyncio.Transport | None = None
        self.requests: Requests | None = None
        self.waiting = bytearray()
        self.asked = False
        self.carries_only = False
        self.limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        peer = plain((transport.get_extra_info("peername") or ("",))[0])
        self.requests = Requests(peer, peer_is_trusted=peer in self.trusted)
        loop = asyncio.get_running_loop()
        self.limit = loop.call_later(_WAIT_FOR_A_HEAD, transport.close)

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None and self.requests is not None
        if self.carries_only and self.server is not None:
            self.server.write(data)
            return
        try:
            for part in self.requests.feed(data):
                self._pass_on(part)
        except Refused as refusal:
            self._turn_away(str(refusal), "The request could not be read.")
            return
        if self.asked and (self.server is None or self.requests.upgrades):
            self.transport.pause_reading()

    def _pass_on(self, part: bytes) -> None:
        assert self.requests is not None
        if self.server is not None:
            self.server.write(part)
            return
        self.waiting += part
        if not self.asked:
            self.asked = True
            if self.limit:
                self.limit.cancel()
            address = self.sockets if self.requests.to_sockets else self.pages
            task = asyncio.ensure_future(self._reach(address))
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)

    def answered(self, start: bytes) -> None:
        """The server's first words after a request for a socket: agreed, or an ordinary answer."""
        assert self.transport is not None and self.requests is not None
        self.carries_only = start.startswith(_AGREED)
        self.requests.upgrades = False
        rest = self.requests.rest()
        if not self.transport.is_closing():
            self.transport.resume_reading()
            if rest:
                self.data_received(rest)

    def awaits_an_agreement(self) -> bool:
        return self.requests is not None and self.requests.upgrades

    def eof_received(self) -> bool:
        if self.server is not None and self.server.can_write_eof():
            self.server.write_eof()
        return self.server is not None

    def connection_lost(self, error: Exception | None) -> None:
        self.asked = True
        if self.limit:
            self.limit.cancel()
        if self.server is not None:
            self.server.close()

    def pause_writing(self) -> None:
        if self.server is not None:
            self.server.pause_reading()

    def resume_writing(self) -> None:
        if self.server is not None:
            self.server.resume_reading()

    async def _reach(self, address: str) -> None:
        assert self.transport is not None and self.requests is not None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _WAIT_FOR_A_SERVER
        while not self.transport.is_closing():
            try:
                server = await _connect(loop, lambda: Server(self), address)
            except OSError:
                if loop.time() > deadline:
                    self._turn_away(
                        "503 Service Unavailable",
                        "The portal is starting again. Please reload shortly.",
                    )
                    return
                await asyncio.sleep(0.1)
                continue
            server.write(bytes(self.waiting))
            self.waiting.clear()
            self.server = server
            if not self.requests.upgrades:
                with contextlib.suppress(RuntimeError):
                    self.transport.resume_reading()
            if self.transport.is_closing():
                server.close()
            return

    def _turn_away(self, status: str, why: str) -> None:
        assert self.transport is not None
        self.transport.write(
            f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 2\r\n"
            f"Connection: close\r\nContent-Length: {len(why)}\r\n\r\n{why}".encode()
        )
        self.transport.close()


class Server(asyncio.Protocol):
    """The side of the page or socket server."""

    def __init__(self, visitor: Visitor) -> None:
        self.of = visitor
        self.visitor = visitor.transport
        self.transport: asyncio.Transport | None = None
        self.start = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.visitor is None:
            return
        self.visitor.write(data)
        if self.of.awaits_an_agreement():
            self.start += data[: len(_AGREED)]
            if len(self.start) >= len(_AGREED):
                start, self.start = self.start, b""
                self.of.answered(start)

    def connection_lost(self, error: Exception | None) -> None:
        if self.visitor is not None:
            self.visitor.close()

    def pause_writing(self) -> None:
        if self.visitor is not None:
            self.visitor.pause_reading()

    def resume_writing(self) -> None:
        if self.visitor is not None and not self.visitor.is_closing():
            self.visitor.resume_reading()


_tasks: set[asyncio.Future[None]] = set()


async def _connect(
    loop: asyncio.AbstractEventLoop, protocol: Callable[[], Server], address: str
) -> asyncio.Transport:
    if address.startswith("/"):
        transport, _ = await loop.create_unix_connection(protocol, address)
    else:
        host, _, port = address.rpartition(":")
        transport, _ = await loop.create_connection(protocol, host, int(port))
    return transport


async def serve(address: str, pages: str, sockets: str) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    trusted = Trusted(os.environ.get("TRUSTED_PROXIES", "").split(","))

    def visitor() -> Visitor:
        return Visitor(pages, sockets, trusted)

    if (handed := handed_over()) is not None:
        server = await loop.create_server(visitor, sock=handed, backlog=1024)
    else:
        host, _, port = address.rpartition(":")
        server = await loop.create_server(
            visitor, host, int(port), backlog=1024, reuse_address=True
        )
    print(f"front door at {address}, pages {pages}, sockets {sockets}", flush=True)
    async with server:
        await stopped.wait()
    os._exit(0)


def main(words: list[str]) -> int:
    address, pages, sockets = words
    asyncio.run(serve(address, pages, sockets))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
