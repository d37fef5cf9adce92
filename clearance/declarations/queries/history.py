"""Every state that a declaration has had: who, when, why and by which law."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.declarations.models import Declaration
from clearance.declarations.states import (
    DECLARATION_FLOW,
    ENDED,
    Because,
    DeclarationState,
    letter_of,
    receipt_name,
)
from customs_portal.accounts.queries import names_of
from customs_portal.journal.moves import MoveView, moves_of

TOLD_TO_THE_DECLARANT = ENDED | {DeclarationState.RETURNED}
OF_CUSTOMS = frozenset({Because.RISK, Because.NO_RISK})


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """One record. ``who`` is "" for the house itself; ``reason`` is in the reader's language."""

    number: int
    before: str
    before_label: str
    state: str
    state_label: str
    letter: str
    receipt: str
    at: datetime
    who: str
    by_customs: bool
    reason: str
    law: str
    law_date: date


def history_of(*, declaration_no: str, officer: bool) -> tuple[StateChange, ...]:
    """Oldest first. A firm sees neither which officer acted nor what officers told each other."""
    row = (
        Declaration.objects.filter(declaration_no=declaration_no)
        .only("id", "procedure", "detention_kind")
        .first()
    )
    if row is None:
        return ()
    moves = moves_of(flow=DECLARATION_FLOW, subject=row.pk)
    names = names_of(
        usernames=[one.actor for one in moves if one.actor],
        chinese=(get_language() or "").startswith("zh"),
    )
    return tuple(_change(one, names, row=row, officer=officer) for one in moves)


def _change(
    move: MoveView, names: dict[str, str], *, row: Declaration, officer: bool
) -> StateChange:
    hidden = move.actor_is_officer and not officer
    letter = letter_of(move.target, procedure=row.procedure, detention_kind=row.detention_kind)
    return StateChange(
        number=move.number,
        before=move.source,
        before_label=str(DeclarationState(move.source).label) if move.source else "",
        state=move.target,
        state_label=str(DeclarationState(move.target).label),
        letter=letter,
        receipt=receipt_name(letter),
        at=move.moved_at,
        who=_("Customs officer") if hidden else names.get(move.actor, move.actor),
        by_customs=move.actor_is_officer,
        reason=_reason(move, officer=officer),
        law=move.law,
        law_date=timezone.localdate(move.moved_at),
    )


def _reason(move: MoveView, *, officer: bool) -> str:
    if move.reason in Because.values:
        known = Because(move.reason)
        return "" if known in OF_CUSTOMS and not officer else str(known.label)
    told = officer or not move.actor_is_officer or move.target in TOLD_TO_THE_DECLARANT
    return move.reason if told else ""
