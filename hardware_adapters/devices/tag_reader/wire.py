"""What a tag reader says, after EPC Gen2 (ISO/IEC 18000-63).

``{"seq", "type": "tag", "passage_no", "pc": "3000", "epc": "<hex>", "crc": "<hex>", "rssi_dbm",
"read_at"}``. ``pc`` is the protocol control word, whose top five bits count the words of the
EPC; ``crc`` is the tag's own CRC-16 over both (polynomial 1021, start FFFF, inverted). A reader
on the way to the gate sends an empty ``passage_no``. A reading too weak to be the truck in this
lane is refused, so that the neighbour's truck is not taken for it.
"""

import binascii

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events import TagRead
from hardware_adapters.ports import fault

WEAKEST_DBM, STRONGEST_DBM = -65, 0


def crc16(data: bytes) -> int:
    """CRC-16/GENIBUS, as EPC Gen2 defines it."""
    return binascii.crc_hqx(data, 0xFFFF) ^ 0xFFFF


def to_event(frame: Frame, caller: Caller) -> TagRead:
    frame.one_of("type", "tag")
    strength = frame.whole("rssi_dbm", low=-120, high=STRONGEST_DBM)
    if strength < WEAKEST_DBM:
        raise fault(
            "rssi_dbm",
            "tag.weak",
            _("%(strength)d dBm is too weak for a truck in this lane."),
            _("Turn the antenna; send readings of %(least)d dBm and more."),
            words={"strength": strength, "least": WEAKEST_DBM},
        )
    return TagRead(
        device_code=caller.code,
        place_code=caller.place_code,
        passage_no=frame.text("passage_no", limit=32, required=False),
        tag_id=_epc(frame),
        read_at=frame.time("read_at"),
    )


def _epc(frame: Frame) -> str:
    try:
        control = bytes.fromhex(frame.text("pc", limit=4))
        epc = bytes.fromhex(frame.text("epc", limit=32))
        crc = int(frame.text("crc", limit=4), 16)
    except ValueError as error:
        raise fault(
            "epc", "tag.hex", _("The tag is not hexadecimal."), _("Send hex digits.")
        ) from error
    if len(control) != 2 or (control[0] >> 3) * 2 != len(epc) or not epc:
        raise fault(
            "pc",
            "tag.length",
            _("The control word counts other words."),
            _("Send PC and EPC as read."),
        )
    if crc16(control + epc) != crc:
        raise fault("crc", "tag.crc", _("The tag's check sum is wrong."), _("Read the tag again."))
    return epc.hex().upper()
