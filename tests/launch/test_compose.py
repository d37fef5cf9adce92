"""The compose file starts what ``./portal run`` starts, with what each process needs."""

import ipaddress
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from customs_portal.launch.addresses import Addresses
from customs_portal.launch.environment import Environment
from customs_portal.launch.processes import plans

ROOT = Path(__file__).parents[2]
NOT_DEPLOYED = {"bank", "terminal", "quay"}  # all are simulations


@pytest.fixture(scope="module")
def compose():
    pytest.importorskip("compose")
    program = next(Path(sys.prefix).glob("lib/python3*/site-packages/compose/docker-compose"))
    example = (ROOT / ".env.example").read_text()
    names = [line.split("=")[0] for line in example.splitlines() if re.match(r"[A-Z_]+=", line)]
    given = {**dict.fromkeys(names, "8000"), "TRUSTED_PROXIES": "10.0.0.5"}
    done = subprocess.run(
        [program, "-f", ROOT / "docker-compose.yml", "config", "--format", "json"],
        capture_output=True, text=True, env=given,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def planned(tmp_path):
    found = plans(
        Environment(Path(sys.prefix)), Addresses.usual(8000, tmp_path), tmp_path, demo=True
    )
    return {plan.name: plan for plan in found}


def test_every_process_is_a_service(compose, planned):
    assert set(planned) - NOT_DEPLOYED <= set(compose["services"])


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("web", ["--interface", "--no-ws", "--http", "--workers-kill-timeout"]),
        ("web", ["--blocking-threads", "--respawn-failed-workers"]),
        ("web", ["customs_portal.wsgi:application"]),
        ("sockets", ["customs_portal.asgi:application", "--lifespan", "--no-proxy-headers"]),
        ("sockets", ["--no-access-log", "--timeout-graceful-shutdown"]),
        ("worker", ["house,events", "--without-gossip", "--without-mingle"]),
        ("beat", ["beat", "--pidfile"]),
        ("gateway", ["run_gateway"]),
        ("front", ["customs_portal.launch.front"]),
    ],
)  # fmt: skip
def test_a_service_is_started_with_the_same_words(compose, planned, name, ours):
    here = [str(word) for word in planned[name].command]
    there = compose["services"][name]["command"]
    for word in ours:
        assert word in here and word in there
        if word.startswith("--") and not here[here.index(word) + 1].startswith("--"):
            assert here[here.index(word) + 1] == there[there.index(word) + 1]


def test_migrations_run_once_and_everybody_waits_for_them(compose):
    services = compose["services"]
    migrating = [name for name, one in services.items() if "migrate" in str(one.get("command"))]
    assert migrating == ["prepare"]
    assert services["prepare"]["restart"] == "no"
    for name in ("web", "sockets", "worker", "beat", "gateway"):
        after = services[name]["depends_on"]
        assert after["prepare"]["condition"] == "service_completed_successfully"
    assert services["front"]["depends_on"]["web"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["web", "sockets", "worker", "beat", "gateway"])
def test_pictures_and_witnesses_are_shared(compose, name):
    service = compose["services"][name]
    mounted = {one["source"]: one["target"] for one in service["volumes"]}
    assert mounted["media"] == "/data/media"
    witnesses = service["environment"]["JOURNAL_WITNESS_FOLDERS"].split(",")
    assert {mounted["witness-a"], mounted["witness-b"]} == set(witnesses)


def test_pages_believe_the_front_door_whose_address_nobody_else_is_given(compose):
    services, network = compose["services"], compose["networks"]["default"]["ipam"]["config"][0]
    address = services["front"]["networks"]["default"]["ipv4_address"]
    for name in ("web", "sockets"):
        assert services[name]["environment"]["FRONT_DOOR"] == address
        assert services[name]["environment"]["TRUSTED_PROXIES"] == "10.0.0.5"
        assert "ports" not in services[name]
    assert services["front"]["environment"]["TRUSTED_PROXIES"] == "10.0.0.5"
    assert ipaddress.ip_address(address) in ipaddress.ip_network(network["subnet"])
    assert ipaddress.ip_address(address) not in ipaddress.ip_network(network["ip_range"])
