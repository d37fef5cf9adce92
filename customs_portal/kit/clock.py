"""The one place that asks what time it is. Business code receives ``now``."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
