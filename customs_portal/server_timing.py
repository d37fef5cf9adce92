"""How long the portal worked on a request: ``Server-Timing``, which browsers show by themselves.

The clock runs from the outermost middleware, so it holds everything but the wire and the queue
in front of the process.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Server-Timing"


class ServerTimingMiddleware:
    """First in the list: it tells every answer, refusals and files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        took = (time.perf_counter() - began) * 1000
        response.headers[HEADER] = f"app;dur={took:.1f}"
        return response
