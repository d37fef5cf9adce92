"""Looking into a PDF from outside, in a process of its own: no network, no files, little memory.

``inside_pdf.py`` beside this file runs alone with an empty environment and gives one line of JSON.
A file that blows up takes that process down and nothing else.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).with_name("inside_pdf.py")
WALL_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class PdfLook:
    """``why`` is "" for a document that may be kept, else the name of what was found."""

    pages: int
    why: str


def look_into(data: bytes) -> PdfLook:
    """``why``: not_pdf, encrypted, unreadable, too_much, or the name of an active part."""
    try:
        done = subprocess.run(  # noqa: S603 (our own file, no words from outside)
            [sys.executable, "-I", "-S", str(INSIDE), *_libraries()],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={},
            check=False,
            close_fds=True,
        )
    except subprocess.TimeoutExpired:
        return PdfLook(pages=0, why="too_much")
    try:
        found = json.loads(done.stdout)
        return PdfLook(pages=int(found["pages"]), why=str(found["why"]))
    except (ValueError, KeyError, TypeError):
        return PdfLook(pages=0, why="too_much")  # it died of its limits


def _libraries() -> list[str]:
    """Where pypdf lies: the process inside is told, and told nothing else."""
    return [one for one in sys.path if (Path(one) / "pypdf").is_dir()][:1]
