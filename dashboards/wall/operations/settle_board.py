"""Writing what changed on the wall: compare every cell with the facts, keep the news.

One settling at a time: the board's row is locked for it, and its version grows by one when
anything changed. Versions therefore have no gaps and a later version never shows less.
"""

from datetime import datetime

from django.db import transaction

from dashboards.wall.models import Board, WallCell
from dashboards.wall.queries.figures import figure_cells
from dashboards.wall.queries.situation import shift_cell, situation_cells

BOARD = "port"


def settle_board(*, now: datetime, with_figures: bool = True) -> int | None:
    """Bring the board up to date; returns its version, or None when another settles it now.

    ``with_figures=False`` leaves out the figures over a day, which cost more and change
    slowly.
    """
    Board.objects.get_or_create(name=BOARD)
    with transaction.atomic():
        board = Board.objects.select_for_update(skip_locked=True).filter(name=BOARD).first()
        if board is None:
            return None
        fresh = situation_cells(now=now)
        if with_figures:
            fresh |= {**figure_cells(now=now), "shift": shift_cell(now=now)}
        known = dict(board.cells.values_list("key", "value"))
        changed = {key: value for key, value in fresh.items() if known.get(key, ...) != value}
        if not changed:
            return board.version
        board.version += 1
        board.save(update_fields=["version"])
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
