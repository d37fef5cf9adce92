"""Does this address answer? For health checks of containers: exit code 0 or 1.

python -m customs_portal.launch.probe http://HOST:PORT/PATH | tcp://HOST:PORT
"""

import http.client
import socket
import sys
from urllib.parse import urlsplit

_WITHIN_SECONDS = 4


def answers(address: str) -> bool:
    parts = urlsplit(address)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    try:
        if parts.scheme == "tcp":
            socket.create_connection((host, port), timeout=_WITHIN_SECONDS).close()
            return True
        wire = http.client.HTTPConnection(host, port, timeout=_WITHIN_SECONDS)
        wire.request("GET", parts.path or "/")
        return wire.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
