"""Take every scan of a folder, once or for as long as it runs.

A file is taken when its size has not changed between two looks. What was taken moves to ``taken/``,
what was refused to ``refused/`` with a ``.txt`` that says why. Beside ``NAME.png`` a ``NAME.json``
may stand: subject_kind, subject_reference, taken_at, form, scan_no.
"""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.parsing import read_json
from inspection.scans.facts import Delivery
from inspection.scans.operations.number_scan import number_of_file
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.states import Channel, SubjectKind

PAUSE_SECONDS = 2.0
MOST_WORDS = 64 * 1024


class Command(BaseCommand):
    help = "Take the scans of a folder (PNG, JPEG, TIFF, DICOM, DICOS, scan packages)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--device", default="FOLDER", help="code of the delivering device")
        parser.add_argument("--place", default="", help="code of the place where it stands")
        parser.add_argument("--subject-kind", default="container", choices=SubjectKind.values)
        parser.add_argument("--form", default="", choices=["", "packed"])
        parser.add_argument("--watch", action="store_true", help="go on until it is ended")

    def handle(self, *args: Any, folder: Path, watch: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        seen: dict[Path, int] = {}
        taken = refused = 0
        while True:
            for path in _files(folder):
                size = path.stat().st_size
                if watch and seen.get(path) != size:
                    seen[path] = size
                    continue
                good = self._take(path, folder, options)
                taken, refused = taken + good, refused + (not good)
            if not watch:
                break
            time.sleep(PAUSE_SECONDS)
        self.stdout.write(f"{taken} taken, {refused} refused")

    def _take(self, path: Path, folder: Path, options: dict[str, Any]) -> bool:
        data, beside = path.read_bytes(), path.with_suffix(".json")
        try:
            delivery = _delivery(path, data, beside, options)
            done = take_scan(delivery=delivery, data=data, now=clock.now())
        except DomainError as error:
            said = f"{error.field}: {error.message} {error.remedy} ({error.rule})"
            self.stdout.write(f"{path.name}  refused  {said}")
            _move(path, beside, folder / "refused")
            (folder / "refused" / f"{path.name}.txt").write_text(said + "\n", encoding="utf-8")
            return False
        notes = "".join(f"  {one}" for one in (*done.notes, *done.dropped))
        self.stdout.write(f"{path.name}  {done.scan_no}  {done.form}{notes}")
        _move(path, beside, folder / "taken")
        return True


def _files(folder: Path) -> list[Path]:
    return sorted(
        one
        for one in folder.iterdir()
        if one.is_file() and one.suffix.lower() != ".json" and not one.name.startswith(".")
    )


def _delivery(path: Path, data: bytes, beside: Path, options: dict[str, Any]) -> Delivery:
    words: dict[str, Any] = {}
    if beside.is_file() and beside.stat().st_size <= MOST_WORDS:
        try:
            found = read_json(beside.read_bytes())
        except (ValueError, json.JSONDecodeError):
            found = {}
        words = found if isinstance(found, dict) else {}
    try:
        taken_at = parse_datetime(str(words.get("taken_at", "")))
    except ValueError:
        taken_at = None
    return Delivery(
        scan_no=str(words.get("scan_no", "")) or number_of_file(data=data),
        subject_kind=str(words.get("subject_kind", "")) or options["subject_kind"],
        subject_reference=str(words.get("subject_reference", "")),
        device_code=options["device"],
        place_code=options["place"],
        channel=Channel.FOLDER,
        form=str(words.get("form", "")) or options["form"],
        taken_at=taken_at if taken_at is not None and taken_at.tzinfo else None,
        file_name=path.name[:100],
    )


def _move(path: Path, beside: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    path.replace(to / path.name)
    if beside.is_file():
        beside.replace(to / beside.name)
