"""Train a risk model on labelled declarations and write it down with its card."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from risk.models.artefact import written
from risk.models.cards import card_of, card_text, checked_later
from risk.models.declared import FileRefused, chunks, collected
from risk.models.training import Plan, train

FEWEST_ROWS = 500


class Command(BaseCommand):
    help = (
        "Learn from TRAIN.csv (labelled, any order) and write model.json, model.onnx and card.md "
        "to --out. The last quarter of the file chooses and calibrates; --valid, a later file, is "
        "only looked at afterwards and stands on the card."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("train", type=Path)
        parser.add_argument("--valid", type=Path, default=None)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--name", default="declarations")
        parser.add_argument("--seed", type=int, default=1, help="the first of the seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan()
        plan = Plan(seeds=tuple(options["seed"] + at for at in range(len(plan.seeds))))
        columns, truth, dates, refused = self._read(options["train"])
        if len(truth) < FEWEST_ROWS or truth.all() or not truth.any():
            raise CommandError(
                f"{options['train']}: {len(truth)} usable rows, {int(truth.sum())} at fault: "
                f"give at least {FEWEST_ROWS} rows, some at fault and some not."
            )
        learned = train(columns, truth, plan=plan)
        card = card_of(
            learned, plan=plan, data=options["train"], dates=dates, faults=int(truth.sum()),
            refused=refused,
        )  # fmt: skip
        if options["valid"]:
            later, found, days, _ = self._read(options["valid"])
            card["later"] = checked_later(learned.trained, later, found, days)
        artefact = written(learned.trained, options["out"], name=options["name"], card=card)
        text = card_text(artefact.name, artefact.digest, card)
        (options["out"] / "card.md").write_text(text, encoding="utf-8")
        self.stdout.write(text)

    def _read(self, path: Path) -> tuple[Any, Any, Any, int]:
        try:
            with path.open(encoding="utf-8", newline="") as file:
                columns, truth, dates, refused = collected(list(chunks(file, labelled=True)))
        except (OSError, FileRefused, ValueError) as error:
            raise CommandError(f"{path} cannot be used: {error}") from error
        for row in refused[:5]:
            self.stderr.write(f"{path.name} line {row.line}: {row.field}. {row.rule} {row.remedy}")
        return columns, truth, dates, len(refused)
