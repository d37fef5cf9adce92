"""Sealing: whoever rewrites the database is found, and the first bad row is named."""

import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from customs_portal.journal import sealing, verify_journal
from tests.journal.test_announce import say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("M2")]
NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
SCRIPT = Path(verify_journal.__file__)


@pytest.fixture
def witnesses(settings, tmp_path):
    settings.JOURNAL_WITNESS_FOLDERS = [str(tmp_path / "a"), str(tmp_path / "b")]
    return [Path(folder) / sealing.WITNESS_FILE for folder in settings.JOURNAL_WITNESS_FOLDERS]


@pytest.fixture
def sealed(witnesses):
    """Twenty entries in three batches, then three that are not sealed yet."""
    for batch in (7, 12, 1):
        for number in range(batch):
            say(f"QC-{number}")
        sealing.seal_outstanding(now=NOW)
    for _ in range(3):
        say("QC-9")
    return witnesses


def tamper(sql: str) -> None:
    """As somebody who owns the database would: triggers off, change, triggers on."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


def export(tmp_path: Path) -> Path:
    out = tmp_path / "export.jsonl"
    call_command("export_journal", out=out, stdout=StringIO())
    return out


def run_script(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-E", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_is_short_and_needs_only_the_standard_library():
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) < 150
    imports = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imports <= set(sys.stdlib_module_names)


def test_an_untouched_journal_is_good_for_the_command_and_for_the_script(sealed, tmp_path):
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().count("20 sealed rows unchanged, 3 not sealed") == 2
    answer = run_script(export(tmp_path), *sealed)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("GOOD") == 2


TABLE = "journal_journalentry"
SWAP = (
    "UPDATE journal_journalentry SET position = CASE position WHEN 5 THEN -6 ELSE -5 END"
    " WHERE position IN (5, 6);"
    "UPDATE journal_journalentry SET position = -position WHERE position < 0"
)


@pytest.mark.parametrize(
    ("attack", "row"),
    [
        (f"UPDATE {TABLE} SET payload = '{{}}' WHERE position = 4", 4),
        (f"UPDATE {TABLE} SET recorded_at = now() WHERE position = 20", 20),
        (f"DELETE FROM {TABLE} WHERE position = 1", 1),
        (f"DELETE FROM {TABLE} WHERE position = 13", 13),
        (f"DELETE FROM {TABLE} WHERE position > 17", 18),
        (
            f"DELETE FROM {TABLE} WHERE position = 9;"
            f"UPDATE {TABLE} SET position = position - 1, seq = seq - 1 WHERE position > 9",
            9,
        ),
        (SWAP, 5),
        (
            f"INSERT INTO {TABLE} (feed, seq, position, name, payload, subjects, request_id,"
            " recorded_at) VALUES ('other', 1, 0, 'tests.forged', '{}', '{}', '', now())",
            1,
        ),
    ],
)
def test_each_attack_is_found_and_the_first_bad_row_named(sealed, tmp_path, attack, row):
    tamper(attack)
    answer = run_script(export(tmp_path), sealed[0])
    assert answer.returncode == 1
    assert f"row {row} " in answer.stdout or f"row {row}:" in answer.stdout
    with pytest.raises(CommandError, match=f"row {row}[ :]"):
        call_command("verify_journal", stdout=StringIO())


def test_a_thousand_random_changes_to_an_export_are_all_found(sealed, tmp_path):
    lines = [json.loads(line) for line in export(tmp_path).read_text().splitlines()]
    batches = [json.loads(line) for line in sealed[0].read_text().splitlines()]
    chance = random.Random(7)
    for _ in range(1000):
        rows = [dict(line) for line in lines]
        at = chance.randrange(20)
        kind = chance.choice(["alter", "drop", "insert", "swap", "cut"])
        if kind == "alter":
            field = chance.choice(["payload", "subjects", "name", "actor", "request_id"])
            rows[at][field] = "forged"
        elif kind == "drop":
            del rows[at]
        elif kind == "insert":
            rows.insert(at, dict(rows[at]))
        elif kind == "swap":
            other = (at + 1) % 20
            rows[at], rows[other] = rows[other], rows[at]
            at = min(at, other)
        else:
            rows = rows[:at]
        error, _ = verify_journal.check_entries(rows, batches)
        assert error is not None
        first = int(error.split()[1].rstrip(":"))
        assert first in (at + 1, at + 2), (kind, at, error)


def test_a_rewritten_witness_is_found_by_its_signature(sealed, tmp_path):
    batches = [json.loads(line) for line in sealed[0].read_text().splitlines()]
    batches[1]["signature"] = batches[0]["signature"]
    assert "signature of batch 2" in str(verify_journal.check_heads(batches))
    assert verify_journal.check_heads(batches[:1], public_key="11" * 32) is not None
    assert "batch 1 " in str(verify_journal.check_heads(batches[1:]))


def test_a_witness_that_was_away_or_torn_catches_up(sealed):
    whole = sealed[0].read_bytes()
    sealed[0].write_bytes(whole[:-40])
    sealed[1].unlink()
    sealing.seal_outstanding(now=NOW)
    assert sealed[0].read_bytes().startswith(whole)
    assert sealed[0].read_bytes() == sealed[1].read_bytes()


def test_nothing_is_sealed_without_a_key(settings, witnesses):
    settings.JOURNAL_SIGNING_KEY = ""
    say()
    with pytest.raises(sealing.NoSigningKey):
        sealing.seal_outstanding(now=NOW)
