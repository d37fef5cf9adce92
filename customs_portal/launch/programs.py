"""Running one program to its end, line by line, tied to the launcher's life."""

import errno
import os
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from customs_portal.launch.lifeline import Lifeline, die_with_parent
from customs_portal.launch.trouble import Trouble


def run(
    lifeline: Lifeline,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> tuple[int, list[str]]:
    """Exit code and last lines. Stops with the launcher, however that ends."""
    reading, writing = os.pipe()
    try:
        child = lifeline.start(command, env=env, cwd=cwd, output=writing)
    except FileNotFoundError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    last: deque[str] = deque(maxlen=60)
    try:
        with os.fdopen(reading, errors="replace") as lines:
            for line in lines:
                last.append(line.rstrip())
                if on_line:
                    on_line(line.rstrip())
        code = child.process.wait()
    finally:
        child.stop()
    return code, list(last)


def run_here(
    command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path | None = None
) -> int:
    """The person's own command: it keeps the terminal, and Ctrl-C reaches it too."""
    process = subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        return process.wait()


def explain(error: OSError) -> Trouble:
    """The operating system's refusals that a person can do something about."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(
            f"The disk is full{where}: free about 2 GB there, or choose a folder on another "
            "disk with --data-dir."
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return Trouble(
            f"This folder cannot be written{where}: change its owner, or choose another one "
            "with --data-dir."
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return Trouble(
            f"There is a file where a folder is needed{where}: move it away, or choose another "
            "folder with --data-dir."
        )
    if error.errno == errno.ENOENT:
        return Trouble(
            f"This folder cannot be made{where}: choose another one with --data-dir, on a disk "
            "that can be written."
        )
    return Trouble(f"{error}.")


def full(folder: Path, *, needed: int = 20_000_000, last: Iterable[str] = ()) -> Trouble | None:
    """The disk's lack of space in one sentence, when it has too little or a program said so."""
    said = any("No space left on device" in line for line in last)
    if not said and shutil.disk_usage(folder).free >= needed:
        return None
    return Trouble(
        f"The disk is full ({folder}): free about 2 GB there, or choose a folder on another "
        "disk with --data-dir."
    )
