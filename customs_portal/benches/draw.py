"""A hundred thousand subjects committed under a root, drawn by lot, computed again by the script.

The pool goes through the operations of the portal and its database; the script runs by itself on
the published file. The peer is the bare loop of so many HMACs, without anything around it.
"""

import hmac
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack

PROCESSES: frozenset[str] = frozenset()
SUBJECTS = 100_000
AT_ONCE = 10_000
GRADES = ("ADVANCED", "CERTIFIED", "ORDINARY", "ORDINARY", "ORDINARY", "DISHONEST")


def run(stack: Stack) -> Result:
    stack.with_django()
    from customs_portal.journal import sealing
    from customs_portal.kit import clock
    from inspection.draws.operations.close_day import reveal_draw_secrets
    from inspection.draws.operations.commit_pool import commit_pool
    from inspection.draws.operations.fix_beacon import fix_beacon
    from inspection.draws.queries.day_file import day_file
    from inspection.draws.queries.draws import draw_file
    from inspection.draws.rules import verify_draw

    site, auditor = _a_site_with_officers(clock.now())
    began = time.perf_counter()
    _enter(site, now=clock.now())
    entered = time.perf_counter()
    now = clock.now()
    draw_no = commit_pool(place_code=site, cut_off_at=now, now=now)
    committed = time.perf_counter()
    sealing.seal_outstanding(now=now)
    sealed = time.perf_counter()
    drawn = fix_beacon(draw_no=draw_no, public_value="3,871.22", by=auditor, now=now)
    fixed = time.perf_counter()
    day = draw_file(draw_no=draw_no).row.day
    reveal_draw_secrets(now=now + timedelta(days=2))
    text = day_file(day=day) or ""
    told = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.jsonl"
        file.write_text(text, encoding="utf-8")
        checking = time.perf_counter()
        command = [sys.executable, "-I", "-S", verify_draw.__file__, str(file)]
        script = subprocess.run(command, capture_output=True, text=True, check=False)
        checked = time.perf_counter()
    took = {
        "commit_seconds": committed - entered,
        "draw_seconds": fixed - sealed,
        "verify_seconds": checked - checking,
    }
    return Result(
        name="draw",
        size={"subjects": SUBJECTS, "drawn": drawn, "file_bytes": len(text)},
        figures={
            "seconds": round(sum(took.values()), 2),
            **{name: round(value, 2) for name, value in took.items()},
            "enter_seconds": round(entered - began, 2),
            "publish_seconds": round(told - fixed, 2),
            "agrees": int(script.returncode == 0),
        },
        reference={"bare_hmac_seconds": round(_bare_loop(), 2), **stack.machine()},
        goals={"seconds": "< 10", "agrees": "= 1"},
    )


def _enter(site: str, *, now: Any) -> None:
    from inspection.draws.operations.enter_subjects import Entered, enter_subjects

    for first in range(0, SUBJECTS, AT_ONCE):
        enter_subjects(
            place_code=site,
            subjects=[
                Entered(
                    kind="container",
                    reference=f"BENCH{number:07d}",
                    grade=GRADES[number % len(GRADES)],
                )
                for number in range(first, first + AT_ONCE)
            ],
            now=now,
        )


def _a_site_with_officers(now: Any) -> tuple[str, Any]:
    """A site of one office with forty inspectors, and an auditor of another."""
    from customs_portal.accounts.duties import Duty
    from customs_portal.accounts.models import Post, User
    from customs_portal.registry.models import CustomsOffice, Place

    ours, others = (
        CustomsOffice.objects.create(code=code, name_en=f"Office {code}", level="SITE")
        for code in ("9901", "9902")
    )
    Place.objects.create(code="BENCH-DRAW", name_en="Bench yard", kind="YARD", office=ours)
    people = [(f"draw-{number}", ours, Duty.INSPECT_GOODS) for number in range(40)]
    for name, office, duty in [*people, ("draw-auditor", others, Duty.READ_JOURNAL)]:
        user = User.objects.create_user(username=name)
        since = now - timedelta(days=1)
        Post.objects.create(user=user, office=office, duties=[duty.value], valid_from=since)
    return "BENCH-DRAW", User.objects.get(username="draw-auditor")


def _bare_loop() -> float:
    key = bytes(64)
    ids = [f"{number:064x}".encode() for number in range(SUBJECTS)]
    began = time.perf_counter()
    for one in ids:
        hmac.digest(key, one, "sha256")
    return time.perf_counter() - began
