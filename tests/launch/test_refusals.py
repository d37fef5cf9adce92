"""What keeps the portal from starting: one sentence each, with the way out."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from customs_portal.launch import binaries
from customs_portal.launch.embedded import Embedded
from customs_portal.launch.instance import Instance
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.trouble import Trouble
from tests.launch.portals import StartedPortal, free_port, manage, refused


@pytest.fixture
def open_folder():
    """In reach of PostgreSQL's user, which a test's usual folder is not."""
    with tempfile.TemporaryDirectory(prefix="portal-refusals-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def small_disk(open_folder):
    """A disk of its own: 60 MB, enough to begin and too little to go on."""
    disk = open_folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=60m,mode=755", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("a disk of one's own can be mounted by root only")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def run(folder):
    return refused("run", "--no-demo", "--port", "0", "--data-dir", str(folder))


def test_a_full_disk(small_disk):
    said = run(small_disk / "data")
    assert said.startswith("The disk is full") and "--data-dir" in said


def test_a_disk_that_fills_while_the_database_is_made(small_disk, monkeypatch):
    monkeypatch.setattr("customs_portal.launch.embedded._NEEDED_BYTES", 0)
    (small_disk / "ballast").write_bytes(b"x" * 45_000_000)
    lifeline = Lifeline()
    servers = Embedded(small_disk / "data", lifeline, binaries.own_site_packages(), durable=True)
    with pytest.raises(Trouble, match="The disk is full"):
        servers.start_postgres()
    lifeline.close()


def test_a_disk_that_cannot_be_written(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    said = run(small_disk / "data")
    assert said.startswith("This folder cannot be written") and "--data-dir" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else(tmp_path):
    tmp_path.chmod(0o500)
    said = run(tmp_path / "data")
    assert said.startswith("This folder cannot be written") and "--data-dir" in said


def test_a_folder_that_cannot_be_made():
    assert run("/proc/portal").startswith("This folder cannot be made (/proc/portal)")


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "data").write_text("no folder")
    assert run(tmp_path / "data").startswith("There is a file where a folder is needed")


@pytest.mark.parametrize(
    ("version", "way_out"), [("99", "install that version"), ("9.6", "dump them with")]
)
def test_data_of_another_postgresql(open_folder, version, way_out):
    """Another major version's files begin with its number; the rest is not looked at."""
    data = open_folder / "data" / "services" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text(f"{version}\n")
    said = run(open_folder / "data")
    assert f"made by PostgreSQL {version} and this is PostgreSQL" in said
    assert way_out in said and "--data-dir" in said
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(not Path("/usr/bin/python3.11").exists(), reason="needs a plain Python")
def test_a_folder_where_another_portal_is_only_starting(tmp_path):
    first, second = Instance(tmp_path / "data"), Instance(tmp_path / "data")
    first.take()
    with pytest.raises(Trouble, match="starts or stops .* wait until it says who can sign in"):
        second.take()
    first.leave()
    second.take()
    second.leave()


def test_without_a_venv_module(tmp_path):
    """As on a system whose Python comes in pieces: the module is really not there."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['ensurepip'] = None\nsys.modules['venv'] = None\n"
    )
    here = Path(__file__).parents[2]
    copy = tmp_path / "portal here"
    shutil.copytree(here / "customs_portal" / "launch", copy / "customs_portal" / "launch")
    shutil.copytree(here / "customs_portal" / "kit", copy / "customs_portal" / "kit")
    for name in ("portal", "requirements.txt", "customs_portal/visitors.py"):
        shutil.copy(here / name, copy / name)
    kept = {name: value for name, value in os.environ.items() if name != "PORTAL_VENV"}
    done = subprocess.run(
        ["/usr/bin/python3.11", "portal", "run", "--port", "0"],
        cwd=copy, capture_output=True, text=True, timeout=60,
        env={**kept, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_with_spaces_and_chinese_characters_is_no_trouble(open_folder):
    folder = open_folder / "海关 data, 港口's"
    one = StartedPortal(folder, free_port(), only="front,web,sockets,worker,gateway")
    one.wait_until_open()
    ask = "from customs_portal.accounts.models import User; print(User.objects.count())"
    assert manage(folder, "shell", "--verbosity", "0", "-c", ask).strip() == "0"
    assert " ended (" not in one.said()
    assert one.end() == 0
    assert one.left_behind() == []
