"""Make the scenes, learn to see, export: the whole recipe of the shipped model."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspection.vision.rules.artefact import SHIPPED


class Command(BaseCommand):
    help = (
        "Render scenes, train the eye and export it with its card. Needs the training extra "
        "(inspection/vision/management/training/requirements.txt); may be stopped at any time and "
        "goes on with --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="for scenes, checkpoints and the log")
        parser.add_argument("--scenes", type=int, default=7_000)
        parser.add_argument("--crowded", type=int, default=7_000, help="scenes with many things")
        parser.add_argument("--strange", type=int, default=3_000, help="loads of no taught kind")
        parser.add_argument("--steps", type=int, default=20_000)
        parser.add_argument("--seconds", type=float, default=7_200)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--peak", type=float, default=1.5e-3, help="of the learning rate")
        parser.add_argument("--threads", type=int, default=1)
        parser.add_argument("--check", type=int, default=600)
        parser.add_argument("--test", type=int, default=400)
        parser.add_argument("--name", default="eye-1")
        parser.add_argument("--out", type=Path, default=SHIPPED)
        parser.add_argument("--begin", type=Path, help="an exported eye to learn on from")
        parser.add_argument("--resume", action="store_true")

    def handle(self, *args: Any, folder: Path, **given: Any) -> None:
        try:
            import torch
        except ImportError as error:
            raise CommandError(
                "Training needs the packages of inspection/vision/management/training/"
                "requirements.txt; the portal itself does not."
            ) from error
        from inspection.vision.management.training import exporting, learning, rendering

        torch.set_num_threads(given["threads"])
        run = folder / "run"
        for first_seed, scenes in (
            (rendering.TRAIN_SEEDS, given["scenes"]),
            (rendering.CROWDED_SEEDS, given["crowded"]),
            (rendering.STRANGE_SEEDS, given["strange"]),
        ):
            rendering.render(folder / "scenes", first_seed=first_seed, scenes=scenes)
        learning.learn(
            scenes=folder / "scenes",
            out=run,
            steps=given["steps"],
            seconds=given["seconds"],
            seed=given["seed"],
            resume=given["resume"],
            peak=given["peak"],
            begin=given["begin"],
        )
        eye = exporting.export(
            state=run / "state.pt",
            out=given["out"],
            name=given["name"],
            check=given["check"],
            test=given["test"],
            log=run / "log.jsonl",
            weighed=folder / "scenes",
            scenes=given["scenes"] + given["crowded"] + given["strange"],
            seed=given["seed"],
        )
        self.stdout.write(f"{eye.name} {eye.digest[:12]}: {eye.card['figures']}")
