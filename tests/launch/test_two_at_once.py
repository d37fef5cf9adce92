"""Two portals started in the same second never meet at one port."""

import re
import socket
import sys
import tempfile
from pathlib import Path

import pytest

from tests.launch.portals import StartedPortal, free_port, refused, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
PROCESSES = "front,web,gateway,bank"


@pytest.fixture
def start():
    started = []
    with tempfile.TemporaryDirectory(prefix="portal-two-") as name:
        Path(name).chmod(0o711)

        def one(port, folder, **how):
            started.append(StartedPortal(Path(name) / folder, port, **how))
            return started[-1]

        yield one
        for each in started:
            each.end()


def port_of(portal, name):
    line = next(line for line in portal.said().splitlines() if line.split()[:1] == [name])
    return int(re.search(r"127\.0\.0\.1:(\d+)", line)[1])


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_two_started_in_the_same_second_share_no_port_and_nothing_starts_again(start):
    both = [start(free_port(), name, only=PROCESSES) for name in ("a", "b")]
    for one in both:
        one.wait_until_open()
    doors = [port_of(one, name) for one in both for name in ("gateway", "bank")]
    assert len(set(doors)) == 4
    for one in both:
        for name in ("gateway", "bank"):
            log = one.data_dir / "logs" / f"{name}.log"
            wait_for(lambda log=log: "listens on" in log.read_text(), 180)
            assert answers(port_of(one, name))
            assert "already in use" not in log.read_text()
        assert " ended (" not in one.said()


def test_of_two_with_the_same_port_one_opens_and_the_other_says_so_at_once(start):
    port = free_port()
    both = [start(port, name, only="front,web") for name in ("a", "b")]
    wait_for(lambda: any(one.process.poll() is not None for one in both), 180)
    late = next(one for one in both if one.process.poll() is not None)
    early = next(one for one in both if one is not late)
    assert late.process.returncode == 1
    assert late.said().strip().startswith(f"Port {port} is taken")
    assert len(late.said().strip().splitlines()) == 1
    early.wait_until_open()


def test_a_port_is_held_before_anything_listens_and_until_the_end(start):
    one = start(0, "a", only="front,web,gateway")
    wait_for(lambda: "gateway " in one.said(), 180)
    port = port_of(one, "gateway")
    with pytest.raises(OSError, match="in use"), socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", port))
    one.end()
    with socket.socket() as after:
        after.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        after.bind(("127.0.0.1", port))


def test_port_zero_takes_any_free_port_and_names_it(start):
    one = start(0, "a", only="front,web").wait_until_open()
    assert answers(int(re.search(r"open at http://127\.0\.0\.1:(\d+)/", one.said())[1]))


@pytest.mark.parametrize(("port", "advice"), [(70_000, "--port"), (-1, "--port")])
def test_a_port_that_does_not_exist_is_one_sentence(tmp_path, port, advice):
    said = refused("run", "--port", str(port), "--data-dir", str(tmp_path / "data"))
    assert f"no port {port}" in said and advice in said
