"""The doors of one running portal: four ports held from the start, two sockets in a folder.

A port that is only looked up is free for everybody until a process binds it seconds later, and
two portals started together then choose the same one. So the launcher binds at once, keeps the
sockets as long as it lives, and each process inherits its own: also a process that starts again
finds its port. Pages and live sockets stand behind the front door only: they listen in a folder
that nobody else can enter, so what the front door says about a visitor is not forged.
"""

import contextlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from customs_portal.launch.embedded import short_enough
from customs_portal.launch.trouble import Trouble
from customs_portal.visitors import Trusted

HERE = "127.0.0.1"
_GATEWAY, _BANK, _TERMINAL = 8811, 8812, 8813


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Numbers and paths; ``held`` has the bound sockets by name once they are reserved."""

    front: int
    gateway: int
    bank: int
    terminal: int
    folder: Path
    held: Mapping[str, socket.socket] = field(default_factory=dict)

    @classmethod
    def usual(cls, front: int, data_dir: Path) -> "Addresses":
        """Where a portal would be; nothing is held."""
        folder = short_enough(data_dir.resolve() / "doors")
        return cls(front=front, gateway=_GATEWAY, bank=_BANK, terminal=_TERMINAL, folder=folder)

    def reserved(self) -> "Addresses":
        """The same, held: the front door's port or trouble (0: any), the others where free."""
        held = {"front": _held_or_trouble(self.front)}
        try:
            for name in ("gateway", "bank", "terminal"):
                held[name] = _held(getattr(self, name)) or _held(0)  # type: ignore[assignment]
            _private(self.folder)
        except BaseException:
            for one in held.values():
                one.close()
            raise
        numbers = {name: one.getsockname()[1] for name, one in held.items()}
        return Addresses(**numbers, folder=self.folder, held=held)

    def give_up(self) -> None:
        for one in self.held.values():
            one.close()
        if self.held:
            for path in (self.pages, self.sockets):
                path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self.folder.rmdir()

    @property
    def public_url(self) -> str:
        return f"http://{HERE}:{self.front}"

    @property
    def pages(self) -> Path:
        return self.folder / "pages.sock"

    @property
    def sockets(self) -> Path:
        return self.folder / "sockets.sock"


def refuse_unclear_proxies() -> None:
    try:
        Trusted(os.environ.get("TRUSTED_PROXIES", "").split(","))
    except ValueError as error:
        raise Trouble(
            f"TRUSTED_PROXIES is not understood ({error}): write addresses or networks with "
            "commas between them, for example 10.0.0.5,192.168.1.0/24."
        ) from error


def _held_or_trouble(port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise Trouble(f"There is no port {port}: choose one from 1024 to 65535 with --port.")
    try:
        return _bound(port)
    except PermissionError as error:
        raise Trouble(
            f"Port {port} is for the administrator only: choose one from 1024 up with --port, "
            "for example --port 8000."
        ) from error
    except OSError as error:
        raise Trouble(
            f"Port {port} is taken by another program: stop that program, "
            f"or choose another port, for example --port {port + 1 if port < 65535 else 8000}."
        ) from error


def _held(port: int) -> socket.socket | None:
    try:
        return _bound(port)
    except OSError:
        return None


def _bound(port: int) -> socket.socket:
    """Bound so that no other program can bind it, and listening, so that nobody can steal it.

    A port that is bound and does not listen can be bound again by a second program that asks
    for a reusable address. The process that serves the door begins to accept when it is there.
    """
    one = socket.socket()
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((HERE, port))
        one.listen(1024)
    except BaseException:
        one.close()
        raise
    return one


def _private(folder: Path) -> None:
    """Only its owner may enter it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid():
        raise Trouble(f"{folder} belongs to another user: remove it, or choose another --data-dir.")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
