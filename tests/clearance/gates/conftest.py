"""What the tests of the gates share."""

import pytest

from clearance.gates.operations.keep_ledger import NewLedger, open_ledger
from tests.factories.clearance import MORNING
from tests.factories.people import UserFactory


@pytest.fixture
def clerk(registers):
    return UserFactory(clerk=True)


@pytest.fixture
def ledger(clerk):
    """A checklist of 25 tonnes."""
    return open_ledger(
        ledger=NewLedger(
            kind=1, number="QD510126I000000001", goods_name="Tiles", declared_kg=25_000
        ),
        by=clerk,
        now=MORNING,
    )
