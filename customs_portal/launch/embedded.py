"""A PostgreSQL and a Valkey of one's own, in one folder, reached by local sockets only."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from customs_portal.launch import binaries, wires
from customs_portal.launch.lifeline import Child, Lifeline
from customs_portal.launch.programs import full
from customs_portal.launch.trouble import Trouble

DATABASE = "customs"
OWNER = "portal"
_LONGEST_SOCKET_FOLDER = 80  # a socket path ends at 107 bytes
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")
_NEEDED_BYTES = 250_000_000
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
_PLAIN = ("max_connections=120", "shared_buffers=128MB", "listen_addresses=")


class Embedded:
    """Both servers. ``durable=False`` is for tests: nothing survives, and nothing waits."""

    def __init__(
        self, folder: Path, lifeline: Lifeline, site_packages: Iterable[Path], *, durable: bool
    ) -> None:
        self.lifeline = lifeline
        self.durable = durable
        self.site_packages = list(site_packages)
        self.logs = folder / "logs"
        self.home = home_for(folder)
        self.sockets = short_enough(self.home / "sockets")
        self._started: dict[str, Child] = {}

    @property
    def database_url(self) -> str:
        return f"postgres://{OWNER}@/{DATABASE}?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets}/valkey.sock?db=0"

    def start_postgres(self) -> None:
        programs = binaries.postgres_folder(self.site_packages)
        if os.geteuid() == 0 and not binaries.reachable_by_others(programs):
            programs = binaries.copied_out(programs, self.home)
        self._own_folders()
        data = self.home / "postgres"
        if trouble := full(self.home, needed=_NEEDED_BYTES):
            raise trouble
        if (data / "PG_VERSION").exists():
            _refuse_data_of_another(programs, data)
        else:
            self._initialise(programs, data)
        _wait_for_the_last_one(data / "postmaster.pid")
        options = [*_PLAIN, f"unix_socket_directories={self.sockets}"]
        options += [] if self.durable else _FAST
        command: list[str | Path] = [programs / "postgres", "-D", data]
        for option in options:
            command += ["-c", option]
        child = self._start("PostgreSQL", command, stop_signal=signal.SIGINT)
        socket_file = self.sockets / ".s.PGSQL.5432"
        self._until(
            child,
            "PostgreSQL",
            lambda: wires.ask_postgres(
                socket_file, user=OWNER, database="postgres", sql="SELECT 1"
            ),
        )
        try:
            wires.ask_postgres(socket_file, user=OWNER, database=DATABASE, sql="SELECT 1")
        except wires.NotReady:
            wires.ask_postgres(
                socket_file, user=OWNER, database="postgres", sql=f"CREATE DATABASE {DATABASE}"
            )

    def start_valkey(self) -> None:
        program = binaries.valkey_program(self.site_packages)
        self._own_folders()
        socket_file = self.sockets / "valkey.sock"
        options = ["--port", "0", "--unixsocket", socket_file, "--save", "", "--appendonly", "no"]
        child = self._start("Valkey", [program, *options], drop=False)
        self._until(child, "Valkey", lambda: wires.ping_valkey(socket_file))

    def stop(self) -> None:
        for child in reversed(self._started.values()):
            child.stop()
        self._started.clear()

    def revive(self) -> list[str]:
        """Start again whichever server has ended by itself; their names."""
        revived = []
        for name, start in (("PostgreSQL", self.start_postgres), ("Valkey", self.start_valkey)):
            child = self._started.get(name)
            if child is not None and child.poll() is not None:
                start()
                revived.append(name)
        return revived

    def _initialise(self, programs: Path, data: Path) -> None:
        command: list[str | Path] = [programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", *([] if self.durable else ["-N"])]
        made = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            **_unprivileged(),
        )
        if made.returncode != 0:
            shutil.rmtree(data, ignore_errors=True)
            last = (made.stderr.strip() or made.stdout.strip()).splitlines()
            if trouble := full(self.home, last=last):
                raise trouble
            why = [line for line in last if "error" in line] or last[-1:]
            raise Trouble(
                f"PostgreSQL could not create its files in {data} ({' '.join(why[:1])}): "
                "free some space there or choose another --data-dir."
            )

    def _own_folders(self) -> None:
        for folder in (self.home, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            root = os.geteuid() == 0
            ours = {0, binaries.UNPRIVILEGED} if root else {os.geteuid()}
            if folder.is_symlink() or folder.stat().st_uid not in ours:
                raise Trouble(f"{folder} belongs to another user: remove it or ask its owner to.")
            if root:
                os.chown(folder, binaries.UNPRIVILEGED, binaries.UNPRIVILEGED)

    def _start(
        self,
        name: str,
        command: list[Any],
        *,
        stop_signal: int = signal.SIGTERM,
        drop: bool = True,
    ) -> Child:
        self.logs.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("ab") as log:
            child = self.lifeline.start(
                command,
                cwd="/",
                output=log,
                stop_signal=stop_signal,
                as_user=_unprivileged() if drop else None,
            )
        self._started[name] = child
        return child

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.lower()}.log"

    def _until(self, child: Child, name: str, answers: Callable[[], None]) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                return answers()
            except wires.NotReady as error:
                if child.poll() is not None or time.monotonic() > deadline:
                    raise Trouble(
                        f"{name} did not start ({error}): read the end of {self._log(name)}."
                    ) from error
                time.sleep(0.02)


def home_for(folder: Path) -> Path:
    """Where the servers' files lie: in ``folder``, unless PostgreSQL could not walk there.

    PostgreSQL refuses to run as root; started by root it runs as an unprivileged user, to whom
    a folder below a closed one (/root) is out of reach. Then the files lie under /var/lib.
    """
    folder = folder.resolve()
    inside, outside = folder / "services", Path("/var/lib/customs-portal") / _digest(folder)
    if os.geteuid() != 0:
        return inside
    if outside.exists():
        return outside
    if binaries.reachable_by_others(_existing(folder)):
        return inside
    if (inside / "postgres").exists():
        raise Trouble(
            f"The data in {inside} can no longer be reached by PostgreSQL's user: "
            "let others walk to that folder (chmod o+x on it and the folders above it)."
        )
    return outside


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def short_enough(sockets: Path) -> Path:
    """A folder for sockets that the system accepts and that needs no quoting in any address."""
    if len(str(sockets)) <= _LONGEST_SOCKET_FOLDER and _PLAIN_PATH.fullmatch(str(sockets)):
        return sockets
    return Path(tempfile.gettempdir()) / f"customs-portal-{os.geteuid()}-{_digest(sockets)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = binaries.UNPRIVILEGED
    return {"user": user, "group": user, "extra_groups": []}


def _refuse_data_of_another(programs: Path, data: Path) -> None:
    """Files of one major version are unreadable for every other."""
    made_by = (data / "PG_VERSION").read_text().strip()
    says = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, cwd="/"
    ).stdout
    found = re.search(r"\d+", says)
    if found is None or made_by == found[0]:
        return
    way_out = (
        "install that version or the portal's release that brought it"
        if int(made_by.split(".")[0]) > int(found[0])
        else f"dump them with PostgreSQL {made_by} and load them into a new folder"
    )
    raise Trouble(
        f"The data in {data} were made by PostgreSQL {made_by} and this is PostgreSQL {found[0]}: "
        f"{way_out}, or choose another folder with --data-dir."
    )


def _wait_for_the_last_one(pid_file: Path) -> None:
    """A PostgreSQL whose owner was killed is still closing its files: let it finish."""
    deadline = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < deadline:
        first = pid_file.read_text().split("\n", 1)[0]
        if not first.isdigit() or not _alive(int(first)):
            return
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
