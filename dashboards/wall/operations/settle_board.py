"""Writing what changed on the wall: compare every cell with the facts, keep the news.

One settling at a time: the board's row is locked for it, and its version grows by one when
anything changed. Versions therefore have no gaps and a later version never shows less.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from customs_portal.kit.statements import Question, columns, read, renew
from dashboards.wall.models import Board, WallCell
from dashboards.wall.queries.figures import figure_cells
from dashboards.wall.queries.situation import shift_cell, situation_cells

BOARD = "port"


def settle_board(*, now: datetime, with_figures: bool = True) -> int | None:
    """Bring the board up to date; returns its version, or None when another settles it now.

    ``with_figures=False`` leaves out the figures over a day, which cost more and change
    slowly.
    """
    with transaction.atomic():
        row = _BOARD.row(name=BOARD)
        if row is None:  # another process settles it now, or nobody ever did
            Board.objects.get_or_create(name=BOARD)
            row = _BOARD.row(name=BOARD)
        if row is None:
            return None
        board: Board = read(Board, row)
        fresh = situation_cells(now=now)
        if with_figures:
            fresh |= {**figure_cells(now=now), "shift": shift_cell(now=now)}
        known = dict(_CELLS.rows(board_id=BOARD))
        changed = {key: value for key, value in fresh.items() if known.get(key, ...) != value}
        if not changed:
            return board.version
        board.version += 1
        renew(board, ("version",))
        WallCell.objects.bulk_create(
            [
                WallCell(board=board, key=key, value=value, version=board.version)
                for key, value in changed.items()
            ],
            update_conflicts=True,
            unique_fields=["board", "key"],
            update_fields=["value", "version"],
        )
        return board.version


def _board(name: str) -> "QuerySet[Board, Any]":
    rows = Board.objects.select_for_update(skip_locked=True).filter(name=name)
    return rows.values_list(*columns(Board))


def _cells(board_id: str) -> "QuerySet[WallCell, Any]":
    return WallCell.objects.filter(board_id=board_id).values_list("key", "value")


_BOARD = Question(_board, name=str)
_CELLS = Question(_cells, board_id=str)
