"""One data folder, one running portal: the lock, the addresses, what is kept where."""

import contextlib
import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from customs_portal.launch.embedded import home_for
from customs_portal.launch.trouble import Trouble

_OURS = (
    "logs", "services", "static", "media", "witness-a", "witness-b", "stamps", "metrics",
    "beat", "bank", "doors", "secrets.env", "running.json",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Running:
    """What another command needs to know of a running portal."""

    pid: int
    address: str
    environment: dict[str, str] = field(repr=False)


class Instance:
    """A data folder and the lock on it, which ends with its holder however that ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Become the one portal of this folder."""
        if not self._locked():
            other = self.running()
            if other is None:
                raise Trouble(
                    f"A portal starts or stops with {self.folder} just now: wait until it says"
                    " who can sign in, or choose another folder with --data-dir."
                )
            raise Trouble(
                f"The portal already runs with {self.folder} at {other.address}: use it, or stop"
                f" process {other.pid}, or choose another folder with --data-dir."
            )

    def running(self) -> Running | None:
        """The portal that holds this folder now, when it is ready to be talked to."""
        if self._lock is None and self.folder.is_dir() and self._locked():
            self.leave()
            return None
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Running(**json.loads((self.folder / "running.json").read_text()))
        return None

    def tell(self, running: Running) -> None:
        path = self.folder / "running.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(running), file, indent=1)

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def start_over(self) -> None:
        """Remove what a portal has put here, and nothing else."""
        home = home_for(self.folder)
        if home.parent != self.folder:
            shutil.rmtree(home, ignore_errors=True)
        for name in _OURS:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _locked(self) -> bool:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True
