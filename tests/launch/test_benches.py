"""Several benches in one command: each has a portal of its own and says its own figures."""

import json
import subprocess
import sys
import uuid

from tests.launch.portals import ROOT, environment, processes_marked


def test_two_benches_in_one_command_both_answer_and_leave_nothing_behind():
    mark = f"mark-{uuid.uuid4().hex}"
    done = subprocess.run(
        [sys.executable, "portal", "bench", "law", "law", "--json"],
        cwd=ROOT,
        env=environment(mark),
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["name"] for one in results] == ["law", "law"]
    first, second = (one["figures"] for one in results)
    assert first["mutants"] == second["mutants"] == first["noticed"] == second["noticed"] > 2500
    assert done.stderr.count("Starting PostgreSQL") == 2
    assert processes_marked(mark) == []
