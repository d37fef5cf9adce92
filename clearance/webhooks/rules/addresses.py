"""Where news may be sent: plain addresses on the open net, never into the house itself."""

import ipaddress
from urllib.parse import urlsplit

LONGEST = 400


def parts_of(url: str) -> tuple[str, str, int, str] | None:
    """Scheme, host, port and path with query; None for what is no plain http(s) address."""
    if not url.isascii() or len(url) > LONGEST or any(one <= " " for one in url) or "\\" in url:
        return None
    try:
        found = urlsplit(url)
        port = found.port or {"https": 443, "http": 80}.get(found.scheme, 0)
    except ValueError:
        return None
    if found.scheme not in ("http", "https") or not found.hostname or not port:
        return None
    if found.username is not None or found.password is not None or found.fragment:
        return None
    path = found.path or "/"
    return found.scheme, found.hostname, port, f"{path}?{found.query}" if found.query else path


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open net, in whatever clothes it comes."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast and not found.is_reserved
