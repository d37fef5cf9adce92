"""Every answer says how long the portal worked on it."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/sign-in/", "/no/such/page/", "/api/v1/declarations"])
def test_every_answer_says_how_long_the_portal_worked(client, path):
    answer = client.get(path)

    assert re.fullmatch(r"app;dur=\d+\.\d", answer.headers["Server-Timing"])
