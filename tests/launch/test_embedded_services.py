"""PostgreSQL and Valkey of one's own, wherever the data folder lies."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from customs_portal.launch import binaries
from customs_portal.launch.embedded import Embedded, home_for
from customs_portal.launch.instance import Instance
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.trouble import Trouble


@pytest.fixture
def open_folder():
    """In reach of PostgreSQL's user, which a test's usual folder is not."""
    with tempfile.TemporaryDirectory(prefix="portal-services-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def started():
    lifelines, all_servers = [], []

    def start(folder, *, durable=False):
        lifelines.append(Lifeline())
        servers = Embedded(folder, lifelines[-1], binaries.own_site_packages(), durable=durable)
        all_servers.append(servers)
        servers.start_postgres()
        servers.start_valkey()
        return servers

    yield start
    for servers in all_servers:
        servers.stop()
    for lifeline in lifelines:
        lifeline.close()


def ask(servers, sql):
    connection = psycopg2.connect(servers.database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        answer = cursor.fetchone() if cursor.description else None
    connection.close()
    return answer and answer[0]


def test_works_in_a_folder_deeper_than_a_socket_path_may_be(open_folder, started):
    deep = open_folder.joinpath(*["quite-a-long-name-for-a-folder"] * 5)
    deep.mkdir(parents=True)
    servers = started(deep)
    assert ask(servers, "SELECT 1") == 1
    assert redis.Redis.from_url(servers.redis_url).ping()
    shutil.rmtree(servers.sockets)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must step down for PostgreSQL")
def test_started_by_root_below_a_closed_folder_the_files_lie_elsewhere(open_folder, started):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    servers = started(closed / "data")
    assert servers.home == home_for(closed / "data") and closed not in servers.home.parents
    assert ask(servers, "SELECT 1") == 1
    servers.stop()
    Instance(closed / "data").start_over()
    assert not servers.home.exists()


def test_programs_that_others_cannot_reach_are_copied_out(tmp_path):
    found = binaries.postgres_folder(binaries.own_site_packages())
    if found.parent.name != "pginstall":
        pytest.skip("a system PostgreSQL is reachable by everyone")
    copied = binaries.copied_out(found, tmp_path)
    assert tmp_path in copied.parents and os.access(copied / "postgres", os.X_OK)
    assert binaries.copied_out(found, tmp_path) == copied


def test_data_survive_a_stop_and_a_kill(open_folder, started):
    first = started(open_folder, durable=True)
    ask(first, "CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    second = started(open_folder, durable=True)
    assert ask(second, "SELECT n FROM kept") == 7
    pid_file = second.home / "postgres" / "postmaster.pid"
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
    while not (revived := second.revive()):
        pass
    assert revived == ["PostgreSQL"]
    assert ask(second, "SELECT n FROM kept") == 7


@pytest.mark.parametrize(
    ("find", "setting"),
    [(binaries.postgres_folder, "DATABASE_URL"), (binaries.valkey_program, "REDIS_URL")],
)
def test_nothing_found_is_one_sentence_with_all_three_ways(find, setting, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(binaries, "_SYSTEM_FOLDERS", ())
    with pytest.raises(Trouble) as trouble:
        find([])
    said = str(trouble.value)
    assert "wheel" in said and "apt install" in said and setting in said
    assert "\n" not in said
