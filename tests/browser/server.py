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

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
            self.program.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.program.kill()

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + 40
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
