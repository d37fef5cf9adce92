"""Faults in the middle of the simulated quay: nothing is lost, nothing is doubled."""

import json
import signal
import urllib.error
import urllib.request

import pytest

from tests.chaos.port import Port
from tests.chaos.reckoning import reckon
from tests.chaos.watcher import Watcher

pytestmark = [pytest.mark.chaos, pytest.mark.feature("D-01")]


@pytest.fixture
def commander(port: Port) -> str:
    """Somebody who may watch the wall."""
    return port.rows(
        "SELECT u.username FROM accounts_user u JOIN accounts_post p ON p.user_id = u.id"
        " WHERE 'WATCH_WALL' = ANY(SELECT d FROM unnest(p.duties) d) ORDER BY 1"
    )[0][0]


def test_killed_processes_lose_nothing_and_double_nothing(port, commander):
    with Watcher(port, commander) as screen:
        ship = port.sails_in("KILL1", seed=11, containers=8)
        port.until(lambda: port.told("clearance.summary-accepted") >= 1)
        killed = {"web": port.kill("web")}
        port.until(lambda: port.told("device.container-at-shipside") >= 1)
        killed["gateway"] = port.kill("gateway")
        port.until(lambda: port.told("device.container-at-shipside") >= 3)
        killed["worker"] = port.kill("worker")
        killed["sockets"] = port.kill("sockets")
        port.until(lambda: port.told("clearance.payment-ordered") >= 2)
        port.until(lambda: port.pid_of("web") and port.answers())
        port.kill("web")
        port.until(lambda: port.told("clearance.passage-decided") >= 1)
        port.until(lambda: port.pid_of("gateway"))
        port.kill("gateway")

        assert ship.ends() == ""
        assert all(port.pid_of(name) not in (0, pid) for name, pid in killed.items())
        reckon(port, ship, containers=8)
        cells = screen.settles()
    assert screen.resumed and screen.cuts
    assert screen.torn == []
    assert screen.cells == cells


def test_an_emptied_and_restarted_valkey_loses_nothing(port):
    ship = port.sails_in("VALK1", seed=12, containers=5)
    before = port.told("device.container-at-shipside")
    for landed in range(before + 1, before + 4):
        port.until(lambda wanted=landed: port.told("device.container-at-shipside") >= wanted)
        port.valkey().flushall()
    port.kill_valkey()

    assert ship.ends() == ""
    assert port.valkey().ping()
    reckon(port, ship, containers=5)


def test_a_restarted_database_is_survived_by_every_process(port, commander):
    names = ("web", "sockets", "gateway", "worker", "beat")
    pids = {name: port.pid_of(name) for name in names}
    with Watcher(port, commander) as screen:
        ship = port.sails_in("PGSQL1", seed=13, containers=5)
        before = port.told("device.container-at-shipside")
        port.until(lambda: port.told("device.container-at-shipside") > before)
        port.end_postgres(signal.SIGINT)
        port.until(lambda: port.told("device.container-at-shipside") > before + 2)
        port.end_postgres(signal.SIGKILL)

        assert ship.ends() == ""
        reckon(port, ship, containers=5)
        cells = screen.settles()
    assert screen.torn == []
    assert screen.cells == cells
    assert {name: port.pid_of(name) for name in names} == pids


def test_pages_say_that_the_database_is_away_and_come_back_by_themselves(port):
    token = port.token()
    port.end_postgres(signal.SIGINT)
    assert port.database_is_gone()

    page = urllib.request.Request(
        f"{port.url}/enterprise/declarations/", headers={"Cookie": f"sessionid={'x' * 32}"}
    )
    program = urllib.request.Request(
        f"{port.url}/api/v1/guarantees", headers={"Authorization": f"Token {token}"}
    )
    for asked in (page, program):
        with pytest.raises(urllib.error.HTTPError) as away:
            urllib.request.urlopen(asked, timeout=60)
        assert away.value.code == 503
        assert away.value.headers["Retry-After"]
        if asked is page:
            assert away.value.headers["Refresh"]
            assert "away for a moment" in away.value.read().decode()
        else:
            assert away.value.headers["Content-Type"] == "application/problem+json"
            assert json.load(away.value)["errors"][0]["remedy"]

    port.until(port.answers, seconds=120)
    for asked in (page, program):
        assert urllib.request.urlopen(asked, timeout=60).status == 200
