"""The front door: one address, two servers behind it, and who the visitor is."""

import asyncio

import pytest

from customs_portal.launch.front import Visitor
from customs_portal.visitors import Trusted

UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"


class Behind:
    """A server behind the door: says who it is, what it read, and opens sockets that echo."""

    def __init__(self, name):
        self.name, self.seen = name, []

    async def __call__(self, reader, writer):
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            self.seen.append(head)
            if self.name == "sockets" and UPGRADE in head and b"/refused/" not in head:
                writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
                while more := await reader.read(65_536):
                    writer.write(more)
                break
            sent = await self.body(reader, head)
            body = b"%s got %s %d" % (self.name.encode(), head.split()[1], sent)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()

    async def body(self, reader, head):
        if b"Content-Length: " in head:
            length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
            return len(await reader.readexactly(length))
        if b"chunked" not in head:
            return 0
        total = 0
        while size := int(await reader.readline(), 16):
            total += len(await reader.readexactly(size + 2)) - 2
        await reader.readexactly(2)
        return total


async def opened(handler, port=0):
    server = await asyncio.start_server(handler, "127.0.0.1", port)
    return server, server.sockets[0].getsockname()[1]


class Door:
    def __init__(self, port, pages, sockets):
        self.port, self.pages, self.sockets = port, pages, sockets


@pytest.fixture
async def doors():
    open_ones = []

    async def one(trusted=()):
        pages, sockets = Behind("pages"), Behind("sockets")
        behind_pages, pages_port = await opened(pages)
        behind_sockets, sockets_port = await opened(sockets)
        front = await asyncio.get_running_loop().create_server(
            lambda: Visitor(
                f"127.0.0.1:{pages_port}", f"127.0.0.1:{sockets_port}", Trusted(trusted)
            ),
            "127.0.0.1",
            0,
        )
        open_ones.extend([front, behind_pages, behind_sockets])
        return Door(front.sockets[0].getsockname()[1], pages, sockets)

    yield one
    for server in open_ones:
        server.close()


@pytest.fixture
async def door(doors):
    return await doors()


async def connected(port, source="127.0.0.1"):
    return await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))


async def answer(reader):
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    return head.split(b" ")[1].decode(), (await reader.readexactly(length)).decode()


async def ask(port, first, more=b"", source="127.0.0.1"):
    reader, writer = await connected(port, source)
    writer.write(first + b"\r\nHost: x\r\n" + more + b"\r\n")
    _, said = await answer(reader)
    return said, reader, writer


def told(behind):
    """What the server was told of the visitor, one line a request."""
    return [
        [line for line in head.decode().split("\r\n") if line.lower().startswith(("x-", "x_", "f"))]
        for head in behind.seen
    ]


@pytest.mark.parametrize(
    ("first", "who"),
    [
        (b"GET / HTTP/1.1", "pages got / 0"),
        (b"POST /api/v1/declarations/summary HTTP/1.1", "pages got /api/v1/declarations/summary 0"),
        (b"GET /ws/wall/ HTTP/1.1", "sockets got /ws/wall/ 0"),
        (b"GET /officer/ws/ HTTP/1.1", "pages got /officer/ws/ 0"),
    ],
)
async def test_the_first_line_says_where_a_connection_goes(door, first, who):
    said, _, writer = await ask(door.port, first)
    assert said == who
    writer.close()


async def test_an_open_socket_carries_megabytes_unchanged_in_both_directions(door):
    reader, writer = await connected(door.port)
    writer.write(b"GET /ws/wall/ HTTP/1.1\r\nHost: x\r\n" + UPGRADE + b"\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    sent = bytes(range(256)) * 20_000

    async def send():
        writer.write(sent)
        await writer.drain()
        writer.write_eof()

    received, _ = await asyncio.gather(reader.read(-1), send())
    assert received == sent


async def test_bodies_of_both_kinds_pass_and_the_next_request_is_found(door):
    reader, writer = await connected(door.port)
    big = b"x" * 300_000
    writer.write(
        b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(big), big)
        + b"POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"5\r\nhello\r\n493e0\r\n%s\r\n0\r\n\r\n" % big
        + b"GET /c HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    said = [(await answer(reader))[1] for _ in range(3)]
    assert said == ["pages got /a 300000", "pages got /b 300005", "pages got /c 0"]
    assert told(door.pages) == [["X-Forwarded-For: 127.0.0.1"]] * 3
    writer.close()


async def test_requests_may_come_byte_by_byte(door):
    reader, writer = await connected(door.port)
    whole = (
        b"GET /ws/wall/ HTTP/1.1\r\nHost: x\r\n\r\n"
        b"POST /ws/b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    for number in range(len(whole)):
        writer.write(whole[number : number + 1])
        await asyncio.sleep(0.001)
    assert [(await answer(reader))[1] for _ in range(2)] == [
        "sockets got /ws/wall/ 0",
        "sockets got /ws/b 3",
    ]
    writer.close()


async def test_two_visitors_are_told_apart(door):
    for source in ("127.0.0.1", "127.0.0.2"):
        _, _, writer = await ask(door.port, b"GET / HTTP/1.1", source=source)
        writer.close()
    assert told(door.pages) == [["X-Forwarded-For: 127.0.0.1"], ["X-Forwarded-For: 127.0.0.2"]]


FORGED = (
    b"X-Forwarded-For: 6.6.6.6\r\nx-forwarded-for: 7.7.7.7\r\nX_Forwarded_For: 8.8.8.8\r\n"
    b"Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
    b"X-Forwarded-Host: elsewhere.example\r\n"
)


async def test_what_a_visitor_says_of_itself_is_dropped_in_every_request(door):
    _, reader, writer = await ask(door.port, b"GET /a HTTP/1.1", FORGED)
    writer.write(b"GET /b HTTP/1.1\r\n" + FORGED + b"\r\n")
    await answer(reader)
    assert told(door.pages) == [["X-Forwarded-For: 127.0.0.1"]] * 2
    writer.close()


async def test_a_trusted_proxy_is_believed_and_another_caller_is_not(doors):
    door = await doors(["127.0.0.2"])
    for source in ("127.0.0.2", "127.0.0.1"):
        _, _, writer = await ask(door.port, b"GET / HTTP/1.1", FORGED, source)
        writer.close()
    assert told(door.pages) == [
        ["X-Forwarded-Proto: https", "X-Forwarded-For: 6.6.6.6, 7.7.7.7, 127.0.0.2"],
        ["X-Forwarded-For: 127.0.0.1"],
    ]


async def test_a_socket_that_was_not_agreed_to_is_no_way_around_the_door(door):
    reader, writer = await connected(door.port)
    hidden = b"GET /hidden HTTP/1.1\r\n" + FORGED + b"\r\n"
    writer.write(b"GET /ws/refused/ HTTP/1.1\r\n" + UPGRADE + b"\r\n" + hidden)
    assert (await answer(reader))[1] == "sockets got /ws/refused/ 0"
    assert (await answer(reader))[1] == "sockets got /hidden 0"
    assert told(door.sockets) == [["X-Forwarded-For: 127.0.0.1"]] * 2
    writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\nX-Forwarded-For: 6.6.6.6\n\n\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\nX-Forwarded-For: 6.6.6.6\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Forwarded-For : 6.6.6.6\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n X-Forwarded-For: 6.6.6.6\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"x" * 70_000,
    ],
)
async def test_what_can_be_read_in_two_ways_goes_no_further(door, sent):
    reader, writer = await connected(door.port)
    writer.write(sent)
    status, _ = await answer(reader)
    assert status in ("400", "431")
    assert await reader.read() == b""
    assert door.pages.seen == []
    writer.close()


@pytest.mark.parametrize("chunk", [b"5;a=b\r\nhello\r\n", b"5\nhello\r\n", b"0x5\r\nhello\r\n"])
async def test_a_chunk_that_can_be_read_in_two_ways_ends_the_connection(door, chunk):
    reader, writer = await connected(door.port)
    writer.write(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
    status, _ = await answer(reader)
    assert status == "400"
    assert await reader.read() == b""
    writer.close()


async def test_waits_for_a_server_that_is_starting_again():
    gone, port = await opened(Behind("pages"))
    gone.close()
    await gone.wait_closed()
    loop = asyncio.get_running_loop()
    front = await loop.create_server(
        lambda: Visitor(f"127.0.0.1:{port}", "127.0.0.1:1", Trusted(())), "127.0.0.1", 0
    )
    asking = asyncio.ensure_future(ask(front.sockets[0].getsockname()[1], b"GET /x HTTP/1.1"))
    await asyncio.sleep(0.5)
    back, _ = await opened(Behind("pages"), port)
    said, _, writer = await asyncio.wait_for(asking, 5)
    assert said == "pages got /x 0"
    writer.close()
    front.close()
    back.close()
