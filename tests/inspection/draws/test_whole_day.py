"""A day of draws from the pool to the secret, checked by the script alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inspection.draws.rules import verify_draw
from inspection.draws.rules.verify_draw import check

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-01")]
SCRIPT = Path(verify_draw.__file__)


def test_an_honest_day_agrees(a_day):
    lines, batches = a_day
    assert check(lines, []) == ("", len(lines))
    assert check(lines, batches) == ("", len(lines))


def test_the_script_runs_alone(a_day, tmp_path):
    lines, batches = a_day
    day, witness = tmp_path / "day.jsonl", tmp_path / "witness.jsonl"
    witness.write_text("\n".join(map(json.dumps, batches)), encoding="utf-8")
    for wanted in (0, 1):
        day.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(SCRIPT), str(day), str(witness)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == wanted, ran.stdout + ran.stderr
        lines.pop(3)
    assert "a line was changed" in ran.stdout


def test_the_script_is_short():
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 150
