"""Which processes make a portal, each with one line that says what it does."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from customs_portal.launch.addresses import HERE, Addresses
from customs_portal.launch.environment import ROOT, Environment


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One process: its name, what it does, how it is started."""

    name: str
    does: str
    command: tuple[str | Path, ...]
    env: dict[str, str] = field(default_factory=dict)
    waits_for_web: bool = False
    takes_over: str = ""
    "Which of the held ports it serves."
    serves: Path | None = None
    "The socket it makes, which must not exist before it starts."


def plans(
    environment: Environment, addresses: Addresses, data_dir: Path, *, demo: bool
) -> Iterator[Plan]:
    workers = min(2, os.cpu_count() or 1)
    python: tuple[str | Path, ...] = (environment.python,)
    manage = (*python, ROOT / "manage.py")
    celery = (*python, "-m", "celery", "-A", "customs_portal.celery")
    yield Plan(
        name="front",
        does=f"one address for pages and sockets, {addresses.public_url}",
        command=(
            *python, "-m", "customs_portal.launch.front", f"{HERE}:{addresses.front}",
            addresses.pages, addresses.sockets,
        ),
        takes_over="front",
    )  # fmt: skip
    yield Plan(
        name="web",
        does=f"pages and API, {workers} processes",
        command=(
            environment.program("granian"), "--interface", "wsgi", "--no-ws", "--http", "1",
            "--uds", addresses.pages, "--workers", str(workers), "--blocking-threads", "8",
            "--respawn-failed-workers", "--workers-kill-timeout", "5",
            "customs_portal.wsgi:application",
        ),
        serves=addresses.pages,
    )  # fmt: skip
    yield Plan(
        name="sockets",
        does="live pages",
        command=(
            *python, "-m", "uvicorn", "customs_portal.asgi:application",
            "--uds", addresses.sockets, "--lifespan", "off", "--no-access-log",
            "--no-proxy-headers",
            "--timeout-graceful-shutdown", "2", "--log-level", "warning",
        ),
        serves=addresses.sockets,
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
        does=f"devices dial in at {HERE}:{addresses.gateway}",
        command=(*manage, "run_gateway"),
        takes_over="gateway",
    )
    yield Plan(
        name="bank",
        does=f"simulated bank at {HERE}:{addresses.bank}",
        command=(*manage, "run_bank"),
        takes_over="bank",
        waits_for_web=True,
    )
    if demo:
        yield Plan(
            name="terminal",
            does=f"simulated terminal at {HERE}:{addresses.terminal}",
            command=(*manage, "run_terminal"),
            takes_over="terminal",
            waits_for_web=True,
        )
        yield Plan(
            name="quay",
            does="simulated port: ships, cameras, gantries, lanes, officers' wrists",
            command=(*manage, "simulate", "quay", "--forever", "--speed", "6"),
            waits_for_web=True,
        )
