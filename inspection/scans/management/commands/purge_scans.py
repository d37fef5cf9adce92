"""Purge the files of scans whose time of keeping is over; ``--dry-run`` only names them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.kit import clock
from inspection.scans.operations.purge_scans import purge_scans, scans_due


class Command(BaseCommand):
    help = "Purge scans by the rule of keeping (law pack, scans.keep_days)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="name them, purge nothing")
        parser.add_argument("--limit", type=int, default=200, help="at most so many of each kind")

    def handle(self, *args: Any, dry_run: bool, limit: int, **options: Any) -> None:
        now = clock.now()
        for due in scans_due(now=now, limit=limit):
            held = f"  held by {due.held_by}" if due.held_by else ""
            self.stdout.write(f"{due.scan_no}  {due.subject_kind}  due {due.due_at:%Y-%m-%d}{held}")
        if dry_run:
            self.stdout.write("Nothing was purged.")
            return
        self.stdout.write(f"{len(purge_scans(now=now, limit=limit))} scans purged")
