"""A day of draws as its file tells it, made by the rules alone; and ways to forge it."""

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

from customs_portal.journal.verify_journal import head_of, leaf_of, root_of
from inspection.draws.rules import lottery
from inspection.draws.rules.lottery import Ballot, KeptOut, OnPost, sha256

DAY = "2026-11-20"
SECRET = lottery.day_secret(master="a secret of these tests", day=DAY)
COMMITMENT = lottery.commitment_of(secret=SECRET)
SOURCE = "SSE Composite Index, close of the next trading day, two decimals"
RATES = {"container/ADVANCED": 3, "container/ORDINARY": 100, "container/DISHONEST": 400}
FILING_RATES = {"declaration/ADVANCED": 3, "declaration/ORDINARY": 20, "declaration/DISHONEST": 400}
OFFICERS = tuple(f"inspector{number}" for number in range(1, 7))
Row = dict[str, Any]


class DrawnDay:
    """Rows of the file, the receipt of one subject, the batches of a witness."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.position = 0
        self.batches: list[Row] = []
        self.secret = SECRET
        self.commitment = COMMITMENT
        self.receipts: list[Row] = []

    def tell(self, name: str, **payload: Any) -> Row:
        self.position += 3  # other news lies between
        entry = {
            "position": self.position,
            "feed": "port",
            "seq": self.position,
            "name": f"inspection.{name}",
            "payload": payload,
            "subjects": [],
            "actor": None,
            "request_id": "",
            "recorded_at": f"{DAY}T12:00:00+08:00",
        }
        self.rows.append({"entry": entry})
        return entry

    def lines(self) -> list[str]:
        return [json.dumps(row) for row in self.rows]


def a_drawn_day() -> DrawnDay:
    """Two pools, a crew drawn twice, three turns of two analysts, three single lots, and those of
    forty declarations."""
    day = DrawnDay()
    day.tell(
        "draw-secret-committed",
        day=DAY,
        commitment=COMMITMENT,
        rates=dict(FILING_RATES),
        committed_at=f"{DAY}T00",
    )
    pools = [a_pool(day, number, subjects=40) for number in (1, 2)]
    seal(day)
    for pool in pools:
        draw_pool(day, pool)
    some_lots(day)
    some_picks(day)
    close(day)
    seal(day)
    return day


def ballots(first: int, count: int) -> list[Ballot]:
    grades = [key.partition("/")[2] for key in RATES]
    found = []
    for number in range(first, first + count):
        grade = grades[number % len(grades)]
        nonce = lottery.nonce_of(master="m", kind="container", reference=f"DRAW{number:07d}")
        found.append(
            Ballot(
                subject_id=lottery.blind_id(
                    nonce=nonce, kind="container", reference=f"DRAW{number:07d}"
                ),
                kind="container",
                grade=grade,
                rate=RATES[f"container/{grade}"],
            )
        )
    return found


def a_pool(day: DrawnDay, number: int, *, subjects: int) -> Row:
    draw_no = f"DR261120{number:05d}"
    own = {
        "draw_no": draw_no,
        "place": "XRAY-1",
        "cut_off": f"{DAY}T0{number}:00:00Z",
        "commitment": COMMITMENT,
        "source": SOURCE,
        "crew_size": 2,
    }
    pool = ballots(number * 1000, subjects)
    out = KeptOut(officer="inspector9", reason="brother", logged_at=f"{DAY}T00:30:00Z")
    on_post = [
        OnPost(officer=one, duty="INSPECT_GOODS", place="XRAY-1", workload=1) for one in OFFICERS
    ]
    leaves = lottery.in_order(
        [lottery.head_leaf(**own), *(one.leaf for one in (*pool, *on_post, out))]
    )
    said = day.tell(
        "pool-committed",
        draw_no=draw_no,
        place_code="XRAY-1",
        office="2203",
        cut_off=own["cut_off"],
        source=SOURCE,
        crew_size=2,
        rates=dict(RATES),
        leaves=len(leaves),
        root=lottery.root_of(leaves),
        commitment=COMMITMENT,
        committed_at=f"{DAY}T0{number}:00:05Z",
    )["payload"]
    day.rows += leaves
    reference = f"DRAW{number * 1000:07d}"
    day.receipts.append(
        {
            "receipt": "customs-draws/1",
            "day": DAY,
            "draw": draw_no,
            "kind": "container",
            "reference": reference,
            "nonce": lottery.nonce_of(master="m", kind="container", reference=reference),
            "leaf": pool[0].leaf,
            "root": said["root"],
            "drawn": None,
        }
    )
    return {"said": said, "ballots": pool, "at": day.position}


def draw_pool(day: DrawnDay, pool: Row) -> None:
    said = pool["said"]
    batch = next(one for one in day.batches if one["last_position"] >= pool["at"])
    beacon = lottery.beacon_of(head=batch["head"], public_value="3,871.22")
    day.tell(
        "beacon-fixed",
        draw_no=said["draw_no"],
        batch_no=batch["batch_no"],
        head=batch["head"],
        source=SOURCE,
        public_value="3,871.22",
        office="5100",
        beacon=beacon,
        fixed_at=f"{DAY}T09:00:00Z",
    )
    key = lottery.pool_key(secret=SECRET, beacon=beacon)
    drawn = [
        [one, list(lottery.crew_of(one, key=key, root=said["root"], officers=OFFICERS, size=2))]
        for one in lottery.drawn_of(pool["ballots"], key=key)
    ]
    day.tell("pool-drawn", draw_no=said["draw_no"], drawn=len(drawn), drawn_at=f"{DAY}T17")
    day.rows += drawn
    for receipt in day.receipts:
        if receipt["draw"] == said["draw_no"]:
            receipt["drawn"] = receipt["leaf"].split("|")[1] in {one for one, _crew in drawn}


def some_lots(day: DrawnDay) -> None:
    ids = [sha256(f"report {number}") for number in range(3)]
    filed = [a_filing(number) for number in range(40)]
    leaves = lottery.in_order(
        [
            *(
                f"L|{one}|recheck|NO_FAULT|20|{lottery.single_lot(secret=SECRET, subject_id=one)}"
                for one in ids
            ),
            *(one["whole"] for one in filed),
        ]
    )
    day.tell(
        "lots-committed",
        day=DAY,
        commitment=COMMITMENT,
        rates={"recheck/NO_FAULT": 20} | FILING_RATES,
        leaves=len(leaves),
        root=lottery.root_of(leaves),
        committed_at=f"{DAY}T23",
    )
    day.rows += leaves
    for number in (0, 1, 2):
        day.receipts.append({key: said for key, said in filed[number].items() if key != "whole"})
    day.receipts[-1] |= {"leaf": filed[2]["whole"], "root": lottery.root_of(leaves)}


def a_filing(number: int) -> Row:
    """The receipt of a declaration as its firm has it when it files; ``whole`` is its leaf."""
    reference, filed = (
        f"5101{number:014d}",
        f"BILL{number}|TGHU{number:07d}|8640|12|610910 VN 100 kg",
    )
    grade, rate = list(FILING_RATES.items())[number % len(FILING_RATES)]
    nonce = lottery.nonce_of(master="m", kind="declaration", reference=reference)
    own = lottery.blind_id(nonce=nonce, kind="declaration", reference=reference)
    lot = lottery.single_lot(secret=SECRET, subject_id=sha256(filed))
    leaf = f"F|{own}|{grade.replace('/', '|')}|{rate}"
    return {
        "receipt": "customs-draws/1",
        "day": DAY,
        "draw": "",
        "kind": "declaration",
        "reference": reference,
        "nonce": nonce,
        "filed": filed,
        "leaf": leaf,
        "root": None,
        "commitment": COMMITMENT,
        "drawn": lot < rate,
        "whole": f"{leaf}|{lot}|{sha256(filed)}|{int(lot < rate)}",
    }


def some_picks(day: DrawnDay) -> None:
    out: list[list[str]] = [["inspector1", sha256("family"), f"{DAY}T01:00:00Z"]]
    before: list[str] = []
    for turn in (1, 2):
        out += [[one, sha256("ill"), f"{DAY}T01:30:00Z"] for one in before]
        pool = [one for one in OFFICERS if one not in {name for name, *_ in out}]
        crew = lottery.in_drawn_order(
            secret=SECRET, who="IO261120900001", beacon="c0ffee", turn=turn, pool=pool
        )[:2]
        again = ("ill", "one", "two") if turn == 2 else ("", "", "")
        day.rows.append(
            pick("crew", "IO261120900001", turn, pool, crew, out, again, "c0ffee", before)
        )
        before = list(crew)
    waiting = [f"XG1-{number:06d}" for number in range(8)]
    for analyst, turn in (("analyst1", 1), ("analyst2", 1), ("analyst1", 2)):
        ranked = lottery.next_scan(secret=SECRET, analyst=analyst, turn=turn, waiting=waiting)
        day.rows.append(pick("scan", analyst, turn, waiting, ranked[:1], []))
        waiting.remove(ranked[0])


def pick(
    kind: str, who: str, turn: int, pool: Any, taken: Any, out: Any,
    again: tuple[str, str, str] = ("", "", ""), beacon: str = "", before: Any = (),
) -> Row:  # fmt: skip
    reason, asked_by, confirmed_by = again
    return {
        "pick": {
            "kind": kind, "who": who, "turn": turn, "beacon": beacon, "pool": sorted(pool),
            "excluded": copy.deepcopy(out), "passed": [], "taken": list(taken),
            "at": f"{DAY}T02:00:00Z", "reason": sha256(reason) if reason else "",
            "asked_by": asked_by, "confirmed_by": confirmed_by, "of": "",
            "before": [turn - 1, list(before)] if before else [0, []],
        }
    }  # fmt: skip


def close(day: DrawnDay) -> None:
    """The last row, over what stands now; a forger does the same again."""
    if day.rows and "entry" in (last := day.rows[-1]) and "secret" in last["entry"]["payload"]:
        day.rows.pop()
        day.position = last["entry"]["position"] - 3  # a row of the journal keeps its place
    body = "\n".join(day.lines())
    day.tell(
        "draw-secret-revealed",
        day=DAY,
        commitment=day.commitment,
        secret=day.secret,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        revealed_at="2026-11-21T00:05",
    )


def seal(day: DrawnDay) -> None:
    """The witness gets everything up to now; rows that are not the draws' are made up."""
    known = {
        row["entry"]["position"]: row["entry"]
        for row in day.rows
        if isinstance(row, dict) and "entry" in row
    }
    first = day.batches[-1]["last_position"] + 1 if day.batches else 1
    leaves = [
        leaf_of(known.get(position, {"position": position, "name": "other"}))
        for position in range(first, day.position + 1)
    ]
    batch: Row = {
        "batch_no": len(day.batches) + 1,
        "first_position": first,
        "last_position": day.position,
        "root": root_of(leaves).hex(),
        "previous": day.batches[-1]["head"] if day.batches else "0" * 64,
    }
    batch["head"] = head_of(batch).hex()
    day.batches.append(batch | {"leaves": [leaf.hex() for leaf in leaves]})


Forgery = Callable[[DrawnDay], None]
