"""What strangers send: the rows that they meet, and what a refusal must leave of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, settings
from rest_framework.authtoken.models import Token

from clearance.declarations.operations.keep_draft import begin_draft
from clearance.duties.models import Guarantee, Payment
from clearance.duties.operations.pay_deposit import pay_deposit
from clearance.duties.operations.return_deposit import ask_return
from clearance.duties.operations.settle_payment import settle_payment
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from risk.rulebooks.operations.switch_rules import ask_switch
from tests.factories.clearance import MORNING, a_manifest_for, a_summary, reference_data
from tests.factories.duties import GuaranteeFactory, TaxBillFactory
from tests.factories.gates import GatePassFactory, LedgerFactory, TruckFactory, a_released_container
from tests.factories.mandates import an_offered_mandate
from tests.factories.people import UserFactory
from tests.factories.risk import WHY, a_book, a_rule, tried

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))  # FUZZ_TIMES=50 for a night
CALM = settings(
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
FIRM = [Duty.FILE_DECLARATION, Duty.FILE_MANIFEST, Duty.PAY_TAX, Duty.APPLY_GATE_PASS]
UNCOUNTED = {"django_session", "django_migrations"}


@dataclass(frozen=True, kw_only=True)
class House:
    """People by role, and one row of everything by the name of its number."""

    people: dict[str, User | None]
    numbers: dict[str, Any]
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Token {self.tokens[role]}"} if role in self.tokens else {}


def rows() -> int:
    """How many rows stand in all tables together."""
    tables = sorted(
        {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed
        }
        - UNCOUNTED
    )
    counts = " + ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return int(cursor.fetchone()[0])


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is forgotten."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _a_house() -> House:
    reference_data()
    clerk, declaration_no, container_no = a_released_container()
    firm = UserFactory(enterprise=clerk.enterprise, enterprise_duties=FIRM)
    summary = a_summary(clerk=clerk, voyage="0999X")
    manifest = a_manifest_for(summary, by=firm)
    order = pay_deposit(
        amount_cny=Decimal(100_000), account="6222020200112233", by=firm, now=MORNING
    )
    settle_payment(payment=Payment.objects.get(payment_no=order), bank_reference="B1", now=MORNING)
    deposit = Guarantee.objects.get(issuer_reference=order)
    people: dict[str, User | None] = {
        "firm": firm,
        "officer": UserFactory(duties=[one for one in Duty if one not in FIRM]),
        "another firm": UserFactory(clerk=True, enterprise_duties=FIRM),
        "nobody": UserFactory(),
        "stranger": None,
    }
    numbers = {
        "declaration_no": declaration_no,
        "container_no": container_no,
        "draft_no": begin_draft(by=firm, now=MORNING).draft_no,
        "bill_no": TaxBillFactory(enterprise=clerk.enterprise).bill_no,
        "guarantee_no": GuaranteeFactory(enterprise=clerk.enterprise).guarantee_no,
        "return_no": ask_return(
            guarantee_no=deposit.guarantee_no,
            amount_cny=deposit.limit_cny,
            account="6222020200112233",
            reason="The season is over.",
            by=firm,
            now=MORNING,
        ),
        "pass_no": GatePassFactory(applied_by=clerk).pass_no,
        "manifest_no": manifest.manifest_no,
        "transport_document": summary.transport_document,
        "plate_no": TruckFactory(registered_by=clerk).plate_no,
        "ledger_id": LedgerFactory(enterprise=clerk.enterprise).pk,
        "mandate_no": an_offered_mandate(principal=clerk, agent=UserFactory(agent=True)).mandate_no,
        "hs_code": "6109100010",
        "code": "610910",
        "kind": "container",
        "key": "late_declaration.grace_days",
        "request_no": "CR202600000001",
        "message_no": "MSG1",
        "reference": "0a1b2c",
        "change_id": 1,
        "difference_id": 1,
        "document_id": 1,
        "uscc": clerk.enterprise.uscc,
        "book_no": (book_no := a_book(a_rule(), now=MORNING)),
        "rule_code": "D-901",
        "backtest_no": tried(book_no, now=MORNING),
        "switch_no": ask_switch(
            code="D-901", off=True, reason=WHY, by=UserFactory(risk_officer=True), now=MORNING
        ),
    }
    tokens = {
        role: Token.objects.create(user=person).key for role, person in people.items() if person
    }
    return House(people=people, numbers=numbers, tokens=tokens)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Built once a module, in one transaction that is taken back at its end."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        try:
            with taken_back():
                yield _a_house()
        finally:
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)
