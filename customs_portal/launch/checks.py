"""``portal lint`` and ``portal test``: every check with one line that says how it went."""

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from customs_portal.launch import programs
from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.terminal import Terminal

_COMPOSE_NEEDS = (
    "SECRET_KEY", "POSTGRES_PASSWORD", "BANK_SHARED_SECRET", "DEVICE_SECRET",
    "JOURNAL_SIGNING_KEY",
)  # fmt: skip

# Each worker has servers of its own; who is done first takes over from the others.
_SPREAD = ("-q", "-n", str(min(4, max(2, os.cpu_count() or 2))), "--dist", "worksteal")


def lint(environment: Environment, lifeline: Lifeline, terminal: Terminal) -> int:
    """Style, types, import contracts, migrations, the compose file."""
    with tempfile.TemporaryDirectory(prefix="portal-checks-") as folder:
        return _lint(environment, lifeline, terminal, _variables(Path(folder)))


def test(
    environment: Environment, lifeline: Lifeline, terminal: Terminal, words: Sequence[str]
) -> int:
    """What lint checks, then the tests. Words go to pytest, and then lint is left out."""
    with tempfile.TemporaryDirectory(prefix="portal-checks-") as folder:
        variables = _variables(Path(folder))
        if not words and (code := _lint(environment, lifeline, terminal, variables)):
            return code
        build: list[str | Path] = [environment.python, ROOT / "manage.py", "build_assets"]
        if code := _check("assets", build, lifeline, terminal, variables):
            return code
    started = time.monotonic()
    tests: list[str | Path] = [environment.python, "-m", "pytest", *(words or _SPREAD)]
    code = programs.run_here(tests, cwd=ROOT, env=_own(os.environ))
    terminal.line(f"{_mark(code)} tests ({time.monotonic() - started:.0f} s)")
    return code


def _lint(
    environment: Environment, lifeline: Lifeline, terminal: Terminal, variables: Mapping[str, str]
) -> int:
    python, program = environment.python, environment.program
    compose = [site / "compose" / "docker-compose" for site in environment.site_packages]
    checks: list[tuple[str, list[str | Path]]] = [
        ("style", [program("ruff"), "check", "."]),
        ("format", [program("ruff"), "format", "--check", "."]),
        ("import contracts", [program("lint-imports")]),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("compose file", [*compose[:1], "-f", "docker-compose.yml", "config", "-q"]),
        ("types", [python, "-m", "mypy", "."]),
    ]
    codes = [_check(name, command, lifeline, terminal, variables) for name, command in checks]
    return max(codes, key=abs)


def _check(
    name: str,
    command: Sequence[str | Path],
    lifeline: Lifeline,
    terminal: Terminal,
    variables: Mapping[str, str],
) -> int:
    started = time.monotonic()
    terminal.progress(f"{name} ...")
    code, last = programs.run(lifeline, command, env=variables, cwd=ROOT)
    if code != 0:
        terminal.line("\n".join(last))
    terminal.line(f"{_mark(code)} {name} ({time.monotonic() - started:.0f} s)")
    return code


def _variables(folder: Path) -> dict[str, str]:
    """Settings of the test run without its servers: these checks open no connection."""
    needed = dict.fromkeys(_COMPOSE_NEEDS, "only-for-checks")
    return {
        **_own(os.environ),
        **needed,
        "DJANGO_SETTINGS_MODULE": "customs_portal.settings.test",
        "PORTAL_DATA_DIR": str(folder),
    }


def _own(variables: Mapping[str, str]) -> dict[str, str]:
    """Without what would lead tests to a database that is in use."""
    foreign = {"DATABASE_URL", "REDIS_URL", "PYTHONHOME", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in variables.items() if name not in foreign}


def _mark(code: int) -> str:
    return "ok    " if code == 0 else "FAILED"
