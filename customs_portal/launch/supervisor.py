"""One supervisor: starts the processes, starts again what dies, ends them all together."""

import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from customs_portal.kit import listening
from customs_portal.launch.environment import ROOT
from customs_portal.launch.lifeline import Child, Lifeline
from customs_portal.launch.processes import Plan
from customs_portal.launch.terminal import Terminal

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_AFTER = 60.0
_GRACE = 8.0
_KEEP_LOG_BYTES = 20_000_000


class Supervised:
    """One process and its history of falls."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.child: Child | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.pause = _FIRST_PAUSE


class Supervisor:
    def __init__(
        self,
        lifeline: Lifeline,
        env: Mapping[str, str],
        logs: Path,
        terminal: Terminal,
        *,
        held: Mapping[str, socket.socket],
    ) -> None:
        self.lifeline, self.env, self.logs, self.terminal = lifeline, env, logs, terminal
        self.held = held
        self.all: list[Supervised] = []

    def start(self, plan: Plan) -> None:
        process = Supervised(plan)
        self.all.append(process)
        self._start(process)
        assert process.child is not None
        self.terminal.line(f"  {plan.name:<9} {plan.does} (process {process.child.pid})")

    def tend(self) -> None:
        """Notice what has died; start it again when its pause is over."""
        now = time.monotonic()
        for process in self.all:
            if process.child is None:
                if now >= process.start_again_at:
                    self._start(process)
                continue
            code = process.child.poll()
            if code is None:
                if now - process.started_at > _STEADY_AFTER:
                    process.pause = _FIRST_PAUSE
                continue
            process.child = None
            process.start_again_at = now + process.pause
            self.terminal.line(
                f"  {process.plan.name} ended ({_how(code)}); starting it again in "
                f"{process.pause:g} s. Its log: {self._log(process.plan)}"
            )
            process.pause = min(process.pause * 2, _LONGEST_PAUSE)

    def until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if ready():
                return True
            self.tend()
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Ask all at once, wait together, insist at the end."""
        children = [process.child for process in reversed(self.all) if process.child]
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + _GRACE
        for child in children:
            child.stop(grace_seconds=max(0.0, deadline - time.monotonic()))
        self.all.clear()

    def _start(self, process: Supervised) -> None:
        log = self._log(process.plan)
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _KEEP_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        env = {**self.env, **process.plan.env}
        handed: list[int] = []
        if process.plan.takes_over:
            handed = [self.held[process.plan.takes_over].fileno()]
            env[listening.NAME] = str(handed[0])
        if process.plan.serves:
            process.plan.serves.unlink(missing_ok=True)
        with log.open("ab") as output:
            process.child = self.lifeline.start(
                process.plan.command,
                env=env,
                cwd=ROOT,
                output=output,
                hands_over=handed,
            )
        process.started_at = time.monotonic()

    def _log(self, plan: Plan) -> Path:
        return self.logs / f"{plan.name}.log"


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
