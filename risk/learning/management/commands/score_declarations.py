"""Score a file of declarations with the shipped model, or with one given."""

import contextlib
import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from risk.models.artefact import loaded
from risk.models.declared import FileRefused, RowRefused, chunks
from risk.models.reading import ModelFault
from risk.models.shipped import SHIPPED

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Write Declaration ID, score and probability of every row of IN.csv to --out. Label "
        "columns may be absent and columns stand in any order. A row that cannot be read is "
        "refused by itself; the exit code is then 2."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("declarations", type=Path)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--model", type=Path, default=SHIPPED, help="a folder")

    def handle(self, *args: Any, declarations: Path, out: Path, **options: Any) -> None:
        try:
            model = loaded(options["model"])
            model.served  # noqa: B018 - a broken ONNX is told before the first row
        except ModelFault as fault:
            raise CommandError(f"{options['model']}: {fault.cause}") from fault
        refused: list[RowRefused] = []
        half = out.with_name(out.name + ".part")
        scored = 0
        with contextlib.ExitStack() as opened:
            try:
                source = opened.enter_context(declarations.open(encoding="utf-8-sig", newline=""))
                target = opened.enter_context(half.open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}.") from error
            opened.callback(lambda: half.unlink(missing_ok=True))
            writer = csv.writer(target)
            writer.writerow(["Declaration ID", "score", "probability"])
            try:
                for chunk in chunks(source):
                    refused += chunk.refused
                    if not chunk.numbers:
                        continue
                    scores, ppm = model.scores(chunk.columns)
                    told = (f"{one / 1_000_000:.6f}" for one in ppm.tolist())
                    writer.writerows(zip(chunk.numbers, scores.tolist(), told, strict=True))
                    scored += len(chunk.numbers)
            except FileRefused as refusal:
                raise CommandError(
                    f"{declarations}: {refusal.field}. {refusal.rule} {refusal.remedy}"
                ) from refusal
            target.flush()
            half.replace(out)
        self._told(refused)
        self.stdout.write(
            f"{scored} scored with {model.name} {model.digest[:12]}, {len(refused)} refused"
        )
        if refused:
            sys.exit(2)

    def _told(self, refused: list[RowRefused]) -> None:
        for row in refused[:SHOWN]:
            self.stderr.write(
                f"line {row.line} {row.declaration_id}: {row.field}. {row.rule} {row.remedy}"
            )
        if len(refused) > SHOWN:
            self.stderr.write(f"and {len(refused) - SHOWN} rows more")
