"""Asking a module that runs alone: an empty environment, the bytes on its input, one line of JSON.

The module sets its limits (``limits.py``) before it parses the first byte. A file that blows up
takes that process down and nothing else.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BEGIN = (
    "import sys; from importlib import import_module; sys.path += sys.argv[2:4]; "
    "name = sys.argv[1]; del sys.argv[1:4]; import_module(name).main()"
)


def ask_alone(
    module: str, *, data: bytes, words: tuple[str, ...] = (), library: str = "", wall_seconds: int
) -> Any:
    """What ``module.main()`` printed, None when it died of its limits or answered nonsense.

    ``words`` are its arguments; ``library`` is the one package beside the standard library that
    it may import.
    """
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no words from outside)
            [
                sys.executable,
                "-I",
                "-S",
                "-c",
                BEGIN,
                module,
                str(ROOT),
                place_of(library),
                *words,
            ],
            input=data,
            capture_output=True,
            timeout=wall_seconds,
            env={},
            check=False,
            close_fds=True,
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


def place_of(library: str) -> str:
    """The folder on our path that holds the package: the process inside is told nothing else."""
    return next((one for one in sys.path if library and (Path(one) / library).is_dir()), str(ROOT))
