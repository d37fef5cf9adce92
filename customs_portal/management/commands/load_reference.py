"""Load countries, currencies, ports, the goods nomenclature and exchange rates."""

from typing import Any

from django.core.management.base import BaseCommand

from customs_portal.kit import clock
from customs_portal.registry.operations.load_reference import load_reference


class Command(BaseCommand):
    help = "Load reference data from the installed packages; skips what has not changed."

    def handle(self, *args: Any, **options: Any) -> None:
        for one in load_reference(now=clock.now()):
            how = "loaded" if one.changed else "unchanged"
            self.stdout.write(f"{one.name}: {one.rows} rows {how} (edition {one.edition})")
