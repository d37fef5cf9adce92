"""Portals started as a person starts them, and the processes they leave (none)."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[2]
_DROPPED = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORTAL_DATA_DIR")


class StartedPortal:
    """``./portal run`` with few processes, in a folder of its own."""

    def __init__(self, data_dir: Path, port: int, *, only: str = "front,web,sockets") -> None:
        self.data_dir, self.port = data_dir, port
        self.mark = f"mark-{uuid.uuid4().hex}"
        self.output = data_dir.parent / f"{self.mark}.txt"
        command = [sys.executable, "portal", "run", "--no-demo", "--port", str(port)]
        command += ["--data-dir", str(data_dir), "--only", only]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(self.mark), stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_open(self, seconds: float = 300) -> "StartedPortal":
        wait_for(lambda: "is open at" in self.said() or self.process.poll() is not None, seconds)
        assert "is open at" in self.said(), self.said()
        return self

    def process_of(self, name: str) -> int:
        line = next(line for line in self.said().splitlines() if line.split()[:1] == [name])
        return int(line.rpartition("(process ")[2].rstrip(")"))

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(180)  # a busy machine stops slowly; what is left is looked for

    def left_behind(self) -> list[str]:
        return processes_marked(self.mark)


def environment(mark: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return {**kept, "PORTAL_VENV": sys.prefix, "LAUNCH_TEST_MARK": mark}


def manage(data_dir: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "portal", "manage", "--data-dir", str(data_dir), *words],
        cwd=ROOT, env=environment("manage"), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*words):
    done = subprocess.run(
        [sys.executable, "portal", *words],
        cwd=ROOT, env=environment("refused"), capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 1
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1
    return said


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_marked(mark: str) -> list[str]:
    """Every living process that inherited ``mark`` in its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_for(what, seconds: float = 90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")
