"""A whole portal of one's own, on real services, that a test may hurt while a ship is worked."""

import hashlib
import hmac
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.instance import Instance
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.stack import Stack, stopped_at_the_end
from customs_portal.launch.terminal import Terminal
from customs_portal.simulation.cargo import Shipment, shipload

PROCESSES = frozenset({"front", "web", "sockets", "worker", "beat", "gateway", "bank"})
_OF_THE_TEST_RUN = (
    "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORTAL_DATA_DIR", "SECRET_KEY",
    "BANK_SHARED_SECRET", "DEMO_PASSWORD", "DEVICE_SECRET", "JOURNAL_SIGNING_KEY",
)  # fmt: skip
_BUILT_FOR_PEOPLE = {"assets", "static"}  # no browser comes here


class Ship:
    """One voyage that the simulation works in a process of its own."""

    def __init__(self, port: "Port", voyage: str, *more: str, seed: int, containers: int) -> None:
        self.port, self.voyage = port, voyage
        self.seed, self.containers = seed, containers
        self.truth = port.folder / f"{voyage}.jsonl"
        self.log = port.folder / f"{voyage}.log"
        words = ["simulate", "quay", "--speed", "120", "--seed", str(seed), "--voyage", voyage]
        words += ["--containers", str(containers), "--patience", "120", "--truth", str(self.truth)]
        words += more
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=ROOT, env=port.environment, stdout=log, stderr=log,
            )  # fmt: skip

    def ends(self, *, seconds: float = 400) -> str:
        """Wait for the end of the voyage, and return what did not happen as it must."""
        self.port.until(lambda: self.process.poll() is not None, seconds=seconds)
        return "" if self.process.returncode == 0 else self.log.read_text()

    def stories(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.truth.read_text().splitlines()]
        return [line for line in lines if "ended" in line]

    def cargo(self) -> list[Shipment]:
        """What was planted on board."""
        return shipload(seed=self.seed, voyage=self.voyage, containers=self.containers)

    def landed(self) -> int:
        """How many of its boxes a camera or a person has read."""
        return self.port.count(
            "SELECT count(*) FROM journal_journalentry WHERE payload->>'container_no' = ANY(%s)"
            " AND name = 'device.container-at-shipside'",
            [one.container_no for one in self.cargo()],
        )

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Port:
    """The portal's processes, its database and its ships."""

    def __init__(self, stack: Stack, lifeline: Lifeline) -> None:
        self.stack, self.lifeline = stack, lifeline
        self.folder = stack.instance.folder
        self.environment = stack.variables()
        self.url = stack.addresses.public_url
        self.ships: list[Ship] = []

    def sails_in(self, voyage: str, *more: str, seed: int = 7, containers: int = 6) -> Ship:
        self.ships.append(Ship(self, voyage, *more, seed=seed, containers=containers))
        return self.ships[-1]

    def until(self, ready: Callable[[], Any], *, seconds: float = 180) -> None:
        """Wait as the launcher waits: what has died meanwhile is started again."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds:g} s in vain\n{self.last_words()}")
            self.stack.tend()
            time.sleep(0.1)

    def kill(self, name: str) -> int:
        """SIGKILL to the process and all its children; the process id that was."""
        supervisor = self.stack.supervisor
        assert supervisor is not None
        child = next(one.child for one in supervisor.all if one.plan.name == name)
        assert child is not None, f"{name} does not run"
        os.killpg(child.pid, signal.SIGKILL)
        return child.pid

    def pid_of(self, name: str) -> int:
        supervisor = self.stack.supervisor
        assert supervisor is not None
        child = next(one.child for one in supervisor.all if one.plan.name == name)
        return child.pid if child is not None else 0

    def end_postgres(self, number: int) -> None:
        pid_file = self.stack.services.home / "postgres" / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), number)

    def database_is_gone(self) -> bool:
        """Wait, without starting it again, until it takes nobody in any more."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self.rows("SELECT 1")
            except psycopg2.OperationalError:
                return True
            time.sleep(0.05)
        return False

    def kill_valkey(self) -> None:
        os.kill(int(self.valkey().info("server")["process_id"]), signal.SIGKILL)

    def answers(self) -> bool:
        """Pages, database and broker, asked as the launcher asks."""
        return self.stack.answers()

    def token(self) -> str:
        """The API token of a trader's clerk in the demo port."""
        secret, name = self.environment["DEVICE_SECRET"], self.clerk()
        return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:40]

    def clerk(self) -> str:
        return str(
            self.rows(
                "SELECT username FROM accounts_user WHERE 'FILE_DECLARATION' ="
                " ANY(SELECT d FROM unnest(enterprise_duties) d) ORDER BY 1"
            )[0][0]
        )

    def valkey(self) -> "redis.Redis":
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.environment["DATABASE_URL"])
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, values or None)
                return cursor.fetchall()
        finally:
            connection.close()

    def count(self, sql: str, *values: Any) -> int:
        """The one number, or 0 while the database is away."""
        try:
            return int(self.rows(sql, *values)[0][0])
        except psycopg2.OperationalError:
            return 0

    def told(self, name: str) -> int:
        """How often the journal says it."""
        return self.count("SELECT count(*) FROM journal_journalentry WHERE name = %s", name)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def last_words(self) -> str:
        logs = sorted((self.folder / "logs").glob("*.log")) + [ship.log for ship in self.ships]
        return "\n".join(f"--- {log.name}\n{log.read_text()[-1500:]}" for log in logs)


@contextmanager
def open_port(folder: Path, **environment: str) -> Iterator[Port]:
    """The portal starts as ``./portal run`` starts it, demo port included."""
    lifeline = Lifeline()
    with pytest.MonkeyPatch.context() as patch:
        for name in _OF_THE_TEST_RUN:
            patch.delenv(name, raising=False)
        patch.setenv("STATICFILES_BACKEND", "django.contrib.staticfiles.storage.StaticFilesStorage")
        for name, value in environment.items():
            patch.setenv(name, value)
        instance = Instance(folder)
        instance.take()
        stack = Stack(
            instance,
            Environment(Path(sys.prefix)),
            lifeline,
            Terminal(io.StringIO()),
            port=0,
            demo=True,
            only=PROCESSES,
        )
        try:
            with stopped_at_the_end(stack):
                stack.hold_doors()
                stack.start_services()
                stack.prepare(leaving_out=_BUILT_FOR_PEOPLE)
                stack.start_processes()
                port = Port(stack, lifeline)
                try:
                    yield port
                finally:
                    for ship in port.ships:
                        ship.stop()
        finally:
            instance.leave()
            lifeline.close()
