"""How often one filing asks the database: whoever adds a statement alters the number knowingly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.clearance.declarations.test_api import SUMMARY, body_of
from tests.factories.clearance import MORNING, a_manifest_for, a_summary
from tests.factories.duties import GuaranteeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
STATEMENTS_OF_A_FILING = 28
SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT")


def file_one(clerk, *, voyage: str) -> list[str]:
    summary = a_summary(
        clerk=clerk,
        voyage=voyage,
        involves_tax=True,
        guarantee_no=GuaranteeFactory(enterprise=clerk.enterprise).guarantee_no,
    )
    a_manifest_for(summary)
    program = APIClient()
    program.force_authenticate(clerk)
    body = body_of(summary)
    with CaptureQueriesContext(connection) as asked:
        answer = program.post(SUMMARY, body, format="json", HTTP_IDEMPOTENCY_KEY=voyage)
    assert answer.json()["decision"] == "CLEARED_TO_LEAVE", answer.json()
    said = [one["sql"] for one in asked.captured_queries]
    return [sql for sql in said if not sql.startswith(SAVEPOINTS)]


def test_filing_a_summary_by_api_asks_the_database_twenty_eight_times(clerk, monkeypatch):
    """On its manifest, secured by a guarantee, decided: what the bench of filing sends, and the
    answer to it. Savepoints, which stand here for the transactions, are not counted.

    A statement more is a millisecond more for fifty filings a second: before the number here is
    raised, ``./portal bench clearance`` is run and its p95 written into the README.
    """
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)
    file_one(clerk, voyage="0426E")  # what is asked once a process is asked here

    asked = file_one(clerk, voyage="0427E")

    told = "\n".join(f"{number}. {sql[:160]}" for number, sql in enumerate(asked, start=1))
    assert len(asked) == STATEMENTS_OF_A_FILING, told
