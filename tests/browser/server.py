"""The whole portal on a real ASGI server, pages and sockets, over the test database."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from django.db import connection

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_quiet() -> None:
    """The server may be at its last piece of work; emptying the tables waits for it."""
    others = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND state <> 'idle'"""
    quiet, ends = 0, time.monotonic() + 60
    while quiet < 5 and time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(others)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.05)


class PortalServer:
    """``with PortalServer(database="test_portal") as server: server.url``."""

    def __init__(self, *, database: str, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database, self.log = database, log

    def __enter__(self) -> "PortalServer":
        address = urlsplit(os.environ["DATABASE_URL"])
        env = os.environ | {
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{self.database}")),
            "DJANGO_SETTINGS_MODULE": "customs_portal.settings.test",
            "CONN_MAX_AGE": "0",
            "PUBLIC_URL": self.url,
        }
        self.program = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "customs_portal.asgi:application"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                *("--lifespan", "off", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=env,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._wait_until_it_answers()
        return self

    def __exit__(self, *_: object) -> None:
        self.program.terminate()
        try:
            self.program.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.program.kill()

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if self.program.poll() is not None:
                break
            try:
                urlopen(f"{self.url}/help/keyboard/", timeout=5).read()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the portal did not start:\n" + self.log.read_text()[-3000:])
