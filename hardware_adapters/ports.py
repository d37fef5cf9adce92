"""What can go wrong between the hub and a device."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from customs_portal.kit.errors import DomainError


class FrameFault(DomainError):
    """A device sent something that cannot be accepted; nothing of it is stored."""

    code = "frame_fault"
    http_status = 422
    sentence = gettext_noop("The device sent something that cannot be accepted.")
    message_zh = ""
    remedy_zh = ""


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
    remedy_sentence = gettext_noop("Look at the device itself before you give the command again.")


class NoSuchDevice(DomainError):
    """No active device of that kind stands at that place."""

    code = "no_such_device"
    http_status = 404
    sentence = gettext_noop("No active device of this kind stands at this place.")
    remedy_sentence = gettext_noop("Register the device, or correct the place.")


def fault(
    field: str,
    rule: str,
    message: str,
    remedy: str,
    *,
    words: Mapping[str, object] | None = None,
    **details: Any,
) -> FrameFault:
    """A fault in the words that travel back on the wire, in both languages.

    ``message`` and ``remedy`` are marked with ``gettext_noop``; ``words`` fills them in.
    """
    told = {}
    for language in ("en", "zh-hans"):
        with override(language):
            told[language] = [_(text) % (words or {}) for text in (message, remedy)]
    refusal = FrameFault(told["en"][0], field=field, rule=rule, remedy=told["en"][1], **details)
    refusal.message_zh, refusal.remedy_zh = told["zh-hans"]
    return refusal


def number_fault(check: Callable[[str], object], text: str, *, field: str) -> FrameFault:
    """What ``check`` has against ``text``, asked once in each language."""
    told: list[DomainError] = []
    for language in ("en", "zh-hans"):
        with override(language):
            try:
                check(text)
            except DomainError as error:
                told.append(error)
    english, chinese = told
    refusal = FrameFault(english.message, field=field, rule=english.rule, remedy=english.remedy)
    refusal.message_zh, refusal.remedy_zh = chinese.message, chinese.remedy
    return refusal


def on_the_wire(error: DomainError) -> dict[str, str]:
    """A refusal as a device or a tablet gets it: for its maker and for who holds it."""
    if isinstance(error, FrameFault):
        chinese = (error.message_zh, error.remedy_zh)
    else:
        with override("zh-hans"):
            chinese = (_(error.sentence), _(error.remedy_sentence) if error.remedy_sentence else "")
    return {
        "field": error.field,
        "rule": error.rule,
        "message": error.message,
        "remedy": error.remedy,
        "message_zh": chinese[0],
        "remedy_zh": chinese[1],
    }
