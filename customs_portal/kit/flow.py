"""A state machine as a table: which state may follow which."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import DomainError


class IllegalMove(DomainError):
    """This step is not possible from the current state."""

    code = "illegal_move"
    sentence = gettext_noop("This step is not possible from the current state.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


GUARD = "move_is_allowed"  # the name by which the database refuses a move


def refused_by_the_database(error: BaseException) -> IllegalMove | None:
    """The refusal when it was a guard of the database that said no, None for other errors."""
    told = getattr(error.__cause__, "diag", None) if isinstance(error, IntegrityError) else None
    guarded = getattr(told, "constraint_name", None) == GUARD
    return IllegalMove(field="state") if guarded else None


State = TypeVar("State", bound=str)


class Flow(Generic[State]):
    """``moves`` maps each state to the states that may follow; absent or empty means final.

    ``begins``: the states in which a row may be written first; the database guards a flow that
    names them (``customs_portal/journal/guarding.py``).
    """

    def __init__(
        self,
        name: str,
        moves: Mapping[State, frozenset[State] | set[State]],
        *,
        begins: Iterable[State] = (),
    ) -> None:
        self.name = name
        self.moves = {source: frozenset(targets) for source, targets in moves.items()}
        self.begins = frozenset(begins)
        FLOWS[name] = self

    def pairs(self) -> set[tuple[str, str]]:
        """Every allowed move as text; the first state of a row follows the empty one."""
        first = {("", str(one)) for one in self.begins}
        return first | {
            (str(source), str(target)) for source, ends in self.moves.items() for target in ends
        }

    def allows(self, *, source: State, target: State) -> bool:
        return target in self.moves.get(source, frozenset())

    def check(self, *, source: State, target: State) -> None:
        if not self.allows(source=source, target=target):
            raise IllegalMove(field="state", source=str(source), target=str(target))

    def is_final(self, state: State) -> bool:
        return not self.moves.get(state)


FLOWS: dict[str, Flow] = {}  # type: ignore[type-arg]  # every flow of the house, by name
