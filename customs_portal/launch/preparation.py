"""What must be done before the processes start, and is skipped while nothing has changed."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from customs_portal.launch import programs
from customs_portal.launch.environment import ROOT, Environment
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble

_LOCK = ("requirements.txt",)
_REGISTRY = tuple(f"customs_portal/registry/**/*.{kind}" for kind in ("py", "toml", "csv", "json"))


@dataclass(frozen=True, kw_only=True)
class Step:
    """One management command, repeated only when the files it depends on have changed."""

    name: str
    says: str
    command: tuple[str, ...]
    depends_on: tuple[str, ...]
    stamp_in: Path


def steps(*, data_dir: Path, database: Path | None, demo: bool) -> list[Step]:
    """``database`` is the folder of the embedded servers: its stamps live and die with them."""
    stamps = data_dir / "stamps"
    by_database = (database or data_dir) / "stamps"
    found = [
        Step(
            name="migrate",
            says="Bringing the database up to date",
            command=("migrate", "--noinput", "--verbosity", "0"),
            depends_on=("**/migrations/*.py", *_LOCK),
            stamp_in=by_database,
        ),
        Step(
            name="reference",
            says="Loading reference data",
            command=("load_reference",),
            depends_on=(*_REGISTRY, "customs_portal/management/commands/load_reference*"),
            stamp_in=by_database,
        ),
        Step(
            name="demo",
            says="Loading the demo port",
            command=("load_demo",),
            depends_on=(
                *_REGISTRY,
                "customs_portal/accounts/*.py",
                "customs_portal/management/commands/*demo*",
                "clearance/duties/operations/*.py",
                "risk/rules/demo_rules.py",
            ),
            stamp_in=by_database,
        ),
        Step(
            name="assets",
            says="Building fonts and translations",
            command=("build_assets",),
            depends_on=("**/*.po", "customs_portal/management/commands/build_assets*", *_LOCK),
            stamp_in=ROOT / "build",
        ),
        Step(
            name="static",
            says="Collecting pictures, styles and scripts",
            command=("collectstatic", "--noinput", "--verbosity", "0"),
            depends_on=("**/static/**/*", *_LOCK),
            stamp_in=stamps,
        ),
    ]  # fmt: skip
    return [step for step in found if demo or step.name != "demo"]


class Preparation:
    def __init__(
        self, environment: Environment, env: Mapping[str, str], lifeline: Lifeline, to: Terminal
    ) -> None:
        self.environment, self.env = environment, env
        self.lifeline, self.terminal = lifeline, to

    def do(self, step: Step) -> None:
        digest = _digest(step.depends_on)
        stamp = step.stamp_in / f"{step.name}.stamp"
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.terminal.progress(f"{step.says} ...")
        self.manage(
            step.command, why_not=step.says, on_line=lambda line: self._tell(step.says, line)
        )
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(_digest(step.depends_on))
        self.terminal.line(f"{step.says}: done")

    def manage(
        self, words: Iterable[str], *, why_not: str, on_line: Callable[[str], None] | None = None
    ) -> list[str]:
        code, last = programs.run(
            self.lifeline,
            [self.environment.python, ROOT / "manage.py", *words],
            env=self.env,
            cwd=ROOT,
            on_line=on_line,
        )
        if code != 0:
            if trouble := programs.full(Path(self.env["PORTAL_DATA_DIR"]), last=last):
                raise trouble
            raise Trouble("\n".join([*last, f"{why_not} failed: the lines above say why."]))
        return last

    def _tell(self, says: str, line: str) -> None:
        if line.strip():
            self.terminal.progress(f"{says}: {line.strip()}")


def _digest(patterns: tuple[str, ...]) -> str:
    """One number for the content of every file that a pattern names."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in _matching(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _matching(pattern: str) -> list[Path]:
    wanted = tuple(pattern.split("/"))
    return [path for path in _files() if _fits(path.relative_to(ROOT).parts, wanted)]


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[start:], pattern[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatch(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def _files() -> Iterator[Path]:
    """The files of every room, and the lock of the packages."""
    yield ROOT / "requirements.txt"
    for room in ROOT.iterdir():
        if not (room / "__init__.py").exists() or room.name == "tests":
            continue
        for folder, _, files in os.walk(room):
            if not folder.endswith("__pycache__"):
                yield from (Path(folder) / name for name in files)
