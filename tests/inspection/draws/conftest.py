"""What the tests of draws share."""

import pytest

from inspection.draws.queries.day_file import day_file
from tests.factories.draws import a_whole_day, witnessed


@pytest.fixture
def a_day():
    """The lines of an honest day, and what the witness holds."""
    day = a_whole_day()
    return day_file(day=day.day).splitlines(), witnessed()
