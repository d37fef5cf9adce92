"""One command starts everything; however it ends, nothing is left behind."""

import http.client
import os
import signal
import socket
import stat
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.launch.portals import StartedPortal, free_port, manage, refused, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def data_dir():
    """One folder for the module, in reach of PostgreSQL's user: every start uses it again."""
    with tempfile.TemporaryDirectory(prefix="portal-start-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder / "data"


@pytest.fixture
def portal(data_dir):
    started = []

    def start(**how):
        started.append(StartedPortal(data_dir, free_port(), **how))
        return started[-1]

    yield start
    for one in started:
        one.end()


def status(port, path="/readyz"):
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    wire.request("GET", path)
    return wire.getresponse().status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(portal, number):
    one = portal(only="front,web").wait_until_open()
    assert status(one.port) == 200
    assert one.end(number) == 0
    assert one.left_behind() == []
    assert "nothing is left running" in one.said()


def test_its_processes_share_what_one_of_them_compiled(portal, monkeypatch):
    """A dozen interpreters that may keep no bytecode would each compile the whole house."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    one = portal(only="front,web").wait_until_open()
    given = Path(f"/proc/{one.process_of('web')}/environ").read_bytes().split(b"\0")
    assert not any(line.startswith(b"PYTHONDONTWRITEBYTECODE=") for line in given)


def test_a_killed_supervisor_takes_everything_with_it(portal):
    one = portal().wait_until_open()
    assert len(one.left_behind()) > 5
    one.end(signal.SIGKILL)
    wait_for(lambda: one.left_behind() == [], 60)


def test_ctrl_c_before_it_is_open_leaves_nothing(portal):
    one = portal()
    wait_for(lambda: "web " in one.said(), 90)
    assert one.end(signal.SIGINT) == 0
    assert one.left_behind() == []


def test_the_second_start_is_quick_and_keeps_data_and_secrets(portal, data_dir):
    one = portal(only="front,web").wait_until_open()
    make = "from customs_portal.accounts.models import User; User.objects.create(username='kept')"
    manage(data_dir, "shell", "--verbosity", "0", "-c", make)
    one.end()
    secrets = (data_dir / "secrets.env").read_text()
    began = time.monotonic()
    portal(only="front,web").wait_until_open()
    took = time.monotonic() - began
    ask = "from customs_portal.accounts.models import User; print(User.objects.count())"
    assert manage(data_dir, "shell", "--verbosity", "0", "-c", ask).strip() == "1"
    assert (data_dir / "secrets.env").read_text() == secrets
    assert took < 8 * max(1.0, os.getloadavg()[0] / 2)


def test_secrets_are_for_their_owner_only(portal, data_dir):
    portal(only="front,web").wait_until_open()
    for name in ("secrets.env", "running.json"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600


def test_a_process_that_dies_is_started_again_and_said_so(portal):
    one = portal(only="front,web").wait_until_open()
    os.kill(one.process_of("web"), signal.SIGKILL)
    wait_for(lambda: "web ended (signal 9); starting it again" in one.said(), 90)
    assert status(one.port) == 200


def test_a_database_that_dies_is_started_again_and_pages_recover(portal, data_dir):
    one = portal(only="front,web").wait_until_open()
    pid_file = data_dir / "services" / "postgres" / "postmaster.pid"
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
    wait_for(lambda: "PostgreSQL had ended" in one.said(), 90)
    wait_for(lambda: status(one.port) == 200, 60)


def test_a_taken_port_is_one_sentence(data_dir):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("run", "--port", str(port), "--data-dir", str(data_dir))
    assert said.startswith(f"Port {port} is taken") and "--port" in said


def test_a_folder_in_use_is_one_sentence(portal, data_dir):
    one = portal(only="front,web").wait_until_open()
    said = refused("run", "--port", str(free_port()), "--data-dir", str(data_dir))
    assert f"http://127.0.0.1:{one.port}" in said and "--data-dir" in said
