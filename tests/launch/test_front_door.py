"""The front door: one address, two servers behind it."""

import asyncio

import pytest

from customs_portal.launch.front import Visitor


class Behind:
    """A server behind the door that says who it is and echoes what it is sent."""

    def __init__(self, name):
        self.name, self.seen = name, b""

    async def __call__(self, reader, writer):
        self.seen = await reader.readuntil(b"\r\n\r\n")
        body = f"{self.name} got {self.seen.split()[1].decode()}".encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        while more := await reader.read(65_536):
            writer.write(more)
        writer.close()


async def opened(handler, port=0):
    server = await asyncio.start_server(handler, "127.0.0.1", port)
    return server, server.sockets[0].getsockname()[1]


@pytest.fixture
async def door():
    pages, pages_port = await opened(Behind("pages"))
    sockets, sockets_port = await opened(Behind("sockets"))
    loop = asyncio.get_running_loop()
    front = await loop.create_server(
        lambda: Visitor(f"127.0.0.1:{pages_port}", f"127.0.0.1:{sockets_port}"), "127.0.0.1", 0
    )
    yield front.sockets[0].getsockname()[1]
    for server in (front, pages, sockets):
        server.close()


async def ask(port, first):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first + b"\r\nHost: x\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    return (await reader.readexactly(length)).decode(), reader, writer


@pytest.mark.parametrize(
    ("first", "who"),
    [
        (b"GET / HTTP/1.1", "pages got /"),
        (b"POST /api/v1/declarations/summary HTTP/1.1", "pages got /api/v1/declarations/summary"),
        (b"GET /ws/wall/ HTTP/1.1", "sockets got /ws/wall/"),
        (b"GET /officer/ws/ HTTP/1.1", "pages got /officer/ws/"),
    ],
)
async def test_the_first_line_says_where_a_connection_goes(door, first, who):
    said, _, writer = await ask(door, first)
    assert said == who
    writer.close()


async def test_carries_megabytes_unchanged_in_both_directions(door):
    _, reader, writer = await ask(door, b"GET /ws/wall/ HTTP/1.1")
    sent = bytes(range(256)) * 20_000

    async def send():
        writer.write(sent)
        await writer.drain()
        writer.write_eof()

    received, _ = await asyncio.gather(reader.read(-1), send())
    assert received == sent


async def test_a_first_line_may_come_in_pieces(door):
    reader, writer = await asyncio.open_connection("127.0.0.1", door)
    for piece in (b"GET /w", b"s/wall/ HT", b"TP/1.1\r\n", b"\r\n"):
        writer.write(piece)
        await asyncio.sleep(0.01)
    await reader.readuntil(b"\r\n\r\n")
    assert (await reader.readexactly(20)).startswith(b"sockets got /ws/wall")
    writer.close()


async def test_waits_for_a_server_that_is_starting_again():
    gone, port = await opened(Behind("pages"))
    gone.close()
    await gone.wait_closed()
    loop = asyncio.get_running_loop()
    front = await loop.create_server(
        lambda: Visitor(f"127.0.0.1:{port}", "127.0.0.1:1"), "127.0.0.1", 0
    )
    asking = asyncio.ensure_future(ask(front.sockets[0].getsockname()[1], b"GET /x HTTP/1.1"))
    await asyncio.sleep(0.5)
    back, _ = await opened(Behind("pages"), port)
    said, _, writer = await asyncio.wait_for(asking, 5)
    assert said == "pages got /x"
    writer.close()
    front.close()
    back.close()


async def test_an_endless_first_line_is_cut_off(door):
    reader, writer = await asyncio.open_connection("127.0.0.1", door)
    writer.write(b"G" * 40_000)
    assert await reader.read() == b""
    writer.close()
