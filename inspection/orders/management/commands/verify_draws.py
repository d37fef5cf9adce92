"""Compute the crew draws of a day again from the journal in the database."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from customs_portal.journal.sealing import entries_in_order
from customs_portal.kit import clock
from inspection.orders.rules.verify_draw import check_draws


class Command(BaseCommand):
    help = "Verify the crew draws of a day. Exits 1 and names the first draw that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", nargs="?", help="2026-11-20; yesterday without it")

    def handle(self, *args: Any, day: str | None, **options: Any) -> None:
        yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
        day = day or yesterday.isoformat()
        error, checked = check_draws(entries_in_order(), day=day)
        if error:
            raise CommandError(error)
        self.stdout.write(f"{day}: {checked} draws computed again, all agree")
