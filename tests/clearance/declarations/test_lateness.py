"""Goods declared after the days of grace carry a surcharge on their bill (滞报金)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from clearance.declarations.operations.submit_summary import submit_summary
from clearance.duties.models import TaxLine
from clearance.manifests.operations.report_arrival import report_arrival
from tests.clearance.declarations.test_walks import complete
from tests.factories.clearance import BERTH, MORNING, a_manifest_for, a_summary, see_at_shipside
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]


# This morning is a Saturday: a count that would begin today begins on Monday.
@pytest.mark.parametrize(("days_after_entry", "days_late"), [(13, 0), (14, 0), (15, 0), (16, 2)])
def test_the_days_count_from_the_ships_entry_to_the_acceptance(clerk, days_after_entry, days_late):
    entered = MORNING - timedelta(days=days_after_entry)
    carrier = UserFactory(carrier=True)
    summary = a_summary(clerk=clerk)
    manifest = a_manifest_for(summary, now=entered, by=carrier)
    report_arrival(
        manifest_no=manifest.manifest_no,
        place_code=BERTH,
        arrived_at=entered,
        by=carrier,
        now=entered,
    )
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    see_at_shipside(declaration)

    _declaration, bill = complete(declaration, clerk, now=MORNING + timedelta(days=2))

    late = TaxLine.objects.filter(bill__bill_no=bill.bill_no, tax="LATE").first()
    assert (late.quantity if late else 0) == days_late
    if late:
        assert late.amount_cny == (late.base_cny * Decimal("0.0005") * days_late) // 1
        assert bill.sums[late.get_tax_display()] == late.amount_cny


def test_an_early_filing_is_never_late(clerk):
    carrier = UserFactory(carrier=True)
    summary = a_summary(clerk=clerk)
    manifest = a_manifest_for(summary, by=carrier)
    declaration = submit_summary(summary=summary, by=clerk, now=MORNING)
    landed = MORNING + timedelta(days=20)
    report_arrival(
        manifest_no=manifest.manifest_no,
        place_code=BERTH,
        arrived_at=landed,
        by=carrier,
        now=landed,
    )
    see_at_shipside(declaration, now=landed)

    _declaration, bill = complete(declaration, clerk, now=landed + timedelta(days=10))

    assert {line.tax for line in bill.lines} == {"DUTY", "VAT"}
