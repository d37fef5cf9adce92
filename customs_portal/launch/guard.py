"""The watcher: ends what a killed owner left behind.

It reads lines from its standard input, whose other end only the owner holds:
``group PGID SIGNAL`` (a process group to end), ``gone PGID``, ``folder PATH`` (to remove).
When the owner ends in any way, even by SIGKILL, the input closes and the watcher acts.
Run as a file, so that it needs nothing but the interpreter.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

GRACE_SECONDS = 8.0


def main() -> None:
    for deaf_to in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(deaf_to, signal.SIG_IGN)
    groups: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "group":
            group, number = rest.split()
            groups[int(group)] = int(number)
        elif word == "gone":
            groups.pop(int(rest), None)
        elif word == "folder":
            folders.append(rest)
    end_groups(groups)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end_groups(groups: dict[int, int]) -> None:
    """Ask every group to end in its own way; insist when the grace is over."""
    for group, number in groups.items():
        _send(group, number)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(_lives(group) for group in groups):
        if time.monotonic() > deadline:
            for group in groups:
                _send(group, signal.SIGKILL)
            return
        time.sleep(0.05)


def _lives(group: int) -> bool:
    """A group whose leader only waits to be reaped has ended."""
    with contextlib.suppress(OSError, IndexError), open(f"/proc/{group}/stat") as stat:
        if stat.read().rpartition(")")[2].split()[0] == "Z":
            return False
    return _send(group, 0)


def _send(group: int, number: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
