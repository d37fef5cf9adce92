"""Manifests of 10,000 bills through the API, beside COPY of the same rows with the same indexes."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import psycopg2

from customs_portal.benches import Result
from customs_portal.benches._port import container_numbers, token_of
from customs_portal.benches._stack import Stack

PROCESSES = frozenset({"front", "web"})
LINES = 10_000
MANIFESTS = 3


def run(stack: Stack) -> Result:
    stack.with_django()
    token, berth = token_of(stack, "carrier"), _berth()
    boxes = container_numbers()
    bodies = [_body(voyage, berth, list(islice(boxes, LINES))) for voyage in range(MANIFESTS + 1)]
    took = []
    for body in bodies:
        began = time.monotonic()
        status, answer = stack.post("/api/v1/manifests", body, token=token)
        took.append(time.monotonic() - began)
        if status != 201:
            raise RuntimeError(f"the manifest was refused: {str(answer)[:300]}")
    copied = _copy_again(stack.environment["DATABASE_URL"])
    counted = sum(took[1:])  # the first one warms up
    return Result(
        name="manifest",
        size={"manifests": MANIFESTS, "lines": LINES, "containers": LINES},
        figures={
            "lines_per_s": round(MANIFESTS * LINES / counted, 1),
            "slowest_manifest_s": round(max(took[1:]), 3),
        },
        reference={"copy_lines_per_s": copied, **stack.machine()},
        goals={"slowest_manifest_s": "< 10"},
    )


def _berth() -> str:
    from customs_portal.registry.models import Place

    return Place.objects.filter(kind=Place.Kind.BERTH).order_by("code")[0].code


def _body(voyage: int, berth: str, boxes: list[str]) -> dict[str, Any]:
    expected_at = datetime.now(tz=UTC) + timedelta(days=3)
    return {
        "vessel": "BENCH STAR",
        "imo": "9321483",
        "voyage": f"MB{voyage:02d}",
        "loading_port": "VNSGN",
        "place_code": berth,
        "expected_at": expected_at.isoformat(),
        "lines": [
            {
                "transport_document": f"MBNC{voyage:02d}{at:06d}",
                "container_no": box,
                "gross_weight_kg": "21600",
                "pieces": 640,
                "goods_name": "Household articles of plastic",
                "departure_country": "VN",
            }
            for at, box in enumerate(boxes)
        ],
    }


def _copy_again(database: str) -> float:
    """The lines just stored, by COPY alone into a table of the same shape and indexes."""
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM manifests_manifestline ORDER BY id DESC LIMIT %s", [LINES])
        rows = cursor.fetchall()
        cursor.execute(
            "CREATE TABLE bench_lines (LIKE manifests_manifestline INCLUDING INDEXES "
            "INCLUDING CONSTRAINTS INCLUDING DEFAULTS)"
        )
        connection.commit()
        lines = io.StringIO()
        csv.writer(lines).writerows(
            [r"\N" if cell is None else cell for cell in row] for row in rows
        )
        lines.seek(0)
        began = time.monotonic()
        cursor.copy_expert(r"COPY bench_lines FROM STDIN WITH (FORMAT csv, NULL '\N')", lines)
        connection.commit()
        spent = time.monotonic() - began
        cursor.execute("DROP TABLE bench_lines")
    return round(len(rows) / spent, 1)
