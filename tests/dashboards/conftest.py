"""What the tests of the wall share."""

from collections import defaultdict

import pytest

from customs_portal.journal import subscriptions
from dashboards.wall.models import WallCell
from dashboards.wall.operations.settle_board import settle_board


@pytest.fixture
def wall_at():
    """The cells of the wall after settling it at a given moment."""

    def at(now):
        settle_board(now=now)
        return dict(WallCell.objects.values_list("key", "value"))

    return at


@pytest.fixture(autouse=True)
def only_the_wall_listens(monkeypatch):
    """News is told by the tests themselves; what other rooms do with it is tested there."""
    of_the_wall = {
        event: [one for one in listeners if "dashboards.wall" in one.__module__]
        for event, listeners in subscriptions.now.items()
    }
    monkeypatch.setattr(subscriptions, "now", defaultdict(list, of_the_wall))
    monkeypatch.setattr(subscriptions, "soon", defaultdict(list))
