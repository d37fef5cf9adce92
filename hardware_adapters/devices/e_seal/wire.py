"""What a reader of electronic seals (电子关锁) says: ``{"seq", "type": "seal", "passage_no",
"frame": "<56 hex digits>", "read_at"}``; the frame is described in ``frame.py``.

It is told ``{"cmd", "do": "lock"|"unlock", "passage_no", "seal_no"}`` and carries that to the
seal by radio.
"""

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.e_seal.frame import LENGTH, SealFault, SealMessage, read_message
from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import SealRead
from hardware_adapters.ports import fault


def to_event(frame: Frame, caller: Caller) -> SealRead:
    frame.one_of("type", "seal")
    message = _message(frame)
    return SealRead(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32),
        seal_no=message.seal_no,
        state=message.state,
        battery_is_low=message.battery_is_low,
        sealed_at=message.sealed_at,
        opened_at=message.opened_at,
        read_at=frame.time("read_at"),
    )


def _message(frame: Frame) -> SealMessage:
    try:
        return read_message(bytes.fromhex(frame.text("frame", limit=LENGTH * 2)))
    except SealFault as error:
        raise fault("frame", error.rule, str(error), _("Read the seal again.")) from error
    except ValueError as error:
        raise fault(
            "frame", "seal.hex", _("The frame is not hexadecimal."), _("Send hex digits.")
        ) from error
