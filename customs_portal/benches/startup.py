"""How quickly PostgreSQL and Valkey come up and go, and a portal that has run before."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack
from customs_portal.launch.binaries import own_site_packages
from customs_portal.launch.embedded import Embedded
from customs_portal.launch.environment import ROOT
from customs_portal.launch.lifeline import Lifeline

PROCESSES: frozenset[str] = frozenset()
_ROUNDS = 3
_LONGEST = 120.0


def run(stack: Stack) -> Result:
    colds, stops = zip(*(_services_once() for _ in range(_ROUNDS)), strict=True)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        first = _portal_once(folder / "data")
        second = max(_portal_once(folder / "data") for _ in range(2))
    return Result(
        name="startup",
        size={"rounds": _ROUNDS, "portal": "all processes and the demo port, packages installed"},
        figures={
            "services_cold_start_s": round(max(colds), 3),
            "services_stop_s": round(max(stops), 3),
            "portal_first_start_s": round(first, 3),
            "portal_second_start_s": round(second, 3),
        },
        reference={"insert_commit_per_s": stack.insert_commit_rate(), **stack.machine()},
        goals={"portal_second_start_s": "< 8"},
    )


def _services_once() -> tuple[float, float]:
    """From nothing to both answering; from the word to both gone."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        lifeline = Lifeline()
        servers = Embedded(folder, lifeline, own_site_packages(), durable=True)
        try:
            began = time.perf_counter()
            servers.start_postgres()
            servers.start_valkey()
            started = time.perf_counter()
            servers.stop()
            return started - began, time.perf_counter() - started
        finally:
            servers.stop()
            lifeline.close()


def _portal_once(data_dir: Path) -> float:
    """Seconds from the command to the line that names the address."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "portal", "run", "--port", "0", "--data-dir", str(data_dir)],
        cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "is open at" in line:
                return time.perf_counter() - began
            if time.perf_counter() - began > _LONGEST:
                break
        raise RuntimeError("the portal did not open:\n" + "".join(said))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
