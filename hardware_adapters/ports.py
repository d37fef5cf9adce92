"""What can go wrong between the hub and a device."""

from typing import Any

from django.utils.translation import gettext_noop

from customs_portal.kit.errors import DomainError


class FrameFault(DomainError):
    """A device sent something that cannot be accepted; nothing of it is stored."""

    code = "frame_fault"
    http_status = 422
    sentence = gettext_noop("The device sent something that cannot be accepted.")


class DeviceUnreachable(DomainError):
    """The device does not answer now; trying again makes sense."""

    code = "device_unreachable"
    http_status = 503
    sentence = gettext_noop("The device does not answer.")
    remedy_sentence = gettext_noop("Wait a moment and try again; the line is being restored.")


class DeviceRefused(DomainError):
    """The device will not do this; trying again makes no sense."""

    code = "device_refused"
    sentence = gettext_noop("The device refused the command.")


class NoSuchDevice(DomainError):
    """No active device of that kind stands at that place."""

    code = "no_such_device"
    http_status = 404
    sentence = gettext_noop("No active device of this kind stands at this place.")
    remedy_sentence = gettext_noop("Register the device, or correct the place.")


def fault(field: str, rule: str, message: str, remedy: str, **details: Any) -> FrameFault:
    """A fault in the words that travel back on the wire (English, for device makers)."""
    return FrameFault(message, field=field, rule=rule, remedy=remedy, **details)
