"""The table that is read inside the confined process, and the limits it keeps."""

from collections.abc import Set

MOST_COLUMNS = 60
LONGEST_CELL = 2_000


class Unfit(Exception):
    """``why`` and the place of it."""

    def __init__(self, why: str, place: str = "") -> None:
        super().__init__(why)
        self.why, self.place = why, place


class Table:
    """Cells as they come, within the limits."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.head: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        self.dates: list[tuple[int, int]] = []

    def add(self, number: int, cells: list[str], dates: Set[int] = frozenset()) -> None:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            raise Unfit("too_many_columns", str(number))
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                raise Unfit("cell_too_long", str(number))
        if not self.head:
            self.head = cells
            return
        if len(self.rows) >= self.most_rows:
            raise Unfit("too_many_rows", str(number))
        self.rows.append((number, cells))
        self.dates += [(number, at) for at in sorted(dates) if at < len(cells)]
