"""Reading the wall's cells: everything, or what changed after a version."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from customs_portal.kit.statements import Question
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
        version = _VERSION.row(name=board)
        rows = dict(_NEWER.rows(board_id=board, seq=seq))
    return Cells(seq=version[0] if version else 0, rows=rows)


def _newer(board_id: str, seq: int) -> "QuerySet[WallCell, Any]":
    return WallCell.objects.filter(board_id=board_id, version__gt=seq).values_list("key", "value")


_NEWER = Question(_newer, board_id=str, seq=int)
_VERSION = Question(lambda name: Board.objects.filter(name=name).values_list("version"), name=str)
