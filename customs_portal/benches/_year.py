"""A year of declarations in the bench's own database, written by COPY.

What a port looks like after a year: nearly everything is closed, the last days are on their way,
some thousands wait for an officer. The spread is drawn with a fixed seed.
"""

import io
import json
import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2

from customs_portal.benches._port import container_numbers

FIRMS = 5_000
PLATES = 20_000
DAYS = 365
TRADES_EN = ("Textiles", "Electronics", "Foods", "Machinery", "Chemicals", "Toys", "Timber")
TRADES_ZH = ("纺织", "电子", "食品", "机械", "化工", "玩具", "木业")
CITIES = (("Ningbo", "宁波"), ("Hangzhou", "杭州"), ("Suzhou", "苏州"), ("Xiamen", "厦门"))
WORDS = (("Bright", "明"), ("Harbour", "港"), ("Dragon", "龙"), ("Summit", "峰"), ("River", "江"))
GOODS = (
    ("610910", "Cotton T-shirts, knitted"),
    ("847130", "Portable computers"),
    ("870323", "Passenger cars"),
    ("220421", "Wine in bottles"),
    ("392410", "Tableware of plastics"),
    ("440710", "Coniferous wood, sawn"),
)
ORIGINS = ("VN", "KR", "JP", "DE", "AU", "TH", "US")
GRADES = (("ORDINARY", 70), ("CERTIFIED", 15), ("ADVANCED", 14), ("", 1))
MODES = (("2", 80), ("5", 9), ("4", 6), ("3", 4), ("6", 1))
ON_ITS_WAY = (
    ("CLEARED_TO_LEAVE", 30),
    ("RELEASED_FOR_PICKUP", 30),
    ("AWAITING_MANIFEST", 12),
    ("HELD", 14),
    ("MISMATCHED", 6),
    ("IN_INSPECTION", 5),
    ("COMPLETED", 3),
)
LONG_AGO = (("CLOSED", 962), ("WITHDRAWN", 14), ("DETAINED", 6), ("COMPLETED", 12), ("HELD", 6))
UNJUDGED = {"AWAITING_MANIFEST", "MISMATCHED", "WITHDRAWN"}
PICKED_UP = {"RELEASED_FOR_PICKUP", "COMPLETED", "CLOSED"}


@dataclass
class Samples:
    """Something to search for: of each kind a few that stand in the tables."""

    numbers: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    plates: list[str] = field(default_factory=list)


def write_a_year(database_url: str, *, declarations: int, officer_id: int) -> Samples:
    """Firms, declarations, goods, containers and gate news; then ANALYZE."""
    dice = random.Random(7)  # noqa: S311
    samples = Samples()
    with closing(psycopg2.connect(database_url)) as connection:
        with connection, connection.cursor() as cursor:
            offices = _column(cursor, "SELECT id FROM registry_customsoffice ORDER BY id")
            origins = _column(
                cursor, "SELECT code FROM registry_country WHERE code = ANY(%s)", list(ORIGINS)
            )
            firms = _write_firms(cursor)
            rows = list(
                _declarations(dice, declarations, offices, firms, origins, officer_id=officer_id)
            )
            born = "declarations_declaration_begins"  # a year that nobody lived has no births
            cursor.execute(f"ALTER TABLE declarations_declaration DISABLE TRIGGER {born}")
            _copy(cursor, "declarations_declaration", list(rows[0]), (row.values() for row in rows))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE declarations_declaration ENABLE TRIGGER {born}")
            _write_goods(cursor, dice, rows, origins)
            boxes = _write_containers(cursor, rows)
            plates = _write_gate_news(cursor, rows, boxes)
            for table in ("declaration", "declarationitem", "declarationcontainer"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('declarations_{table}', 'id'),"
                    f" (SELECT max(id) FROM declarations_{table}))"  # noqa: S608
                )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    every = max(1, declarations // 5)
    for at in range(every - 1, declarations, every):
        samples.numbers.append(rows[at]["declaration_no"])
        samples.documents.append(rows[at]["transport_document"])
        samples.containers.append(boxes[at])
    samples.plates = plates[:: max(1, len(plates) // 5)][:5]
    return samples


def _write_firms(cursor: Any) -> list[int]:
    firms = []
    for at in range(FIRMS):
        city, word = CITIES[at % 4], WORDS[at // 4 % 5]
        trade = at // 20 % 7
        english = f"{city[0]} {word[0]} {TRADES_EN[trade]} {at:04d} Trading Co., Ltd."
        chinese = f"{city[1]}{word[1]}{at:04d}{TRADES_ZH[trade]}贸易有限公司"
        firms.append(["FILE", f"BENCH{at:05d}", "TRADER", english, chinese])
    heads = ["source", "file_reference", "kind", "name_en", "name_zh"]
    _copy(cursor, "registry_enterprise", heads, firms)
    return _column(
        cursor, "SELECT id FROM registry_enterprise WHERE file_reference LIKE 'BENCH%%' ORDER BY id"
    )


def _declarations(
    dice: random.Random,
    many: int,
    offices: list[int],
    firms: list[int],
    origins: list[str],
    *,
    officer_id: int,
) -> Iterator[dict[str, Any]]:
    now = datetime.now(tz=UTC)
    busy = offices[-min(10, len(offices)) :]
    for at in range(1, many + 1):
        accepted = now - timedelta(days=DAYS) * ((many - at) / many) ** 1.1
        recent = now - accepted < timedelta(days=10)
        state = _draw(dice, ON_ITS_WAY if recent else LONG_AGO)
        judged, waits = state not in UNJUDGED, state in {"HELD", "MISMATCHED"}
        score = min(100, int(dice.expovariate(1 / 14))) if judged else None
        if state in {"HELD", "IN_INSPECTION", "DETAINED"}:
            score = dice.randint(50, 100)
        code, name = dice.choice(GOODS)
        picked_up = accepted + timedelta(hours=30) if state in PICKED_UP else None
        completed = accepted + timedelta(days=9) if state in {"COMPLETED", "CLOSED"} else None
        claimed = waits and dice.random() < 0.1
        yield {
            "id": at,
            "declaration_no": f"9101{accepted.year}1{at:09d}",
            "office_id": dice.choice(busy),
            "enterprise_id": firms[min(FIRMS - 1, int(dice.paretovariate(0.6)) - 1)],
            "source": "API" if dice.random() < 0.8 else "FORM",
            "state": state,
            "absent": "{}",
            "transport_document": f"BYR{at:09d}",
            "transport_mode": _draw(dice, MODES),
            "vessel": f"BENCH STAR {at % 40}",
            "voyage": f"{at // 900:04d}E",
            "supervision_mode": "0110",
            "departure_country_id": dice.choice(origins),
            "involves_licence": dice.random() < 0.05,
            "involves_inspection": dice.random() < 0.1,
            "involves_tax": True,
            "gross_weight_kg": dice.randint(500, 26_000),
            "pieces": dice.randint(1, 2_000),
            "container_count": 1,
            "value_cny": round(dice.lognormvariate(12, 1.4), 2),
            "extras": "{}",
            "guarantee_no": "",
            "grade": _draw(dice, GRADES),
            "goods_name": name,
            "hs_code": code,
            "mismatches": '[{"field": "pieces", "declared": "1", "manifest": "2"}]'
            if state == "MISMATCHED"
            else "[]",
            "manifest_no": "" if state == "AWAITING_MANIFEST" else f"M{at // 200:09d}",
            "risk_score": score,
            "assessment_no": f"{at:032x}" if judged else "",
            "order_no": f"INS{at:09d}" if state in {"IN_INSPECTION", "DETAINED"} else "",
            "accepted_at": accepted,
            "decided_at": accepted if judged else None,
            "released_at": picked_up,
            "complete_by": accepted + timedelta(days=14),
            "completed_at": completed,
            "days_late": 0,
            "bill_no": f"B{at:09d}" if completed else "",
            "closed_at": accepted + timedelta(days=12) if state == "CLOSED" else None,
            "hold_reason": "",
            "review_by": accepted + timedelta(minutes=120) if waits else None,
            "claimed_by_id": officer_id if claimed else None,
            "claimed_at": accepted if claimed else None,
            "release_reason": "",
        }


def _write_goods(
    cursor: Any, dice: random.Random, rows: list[dict[str, Any]], origins: list[str]
) -> None:
    heads = ["declaration_id", "step", "position", "hs_code", "name", "specification", "quantity"]
    heads += ["unit", "value", "currency", "value_cny", "origin_id"]
    goods = (
        [row["id"], 1, at, row["hs_code"], row["goods_name"], "", 10, "pieces"]
        + [share := max(0.01, round(row["value_cny"] / many, 2)), "CNY", share, origins[0]]
        for row in rows
        for many in (1 if dice.random() < 0.7 else 3,)
        for at in range(1, many + 1)
    )
    _copy(cursor, "declarations_declarationitem", heads, goods)


def _write_containers(cursor: Any, rows: list[dict[str, Any]]) -> list[str]:
    numbers = container_numbers()
    boxes = [next(numbers) for _row in rows]
    heads = ["declaration_id", "container_no", "open", "seen_at", "place_code", "order_no"]
    heads += ["released_at", "left_at"]
    _copy(
        cursor,
        "declarations_declarationcontainer",
        heads,
        (
            [row["id"], box, row["state"] not in {"CLOSED", "WITHDRAWN", "COMPLETED"}]
            + [row["released_at"], "", row["order_no"], row["released_at"]]
            + [row["released_at"] if row["state"] in {"COMPLETED", "CLOSED"} else None]
            for row, box in zip(rows, boxes, strict=True)
        ),
    )
    return boxes


def _write_gate_news(cursor: Any, rows: list[dict[str, Any]], boxes: list[str]) -> list[str]:
    """What the gate told of the last trucks: a plate finds its declaration through the journal."""
    left = [at for at, row in enumerate(rows) if row["state"] == "CLOSED"][-PLATES:]
    plates = [f"浙B{serial:05d}" for serial in range(len(left))]
    heads = ["feed", "name", "payload", "subjects", "request_id", "recorded_at"]
    news = []
    for plate, at in zip(plates, left, strict=True):
        row = rows[at]
        payload = {
            "container_no": boxes[at],
            "declaration_no": row["declaration_no"],
            "plate_no": plate,
            "left_at": row["released_at"].isoformat(),
        }
        subjects = f"{{{boxes[at]},{row['declaration_no']},{plate}}}"
        news.append(
            ["clearance", "clearance.container-left-port", json.dumps(payload, ensure_ascii=False)]
            + [subjects, "", row["released_at"]]
        )
    _copy(cursor, "journal_journalentry", heads, news)
    return plates


def _draw(dice: random.Random, spread: tuple[tuple[str, int], ...]) -> str:
    return dice.choices([one for one, _ in spread], [weight for _, weight in spread])[0]


def _column(cursor: Any, query: str, *values: Any) -> list[Any]:
    cursor.execute(query, values)
    return [one for (one,) in cursor.fetchall()]


def _copy(cursor: Any, table: str, heads: list[str], rows: Iterable[Iterable[Any]]) -> None:
    lines = io.StringIO()
    for row in rows:
        lines.write("\t".join(map(_cell, row)) + "\n")
    lines.seek(0)
    cursor.copy_expert(f"COPY {table} ({', '.join(heads)}) FROM STDIN", lines)


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).replace("\\", "\\\\")
