"""The message of an electronic seal, after ISO 18185-1 (data) and -7 (air): 28 bytes.

::

    0  2  preamble 55 85
    2  1  protocol: 80 (seal to reader)
    3  1  status: bit 0 sealed, 1 opened, 2 tampered, 7 battery low
    4  2  manufacturer (ISO 14816 registration), big endian
    6  4  seal serial number, big endian
   10  1  model
   11  1  product version
   12  6  sealed: seconds since 2000-01-01 UTC, 0 never
   18  6  opened: the same
   24  2  counter of messages
   26  2  CRC-16 of bytes 0 to 25 (polynomial 1021, start FFFF)

The seal number of the papers is manufacturer (hexadecimal) and serial: ``M0153-0000004711``.
"""

import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_noop as _

LENGTH = 28
PREAMBLE, PROTOCOL = 0x5585, 0x80
SEALED, OPENED, TAMPERED, BATTERY_LOW = 1, 2, 4, 128
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BODY = struct.Struct(">HBBHIBB6s6sH")


class SealFault(ValueError):
    """The bytes are no seal message. ``rule`` says which part is wrong."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class SealMessage:
    manufacturer: int
    serial: int
    status: int
    sealed_at: datetime | None = None
    opened_at: datetime | None = None
    counter: int = 0
    model: int = 1
    version: int = 1

    @property
    def seal_no(self) -> str:
        return f"M{self.manufacturer:04X}-{self.serial:010d}"

    @property
    def state(self) -> str:
        """TAMPERED outweighs the rest; a seal that is neither sealed nor opened was never set."""
        if self.status & TAMPERED:
            return "TAMPERED"
        return "SEALED" if self.status & (SEALED | OPENED) == SEALED else "OPENED"

    @property
    def battery_is_low(self) -> bool:
        return bool(self.status & BATTERY_LOW)

    def to_bytes(self) -> bytes:
        body = _BODY.pack(
            PREAMBLE,
            PROTOCOL,
            self.status,
            self.manufacturer,
            self.serial,
            self.model,
            self.version,
            _seconds(self.sealed_at),
            _seconds(self.opened_at),
            self.counter,
        )
        return body + binascii.crc_hqx(body, 0xFFFF).to_bytes(2, "big")


def read_message(data: bytes) -> SealMessage:
    """Raises ``SealFault``."""
    if len(data) != LENGTH:
        raise SealFault("seal.length", _("A seal message has 28 bytes."))
    body, crc = data[:-2], int.from_bytes(data[-2:], "big")
    if binascii.crc_hqx(body, 0xFFFF) != crc:
        raise SealFault("seal.crc", _("The check sum of the seal message is wrong."))
    preamble, protocol, status, maker, serial, model, version, sealed, opened, counter = (
        _BODY.unpack(body)
    )
    if (preamble, protocol) != (PREAMBLE, PROTOCOL):
        raise SealFault("seal.protocol", _("This is no message of a seal."))
    return SealMessage(
        manufacturer=maker,
        serial=serial,
        status=status,
        sealed_at=_moment(sealed),
        opened_at=_moment(opened),
        counter=counter,
        model=model,
        version=version,
    )


def _seconds(moment: datetime | None) -> bytes:
    count = 0 if moment is None else int((moment - EPOCH).total_seconds())
    return count.to_bytes(6, "big")


def _moment(raw: bytes) -> datetime | None:
    seconds = int.from_bytes(raw, "big")
    if not seconds:
        return None
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError as error:
        raise SealFault("seal.time", _("The seal's clock shows no possible time.")) from error
