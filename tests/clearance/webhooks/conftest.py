"""What the tests of webhooks share."""

import pytest

from clearance.webhooks.operations.register_webhook import register_webhook
from clearance.webhooks.states import Topic
from tests.clearance.webhooks.receiver import receiver
from tests.factories.clearance import MORNING


@pytest.fixture(autouse=True)
def next_door(settings):
    """The receivers of the tests stand on this machine."""
    settings.WEBHOOK_PRIVATE_OK = True


@pytest.fixture
def hooked():
    """The address of a receiver, registered for everything unless said."""

    def register(by, url, topics=tuple(Topic)):
        return register_webhook(url=url, topics=[str(one) for one in topics], by=by, now=MORNING)

    return register


@pytest.fixture
def here():
    with receiver() as one:
        yield one
