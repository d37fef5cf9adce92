"""The background workers' application."""

import gc
import os
from typing import Any

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")

gc.set_threshold(100_000, 20, 20)  # until all is loaded there is nothing to be freed

app = Celery("customs_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@signals.celeryd_after_setup.connect
def _settled(**_kwargs: Any) -> None:
    """What is loaded by now stays, in every process of the pool: the collector lets it lie."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
