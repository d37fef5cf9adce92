"""What the shipped model says of pictures of scans from anywhere."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspection.vision.devices.confined_picture import PictureUnfit
from inspection.vision.operations.analyse_image import Analysis, analyse_image
from inspection.vision.rules.artefact import SHIPPED, Eye, loaded
from inspection.vision.verdicts import ModelFault


class Command(BaseCommand):
    help = (
        "Look at greyscale or pseudo-colour pictures (PNG, JPEG) of baggage or cargo scans and "
        "write what is seen, with calibrated confidence, the model and its limits, to --out. "
        "A file that cannot be read is refused by itself; the exit code is then 2."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--model", type=Path, default=SHIPPED, help="a folder")
        parser.add_argument(
            "--scan", action="store_true", help="the files are dual-energy scans of a gantry"
        )

    def handle(self, *args: Any, files: list[Path], out: Path, **options: Any) -> None:
        try:
            eye = loaded(options["model"], threads=2)
            eye.session  # noqa: B018 - a broken net is told before the first picture
        except ModelFault as fault:
            raise CommandError(f"{options['model']}: {fault.cause}") from fault
        told, refused = [], 0
        for path in files:
            try:
                analysis = analyse_image(path.read_bytes(), eye=eye, as_scan=options["scan"])
            except OSError as error:
                told.append({"file": str(path), "refused": str(error.strerror)})
            except PictureUnfit as unfit:
                told.append({"file": str(path), "refused": unfit.why})
            else:
                told.append({"file": str(path), **_row(analysis)})
            refused += "refused" in told[-1]
        text = json.dumps({**_model(eye), "images": told}, indent=1, ensure_ascii=False) + "\n"
        half = out.with_name(out.name + ".part")
        try:
            half.write_text(text, encoding="utf-8")
            half.replace(out)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        seen = sum(len(one.get("findings", ())) for one in told)
        self.stdout.write(f"{len(files) - refused} looked at, {seen} findings, {refused} refused")
        if refused:
            sys.exit(2)


def _row(one: Analysis) -> dict[str, Any]:
    return {
        "width": one.width,
        "height": one.height,
        "form": one.form,
        "taken_as": one.taken_as,
        "alarm": one.is_alarm,
        "findings": [
            {
                "kind": found.kind,
                "x": found.x,
                "y": found.y,
                "width": found.width,
                "height": found.height,
                "confidence": found.confidence_permille / 1000,
                "reaches_alarm": alarming,
            }
            for found, alarming in zip(one.findings, one.alarming, strict=True)
        ],
        "odd_part": None if one.odd is None else asdict(one.odd),
        "contents": [{"kind": kind, "share": share / 1000} for kind, share in one.contents],
    }


def _model(eye: Eye) -> dict[str, Any]:
    return {
        "model": {
            "name": eye.name,
            "digest": eye.digest,
            "classes": eye.card.get("average_precision"),
            "figures_on_simulated_scenes": eye.card.get("figures"),
            "on_pictures_in_makers_looks": eye.card.get("robustness", {}).get("makers_pictures"),
            "on_greyscale": eye.card.get("robustness", {}).get("greyscale"),
        },
        "limits": eye.card.get("limits", []),
    }
