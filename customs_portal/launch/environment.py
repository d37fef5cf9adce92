"""The virtual environment: made once, brought to the pinned packages, then left alone."""

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from customs_portal.launch import programs
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
RUNTIME_LOCK = ROOT / "requirements.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"
_NEEDED_BYTES = 1_500_000_000


class Environment:
    """An interpreter with the pinned packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"

    @property
    def site_packages(self) -> list[Path]:
        return sorted((self.folder / "lib").glob("python3*/site-packages"))

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name


def prepared(data_dir: Path, lifeline: Lifeline, terminal: Terminal, *, tests: bool) -> Environment:
    """The environment, installed if it is not yet what the locks say.

    ``PORTAL_VENV`` names a ready-made one, in which nothing is installed.
    """
    if ready_made := os.environ.get("PORTAL_VENV"):
        environment = Environment(Path(ready_made).absolute())
        if not environment.python.exists():
            raise Trouble(f"PORTAL_VENV names {ready_made}, where there is no bin/python.")
        return environment
    environment = Environment(_folder(data_dir))
    locks = [RUNTIME_LOCK, TEST_LOCK] if tests else [RUNTIME_LOCK]
    stamps = {lock: environment.folder / f".{lock.parent.name}-{lock.stem}.stamp" for lock in locks}
    if all(_reads(stamps[lock]) == _wanted(lock) for lock in locks):
        return environment
    _make(environment, lifeline, terminal)
    for lock in locks:
        if _reads(stamps[lock]) != _wanted(lock):
            _install(environment, lock, lifeline, terminal)
            stamps[lock].write_text(_wanted(lock))
    return environment


def _folder(data_dir: Path) -> Path:
    if os.access(ROOT, os.W_OK):
        return ROOT / ".venv"
    return data_dir / "venv"


def _make(environment: Environment, lifeline: Lifeline, terminal: Terminal) -> None:
    if _works(environment):
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Trouble(
            "Python's venv module is missing: install it (`apt install python3-venv`), "
            "or set PORTAL_VENV to a virtual environment that has requirements.txt installed."
        )
    environment.folder.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(environment.folder.parent).free < _NEEDED_BYTES:
        raise Trouble(
            f"The disk is nearly full: free 1.5 GB under {environment.folder.parent}, "
            "then start again."
        )
    terminal.progress("Making the virtual environment ...")
    shutil.rmtree(environment.folder, ignore_errors=True)
    code, last = programs.run(lifeline, [sys.executable, "-m", "venv", environment.folder])
    if code != 0:
        raise Trouble(
            f"Python could not make a virtual environment in {environment.folder} "
            f"({_end(last)}): install python3-venv, or set PORTAL_VENV to a ready-made one."
        )


def _works(environment: Environment) -> bool:
    marker = environment.folder / "pyvenv.cfg"
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        marker.exists()
        and environment.python.exists()
        and f"version = {wanted}" in marker.read_text()
        and any(site.joinpath("pip").is_dir() for site in environment.site_packages)
    )


def _install(environment: Environment, lock: Path, lifeline: Lifeline, terminal: Terminal) -> None:
    wanted = _packages(lock)
    seen = 0

    def tell(line: str) -> None:
        nonlocal seen
        word, _, rest = line.strip().partition(" ")
        name = rest.split("==")[0].split(" ")[0]
        if word == "Collecting" or line.startswith("Requirement already satisfied"):
            seen += 1
            terminal.progress(f"Installing packages {seen}/{len(wanted)} · {name}")
        elif line.startswith("Installing collected"):
            terminal.progress(f"Unpacking {len(wanted)} packages ...")

    command: list[str | Path] = [
        environment.python,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-input",
    ]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", lock]
    code, last = programs.run(lifeline, command, env=_plain_environment(), on_line=tell)
    if code != 0:
        raise Trouble(_why_not(last))
    terminal.line(f"Installed {len(wanted)} packages ({lock.relative_to(ROOT)})")


def _why_not(last: Sequence[str]) -> str:
    text = "\n".join(last)
    if "No space left" in text:
        return "The disk is full: free about 2 GB, then start again; what is installed is kept."
    if "Could not find a version" in text or "No matching distribution" in text:
        return (
            f"A pinned package was not found ({_end(last)}): check the network and the package "
            "index that pip is configured with, and that this is Python 3.11 on Linux or macOS."
        )
    return f"pip could not install the packages ({_end(last)}): check the network and start again."


def _end(last: Sequence[str]) -> str:
    errors = [line for line in last if line.startswith("ERROR")]
    return (errors or list(last) or ["no output"])[0].removeprefix("ERROR: ")


def _packages(lock: Path) -> list[str]:
    lines = (line.strip() for line in lock.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _wanted(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _reads(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _plain_environment() -> dict[str, str]:
    """Without what would bend the interpreter of the virtual environment."""
    bent = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in bent}
