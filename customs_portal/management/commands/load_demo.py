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
from customs_portal.registry.demo.devices import YARD_OF_ROBOTS
from customs_portal.registry.demo.firms import FIRMS, Firm
from customs_portal.registry.models import Enterprise, Place
from customs_portal.registry.operations.load_demo import load_demo
from hardware_adapters.rules.yard_plan import rows_of_slots
from inspection.robot.operations.keep_plan import keep_plan
from risk.backtests.operations.run_backtest import ask_backtest, run_next_part
from risk.learning.operations.put_to_service import put_in_shadow
from risk.learning.operations.register_model import register_model
from risk.learning.queries import registered_models
from risk.models.shipped import SHIPPED
from risk.rulebooks.operations.seed_book import seed_book
from risk.rules.demo_rules import DEMO_RULES

AGENT = "harbouragent"
RISK_OFFICER = "risk"
MANDATES = (("lingnan", True), ("mingtextile", True), ("bluewave", False))
MANDATED_DAYS = 364
BACKTESTED_DAYS = 90
YARD_ROWS, SLOTS_A_ROW, SLOT_CM, ROW_CM = 3, 12, 400, 2_000
GUARANTEED_FROM, GUARANTEED_TO = date(2020, 1, 1), date(2035, 12, 31)


class Command(BaseCommand):
    help = "Load the demonstration port. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        password, secret = _needed("DEMO_PASSWORD"), _needed("DEVICE_SECRET")
        changes = load_demo(password=password, device_secret=secret)
        opened, given = self._open_guarantees(), self._give_mandates()
        book, read = self._publish_rules(), self._let_model_read()
        planned = self._plan_yard()
        if changes.none and not (opened or given or book or read or planned):
            self.stdout.write("The demonstration port is as it should be; nothing changed.")
            return
        for name, count in sorted(changes.made.items()):
            self.stdout.write(f"{name}: {count} made")
        for name, count in sorted(changes.put_right.items()):
            self.stdout.write(f"{name}: {count} put right")
        self.stdout.write(f"guarantees: {opened} opened")
        self.stdout.write(f"mandates: {given} given")
        self.stdout.write(f"rule books: {int(bool(book))} published")
        self.stdout.write(f"risk models: {read} put in shadow")
        self.stdout.write(f"yard plans: {int(planned)} kept")

    def _plan_yard(self) -> bool:
        """The yard into which boxes from every berth are put when they are to be inspected."""
        berths = Place.objects.filter(kind__in=(Place.Kind.BERTH, Place.Kind.XRAY))
        plan = rows_of_slots(
            rows=YARD_ROWS, slots_a_row=SLOTS_A_ROW, apart_cm=SLOT_CM, row_cm=ROW_CM
        )
        return keep_plan(
            yard_code=YARD_OF_ROBOTS,
            serves=tuple(berths.values_list("code", flat=True)),
            plan=plan.as_wire(),
            now=clock.now(),
        )

    def _let_model_read(self) -> int:
        """The shipped model, in shadow, unless some model was registered before."""
        if registered_models():
            return 0
        officer, now = User.objects.get_by_natural_key(RISK_OFFICER), clock.now()
        number = register_model(folder=SHIPPED, by=officer, now=now)
        put_in_shadow(model_no=number, by=officer, now=now)
        return 1

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

    def _publish_rules(self) -> str:
        """The first book of data rules, once: written by one officer, published by another."""
        writer, publisher = (User.objects.get(username=name) for name in ("risk", "riskchief"))
        now = clock.now()

        def backtest(book_no: str) -> None:
            since = now - timedelta(days=BACKTESTED_DAYS)
            number = ask_backtest(book_no=book_no, since=since, until=now, by=writer, now=now)
            while run_next_part(backtest_no=number, now=now):
                pass

        return seed_book(
            rules=DEMO_RULES, writer=writer, publisher=publisher, backtest=backtest, now=now
        )

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
