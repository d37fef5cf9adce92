"""Load the demonstration port: offices, places, enterprises, people, devices, guarantees."""

import importlib
import os
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customs_portal.kit import clock
from customs_portal.registry.demo.firms import FIRMS
from customs_portal.registry.models import Enterprise
from customs_portal.registry.operations.load_demo import load_demo

GUARANTEED_FROM, GUARANTEED_TO = date(2020, 1, 1), date(2035, 12, 31)


class Command(BaseCommand):
    help = "Load the demonstration port. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        password, secret = _needed("DEMO_PASSWORD"), _needed("DEVICE_SECRET")
        changes = load_demo(password=password, device_secret=secret)
        opened = self._open_guarantees()
        if changes.none and not opened:
            self.stdout.write("The demonstration port is as it should be; nothing changed.")
            return
        for name, count in sorted(changes.made.items()):
            self.stdout.write(f"{name}: {count} made")
        for name, count in sorted(changes.put_right.items()):
            self.stdout.write(f"{name}: {count} put right")
        self.stdout.write(f"guarantees: {opened} opened")

    def _open_guarantees(self) -> int:
        """Once for each enterprise that has none."""
        try:
            duties = importlib.import_module("clearance.duties.operations.open_guarantee")
            queries = importlib.import_module("clearance.duties.queries")
        except ModuleNotFoundError as missing:
            self.stdout.write(f"Guarantees are left out: there is no {missing.name} yet.")
            return 0
        opened = 0
        for firm in FIRMS:
            enterprise = Enterprise.objects.get(uscc=firm.uscc)
            if firm.guarantee is None or queries.guarantees_of(
                enterprise_id=enterprise.pk, on=GUARANTEED_FROM
            ):
                continue
            kind, limit = firm.guarantee
            duties.open_guarantee(
                enterprise=enterprise,
                kind=kind,
                limit_cny=limit,
                valid_from=GUARANTEED_FROM,
                valid_to=GUARANTEED_TO,
                now=clock.now(),
            )
            opened += 1
        return opened


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise CommandError(
            f"{name} is not set. ./portal sets it by itself; elsewhere put it into the environment."
        )
    return value
