"""Reading the wall's cells: everything, or what changed after a version."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from dashboards.wall.models import Board, WallCell


@dataclass(frozen=True, kw_only=True)
class Cells:
    """``rows`` changed after the version that was asked; ``seq`` is the board's version."""

    seq: int
    rows: dict[str, Any]


def cells_since(*, board: str, seq: int) -> Cells:
    """One consistent look: no cell is newer than the ``seq`` that comes with it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        version = Board.objects.filter(name=board).values_list("version", flat=True).first()
        rows = dict(
            WallCell.objects.filter(board_id=board, version__gt=seq).values_list("key", "value")
        )
    return Cells(seq=version or 0, rows=rows)
