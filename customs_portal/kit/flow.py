"""A state machine as a table: which state may follow which."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from django.utils.translation import gettext_noop

from customs_portal.kit.errors import DomainError


class IllegalMove(DomainError):
    """This step is not possible from the current state."""

    code = "illegal_move"
    sentence = gettext_noop("This step is not possible from the current state.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


State = TypeVar("State", bound=str)


class Flow(Generic[State]):
    """``moves`` maps each state to the states that may follow; absent or empty means final."""

    def __init__(self, name: str, moves: Mapping[State, frozenset[State] | set[State]]) -> None:
        self.name = name
        self.moves = {source: frozenset(targets) for source, targets in moves.items()}
        FLOWS[name] = self

    def allows(self, *, source: State, target: State) -> bool:
        return target in self.moves.get(source, frozenset())

    def check(self, *, source: State, target: State) -> None:
        if not self.allows(source=source, target=target):
            raise IllegalMove(field="state", source=str(source), target=str(target))

    def is_final(self, state: State) -> bool:
        return not self.moves.get(state)


FLOWS: dict[str, Flow] = {}  # type: ignore[type-arg]  # every flow of the house, by name
