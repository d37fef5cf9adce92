"""An import killed in the middle and run again: exact, nothing twice, nothing lost."""

import csv
import os
import signal
import subprocess
import sys

import pytest

from customs_portal.launch.environment import ROOT

pytestmark = [pytest.mark.chaos, pytest.mark.feature("D-01")]

CHUNK = 100
GOOD, WORTHLESS = 700, 100
HEADS = [
    *("Declaration ID", "Date", "Mode of Transport", "Importer ID", "HS6 Code"),
    *("Country of Departure", "Country of Origin", "Tax Rate", "Net Mass", "Item Price"),
]
OURS = "FROM declarations_declaration WHERE source = 'FILE' AND transport_document LIKE 'KILL%%'"
NEWS = (
    "SELECT payload FROM journal_journalentry WHERE name = 'clearance.declarations-imported'"
    " AND payload->>'file_name' = 'killed.csv' ORDER BY id"
)
FACTS = {
    "declarations": f"SELECT count(*), count(DISTINCT transport_document) {OURS}",
    "items": "SELECT count(*) FROM declarations_declarationitem WHERE declaration_id IN"
    f" (SELECT id {OURS})",
    "judged": "SELECT count(*), count(DISTINCT subject_reference) FROM assessments_assessment"
    f" WHERE subject_reference IN (SELECT declaration_no {OURS})",
    "firms": "SELECT count(*) FROM registry_enterprise WHERE file_reference LIKE 'KILLFIRM%%'",
}


@pytest.fixture
def a_file(tmp_path):
    """Good rows, one chunk of which nothing can be taken, and a bad row in each other chunk."""
    path = tmp_path / "killed.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADS)
        for number in range(GOOD + WORTHLESS):
            in_bad_chunk = CHUNK <= number < CHUNK + WORTHLESS
            price = "0" if in_bad_chunk or number % CHUNK == 50 else "415092.72"
            row = [f"KILL{number:05d}", "2021-01-04", "40", f"KILLFIRM{number % 7}", "610910"]
            writer.writerow([*row, "VN", "VN", "7.2", "901.2", price])
    return path


def import_of(port, path):
    words = ["import_declarations", str(path), "--refused", str(path.with_suffix(".refused"))]
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=port.environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def state_of(port):
    return {name: port.rows(sql) for name, sql in FACTS.items()}


def test_an_import_killed_twice_ends_exact_with_nothing_twice_and_nothing_lost(port, a_file):
    accepted = GOOD - GOOD // CHUNK
    for wanted in (CHUNK, 3 * CHUNK):
        running = import_of(port, a_file)
        port.until(lambda wanted=wanted: port.count(f"SELECT count(*) {OURS}") >= wanted - 1)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        there = port.count(f"SELECT count(*) {OURS}")
        assert 0 < there < accepted, "it was to be killed in the middle"
        assert there % (CHUNK - 1) == 0, "a chunk is there as a whole or not at all"

    last = import_of(port, a_file)
    said = last.communicate(timeout=300)[0]
    assert last.returncode == 0
    assert f"{accepted - there} accepted, {WORTHLESS + GOOD // CHUNK} refused" in said
    assert f"{there} were there already" in said

    facts = state_of(port)
    assert facts["declarations"] == [(accepted, accepted)]
    assert facts["items"] == [(accepted,)]
    assert facts["judged"] == [(accepted, accepted)]
    assert facts["firms"] == [(7,)]
    with a_file.with_suffix(".refused").open() as found:
        refused = [row["Declaration ID"] for row in csv.DictReader(found)]
    assert len(set(refused)) == WORTHLESS + GOOD // CHUNK

    told = [payload for (payload,) in port.rows(NEWS)]
    numbers = [number for one in told for number in one["declaration_nos"]]
    assert len(numbers) == len(set(numbers)) == sum(one["accepted"] for one in told) == accepted
    named = [number for one in told for number in one["refused"]]
    assert sorted(named) == sorted(set(refused)), "each refusal is told once"

    again = import_of(port, a_file)
    assert f"0 accepted, {len(named)} refused" in again.communicate(timeout=300)[0]
    assert state_of(port) == facts
    assert len(port.rows(NEWS)) == len(told), "a file taken again is no news"
