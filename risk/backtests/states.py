"""The life of a back-test."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from customs_portal.kit.flow import Flow


class BackTestState(TextChoices):
    QUEUED = "QUEUED", pgettext_lazy("back-test", "Waits")
    RUNNING = "RUNNING", pgettext_lazy("back-test", "Runs")
    DONE = "DONE", pgettext_lazy("back-test", "Done")


BACKTEST_FLOW = Flow(
    "back-test",
    {
        BackTestState.QUEUED: {BackTestState.RUNNING},
        BackTestState.RUNNING: {BackTestState.DONE},
    },
    begins={BackTestState.QUEUED},
)
UNFINISHED = frozenset({BackTestState.QUEUED, BackTestState.RUNNING})
