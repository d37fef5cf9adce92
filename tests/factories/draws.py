"""A day of draws: a pool with its beacon, crews with a second round, scans; all really drawn."""

import json
from datetime import datetime, timedelta

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from customs_portal.journal import sealing
from customs_portal.journal.models import SealedBatch
from customs_portal.registry.models import CustomsOffice
from inspection.draws.models import DrawDay
from inspection.draws.operations.close_day import reveal_draw_secrets
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.enter_subjects import Entered, enter_subjects
from inspection.draws.operations.fix_beacon import fix_beacon
from inspection.draws.operations.keep_out import keep_out
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.operations.note_pick import cast_recheck_lot, note_pick
from inspection.draws.rules.lottery import in_drawn_order, next_scan
from inspection.draws.states import PickKind
from tests.factories.inspection import NOON, a_place, an_officer, inspectors

SITE = "XRAY-1"
GRADES = ("ADVANCED", "ORDINARY", "DISHONEST", "SERIOUSLY_DISHONEST")
VALUE = "3,871.22"


def an_auditor(username: str = "auditor9") -> User:
    """Of another office than every site of these tests."""
    office, _ = CustomsOffice.objects.get_or_create(
        code="5100", defaults={"name_en": "District Customs", "level": "DISTRICT"}
    )
    user = User.objects.create_user(username=username, password="only-for-tests")
    Post.objects.create(
        user=user,
        office=office,
        duties=[Duty.READ_JOURNAL.value],
        valid_from=NOON - timedelta(days=400),
    )
    return user


def containers(count: int, *, first: int = 0, **changes: str) -> list[Entered]:
    return [
        Entered(
            **{
                "kind": "container",
                "reference": f"DRAW{number:07d}",
                "grade": GRADES[number % len(GRADES)],
            }
            | changes
        )
        for number in range(first, first + count)
    ]


def enter(subjects: list[Entered], *, now: datetime = NOON - timedelta(hours=1)) -> int:
    a_place(SITE)
    return enter_subjects(place_code=SITE, subjects=subjects, now=now)


def a_committed_pool(count: int = 60, *, cut_off_at: datetime = NOON) -> str:
    enter(containers(count))
    if not User.objects.filter(username="inspector1").exists():
        inspectors(6)
    return commit_pool(place_code=SITE, cut_off_at=cut_off_at, now=cut_off_at)


def a_drawn_pool(count: int = 60) -> str:
    """Needs real commits: the journal is numbered and sealed between pool and draw."""
    draw_no = a_committed_pool(count)
    sealing.seal_outstanding(now=NOON)
    fix_beacon(draw_no=draw_no, public_value=VALUE, by=an_auditor(), now=NOON + timedelta(hours=2))
    return draw_no


def a_whole_day() -> DrawDay:
    """A pool of sixty, a crew drawn twice, two analysts with five scans, two lots; told."""
    chief = an_officer("chief9", Duty.DISPATCH_INSPECTION)
    inspectors(7)
    a_place(SITE)
    keep_out(place_code=SITE, officer="inspector7", reason="brother", by=chief, now=NOON)
    a_drawn_pool()
    with transaction.atomic():
        day = commit_draw_secret(day=NOON.date(), now=NOON)
        _a_crew_and_another(day)
        waiting = [f"XG1-{number:06d}" for number in range(8)]
        for turn, analyst in ((1, "analyst1"), (1, "analyst2"), (2, "analyst1")):
            _a_scan(day, analyst, turn, waiting)
        for number in range(2):
            cast_recheck_lot(day=day, reference=f"R{number}", outcome="NO_FAULT", rate=20)
    sealing.seal_outstanding(now=NOON + timedelta(hours=3))
    reveal_draw_secrets(now=NOON + timedelta(days=1))
    sealing.seal_outstanding(now=NOON + timedelta(days=1))
    return DrawDay.objects.get(day=NOON.date())


def witnessed() -> list[dict]:
    """What a witness outside holds."""
    batches = SealedBatch.objects.order_by("batch_no")
    return json.loads(json.dumps([sealing.as_witnessed(one) for one in batches]))


def _a_crew_and_another(day: DrawDay) -> None:
    out: list[tuple[str, str, datetime]] = [("inspector1", "family", NOON)]
    order, before = {"kind": PickKind.CREW, "who": "IO261120900001", "beacon": "c0ffee"}, ()
    for turn in (1, 2):
        out += [(name, "leader ill", NOON) for name in before]
        gone = {name for name, _why, _at in out}
        pool = [f"inspector{n}" for n in range(1, 8) if f"inspector{n}" not in gone]
        crew = in_drawn_order(
            secret=day.secret, who=order["who"], beacon="c0ffee", turn=turn, pool=pool
        )[:2]
        again = {"reason": "leader ill", "asked_by": "chief9", "confirmed_by": "chief8"}
        note_pick(
            day=day,
            turn=turn,
            pool=pool,
            taken=crew,
            excluded=list(out),
            at=NOON,
            before=(turn - 1, before),
            **order,
            **(again if turn == 2 else {}),
        )
        before = crew


def _a_scan(day: DrawDay, analyst: str, turn: int, waiting: list[str]) -> None:
    ranked = next_scan(secret=day.secret, analyst=analyst, turn=turn, waiting=waiting)
    note_pick(
        day=day,
        kind=PickKind.SCAN,
        who=analyst,
        turn=turn,
        pool=waiting,
        taken=ranked[:1],
        excluded=[("XG1-999999", "judged it before", NOON)],
        at=NOON,
    )
    waiting.remove(ranked[0])
