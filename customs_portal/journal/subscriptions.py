"""Who listens to what. Filled once at start-up from ``customs_portal/wiring.py``.

``now`` and ``soon`` listeners are told by whoever announces; ``tail`` listeners read the feed
themselves, behind the last entry they heard, in the process that shows it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from customs_portal.journal.events import Event

Listener = Callable[[Any], Any]

now: dict[type[Event], list[Listener]] = defaultdict(list)
soon: dict[type[Event], list[Listener]] = defaultdict(list)
tail: dict[type[Event], list[Listener]] = defaultdict(list)
events_by_name: dict[str, type[Event]] = {}


def subscribe(
    event_type: type[Event],
    *,
    now_: Sequence[Listener] = (),
    soon_: Sequence[Listener] = (),
    tail_: Sequence[Listener] = (),
) -> None:
    """Add listeners; a listener that is already there is not added twice."""
    events_by_name[event_type.name] = event_type
    for lane, listeners in ((now, now_), (soon, soon_), (tail, tail_)):
        lane[event_type] += [one for one in listeners if one not in lane[event_type]]


def only_when(condition: Callable[[Any], bool]) -> Callable[[Listener], Listener]:
    """For a *soon* listener with nothing to do on most news of its kind.

    ``condition`` sees the event alone and asks nobody: where it says no, no delivery is written
    and no worker woken, which costs more than most acts.
    """

    def mark(listener: Listener) -> Listener:
        listener.only_when = condition  # type: ignore[attr-defined]
        return listener

    return mark


def owed_on(event: Event) -> list[Listener]:
    """The *soon* listeners that this event concerns."""
    return [
        one
        for one in soon[type(event)]
        if getattr(one, "only_when", None) is None or one.only_when(event)  # type: ignore[attr-defined]
    ]


def name_of(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"


def background_listener(event_type: type[Event], name: str) -> Listener:
    """The soon-listener of that name. Raises ``LookupError`` when it was unwired since."""
    for one in soon[event_type]:
        if name_of(one) == name:
            return one
    raise LookupError(f"{name} no longer listens to {event_type.name}")
