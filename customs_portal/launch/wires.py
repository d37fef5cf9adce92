"""The few words of PostgreSQL's and Valkey's own languages that a launcher needs."""

import socket
import struct
from pathlib import Path


class NotReady(Exception):
    """The server does not answer yet, or refused; the message is the server's own."""


def ask_postgres(socket_file: Path, *, user: str, database: str, sql: str) -> None:
    """Run one statement over a local socket that trusts its owner."""
    with _connected(socket_file) as wire:
        names = f"user\0{user}\0database\0{database}\0\0".encode()
        wire.sendall(struct.pack("!ii", len(names) + 8, 196_608) + names)
        _until_ready(wire)
        statement = sql.encode() + b"\0"
        wire.sendall(b"Q" + struct.pack("!i", len(statement) + 4) + statement)
        _until_ready(wire)


def ping_valkey(socket_file: Path) -> None:
    with _connected(socket_file) as wire:
        wire.sendall(b"PING\r\n")
        if wire.recv(7) != b"+PONG\r\n":
            raise NotReady("no PONG")


def _connected(socket_file: Path) -> socket.socket:
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    wire.settimeout(5)
    try:
        wire.connect(str(socket_file))
    except OSError as error:
        wire.close()
        raise NotReady(str(error)) from error
    return wire


def _until_ready(wire: socket.socket) -> None:
    refusal = ""
    while True:
        kind = _exactly(wire, 1)
        (length,) = struct.unpack("!i", _exactly(wire, 4))
        body = _exactly(wire, length - 4)
        if kind == b"E":
            fields = {part[:1]: part[1:] for part in body.split(b"\0") if part}
            refusal = fields.get(b"M", b"refused").decode(errors="replace")
            if fields.get(b"V") == b"FATAL":
                raise NotReady(refusal)
        if kind == b"Z":
            if refusal:
                raise NotReady(refusal)
            return


def _exactly(wire: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        try:
            part = wire.recv(length - len(received))
        except OSError as error:
            raise NotReady(str(error)) from error
        if not part:
            raise NotReady("the server closed the connection")
        received += part
    return received
