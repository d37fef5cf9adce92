"""What a positioner on a truck says: ``{"seq", "type": "positions", "body": "<hex digits>"}``;
the body is described in ``frame.py``. It is told nothing.

Whether the positions follow from those reported before is asked where they are kept.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.frames import NEWEST, OLDEST, Caller, Frame
from hardware_adapters.devices.positioner.frame import PositionFault, read_fixes
from hardware_adapters.events import PositionsReported
from hardware_adapters.facts import Fix
from hardware_adapters.ports import fault

LONGEST_BODY = 40_000


def to_fixes(frame: Frame) -> list[Fix]:
    frame.one_of("type", "positions")
    try:
        fixes = read_fixes(bytes.fromhex(frame.text("body", limit=LONGEST_BODY)))
    except PositionFault as error:
        raise fault("body", error.rule, str(error), _("Send the positions anew.")) from error
    except ValueError as error:
        raise fault(
            "body", "position.hex", _("The body is not hexadecimal."), _("Send hex digits.")
        ) from error
    if any(fix.at > frame.now + NEWEST for fix in fixes):
        raise fault(
            "body",
            "position.future",
            _("A position lies in the future."),
            _("Set the device's clock."),
        )
    if any(fix.at < frame.now - OLDEST for fix in fixes):
        raise fault(
            "body",
            "position.old",
            _("A position is older than two days."),
            _("Set the device's clock."),
        )
    return fixes


def to_event(fixes: Sequence[Fix], caller: Caller) -> PositionsReported:
    return PositionsReported(
        device_code=caller.code,
        fix_count=len(fixes),
        first_at=fixes[0].at,
        last_at=fixes[-1].at,
    )
