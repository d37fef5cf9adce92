"""Take a 22-column file of old declarations through the same operation as the API."""

import csv
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from clearance.declarations.operations.find_parties import accepting_office
from clearance.declarations.operations.import_chunk import Refused, import_chunk
from clearance.declarations.operations.import_row import FileRow
from customs_portal.kit import clock
from customs_portal.kit.errors import Faults

CHUNK = 100
COLUMNS = {
    "declaration_id": "Declaration ID",
    "date": "Date",
    "mode": "Mode of Transport",
    "importer": "Importer ID",
    "hs6": "HS6 Code",
    "departure": "Country of Departure",
    "origin": "Country of Origin",
    "tax_rate": "Tax Rate",
    "net_mass": "Net Mass",
    "item_price": "Item Price",
}


class Command(BaseCommand):
    help = (
        "Import declarations from a file: resumable, nothing twice; refused rows with their "
        "reasons go into FILE.refused.csv in the working folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", default="", help="code of the office of acceptance")
        parser.add_argument("--limit", type=int, default=0)
        parser.add_argument(
            "--currency",
            default="KRW",
            help="currency of Item Price, which the file does not name (default KRW)",
        )
        parser.add_argument("--refused", type=Path, help="where the refused rows are written")

    def handle(self, *args: Any, file: Path, limit: int, **options: Any) -> None:
        began = time.monotonic()
        try:
            total = _lines_of_text(file) - 1
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{file} cannot be read: save it as a CSV in UTF-8.") from error
        total = min(total, limit) if limit else total
        self._refuse_without_office(options["office"])
        refused_path = options["refused"] or Path(f"{file.name}.refused.csv")
        counts: Counter[str] = Counter()
        rules: Counter[str] = Counter()
        with (
            refused_path.open("w", newline="", encoding="utf-8") as out,
            tqdm(total=total, unit="row", disable=not sys.stderr.isatty()) as bar,
        ):
            writer = csv.writer(out)
            head = ["Declaration ID", "field", "rule", "message", "remedy"]
            writer.writerow([*head, "message_zh", "remedy_zh"])
            for chunk in self._chunks(file, options["currency"], total):
                result = import_chunk(
                    rows=chunk, office_code=options["office"], file_name=file.name, now=clock.now()
                )
                for one in result.refused:
                    writer.writerow(_cells(one))
                    rules[f"{one.field} {one.rule}"] += 1
                counts.update(
                    accepted=result.accepted,
                    there=result.already_there,
                    refused=len({one.declaration_id for one in result.refused}),
                )
                bar.update(len(chunk))
        self._report(counts, rules, refused_path, time.monotonic() - began)

    def _refuse_without_office(self, code: str) -> None:
        """Said once, before reading: without an office every row would be refused for it."""
        try:
            accepting_office(code=code)
        except Faults as refusal:
            fault = refusal.faults[0]
            hint = "" if code else " (the demo port has one: ./portal run once, then import)"
            raise CommandError(f"{fault.message} {fault.remedy}{hint}") from refusal

    def _chunks(self, file: Path, currency: str, total: int) -> Iterator[list[FileRow]]:
        with file.open(newline="", encoding="utf-8-sig") as source:
            reader = csv.DictReader(source)
            missing = set(COLUMNS.values()) - set(reader.fieldnames or ())
            if missing:
                raise CommandError(f"The file lacks the columns: {', '.join(sorted(missing))}")
            chunk: list[FileRow] = []
            for number, line in enumerate(reader):
                if number >= total:
                    break
                values = {name: (line[column] or "").strip() for name, column in COLUMNS.items()}
                chunk.append(FileRow(**values, currency=currency))
                if len(chunk) == CHUNK:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk

    def _report(
        self, counts: Counter[str], rules: Counter[str], path: Path, seconds: float
    ) -> None:
        self.stdout.write(f"{counts['accepted']} accepted, {counts['refused']} refused")
        self.stdout.write(f"{counts['there']} were there already")
        for reason, number in rules.most_common():
            self.stdout.write(f"  {number:>5}  {reason}")
        self.stdout.write(f"refused rows: {path}; {seconds:.1f} s")


def _lines_of_text(file: Path) -> int:
    """How many lines. Raises ``ValueError`` for what is no text all through."""
    lines = 0
    with file.open(newline="", encoding="utf-8-sig") as source:
        for line in source:
            if "\0" in line:
                raise ValueError("NUL")
            lines += 1
    return lines


def _cells(one: Refused) -> list[str]:
    words = [one.message, one.remedy, one.message_zh, one.remedy_zh]
    return [one.declaration_id, one.field, one.rule, *words]
