"""Anyone can compute a day's draws again; whoever changed one is found and named."""

import copy
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.journal.announce import announce
from customs_portal.journal.sealing import entries_in_order
from inspection.orders.events import DrawSecretCommitted
from inspection.orders.models import DrawSecret
from inspection.orders.operations.exclude_officer import exclude_officer
from inspection.orders.operations.keep_draw_secret import reveal_draw_secrets
from inspection.orders.operations.redraw_crew import ask_redraw, confirm_redraw
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.rules import verify_draw
from inspection.orders.rules.draw import commitment_of
from inspection.orders.rules.verify_draw import check_draws
from tests.factories.inspection import NOON, an_officer, an_order, inspectors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("I-01")]

DAY = "2026-11-20"


def a_fixed_secret():
    """So that a bent pool never happens to give the same crew."""
    commitment = commitment_of(secret="ab" * 32)
    with transaction.atomic():
        DrawSecret.objects.create(
            day=NOON.date(), secret="ab" * 32, commitment=commitment, committed_at=NOON
        )
        announce(DrawSecretCommitted(day=NOON.date(), commitment=commitment, committed_at=NOON))


@pytest.fixture
def export():
    """A day with three draws, one of them drawn again, and an exclusion; then the secret."""
    inspectors(7)
    a_fixed_secret()
    one, two = (an_officer(name, Duty.DISPATCH_INSPECTION) for name in ("one", "two"))
    for number in range(3):
        order_no = an_order(f"TGHU100000{number}")
        if number == 0:
            exclude_officer(
                order_no=order_no, officer="inspector1", reason="family", by=one, now=NOON
            )
        send_to_opening(order_no=order_no, reason="dense", beacon=f"c0ffee{number}", now=NOON)
    ask_redraw(order_no=order_no, reason="leader ill", by=one, now=NOON)
    confirm_redraw(order_no=order_no, by=two, now=NOON)
    reveal_draw_secrets(now=NOON + timedelta(days=1))
    return json.loads(json.dumps(list(entries_in_order())))


def rows_of(export, name):
    return [row for row in export if row["name"] == f"inspection.{name}"]


def renumbered(export):
    """A forger closes the gaps he leaves."""
    for position, row in enumerate(export, start=1):
        row["position"] = position
    return export


def moved(export, row, *, after):
    export.remove(row)
    export.insert(export.index(after) + 1, row)
    return renumbered(export)


def test_an_honest_day_agrees(export):
    assert check_draws(export, day=DAY) == (None, 4)
    assert check_draws(export, day="2026-11-19") == (None, 0)


@pytest.mark.parametrize("change", ["add", "remove"])
def test_a_changed_pool_is_found(export, change):
    draw = rows_of(export, "crew-drawn")[1]["payload"]
    idle = [name for name in draw["pool"] if name not in draw["crew"]]
    if change == "add":
        draw["pool"].append("inspector99")
    else:
        draw["pool"].remove(idle[0])
    error, checked = check_draws(export, day=DAY)
    assert draw["order_no"] in error
    assert "chance names another crew" in error
    assert checked == 2


def test_a_dropped_draw_is_found_even_when_the_gap_is_closed(export):
    draw = rows_of(export, "crew-drawn")[0]
    export.remove(draw)
    assert "missing" in check_draws(export, day=DAY)[0]
    error, _ = check_draws(renumbered(export), day=DAY)
    assert draw["payload"]["order_no"] in error
    assert "no draw" in error


def test_a_second_secret_is_found(export):
    committed = rows_of(export, "draw-secret-committed")[0]
    second = copy.deepcopy(committed)
    second["payload"]["commitment"] = commitment_of(secret="better luck")
    export.insert(export.index(committed) + 1, second)
    assert "second secret" in check_draws(renumbered(export), day=DAY)[0]


def test_a_secret_made_up_afterwards_is_found(export):
    rows_of(export, "draw-secret-revealed")[0]["payload"]["secret"] = "better luck"
    assert "the secret is another one" in check_draws(export, day=DAY)[0]


def test_a_secret_that_was_committed_after_the_draw_is_found(export):
    draw = rows_of(export, "crew-drawn")[0]
    moved(export, rows_of(export, "draw-secret-committed")[0], after=draw)
    assert "before the secret" in check_draws(export, day=DAY)[0]


def test_an_exclusion_after_the_draw_is_found(export):
    draw = rows_of(export, "crew-drawn")[0]
    moved(export, rows_of(export, "officer-excluded")[0], after=draw)
    assert "inspector1 was excluded after the draw" in check_draws(export, day=DAY)[0]


def test_a_swapped_crew_is_found(export):
    draw = rows_of(export, "crew-drawn")[2]["payload"]
    draw["crew"].reverse()
    assert "chance names another crew" in check_draws(export, day=DAY)[0]


def test_a_draw_repeated_without_two_people_is_found(export):
    asked = rows_of(export, "redraw-asked")[0]
    export.remove(asked)
    assert check_draws(renumbered(export), day=DAY)[0] is not None


def test_the_script_runs_alone_and_says_so_with_its_exit(export, tmp_path):
    file = tmp_path / "journal.jsonl"
    script = Path(verify_draw.__file__)
    for is_honest in (True, False):
        file.write_text("\n".join(map(json.dumps, export)), encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(script), str(file), DAY],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == (0 if is_honest else 1), ran.stderr
        assert ("4 draws" if is_honest else "another crew") in ran.stdout
        rows_of(export, "crew-drawn")[0]["payload"]["crew"].reverse()


def test_the_command_checks_the_database(export, capsys):
    call_command("verify_draws", DAY)
    assert "4 draws computed again" in capsys.readouterr().out
    assert len(Path(verify_draw.__file__).read_text(encoding="utf-8").splitlines()) < 150


def test_before_the_secret_is_revealed_nothing_is_claimed():
    inspectors(3)
    send_to_opening(order_no=an_order(), reason="dense", beacon="c0ffee", now=NOON)
    with pytest.raises(CommandError, match="not revealed"):
        call_command("verify_draws", DAY)
