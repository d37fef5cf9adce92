"""Keep every judgement in columns, for a portal that judged before the columns were there."""

from typing import Any

from django.core.management.base import BaseCommand

from risk.cases.operations.keep_judged import keep_judged


class Command(BaseCommand):
    help = "Keep every judgement in columns; safe to repeat, resumable."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = 0
        while new := keep_judged():
            kept += new
        self.stdout.write(f"{kept} judgements kept")
