"""A consignment of a file, and what must hold of all of them together. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from clearance.declarations.rules.file_columns import BY_ANSWER, Column
from clearance.declarations.states import Direction, Procedure


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """One thing wrong in one cell; ``column`` is a key of ``COLUMNS`` or the heading as written."""

    row: int
    column: str
    rule: str
    message: str
    remedy: str


@dataclass(kw_only=True)
class Consignment:
    """``answers`` as the form would have them; ``item_rows`` is the row of each item."""

    reference: str
    rows: list[int] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    containers: dict[str, int] = field(default_factory=dict)
    arrives_at: datetime | None = None
    faults: list[RowFault] = field(default_factory=list)

    def cell_of(self, path: str) -> tuple[int, str]:
        """Row and column of the answer that a refusal names, ``items[2].value``."""
        found = re.match(r"items[.\[](\d+)\]?\.?([a-z_0-9]*)", path)
        if found:
            at = min(int(found[1]), len(self.rows) - 1)
            column = BY_ANSWER.get((True, found[2]))
            return self.rows[at], column.key if column else found[2] or "hs_code"
        key = path.split("[")[0].split(".")[0]
        if key == "container_nos" and (at_number := re.search(r"\d+", path)):
            numbers = list(self.containers)
            at = int(at_number[0])
            if at < len(numbers):
                return self.containers[numbers[at]], key
        return self.rows[0], key

    @property
    def procedure(self) -> str:
        """One step where the file says so, and for an export, which has no other."""
        usual = Procedure.ONE_STEP if self.direction == Direction.EXPORT else Procedure.TWO_STEP
        return self.answers.get("procedure") or usual

    @property
    def direction(self) -> str:
        return self.answers.get("direction") or Direction.IMPORT


def whole_only_in_one_step(one: Consignment, columns: Sequence[Column | None]) -> None:
    """What a summary has no answer for is not dropped, but named."""
    if one.procedure == Procedure.ONE_STEP:
        return
    if one.direction == Direction.EXPORT:
        one.faults.append(
            RowFault(
                row=one.rows[0],
                column="procedure",
                rule="procedure.export_in_one_step",
                message=_("An export is declared in one step."),
                remedy=_("Write one step, or leave the cell empty."),
            )
        )
    for column in columns:
        if column is None or not column.whole or column.key in ("procedure", "direction"):
            continue
        begin = re.compile(
            rf"items\.(\d+)\.{column.answer}(\.|$)" if column.of_item else f"{column.answer}$"
        )
        said = next((found for name in one.answers if (found := begin.match(name))), None)
        if said is None:
            continue
        one.faults.append(
            RowFault(
                row=one.rows[int(said[1])] if column.of_item else one.rows[0],
                column=column.key,
                rule="file.one_step_only",
                message=_("Only a declaration in one step says this."),
                remedy=_("Write one step under Procedure, or empty the cell."),
            )
        )


def containers_once(consignments: Sequence[Consignment]) -> None:
    seen: dict[str, Consignment] = {}
    for one in consignments:
        one.answers["container_nos"] = ", ".join(one.containers)
        for container, row in one.containers.items():
            other = seen.setdefault(container, one)
            if other is not one:
                one.faults.append(
                    RowFault(
                        row=row,
                        column="container_nos",
                        rule="file.container_twice",
                        message=_("Container %(number)s stands in row %(row)d already.")
                        % {"number": container, "row": other.containers[container]},
                        remedy=_("A container belongs to one consignment of the file."),
                    )
                )


def documents_once(consignments: Sequence[Consignment]) -> None:
    seen: dict[str, Consignment] = {}
    for one in consignments:
        document = one.answers.get("transport_document", "").replace("-", "").replace(" ", "")
        other = seen.setdefault(document.upper(), one) if document else one
        if other is not one:
            one.faults.append(
                RowFault(
                    row=one.rows[0],
                    column="transport_document",
                    rule="file.document_twice",
                    message=_("This bill of lading stands in row %(row)d under another reference.")
                    % {"row": other.rows[0]},
                    remedy=_("Give rows of one bill of lading the same reference."),
                )
            )
