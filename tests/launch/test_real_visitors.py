"""Through real sockets: who the visitor is, for the journal, the throttle and the live pages."""

import http.client
import json
import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest

from customs_portal.launch.addresses import Addresses
from tests.launch.portals import StartedPortal, free_port, manage, refused, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other loopback addresses")
FORGED = {"X-Forwarded-For": "6.6.6.6", "X_Forwarded_For": "6.6.6.6", "Forwarded": "for=6.6.6.6"}
MAKE = """
from customs_portal.accounts.models import User
for name in ("one", "two"):
    User.objects.create_user(username=name, password="right-{}".format(name))
"""


@pytest.fixture(scope="module")
def portal():
    with tempfile.TemporaryDirectory(prefix="portal-visitors-") as name:
        Path(name).chmod(0o711)
        one = StartedPortal(Path(name) / "data", free_port()).wait_until_open()
        manage(one.data_dir, "shell", "--verbosity", "0", "-c", MAKE)
        yield one
        one.end()


class Browser:
    """One connection, kept open, from an address of one's own."""

    def __init__(self, port, address, **headers):
        self.headers = headers
        self.wire = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(address, 0)
        )

    def sign_in(self, username, password):
        self.wire.request("GET", "/sign-in/", headers=self.headers)
        page = self.wire.getresponse()
        cookie = page.headers["Set-Cookie"].split(";")[0]
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.read().decode())[1]
        form = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.wire.request("POST", "/sign-in/", urlencode(form), {**sent, **self.headers})
        answer = self.wire.getresponse()
        answer.read()
        return answer.status


def journal(portal, username):
    """What the journal keeps of a person's comings: name of the entry and address."""
    running = json.loads((portal.data_dir / "running.json").read_text())
    connection = psycopg2.connect(running["environment"]["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, payload->>'address' FROM journal_journalentry"
            " WHERE payload->>'username' = %s ORDER BY id",
            [username],
        )
        found = cursor.fetchall()
    connection.close()
    return found


def test_the_journal_tells_two_visitors_apart_and_believes_no_forged_header(portal):
    assert Browser(portal.port, "127.0.0.1", **FORGED).sign_in("one", "wrong") == 422
    assert Browser(portal.port, "127.0.0.2", **FORGED).sign_in("one", "right-one") == 302
    assert journal(portal, "one") == [
        ("accounts.sign-in-refused", "127.0.0.1"),
        ("accounts.signed-in", "127.0.0.2"),
    ]


def test_whoever_guesses_passwords_locks_out_only_his_own_address(portal):
    guesser = Browser(portal.port, "127.0.0.2")
    for number in range(8):
        guesser.headers = {"X-Forwarded-For": f"6.6.6.{number}"}
        assert guesser.sign_in("two", "wrong") in (403, 422, 429)
    assert guesser.sign_in("two", "right-two") in (403, 422, 429)
    guesser.headers = {"X-Forwarded-For": "127.0.0.1"}
    assert guesser.sign_in("two", "right-two") in (403, 422, 429)
    assert Browser(portal.port, "127.0.0.1").sign_in("two", "right-two") == 302
    assert {address for _, address in journal(portal, "two")[:-1]} == {"127.0.0.2"}
    assert journal(portal, "two")[-1] == ("accounts.signed-in", "127.0.0.1")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_the_log_says_who_asked_for_a_socket(portal, address):
    wire = Browser(portal.port, address).wire
    asked = f"/ws/nothing-for-{address}/"
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": f"http://127.0.0.1:{portal.port}",
        **FORGED,
    }
    wire.request("GET", asked, headers=headers)
    wire.getresponse()
    log = portal.data_dir / "logs" / "sockets.log"
    wait_for(lambda: f"socket {asked} asked for by {address}" in log.read_text(), 60)
    assert "6.6.6.6" not in log.read_text()


def test_nobody_else_reaches_the_pages_past_the_front_door(portal):
    folder = Addresses.usual(portal.port, portal.data_dir).folder
    assert folder.stat().st_mode & 0o077 == 0
    assert {path.name for path in folder.iterdir()} == {"pages.sock", "sockets.sock"}


def test_a_proxy_that_is_no_address_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1,nginx")
    said = refused("run", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert "TRUSTED_PROXIES" in said and "'nginx'" in said
