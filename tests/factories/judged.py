"""Judged declarations for the reports: each a real judgement by the desk."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from risk.assessments.operations.assess_shipment import assess_shipment
from risk.cases.operations.keep_judged import keep_judged
from tests.risk.test_shipment_rules import QUIET

JUDGED = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
_numbers = count(1)


def judged(*, now=JUDGED, kept=True, **facts):
    """A judgement of new facts, quiet but for what is said, on which no lot falls."""
    facts = {"reference": f"51012026{next(_numbers):010d}"} | facts
    shipment = replace(QUIET, **facts)
    verdict = assess_shipment(facts=shipment, now=now)
    if kept:
        keep_judged()
    return shipment.reference, verdict


def stopped(**facts):
    """Held by S-101: the grade alone is worth sixty points."""
    return judged(**({"grade": "DISHONEST"} | facts))
