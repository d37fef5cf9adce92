"""What a smart safety lock says: ``{"seq", "type": "lock", "report": "<74 hex digits>"}``; the
report is described in ``frame.py``.

It is told ``{"cmd", "do": "trust", "keys": [hex]}`` when it comes in,
``{"cmd", "do": "lock", "order_no"}`` and ``{"cmd", "do": "unlock", "order_no", "authority"}``.
The authority is signed (``facts.UnlockAuthority``); without a good one the lock stays locked and
reports the order as refused.
"""

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.frames import NEWEST, OLDEST, Caller, Frame
from hardware_adapters.devices.safety_lock.frame import (
    BATTERY_LOW,
    CAUSES,
    LENGTH,
    TAMPERED,
    LockFault,
    LockReport,
    read_report,
)
from hardware_adapters.events import SafetyLockReported
from hardware_adapters.ports import fault


def to_report(frame: Frame) -> LockReport:
    frame.one_of("type", "lock")
    try:
        report = read_report(bytes.fromhex(frame.text("report", limit=LENGTH * 2)))
    except LockFault as error:
        raise fault("report", error.rule, str(error), _("Send the report anew.")) from error
    except ValueError as error:
        raise fault(
            "report", "lock.hex", _("The report is not hexadecimal."), _("Send hex digits.")
        ) from error
    if not frame.now - OLDEST <= report.at <= frame.now + NEWEST:
        raise fault(
            "report",
            "lock.era",
            _("The report is not of these days."),
            _("Set the device's clock."),
        )
    return report


def to_event(report: LockReport, caller: Caller) -> SafetyLockReported:
    return SafetyLockReported(
        device_code=caller.code,
        serial=report.serial,
        state=report.state,
        is_tampered=bool(report.status & TAMPERED),
        cause=CAUSES[report.cause],
        order_no=report.order_no,
        battery_percent=report.battery_percent,
        battery_is_low=bool(report.status & BATTERY_LOW),
        reported_at=report.at,
    )
