"""What a lane controller says after it was cut off, one frame for each vehicle, in order::

    {"seq", "type": "decision", "passage_no", "place_code", "direction": "OUT"|"IN", "plate_no",
     "container_no", "tag_id", "seal_no", "gross_weight_kg", "token", "opened": true|false,
     "rule", "identities": ["PLATE", …], "decided_at"}

It is told ``{"cmd", "do": "trust", "keys": ["<64 hex digits>", …]}``, ``{"do": "tokens", "tokens":
[…], "first": true|false}`` (the whole stock, in parts; the first part forgets the old one),
``{"do": "hold", "token"}`` and ``{"do": "drop", "pass_no", "why"}``.
"""

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import LaneDecidedAlone
from hardware_adapters.facts import LONGEST
from hardware_adapters.ports import fault

IDENTITIES = ("PLATE", "CONTAINER", "TAG", "CODE")
HEAVIEST_KG = 120_000


def to_event(frame: Frame, caller: Caller) -> LaneDecidedAlone:
    frame.one_of("type", "decision")
    return LaneDecidedAlone(
        device_code=caller.code,
        place_code=frame.text("place_code", limit=12),
        passage_no=frame.text("passage_no", limit=32),
        direction=frame.one_of("direction", "OUT", "IN"),
        plate_no=frame.text("plate_no", limit=16, required=False),
        container_no=frame.text("container_no", limit=11, required=False),
        tag_id=frame.text("tag_id", limit=32, required=False),
        seal_no=frame.text("seal_no", limit=24, required=False),
        gross_weight_kg=frame.whole("gross_weight_kg", low=0, high=HEAVIEST_KG),
        token=frame.text("token", limit=LONGEST, required=False),
        opened=_yes_or_no(frame, "opened"),
        rule=frame.text("rule", limit=8, required=False),
        identities=_identities(frame),
        decided_at=frame.time("decided_at"),
    )


def _yes_or_no(frame: Frame, name: str) -> bool:
    value = frame.values.get(name)
    if not isinstance(value, bool):
        raise fault(
            name,
            "wire.choice",
            _("%(name)s is neither yes nor no."),
            _("Send true or false."),
            words={"name": name},
        )
    return value


def _identities(frame: Frame) -> tuple[str, ...]:
    found = frame.values.get("identities")
    if not isinstance(found, list) or not all(one in IDENTITIES for one in found):
        raise fault(
            "identities",
            "wire.choice",
            _("identities holds an unknown word."),
            _("Send a list of these: %(choices)s."),
            words={"choices": ", ".join(IDENTITIES)},
        )
    return tuple(dict.fromkeys(found))
