"""One request id from browser to worker: logs, journal and the answer's ``X-Request-ID``.

The log middleware makes the id; it travels to background work in the task's headers, and with
the journal's entry. Here the answer learns it, so that a person can quote it.
"""

from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpResponse
from django_structlog import signals

HEADER = "X-Request-ID"


@receiver(signals.bind_extra_request_finished_metadata)
@receiver(signals.update_failure_response)
def tell_the_browser(response: HttpResponse, **_: Any) -> None:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        response.headers[HEADER] = request_id
