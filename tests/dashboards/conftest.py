"""What the tests of the wall share."""

import pytest

from dashboards.wall.models import WallCell
from dashboards.wall.operations.settle_board import settle_board


@pytest.fixture
def wall_at():
    """The cells of the wall after settling it at a given moment."""

    def at(now):
        settle_board(now=now)
        return dict(WallCell.objects.values_list("key", "value"))

    return at
