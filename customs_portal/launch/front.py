"""The front door: one address for pages and sockets, two servers behind it.

It reads the first line of a new connection and then only carries bytes: ``/ws/`` goes to the
socket server, everything else to the page server. Browsers open a fresh connection for a
socket, so one look is enough. A server that restarts is waited for, not reported.

    python -m customs_portal.launch.front HOST:PORT PAGES SOCKETS
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

_FIRST_LINE = 16_384
_WAIT_FOR_A_SERVER = 15.0
_WAIT_FOR_A_LINE = 30.0
_SORRY = b"The portal is starting again. Please reload shortly."
_AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Retry-After: 2\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
) % (len(_SORRY), _SORRY)


class Visitor(asyncio.Protocol):
    """The side of the browser, program or device."""

    def __init__(self, pages: str, sockets: str) -> None:
        self.pages, self.sockets = pages, sockets
        self.transport: asyncio.Transport | None = None
        self.server: asyncio.Transport | None = None
        self.waiting = bytearray()
        self.asked = False
        self.limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        loop = asyncio.get_running_loop()
        self.limit = loop.call_later(_WAIT_FOR_A_LINE, transport.close)

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None
        if self.server is not None:
            self.server.write(data)
            return
        self.waiting += data
        if self.asked:
            self.transport.pause_reading()
        elif b"\n" in self.waiting:
            self.asked = True
            if self.limit:
                self.limit.cancel()
            words = bytes(self.waiting[:_FIRST_LINE]).split(b"\n", 1)[0].split(b" ")
            to_sockets = len(words) > 1 and words[1].startswith(b"/ws/")
            task = asyncio.ensure_future(self._reach(self.sockets if to_sockets else self.pages))
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)
        elif len(self.waiting) > _FIRST_LINE:
            self.transport.close()

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
        assert self.transport is not None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _WAIT_FOR_A_SERVER
        while not self.transport.is_closing():
            try:
                server = await _connect(loop, lambda: Server(self), address)
            except OSError:
                if loop.time() > deadline:
                    self.transport.write(_AWAY)
                    self.transport.close()
                    return
                await asyncio.sleep(0.1)
                continue
            server.write(bytes(self.waiting))
            self.waiting.clear()
            self.server = server
            with contextlib.suppress(RuntimeError):
                self.transport.resume_reading()
            if self.transport.is_closing():
                server.close()
            return


class Server(asyncio.Protocol):
    """The side of the page or socket server."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor.transport
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.visitor is not None:
            self.visitor.write(data)

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
    host, _, port = address.rpartition(":")
    server = await loop.create_server(
        lambda: Visitor(pages, sockets), host, int(port), backlog=1024, reuse_address=True
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
