"""Whether taxes fall due at the border for what is declared in one step."""

from collections.abc import Iterable
from datetime import date

from clearance.declarations.operations.ask_codes import is_taxed
from clearance.declarations.states import Direction
from customs_portal.registry import law
from customs_portal.registry.exports import export_rates_for


def falls_due(*, direction: str, supervision_mode: str, hs_codes: Iterable[str], on: date) -> bool:
    """Of imports the supervision mode decides; of exports it must be taxed, and one of the goods
    stand under export duty. Raises ``LawGap``.
    """
    if direction == Direction.IMPORT:
        return is_taxed(supervision_mode=supervision_mode, on=on)
    if supervision_mode not in law.ask("export.taxed_modes", on=on).value:
        return False
    return any(export_rates_for(code, on) is not None for code in hs_codes)
