"""Children that never outlive their owner.

Two ropes: the kernel's parent-death signal (Linux), and a watcher process that holds a pipe
to the owner and ends every registered process group when that pipe closes.
Start children from the main thread: the kernel's signal belongs to the thread that forked.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Lifeline:
    """Starts processes in groups of their own and sees to their end."""

    def __init__(self) -> None:
        self._guard: subprocess.Popen[str] | None = None

    def start(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | str | None = None,
        output: IO[bytes] | int | None = subprocess.DEVNULL,
        stop_signal: int = signal.SIGTERM,
        as_user: Mapping[str, Any] | None = None,
        hands_over: Sequence[int] = (),
    ) -> "Child":
        process = subprocess.Popen(
            [str(part) for part in command],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
            preexec_fn=die_with_parent(stop_signal),
            pass_fds=hands_over,
            **(as_user or {}),
        )
        self._tell(f"group {process.pid} {stop_signal}")
        return Child(process, stop_signal, self)

    def remove_at_end(self, folder: Path) -> None:
        """The folder is temporary: remove it even when the owner is killed."""
        self._tell(f"folder {folder}")

    def close(self) -> None:
        """The owner is done; the watcher ends what is left and goes."""
        if self._guard is None or self._guard.stdin is None:
            return
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.close()
        self._guard.wait()
        self._guard = None

    def _tell(self, line: str) -> None:
        if self._guard is None:
            self._guard = subprocess.Popen(
                [sys.executable, "-S", "-E", str(Path(__file__).with_name("guard.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
                cwd="/",
                start_new_session=True,
            )
        assert self._guard.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(line + "\n")
            self._guard.stdin.flush()


class Child:
    """One started process and the way it wants to be stopped."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", stop_signal: int, line: Lifeline
    ) -> None:
        self.process = process
        self.pid = process.pid
        self._stop_signal = stop_signal
        self._line = line

    def poll(self) -> int | None:
        code = self.process.poll()
        if code is not None:
            self.sweep()
        return code

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self._stop_signal)

    def stop(self, *, grace_seconds: float = 8.0) -> None:
        self.ask_to_stop()
        try:
            self.process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()
        self.sweep()

    def sweep(self) -> None:
        """End grandchildren that a crashed child left in its group, and see them gone.

        Until then they still hold its socket, and whoever calls there is cut off.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
            deadline = time.monotonic() + 1
            while time.monotonic() < deadline:
                os.killpg(self.pid, 0)
                time.sleep(0.005)
        self._line._tell(f"gone {self.pid}")


def die_with_parent(number: int) -> Callable[[], None] | None:
    """For ``preexec_fn``: the kernel sends ``number`` when the parent's thread ends."""
    if _libc is None:
        return None
    owner = os.getpid()

    def prepare() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != owner:
            os._exit(1)

    return prepare
