"""What the tests of clearance share."""

import pytest

from customs_portal.journal.models import JournalEntry
from tests.factories.clearance import reference_data
from tests.factories.people import UserFactory


@pytest.fixture
def registers(db):
    reference_data()


@pytest.fixture
def clerk(registers):
    return UserFactory(clerk=True)


@pytest.fixture
def told(db):
    """The names of what was announced so far, in order."""
    return lambda: list(JournalEntry.objects.order_by("id").values_list("name", flat=True))
