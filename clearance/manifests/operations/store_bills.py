"""Writing the bills of a manifest: one COPY for lines, one for containers."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from clearance.manifests.facts import LodgedLine
from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine
from clearance.manifests.states import Because, BillState, Level
from customs_portal.accounts.models import User
from customs_portal.journal.moves import told

_LINE = (
    "id", "manifest_id", "position", "transport_document", "part", "level", "master_id",
    "gross_weight_kg", "pieces", "package_kind", "goods_name", "shipper_name", "consignee_name",
    "notify_name", "consignee_uscc", "departure_country_id", "un_number", "dangerous_class",
    "onward", "state", "state_reason", "fate", "version", "declaration_no",
    "consignee_address", "move",
)  # fmt: skip
_CONTAINER = ("line_id", "manifest_id", "container_no", "seal_no", "shared")
_NULLABLE = frozenset({"master_id"})


def store_bills(
    *,
    manifest: Manifest,
    lines: Sequence[LodgedLine],
    waiting: dict[int, str],
    laws: dict[str, str],
    by: User,
) -> None:
    """``waiting`` says by place why a line waits for an officer (02); the others are 01.

    ``laws`` has the key of the law for the first word of each reason.
    """
    at = manifest.accepted_at
    lodged = json.dumps(told(at=at, by=by, reason=Because.LODGED))
    moves = {
        place: json.dumps(
            told(at=at, by=by, reason=reason, law=laws.get(reason.partition(":")[0], ""))
        )
        for place, reason in waiting.items()
    }
    numbers = _new_ids(len(lines))
    masters = {
        line.transport_document: number
        for number, line in zip(numbers, lines, strict=True)
        if not line.master
    }
    _copy(
        ManifestLine._meta.db_table,
        _LINE,
        (
            (
                number, manifest.pk, place, line.transport_document, 1,
                Level.HOUSE if line.master else Level.MASTER,
                masters[line.master] if line.master else None,
                line.gross_weight_kg, line.pieces, line.package_kind, line.goods_name,
                line.shipper_name, line.consignee_name, line.notify_name, line.consignee_uscc,
                line.departure_country, line.un_number, line.dangerous_class, "",
                BillState.WAITING if place in waiting else BillState.ACCEPTED,
                waiting.get(place, ""), "", 1, "",
                line.consignee_address, moves.get(place, lodged),
            )
            for place, (number, line) in enumerate(zip(numbers, lines, strict=True))
        ),
    )  # fmt: skip
    _copy(
        ManifestContainer._meta.db_table,
        _CONTAINER,
        (
            (number, manifest.pk, box, seal, bool(line.master))
            for number, line in zip(numbers, lines, strict=True)
            for box, seal in zip(line.container_nos, _seals(line), strict=True)
        ),
    )


def _seals(line: LodgedLine) -> tuple[str, ...]:
    wanted = len(line.container_nos)
    return (*line.seal_nos, *[""] * wanted)[:wanted]


def _new_ids(count: int) -> list[int]:
    """Numbers for rows that refer to each other before they are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [ManifestLine._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    lines.seek(0)
    texts = ", ".join(name for name in columns if name not in _NULLABLE)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {table} ({', '.join(columns)}) FROM STDIN "
            f"WITH (FORMAT csv, FORCE_NOT_NULL ({texts}))",
            lines,
        )
