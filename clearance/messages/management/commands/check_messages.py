"""Read every message of a folder, map it, and write it again; what came of it, in a CSV."""

import csv
import logging
import os
import stat
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from clearance.messages.facts import Checked, Limits
from clearance.messages.operations.check_message import check_message, limits_on, schemas_of
from clearance.messages.rules.reading import MessageNotReadable
from clearance.messages.rules.remarks import remark_text
from clearance.messages.rules.schemas import Schemas
from customs_portal.kit import clock

log = logging.getLogger(__name__)
COLUMNS = ["file", "read", "mapped", "round_trip", "reason"]
NAMED = 3
LONGEST = 600


@dataclass(frozen=True, kw_only=True)
class Line:
    read: bool
    mapped: bool = False
    round_trip: bool = False
    reason: str = ""
    differences: int | None = None

    def cells(self, name: str) -> list[str]:
        answers = (self.read, self.mapped, self.round_trip)
        return [name, *("yes" if one else "no" for one in answers), self.reason]


class Command(BaseCommand):
    help = (
        "Read, map and write again every file of FOLDER (schemas, *.xsd, aside). Schemas are "
        "taken from --schemas, else from WCO_SCHEMAS, else from FOLDER itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--schemas", default="", help="a folder with the XSD files")

    def handle(self, *args: Any, folder: Path, out: Path, **options: Any) -> None:
        began = time.monotonic()
        folder, out = Path(folder), Path(out)
        if not folder.exists():
            raise CommandError(f"{folder} is not there: name a folder or a file with messages.")
        on = timezone.localdate(clock.now())
        limits = limits_on(on=on, at_the_door=False)
        schemas = schemas_of(
            folder=options["schemas"]
            or settings.WCO_SCHEMAS
            or (str(folder) if folder.is_dir() else "")
        )
        names = sorted(_files(folder))
        counts: Counter[str] = Counter(files=len(names))
        try:
            target = out.open("w", newline="", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}") from error
        with target, tqdm(names, unit="file", disable=not sys.stderr.isatty()) as bar:
            writer = csv.writer(target)
            writer.writerow(COLUMNS)
            for name in bar:
                path = folder / name if folder.is_dir() else folder
                if path.exists() and path.samefile(out):
                    counts["files"] -= 1
                    continue
                line = judge(path, on=on, limits=limits, schemas=schemas)
                writer.writerow(line.cells(name))
                counts.update(
                    read=line.read,
                    mapped=line.mapped,
                    round_trip=line.round_trip,
                    valid=line.differences == 0,
                    differs=bool(line.differences),
                )
        self.stdout.write(
            f"{counts['files']} files: {counts['read']} read, {counts['mapped']} mapped, "
            f"{counts['round_trip']} written again equal, in {time.monotonic() - began:.1f} s"
        )
        self.stdout.write(
            f"{len(schemas.by_name)} schemas: {counts['valid']} valid, {counts['differs']} differ, "
            f"{counts['read'] - counts['valid'] - counts['differs']} without a schema; see {out}"
        )


def judge(path: Path, *, on: date, limits: Limits, schemas: Schemas) -> Line:
    """What became of one file; whatever it is, there is a line for it."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            return Line(read=False, reason="this is no regular file")
        if path.stat().st_size > limits.most_bytes:
            return Line(read=False, reason=f"more than {limits.most_bytes} bytes")
        data = path.read_bytes()
    except OSError as error:
        return Line(read=False, reason=f"cannot be opened: {error.strerror}")
    try:
        checked = check_message(data=data, on=on, limits=limits, schemas=schemas)
    except MessageNotReadable as refusal:
        return Line(read=False, reason=_one_line(f"{refusal.message} {refusal.remedy}"))
    except Exception as error:
        log.exception("%s was not finished", path)  # the other files still have their turn
        return Line(read=False, reason=f"not finished: {type(error).__name__}")
    return Line(
        read=True,
        mapped=checked.is_known,
        round_trip=checked.same_again,
        reason=_reason(checked),
        differences=None if checked.schema is None else len(checked.schema),
    )


def _reason(checked: Checked) -> str:
    """Empty when there is nothing to say."""
    said: list[str] = []
    mapped = checked.mapped
    if not checked.is_known:
        said.append(
            f"{mapped.root} is no message of clearance that the portal knows; "
            f"all {len(mapped.kept)} values are kept as received"
        )
    elif mapped.kept:
        said.append(f"{len(mapped.kept)} kept as received: {', '.join(list(mapped.kept)[:NAMED])}")
    if not checked.same_again:
        said.append("written again it differs")
    for what, found in (("against the schema", checked.schema), ("remarks", checked.remarks)):
        if found:
            text = remark_text(found[0].rule, found[0].value)
            said.append(f"{len(found)} {what}: {found[0].place}: {text}")
    return _one_line("; ".join(said))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _files(folder: Path) -> Iterator[str]:
    """Names under the folder, without following links to folders; schemas are no messages."""
    if not folder.is_dir():
        yield folder.name
        return
    for base, _folders, names in os.walk(folder):
        for name in names:
            if not name.lower().endswith(".xsd"):
                yield (Path(base) / name).relative_to(folder).as_posix()
