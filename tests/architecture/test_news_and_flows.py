"""Every piece of news is on the wiring page; every pair of states is walked."""

import re
from pathlib import Path

import pytest

from customs_portal import wiring
from customs_portal.journal import subscriptions
from customs_portal.journal.events import Event
from customs_portal.kit.flow import FLOWS, IllegalMove


def all_events(kind=Event):
    for child in kind.__subclasses__():
        yield child
        yield from all_events(child)


OURS = [event for event in all_events() if not event.__module__.startswith("tests.")]
EVENTS = [pytest.param(event, id=event.__name__) for event in OURS]
STEPS = [
    pytest.param(flow, source, target, id=f"{flow.name}: {source} to {target}")
    for flow in FLOWS.values()
    for source in type(next(iter(flow.moves)))
    for target in type(next(iter(flow.moves)))
]


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_stands_on_the_wiring_page(event):
    assert subscriptions.events_by_name.get(event.name) is event


def test_every_event_stands_there_once():
    """Subscriptions add up: an event that stands twice is counted twice on the wall."""
    told = re.findall(r"subscribe\(\s*([\w.]+)", Path(wiring.__file__).read_text())
    assert sorted(told) == sorted(set(told))


@pytest.mark.parametrize("event", EVENTS)
def test_wire_names_say_their_room_and_what_happened(event):
    assert re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+", event.name)


def test_no_two_events_share_a_wire_name():
    names = [event.name for event in OURS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("flow", "source", "target"), STEPS)
def test_a_flow_allows_its_moves_and_refuses_every_other(flow, source, target):
    if target in flow.moves.get(source, ()):
        flow.check(source=source, target=target)
    else:
        with pytest.raises(IllegalMove):
            flow.check(source=source, target=target)
