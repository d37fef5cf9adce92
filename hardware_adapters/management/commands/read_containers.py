"""Read the container numbers of every photograph in a folder into a table."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hardware_adapters.devices.optics import eyes, pictures
from hardware_adapters.ports import FrameFault

SUFFIXES = {".jpg", ".jpeg", ".png"}
COLUMNS = ("file", "number", "verdict", "readings", "confidence", "ms")


class Command(BaseCommand):
    help = (
        "Read container numbers from photographs. verdict: READ (two looks agree and a read "
        "check digit fits), PERSON (somebody has to look), REFUSED (no whole picture)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")

    def handle(self, *args: Any, folder: Path, out: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder. Name a folder with photographs.")
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
        counts = {"READ": 0, "PERSON": 0, "REFUSED": 0}
        with out.open("w", newline="", encoding="utf-8") as table:
            writer = csv.DictWriter(table, fieldnames=COLUMNS)
            writer.writeheader()
            for index, path in enumerate(files, 1):
                row = {"file": path.relative_to(folder).as_posix(), **_row(path)}
                counts[str(row["verdict"])] += 1
                writer.writerow(row)
                self._progress(index, len(files), str(row["file"]))
        eyes.close_eyes()
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        self.stdout.write(f"{len(files)} pictures: {told}. Written to {out}")

    def _progress(self, index: int, total: int, name: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{index}/{total} {name[:60]}", ending="")
            if index == total:
                self.stderr.write("")
        else:
            self.stderr.write(f"{index}/{total} {name}")


def _row(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    try:
        pictures.examine(data, field="file")
        read = eyes.read_now(data)
    except FrameFault as error:
        return {"verdict": "REFUSED", "readings": f"{error.rule}: {error.message}"}
    outcome = read.outcome
    return {
        "number": outcome.container_no,
        "verdict": "READ" if outcome.container_no else "PERSON",
        "readings": " | ".join(outcome.readings),
        "confidence": outcome.confidence_permille / 1000,
        "ms": read.milliseconds,
    }
