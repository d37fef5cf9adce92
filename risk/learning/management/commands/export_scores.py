"""Write a day's judgements with all that made them, for ``recheck_scores.py`` to recompute."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from customs_portal.kit import seals, storage
from customs_portal.registry.law import LawGap, current_pack
from customs_portal.registry.law.pack import FOLDER, LawPack
from risk.assessments.operations.sources import country_codes
from risk.assessments.queries import assessments_found
from risk.learning.queries import services_between, stored_models
from risk.rulebooks.queries.by_digest import rules_of
from risk.rules.judge import keys_needed
from risk.rules.shipments import SHIPMENT_RULES
from risk.targeting.queries.standing import standing_between

NEEDED = keys_needed(SHIPMENT_RULES)
PURPOSE = "risk scores"


class Command(BaseCommand):
    help = (
        "Facts, values of the law, hits and scores of --day, and everything that judged them "
        "(law pack, rules as data, models, control orders), into the empty folder --out, signed. "
        "Recompute: python risk/models/recheck_scores.py"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, day: date, out: Path, **options: Any) -> None:
        since = timezone.make_aware(datetime.combine(day, time.min))
        until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        try:
            out.mkdir(parents=True, exist_ok=True)
            if any(out.iterdir()):
                raise CommandError(f"{out} is not empty: an export stands alone.")
            count, digests = _rows(out, since, until)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        _models(out, digests["models"])
        for digest, at in digests["books"].items():
            _book(out, digest, at)
        for digest in digests["laws"]:
            _law(out, digest)
        _json(out / "orders.json", list(map(asdict, standing_between(since=since, until=until))))
        _json(out / "services.json", services_between(since=since, until=until))
        _json(out / "countries.json", sorted(country_codes()))
        told = _sealed(out, day=day, rows=count)
        self.stdout.write(
            f"{count} judgements, {len(digests['models'])} models, {len(digests['books'])} books; "
            f"export {told}, key {seals.public_key(purpose=PURPOSE)}"
        )


def _rows(out: Path, since: datetime, until: datetime) -> tuple[int, dict[str, Any]]:
    """Each judgement on a line, its SHA-256 on another; how many, and what they name."""
    rows = (
        assessments_found(number="", rule="", controlled="", sort="")
        .filter(assessed_at__gte=since, assessed_at__lt=until)
        .order_by("id")
        .values()
    )
    models: set[str] = set()
    books: dict[str, datetime] = {}
    laws: set[str] = set()
    count = 0
    with (
        (out / "scores.jsonl").open("w", encoding="utf-8") as target,
        (out / "rows.txt").open("w", encoding="utf-8") as named,
    ):
        for row in rows.iterator(chunk_size=500):
            told: dict[str, Any] = {key: one for key, one in row.items() if key != "id"}
            told["law"] = _law_of(told)
            models |= {reading["digest"] for reading in told["readings"]}
            laws.add(told["law_digest"])
            if told["book_digest"]:
                books.setdefault(told["book_digest"], told["assessed_at"])
            line = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)
            target.write(line + "\n")
            digest = hashlib.sha256(line.encode()).hexdigest()
            named.write(f"{told['assessment_no']} {digest}\n")
            count += 1
    return count, {"models": models, "books": books, "laws": laws}


def _models(out: Path, digests: set[str]) -> None:
    stored = stored_models(digests=digests)
    if gone := digests - stored.keys():
        raise CommandError(f"The model {min(gone)} is not registered in this portal.")
    for digest, (json_key, onnx_key) in stored.items():
        (out / f"model-{digest}.json").write_bytes(storage.read(json_key))
        (out / f"model-{digest}.onnx").write_bytes(storage.read(onnx_key))


def _book(out: Path, digest: str, at: datetime) -> None:
    rules = rules_of(digest=digest, at=at)
    if rules is None:
        raise CommandError(f"No book of this portal has the digest {digest}.")
    _json(out / f"book-{digest}.json", rules)


def _law(out: Path, digest: str) -> None:
    """The files of the pack, when it is the one of this version; an older one is not here."""
    if digest != LawPack(FOLDER).digest:
        return
    folder = out / f"law-{digest}"
    folder.mkdir()
    for path in sorted(FOLDER.glob("*.toml")):
        (folder / path.name).write_bytes(path.read_bytes())


def _law_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values that were asked: as stored, else of the pack in force, when it is the same."""
    if row["law"]:
        return dict(row["law"])
    pack = current_pack()
    if row["law_digest"] != pack.digest:
        raise CommandError(
            f"{row['subject_reference']} was judged by law pack {row['law_digest'][:12]}, "
            f"this portal has {pack.digest[:12]}: export it with that version."
        )
    on = date.fromisoformat(row["facts"]["on"])
    try:
        return {key: pack.ask(key, on=on).value for key in NEEDED}
    except LawGap as gap:
        raise CommandError(str(gap)) from gap


def _sealed(out: Path, *, day: date, rows: int) -> str:
    """Name every file with its SHA-256 and sign it; the digest of what was signed."""
    files = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    document = {
        "format": "customs-portal/scores",
        "version": 2,
        "day": day.isoformat(),
        "rows": rows,
        "files": files,
        "public_key": seals.public_key(purpose=PURPOSE),
    }
    _json(out / "export.json", document | {"signature": seals.sign(document, purpose=PURPOSE)})
    return hashlib.sha256(seals.canonical(document)).hexdigest()


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
