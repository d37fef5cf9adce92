"""Is it alive, can it work, and what does it count."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_alive_answers_without_opening_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/healthz").json() == {"alive": True}


def test_ready_asks_database_and_broker():
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "broker": True}


def test_not_ready_names_what_is_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": True, "broker": False}


def test_metrics_are_in_prometheus_form():
    assert b"# TYPE django_http_requests" in Client().get("/metrics").content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_are_only_read(path):
    assert Client(enforce_csrf_checks=True).post(path).status_code in (403, 405)


async def test_a_socket_that_nobody_serves_is_closed_as_not_found():
    from channels.testing import WebsocketCommunicator

    from customs_portal.asgi import application

    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
    socket = WebsocketCommunicator(application, "/ws/none", headers=headers)
    assert await socket.connect() == (False, 4404)
