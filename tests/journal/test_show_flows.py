"""The command that draws all flows and the wiring."""

from io import StringIO

from django.core.management import call_command

from customs_portal.journal import subscriptions
from customs_portal.kit.flow import FLOWS


def told(**options: object) -> str:
    out = StringIO()
    call_command("show_flows", stdout=out, **options)
    return out.getvalue()


def test_every_flow_and_every_event_is_shown():
    text = told()
    assert FLOWS
    for name in [*FLOWS, *subscriptions.events_by_name]:
        assert name in text


def test_flows_are_drawn_as_diagrams():
    assert told(mermaid=True).count("stateDiagram-v2") == len(FLOWS)
