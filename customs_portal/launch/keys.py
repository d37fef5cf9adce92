"""The portal's own secrets: made once by chance, kept in one file that only its owner reads."""

import os
import secrets
from pathlib import Path

FILE = "secrets.env"
_MADE = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "DEMO_PASSWORD": lambda: "-".join(secrets.token_hex(2) for _ in range(3)),
    "BANK_SHARED_SECRET": lambda: secrets.token_hex(32),
    "TERMINAL_SHARED_SECRET": lambda: secrets.token_hex(32),
    "JOURNAL_SIGNING_KEY": lambda: secrets.token_hex(32),
    "DEVICE_SECRET": lambda: secrets.token_hex(32),
}


def kept(data_dir: Path) -> dict[str, str]:
    """Every secret by name; what the environment sets goes before what the file holds."""
    path = data_dir / FILE
    known = _read(path) if path.exists() else {}
    missing = [name for name in _MADE if name not in known]
    if missing:
        known.update({name: _MADE[name]() for name in missing})
        _write(path, known)
    return {name: os.environ.get(name, known[name]) for name in _MADE}


def _read(path: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in lines}


def _write(path: Path, known: dict[str, str]) -> None:
    partly = path.with_suffix(".new")
    partly.unlink(missing_ok=True)
    with os.fdopen(os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in known.items())
    partly.replace(path)
