"""Which processes make a portal, each with one line that says what it does."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.instance import ports


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The doors of one running portal, all on this machine."""

    front: int
    pages: int
    sockets: int
    gateway: int
    bank: int
    terminal: int = 0

    @classmethod
    def choose(cls, front: int) -> "Addresses":
        gateway, bank, terminal, pages, sockets = ports((8811, 8812, 8813, 0, 0))
        return cls(
            front=front, pages=pages, sockets=sockets, gateway=gateway, bank=bank,
            terminal=terminal,
        )  # fmt: skip

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.front}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One process: its name, what it does, how it is started."""

    name: str
    does: str
    command: tuple[str | Path, ...]
    env: dict[str, str] = field(default_factory=dict)
    waits_for_web: bool = False


def plans(
    environment: Environment, addresses: Addresses, data_dir: Path, *, demo: bool
) -> Iterator[Plan]:
    here = "127.0.0.1"
    workers = min(2, os.cpu_count() or 1)
    python: tuple[str | Path, ...] = (environment.python,)
    manage = (*python, ROOT / "manage.py")
    celery = (*python, "-m", "celery", "-A", "customs_portal.celery")
    yield Plan(
        name="front",
        does=f"one address for pages and sockets, {addresses.public_url}",
        command=(
            *python, "-m", "customs_portal.launch.front", f"{here}:{addresses.front}",
            f"{here}:{addresses.pages}", f"{here}:{addresses.sockets}",
        ),
    )  # fmt: skip
    yield Plan(
        name="web",
        does=f"pages and API, {workers} processes",
        command=(
            environment.program("granian"), "--interface", "wsgi", "--no-ws", "--host", here,
            "--port", str(addresses.pages), "--workers", str(workers), "--blocking-threads", "8",
            "--respawn-failed-workers", "--workers-kill-timeout", "5",
            "customs_portal.wsgi:application",
        ),
    )  # fmt: skip
    yield Plan(
        name="sockets",
        does="live pages",
        command=(
            *python, "-m", "uvicorn", "customs_portal.asgi:application", "--host", here,
            "--port", str(addresses.sockets), "--lifespan", "off", "--no-access-log",
            "--timeout-graceful-shutdown", "2", "--log-level", "warning",
        ),
    )  # fmt: skip
    yield Plan(
        name="worker",
        does="background work, queues house and events",
        command=(
            *celery, "worker", "-Q", "house,events", "--concurrency", str(workers),
            "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
        ),
    )  # fmt: skip
    yield Plan(
        name="beat",
        does="the clock of background work",
        command=(
            *celery, "beat", "--schedule", data_dir / "beat" / "schedule", "--pidfile", "",
            "--loglevel", "WARNING",
        ),
        waits_for_web=True,
    )  # fmt: skip
    yield Plan(
        name="gateway",
        does=f"devices dial in at {here}:{addresses.gateway}",
        command=(*manage, "run_gateway"),
    )
    yield Plan(
        name="bank",
        does=f"simulated bank at {here}:{addresses.bank}",
        command=(*manage, "run_bank"),
        waits_for_web=True,
    )
    if demo:
        yield Plan(
            name="terminal",
            does=f"simulated terminal at {here}:{addresses.terminal}",
            command=(*manage, "run_terminal"),
            waits_for_web=True,
        )
        yield Plan(
            name="quay",
            does="simulated port: ships, cameras, gantries, lanes, officers' wrists",
            command=(*manage, "simulate", "quay", "--forever", "--speed", "6"),
            waits_for_web=True,
        )
