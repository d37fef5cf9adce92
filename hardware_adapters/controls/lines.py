"""The lines this very process holds open, so that a command need not take the long way.

The gateway fills ``senders``; everywhere else it stays empty and commands travel by the
table and a hint.
"""

from collections.abc import Callable
from typing import Any

Sender = Callable[[dict[str, Any]], None]

senders: dict[str, Sender] = {}  # device code → puts one command on that line; thread-safe
