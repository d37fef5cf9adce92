"""A whole portal on one machine: services, preparation, processes, in this order."""

import contextlib
import http.client
import os
import shutil
import socket
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from customs_portal.launch import keys
from customs_portal.launch.addresses import Addresses
from customs_portal.launch.embedded import Embedded
from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.instance import Instance, Running
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.preparation import Preparation, steps
from customs_portal.launch.processes import plans
from customs_portal.launch.supervisor import Supervisor
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble
from customs_portal.visitors import UNIX

_READY_WITHIN = 90.0


class Stack:
    """What ``portal run``, ``portal manage`` and ``portal bench`` start."""

    def __init__(
        self,
        instance: Instance,
        environment: Environment,
        lifeline: Lifeline,
        terminal: Terminal,
        *,
        port: int,
        demo: bool,
        only: frozenset[str] = frozenset(),
    ) -> None:
        self.instance, self.environment = instance, environment
        self.lifeline, self.terminal = lifeline, terminal
        self.demo, self.only = demo, only
        self.addresses = Addresses.usual(port, instance.folder)
        self.services = Embedded(instance.folder, lifeline, environment.site_packages, durable=True)
        self.supervisor: Supervisor | None = None
        self._embedded_database = not os.environ.get("DATABASE_URL")
        self._embedded_valkey = not os.environ.get("REDIS_URL")

    def hold_doors(self) -> None:
        """From now on nobody else can have this portal's ports."""
        if not self.addresses.held:
            self.addresses = self.addresses.reserved()

    def start_services(self) -> None:
        if self._embedded_database:
            self.terminal.progress("Starting PostgreSQL ...")
            self.services.start_postgres()
        if self._embedded_valkey:
            self.terminal.progress("Starting Valkey ...")
            self.services.start_valkey()

    def prepare(self, *, leaving_out: Collection[str] = ()) -> None:
        """Database, reference data, demo port, assets: only what has changed."""
        preparation = self._preparation()
        todo = steps(
            data_dir=self.instance.folder,
            database=self.services.home if self._embedded_database else None,
            demo=self.demo,
        )
        for step in todo:
            if step.name not in leaving_out:
                preparation.do(step)

    def people(self) -> list[str]:
        """Who can sign in as whom, as told when the demo port was loaded."""
        if not self.demo or (self.only and "web" not in self.only):
            return []
        kept = self.services.home / "stamps" / "demo-people.txt"
        loaded = kept.with_name("demo.stamp")
        if not kept.exists() or kept.stat().st_mtime < loaded.stat().st_mtime:
            lines = self._preparation().manage(["show_demo_people"], why_not="Listing the people")
            kept.write_text("\n".join(lines) + "\n")
        return kept.read_text().splitlines()

    def _preparation(self) -> Preparation:
        return Preparation(self.environment, self.variables(), self.lifeline, self.terminal)

    def variables(self) -> dict[str, str]:
        """The whole environment of the portal's processes."""
        folder = self.instance.folder
        own = {
            "DJANGO_SETTINGS_MODULE": "customs_portal.settings.base",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or self.services.database_url,
            "REDIS_URL": os.environ.get("REDIS_URL") or self.services.redis_url,
            "PORTAL_DATA_DIR": str(folder),
            "GATEWAY_PORT": str(self.addresses.gateway),
            "BANK_URL": f"http://127.0.0.1:{self.addresses.bank}",
            "PUBLIC_URL": self.addresses.public_url,
            "FRONT_DOOR": UNIX,
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "LC_ALL": "C.UTF-8",
            **keys.kept(folder),
        }
        if self.demo:
            own["SECOND_FACTOR_FOR_OFFICERS"] = "false"
            own["WEBHOOK_PRIVATE_OK"] = "true"
        if self.demo and (not self.only or "terminal" in self.only):
            own["TERMINAL_URL"] = f"http://127.0.0.1:{self.addresses.terminal}"
        bent = {"PYTHONHOME", "VIRTUAL_ENV"}
        inherited = {name: value for name, value in os.environ.items() if name not in bent}
        return {**inherited, **own}

    def start_processes(self) -> None:
        self.hold_doors()
        folder = self.instance.folder
        shutil.rmtree(folder / "metrics", ignore_errors=True)
        (folder / "metrics").mkdir()
        (folder / "beat").mkdir(exist_ok=True)
        variables = self.variables()
        supervisor = Supervisor(
            self.lifeline, variables, folder / "logs", self.terminal, held=self.addresses.held
        )
        self.supervisor = supervisor
        wanted = [
            plan
            for plan in plans(self.environment, self.addresses, folder, demo=self.demo)
            if not self.only or plan.name in self.only
        ]
        for plan in wanted:
            if not plan.waits_for_web:
                supervisor.start(plan)
        if any(plan.name == "web" for plan in wanted) and not supervisor.until(
            self.answers, seconds=_READY_WITHIN
        ):
            raise Trouble(
                f"The pages did not answer within {_READY_WITHIN:g} s: "
                f"read the end of {folder / 'logs' / 'web.log'}."
            )
        for plan in wanted:
            if plan.waits_for_web:
                supervisor.start(plan)
        self.instance.tell(
            Running(pid=os.getpid(), address=self.addresses.public_url, environment=variables)
        )

    def answers(self) -> bool:
        """Whether pages, database and broker answer through the front door."""
        wire = http.client.HTTPConnection("127.0.0.1", self.addresses.front, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            for path in self._awaited():
                with socket.socket(socket.AF_UNIX) as wire_behind:
                    wire_behind.settimeout(1)
                    wire_behind.connect(str(path))
            wire.request("GET", "/readyz")
            return wire.getresponse().status == 200
        return False

    def _awaited(self) -> list[Path]:
        paths = {"web": self.addresses.pages, "sockets": self.addresses.sockets}
        return [path for name, path in paths.items() if not self.only or name in self.only]

    def tend(self) -> None:
        """One round of the supervisor, the database and broker included."""
        if self.supervisor is not None:
            self.supervisor.tend()
        for name in self.services.revive():
            self.terminal.line(f"  {name} had ended; it was started again")

    def serve(self) -> None:
        """Until a signal says stop."""
        while True:
            self.tend()
            time.sleep(0.2)

    def stop(self) -> None:
        if self.supervisor is not None:
            self.supervisor.stop()
        self.services.stop()
        self.addresses.give_up()
        (self.instance.folder / "running.json").unlink(missing_ok=True)


@contextlib.contextmanager
def stopped_at_the_end(stack: Stack) -> Iterator[Stack]:
    try:
        yield stack
    finally:
        stack.stop()


def folder_in_use(name: str | None) -> Path:
    return Path(name or os.environ.get("PORTAL_DATA_DIR") or ROOT / ".portal").expanduser()
