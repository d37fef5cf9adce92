"""Who is asking: the visitor's address behind the front door and behind proxies of one's own.

Each proxy appends the address it was called from to ``X-Forwarded-For``. Read from the end, every
word of a trusted proxy is believed, and the first address that is not a trusted proxy's is the
visitor's. What stands before it was written by the visitor and counts for nothing.

No setting of the framework is read here: the front door uses this without it.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

UNIX = "unix"
"A caller through a socket in a folder that only this portal can enter: it has no address."
_PAGE_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
_SOCKET_HEADERS = (b"x-forwarded-for", b"x-forwarded-proto")


class Trusted:
    """Whose word counts: addresses, networks, and ``unix``."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {word for name in names if (word := name.strip())}
        self.unix = UNIX in words
        self.networks = [ipaddress.ip_network(word, strict=False) for word in words - {UNIX}]

    def __contains__(self, address: str) -> bool:
        if not address:
            return self.unix
        found = ipaddress.ip_address(address)
        return any(found in network for network in self.networks)


def plain(address: str) -> str:
    """The same address always in the same letters; empty when it is none."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def visitor(peer: str, said: str, trusted: Trusted) -> str:
    """The address that counts, from the caller's own and what the callers before it said."""
    current = plain(peer)
    for hop in reversed(said.split(",") if said else []):
        before = plain(hop)
        if current not in trusted or not before:
            break
        current = before
    return current


class PageVisitors:
    """Around the pages: ``REMOTE_ADDR`` is the visitor's; nobody else's word goes further."""

    def __init__(self, application: Callable[..., Any], trusted: Trusted) -> None:
        self.application, self.trusted = application, trusted

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        peer = plain(str(environ.get("REMOTE_ADDR") or ""))
        said = str(environ.pop(_PAGE_HEADERS[0], ""))
        if peer not in self.trusted:
            environ.pop(_PAGE_HEADERS[1], None)
        environ["REMOTE_ADDR"] = visitor(peer, said, self.trusted)
        return self.application(environ, start_response)


class SocketVisitors:
    """Around the sockets: the scope's ``client`` is the visitor."""

    def __init__(self, application: Callable[..., Awaitable[None]], trusted: Trusted) -> None:
        self.application, self.trusted = application, trusted

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            peer = plain(str((scope.get("client") or ("",))[0]))
            hops, kept = [], []
            for name, value in scope["headers"]:
                if name == _SOCKET_HEADERS[0]:
                    hops.append(value.decode("latin-1"))
                elif name != _SOCKET_HEADERS[1] or peer in self.trusted:
                    kept.append((name, value))
            address = visitor(peer, ",".join(hops), self.trusted)
            scope = {**scope, "headers": kept, "client": (address, 0)}
        await self.application(scope, receive, send)
