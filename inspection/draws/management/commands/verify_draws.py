"""Compute the draws of a day again from its published file, or write that file out."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from customs_portal.kit import clock
from inspection.draws.queries.day_file import day_file
from inspection.draws.rules.verify_draw import check


class Command(BaseCommand):
    help = "Verify the draws of a day. Exits 1 and names the first line that is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", nargs="?", help="2026-11-20; yesterday without it")
        parser.add_argument("--out", help="write the published file here as well")

    def handle(self, *args: Any, day: str | None, out: str | None, **options: Any) -> None:
        yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
        asked = date.fromisoformat(day) if day else yesterday
        text = day_file(day=asked)
        if text is None:
            raise CommandError(f"{asked}: the secret of the day is not revealed yet")
        if out:
            Path(out).write_text(text, encoding="utf-8")
        lines = text.splitlines()
        error, at = check(lines, [])
        if error:
            raise CommandError(f"line {at}: {error}")
        self.stdout.write(f"{asked}: {len(lines)} lines computed again, all agree")
