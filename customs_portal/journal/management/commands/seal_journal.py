"""Seal what is not sealed yet and hand the heads to the witnesses."""

from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.journal.sealing import hand_to_witnesses, seal_outstanding
from customs_portal.kit import clock


class Command(BaseCommand):
    help = "Seal the journal now (the beat does it every ten seconds)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_outstanding(now=clock.now())} entries sealed")
        for folder, batches in hand_to_witnesses().items():
            self.stdout.write(f"{folder}: {'cannot be written' if batches < 0 else 'up to date'}")
