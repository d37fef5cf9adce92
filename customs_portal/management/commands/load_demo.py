"""Load the demonstration port: offices, places, enterprises, people, devices, guarantees."""

import importlib
import os
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clearance.enterprises.facts import MandateOffer
from clearance.enterprises.operations.answer_mandate import accept_mandate
from clearance.enterprises.operations.offer_mandate import offer_mandate
from clearance.enterprises.queries import MandateSearch, find_mandates
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.registry.demo.firms import FIRMS, Firm
from customs_portal.registry.models import Enterprise
from customs_portal.registry.operations.load_demo import load_demo

AGENT = "harbouragent"
MANDATES = (("lingnan", True), ("mingtextile", True), ("bluewave", False))
MANDATED_DAYS = 364
GUARANTEED_FROM, GUARANTEED_TO = date(2020, 1, 1), date(2035, 12, 31)


class Command(BaseCommand):
    help = "Load the demonstration port. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        password, secret = _needed("DEMO_PASSWORD"), _needed("DEVICE_SECRET")
        changes = load_demo(password=password, device_secret=secret)
        opened, given = self._open_guarantees(), self._give_mandates()
        if changes.none and not opened and not given:
            self.stdout.write("The demonstration port is as it should be; nothing changed.")
            return
        for name, count in sorted(changes.made.items()):
            self.stdout.write(f"{name}: {count} made")
        for name, count in sorted(changes.put_right.items()):
            self.stdout.write(f"{name}: {count} put right")
        self.stdout.write(f"guarantees: {opened} opened")
        self.stdout.write(f"mandates: {given} given")

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

    def _give_mandates(self) -> int:
        """Two firms have mandated the agent; a third one's offer waits for its answer."""
        given, today = 0, timezone.localdate(clock.now())
        agent = Enterprise.objects.get(uscc=_firm(AGENT).uscc)
        for slug, accepted in MANDATES:
            principal = Enterprise.objects.get(uscc=_firm(slug).uscc)
            found = find_mandates(search=MandateSearch(), enterprise_id=principal.pk)
            if found.filter(agent=agent, last_day__gte=today).exists():
                continue
            number = offer_mandate(
                offer=MandateOffer(
                    agent_uscc=str(agent.uscc),
                    kind="LONG_TERM",
                    first_day=today,
                    last_day=today + timedelta(days=MANDATED_DAYS),
                ),
                by=_clerk(principal),
                now=clock.now(),
            )
            if accepted:
                accept_mandate(mandate_no=number, by=_clerk(agent), now=clock.now())
            given += 1
        return given


def _firm(slug: str) -> Firm:
    return next(firm for firm in FIRMS if firm.slug == slug)


def _clerk(firm: Enterprise) -> User:
    found = User.objects.filter(
        enterprise=firm, enterprise_duties__contains=[Duty.FILE_DECLARATION]
    )
    return found.order_by("username")[0]


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise CommandError(
            f"{name} is not set. ./portal sets it by itself; elsewhere put it into the environment."
        )
    return value
