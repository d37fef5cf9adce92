"""The portal under measurement, and the machine it runs on."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.instance import Instance
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.stack import Stack as Portal
from customs_portal.launch.stack import stopped_at_the_end
from customs_portal.launch.terminal import Terminal

EVERYTHING = frozenset({"front", "web", "sockets", "worker", "beat", "gateway", "bank"})


class Stack:
    """Addresses, secrets and helpers of a freshly started portal."""

    def __init__(self, portal: Portal, terminal: Terminal) -> None:
        self._portal = portal
        self.terminal = terminal
        self.data_dir: Path = portal.instance.folder
        self.environment = portal.variables()
        self.url = portal.addresses.public_url
        self.ws_url = self.url.replace("http", "ws", 1)
        self.gateway = ("127.0.0.1", portal.addresses.gateway)
        self.bank_url = self.environment["BANK_URL"]

    def secret(self, name: str) -> str:
        """DEMO_PASSWORD, DEVICE_SECRET, BANK_SHARED_SECRET ... of this portal."""
        return self.environment[name]

    def manage(self, *words: str) -> str:
        """Run a management command against this portal; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def with_django(self) -> None:
        """Load the portal's own code into this process, on this portal's database."""
        os.environ.update(self.environment)
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        import django

        django.setup()

    def post(self, path: str, body: Any, *, token: str = "") -> tuple[int, Any]:
        """One API call; status and decoded answer. For loads, open your own connections."""
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        if token:
            request.add_header("Authorization", f"Token {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")

    def insert_commit_rate(self, *, seconds: float = 2.0) -> float:
        """Durable single-row commits a second that this machine's database does right now."""
        connection = psycopg2.connect(self.environment["DATABASE_URL"])
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_commits (id bigserial PRIMARY KEY, at text)")
            done, began = 0, time.perf_counter()
            while (took := time.perf_counter() - began) < seconds:
                cursor.execute("INSERT INTO bench_commits (at) VALUES ('2026')")
                done += 1
            cursor.execute("DROP TABLE bench_commits")
        return round(done / took, 1)

    def machine(self) -> dict[str, Any]:
        """What the figures of this run were measured on."""
        return {"cpus": os.cpu_count(), "load_average": round(os.getloadavg()[0], 2)}

    def tend(self) -> None:
        """Start again what the bench has killed."""
        self._portal.tend()


@contextlib.contextmanager
def fresh_stack(processes: frozenset[str], terminal: Terminal) -> Iterator[Stack]:
    """A portal in a temporary folder, gone afterwards."""
    lifeline = Lifeline()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        lifeline.remove_at_end(folder)
        instance = Instance(folder / "data")
        instance.take()
        environment = Environment(Path(os.environ["PORTAL_VENV"]))
        portal = Portal(
            instance, environment, lifeline, terminal, port=0, demo=True, only=processes
        )
        try:
            with stopped_at_the_end(portal):
                portal.hold_doors()
                portal.start_services()
                portal.prepare()
                if processes:
                    portal.start_processes()
                yield Stack(portal, terminal)
        finally:
            lifeline.close()
