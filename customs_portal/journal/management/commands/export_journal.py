"""Write the journal to a file, one entry a line, for the independent check."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.journal.sealing import entries_in_order
from customs_portal.journal.verify_journal import canonical


class Command(BaseCommand):
    help = "Export the journal as JSON lines for verify_journal.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="file; standard output without it")

    def handle(self, *args: Any, out: Path | None, **options: Any) -> None:
        target = out.open("wb") if out else sys.stdout.buffer
        count = 0
        for entry in entries_in_order():
            target.write(canonical(entry) + b"\n")
            count += 1
        target.flush()
        if out:
            target.close()
            self.stdout.write(f"{count} entries written to {out}")
