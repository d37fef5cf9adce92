"""What the launcher installs and prepares, and how it says what is missing."""

import errno
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from customs_portal.benches import Result, percentile
from customs_portal.launch import environment, keys, preparation, programs
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble

ROOT = Path(__file__).parents[2]
# Its wheel asks for the build with a display; the same library without one is installed.
KNOWN_COMPLAINT = "rapidocr-onnxruntime 1.4.4 requires opencv-python, which is not installed."


def test_without_the_venv_module_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delenv("PORTAL_VENV", raising=False)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match="apt install python3-venv") as trouble:
        environment.prepared(tmp_path, Lifeline(), Terminal(), tests=False)
    assert "\n" not in str(trouble.value)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "free about 2 GB"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), "--data-dir"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_with_advice(error, advice):
    said = str(programs.explain(error))
    assert advice in said and "/data/x" in said and "\n" not in said


def test_pip_without_space_says_so():
    last = ["Collecting numpy", "ERROR: Could not install: [Errno 28] No space left on device"]
    assert environment._why_not(last).startswith("The disk is full")


def test_locks_pin_every_package_once():
    seen = []
    for lock in (environment.RUNTIME_LOCK, environment.TEST_LOCK):
        for line in environment._packages(lock):
            assert re.fullmatch(r'[A-Za-z0-9_.-]+==[^ ;]+(; [a-z_]+ < "[0-9.]+")?', line), line
            seen.append(line.partition("==")[0].lower())
    assert len(seen) == len(set(seen))
    assert "opencv-python" not in seen


def test_installed_packages_fit_together():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    complaints = [line for line in done.stdout.splitlines() if "requires" in line]
    assert complaints in ([], [KNOWN_COMPLAINT])


def test_secrets_are_made_once(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "DEMO_PASSWORD", "BANK_SHARED_SECRET", "DEVICE_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("JOURNAL_SIGNING_KEY", raising=False)
    first = keys.kept(tmp_path)
    assert keys.kept(tmp_path) == first
    assert len(bytes.fromhex(first["JOURNAL_SIGNING_KEY"])) == 32
    monkeypatch.setenv("DEMO_PASSWORD", "chosen")
    assert keys.kept(tmp_path) == {**first, "DEMO_PASSWORD": "chosen"}


def test_a_step_depends_on_the_content_of_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("x==1")
    migrations = tmp_path / "room" / "wing" / "migrations"
    migrations.mkdir(parents=True)
    (tmp_path / "room" / "__init__.py").touch()
    (migrations / "0001_rooms.py").write_text("one")
    before = preparation._digest(("**/migrations/*.py",))
    (tmp_path / "room" / "other.py").write_text("no migration")
    assert preparation._digest(("**/migrations/*.py",)) == before
    (migrations / "0001_rooms.py").write_text("two")
    assert preparation._digest(("**/migrations/*.py",)) != before


def test_the_compose_file_passes_composes_own_validation():
    pytest.importorskip("compose")
    compose = Path(sys.prefix).glob("lib/python3*/site-packages/compose/docker-compose")
    example = (ROOT / ".env.example").read_text()
    names = [line.split("=")[0] for line in example.splitlines() if re.match(r"[A-Z_]+=", line)]
    done = subprocess.run(
        [next(compose), "-f", ROOT / "docker-compose.yml", "config", "--format", "json"],
        capture_output=True, text=True, env=dict.fromkeys(names, "8000"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "variable is not set" not in done.stderr
    services = json.loads(done.stdout)["services"]
    assert {"postgres", "valkey", "web", "sockets", "worker", "beat", "gateway"} <= set(services)
    assert all("healthcheck" in one for name, one in services.items() if name != "prepare")
    assert services["worker"]["deploy"]["replicas"] > 1


def test_a_goal_is_met_by_its_figure_or_not_at_all():
    def result(**figures):
        goals = {"p95_ms": "< 300", "gaps": "= 0"}
        return Result(name="x", size={}, figures=figures, reference={}, goals=goals)

    assert result(p95_ms=299.9, gaps=0).met
    assert not result(p95_ms=300.0, gaps=0).met
    assert not result(p95_ms=1.0).met


def test_percentiles_are_values_that_were_measured():
    assert percentile([float(n) for n in range(1, 101)], 95) == 95.0
    assert percentile([5.0], 99) == 5.0
