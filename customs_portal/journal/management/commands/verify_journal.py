"""Check the journal in the database against every witness; name the first bad row."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from customs_portal.journal.sealing import WITNESS_FILE, entries_in_order
from customs_portal.journal.verify_journal import check_entries, check_heads


class Command(BaseCommand):
    help = "Verify the journal against its witnesses. Exits 1 and names the first bad row."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.JOURNAL_WITNESS_FOLDERS:
            path = Path(folder) / WITNESS_FILE
            if not path.exists():
                raise CommandError(f"{path}: no witness file. Run seal_journal, or restore it.")
            with path.open(encoding="utf-8") as lines:
                batches = [json.loads(line) for line in lines]
            error = check_heads(batches)
            rows = 0
            if error is None:
                error, rows = check_entries(entries_in_order(), batches)
            if error is not None:
                raise CommandError(f"{path}: {error}")
            sealed = batches[-1]["last_position"] if batches else 0
            self.stdout.write(f"{path}: {sealed} sealed rows unchanged, {rows - sealed} not sealed")
