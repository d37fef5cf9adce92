"""The report of a smart safety lock (安全智能锁): 37 bytes, this deployment's own layout.

::

    0  2  preamble 5A A5
    2  1  version: 1
    3  1  status: bit 0 locked, 1 open, 2 tampered, 7 battery low
    4  4  serial number of the lock, big endian
    8  1  battery, percent
    9  1  cause of the report: see CAUSES
   10  4  number of the order that was carried out or refused, 0 none
   14  6  time, BCD YYMMDDhhmmss at UTC+8
   20  4  latitude, 1e-6 degrees, signed      24  4  longitude, the same
   28  2  speed, 0.1 km/h                     30  2  course, degrees
   32  1  satellites, 0 no fix
   33  2  counter of reports
   35  2  CRC-16 of bytes 0 to 34 (polynomial 1021, start FFFF)
"""

import binascii
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.utils.translation import gettext_noop as _

from hardware_adapters.facts import Fix

LENGTH = 37
PREAMBLE, VERSION = 0x5AA5, 1
LOCKED, OPEN, TAMPERED, BATTERY_LOW = 1, 2, 4, 128
BEAT, BY_ORDER, UNORDERED, SHACKLE, SHIM, CASING, REFUSED = range(7)
CAUSES = {
    BEAT: "BEAT",
    BY_ORDER: "ORDER",
    UNORDERED: "UNORDERED",
    SHACKLE: "SHACKLE_CUT",
    SHIM: "SHIM",
    CASING: "CASING",
    REFUSED: "ORDER_REFUSED",
}
ATTACKS = {SHACKLE, SHIM, CASING}
CHINA = timezone(timedelta(hours=8))
MICRO = 1_000_000
_BODY = struct.Struct(">HBBIBBI6siiHHBH")


class LockFault(ValueError):
    """The bytes are no report of a lock. ``rule`` says which part is wrong."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class LockReport:
    serial: int
    status: int
    battery_percent: int
    cause: int
    at: datetime
    order_no: int = 0
    fix: Fix | None = None
    counter: int = 0

    @property
    def state(self) -> str:
        return "LOCKED" if self.status & LOCKED else "OPEN"

    def to_bytes(self) -> bytes:
        fix = self.fix
        body = _BODY.pack(
            PREAMBLE,
            VERSION,
            self.status,
            self.serial,
            self.battery_percent,
            self.cause,
            self.order_no,
            bytes.fromhex(self.at.astimezone(CHINA).strftime("%y%m%d%H%M%S")),
            round(fix.latitude * MICRO) if fix else 0,
            round(fix.longitude * MICRO) if fix else 0,
            round(fix.speed_kmh * 10) if fix else 0,
            fix.course if fix else 0,
            fix.satellites if fix else 0,
            self.counter,
        )
        return body + binascii.crc_hqx(body, 0xFFFF).to_bytes(2, "big")


def read_report(data: bytes) -> LockReport:
    """Raises ``LockFault``."""
    if len(data) != LENGTH:
        raise LockFault("lock.length", _("A lock's report has 37 bytes."))
    body, crc = data[:-2], int.from_bytes(data[-2:], "big")
    if binascii.crc_hqx(body, 0xFFFF) != crc:
        raise LockFault("lock.crc", _("The check sum of the lock's report is wrong."))
    parts = _BODY.unpack(body)
    preamble, version, status, serial, battery, cause, order_no, moment = parts[:8]
    if (preamble, version) != (PREAMBLE, VERSION):
        raise LockFault("lock.protocol", _("This is no report of a safety lock."))
    if battery > 100:
        raise LockFault("lock.battery", _("A battery holds 0 to 100 percent."))
    if cause not in CAUSES:
        raise LockFault("lock.cause", _("This cause of a report is not known."))
    if (status & (LOCKED | OPEN)) not in (LOCKED, OPEN):
        raise LockFault("lock.status", _("A lock is either locked or open."))
    if (cause == UNORDERED and status & LOCKED) or (cause in ATTACKS and not status & TAMPERED):
        raise LockFault("lock.status", _("State and cause of the report contradict each other."))
    try:
        at = datetime.strptime(moment.hex(), "%y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError as error:
        raise LockFault("lock.clock", _("The time of the report is no time.")) from error
    return LockReport(
        serial=serial,
        status=status,
        battery_percent=battery,
        cause=cause,
        at=at,
        order_no=order_no,
        fix=_fix(at, *parts[8:13]),
        counter=parts[13],
    )


def _fix(
    at: datetime, north: int, east: int, speed: int, course: int, satellites: int
) -> Fix | None:
    if not satellites:
        return None
    latitude, longitude = north / MICRO, east / MICRO
    if abs(latitude) > 90 or abs(longitude) > 180 or not (north or east):
        raise LockFault("position.place", _("This is no place on earth, or it is not fixed."))
    if course > 359:
        raise LockFault("position.course", _("A course has 0 to 359 degrees."))
    return Fix(
        at=at,
        latitude=latitude,
        longitude=longitude,
        speed_kmh=speed / 10,
        course=course,
        satellites=satellites,
    )
