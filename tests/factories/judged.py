"""Judged declarations for the reports: each a real judgement by the desk."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from django.conf import settings

from risk.assessments.operations.assess_shipment import assess_shipment
from risk.cases.operations.keep_judged import keep_judged
from risk.rules.judge import lot_of
from tests.risk.test_shipment_rules import QUIET

JUDGED = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
HIGHEST_RATE = 400  # permille, of the worst grade
_numbers = count(1)


def _never_drawn():
    """A number that no grade's rate reaches: chance must not decide what a test sees."""
    numbers = (f"51012026{number:010d}" for number in _numbers)
    return next(
        one for one in numbers if lot_of(one, secret=settings.RISK_LOT_SECRET) >= HIGHEST_RATE
    )


def judged(*, now=JUDGED, kept=True, **facts):
    """A judgement of new facts, quiet but for what is said, on which no lot falls."""
    facts = {"reference": _never_drawn()} | facts
    shipment = replace(QUIET, **facts)
    verdict = assess_shipment(facts=shipment, now=now)
    if kept:
        keep_judged()
    return shipment.reference, verdict


def stopped(**facts):
    """Held by S-101: the grade alone is worth sixty points."""
    return judged(**({"grade": "DISHONEST"} | facts))
