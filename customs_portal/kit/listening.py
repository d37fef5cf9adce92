"""A socket handed over by whoever started this process: its port was never free in between."""

import os
import socket

NAME = "PORTAL_LISTENS_ON"


def handed_over() -> socket.socket | None:
    """The bound socket to listen on, or nothing when this process must bind its own."""
    number = os.environ.pop(NAME, "")  # for this process only, not for its children
    if not number:
        return None
    handed = socket.socket(fileno=int(number))
    handed.set_inheritable(False)
    return handed
