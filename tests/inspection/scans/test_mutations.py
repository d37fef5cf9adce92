"""Thousands of broken files: each is read or refused by name, in bounded time, by one reader."""

import random
import time

import pytest

from customs_portal.confined.standing import Died, Standing
from inspection.scans.rules.limits import MOST_BYTES
from inspection.scans.rules.wording import SENTENCES
from tests.inspection.scans.deliveries import GOOD

pytestmark = pytest.mark.feature("H-02")
A_FORM = 350  # mutated files of each of the nine forms
SECONDS_EACH = 20.0


@pytest.fixture(scope="module")
def reader():
    standing = Standing(
        "inspection.scans.rules.inside", library="numpy", wall_seconds=60,
        most_bytes=8 * MOST_BYTES,
    )  # fmt: skip
    yield standing
    standing.end()


def mutated(data, chance):
    """Bytes flipped, cut, doubled, exchanged, or numbers made huge, mostly near the head."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        where = chance.randrange(min(len(found), chance.choice((64, 600, len(found)))))
        way = chance.randrange(6)
        if way == 0:
            found[where] ^= 1 << chance.randrange(8)
        elif way == 1:
            found[where] = chance.choice((0, 1, 127, 128, 255))
        elif way == 2:
            found[where : where + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
        elif way == 3:
            del found[where : where + chance.randrange(1, 40)]
        elif way == 4:
            found[where:where] = found[where : where + chance.randrange(1, 40)]
        else:
            found = found[: max(1, where)]
        if not found:
            return b""
    return bytes(found)


@pytest.mark.parametrize("name", GOOD)
def test_a_mutated_file_is_read_or_refused_by_name(reader, name):
    chance, killed = random.Random(f"mutations of {name}"), 0
    form = "packed" if name == "packed" else ""
    for number in range(A_FORM):
        data = mutated(GOOD[name], chance)
        began = time.monotonic()
        try:
            said, _made = reader.ask({"task": "scan", "form": form}, data)
        except Died:  # by its limits: one process, which nobody shares, is replaced
            killed += 1
            continue
        assert time.monotonic() - began < SECONDS_EACH, number
        assert said.get("rule", "empty") in SENTENCES, (number, said)
    assert killed <= A_FORM // 100
    assert "form" in reader.ask({"task": "scan", "form": form}, GOOD[name])[0]


def test_a_reader_that_is_killed_is_replaced(reader):
    reader.ask({"task": "scan", "form": ""}, GOOD["png16"])
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert reader.ask({"task": "scan", "form": ""}, GOOD["png16"])[0]["form"] == "png16"


def test_a_reader_can_open_nothing_and_has_no_secrets(reader):
    """Its limits stand before the first byte of a stranger."""
    import resource
    from pathlib import Path

    reader.ask({"task": "scan", "form": ""}, GOOD["png16"])
    limits = Path(f"/proc/{reader._process.pid}/limits").read_text()
    row = {line[:26].strip(): line[26:].split() for line in limits.splitlines()[1:]}
    assert row["Max open files"][:2] == ["0", "0"]
    assert row["Max file size"][:2] == ["0", "0"]
    assert row["Max processes"][:2] == ["0", "0"]
    assert int(row["Max address space"][0]) < 3 * 1024**3
    assert row["Max cpu time"][0] != "unlimited"
    environment = Path(f"/proc/{reader._process.pid}/environ").read_bytes()
    assert b"SECRET" not in environment and b"DATABASE" not in environment
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0
