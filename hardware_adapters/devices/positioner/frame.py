"""The report of a vehicle's positioner, after JT/T 808: batch of positions (message 0704).

::

    0  2  count of positions, big endian
    2  1  kind: 0 as they came, 1 after a blind spot
    then for each position: 2 length, and the body of message 0200
         4  alarm bits            4  status bits: 1 fixed, 2 south, 3 west
         4  latitude, 1e-6 deg    4  longitude, 1e-6 deg
         2  altitude, m           2  speed, 0.1 km/h      2  course, deg
         6  time, BCD YYMMDDhhmmss at UTC+8
         extra items: 1 number, 1 length, value; number 31 is the count of satellites
    last 1  check: all bytes before it, exclusive or
"""

import struct
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import reduce
from operator import xor

from django.utils.translation import gettext_noop as _

from hardware_adapters.facts import Fix

MOST_FIXES = 200
FIXED, SOUTH, WEST = 2, 4, 8
SATELLITES = 0x31
CHINA = timezone(timedelta(hours=8))
MICRO = 1_000_000
_HEAD = struct.Struct(">HB")
_BODY = struct.Struct(">IIIIHHH6s")


class PositionFault(ValueError):
    """The bytes are no report of positions. ``rule`` says which part is wrong."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def to_bytes(fixes: Sequence[Fix], *, status: int = FIXED) -> bytes:
    parts = [_HEAD.pack(len(fixes), 0)]
    for fix in fixes:
        bits = status
        bits |= SOUTH if fix.latitude < 0 else 0
        bits |= WEST if fix.longitude < 0 else 0
        body = _BODY.pack(
            0,
            bits,
            round(abs(fix.latitude) * MICRO),
            round(abs(fix.longitude) * MICRO),
            0,
            round(fix.speed_kmh * 10),
            fix.course,
            bytes.fromhex(fix.at.astimezone(CHINA).strftime("%y%m%d%H%M%S")),
        ) + bytes([SATELLITES, 1, fix.satellites])
        parts.append(len(body).to_bytes(2, "big") + body)
    whole = b"".join(parts)
    return whole + bytes([reduce(xor, whole)])


def read_fixes(data: bytes) -> list[Fix]:
    """Raises ``PositionFault``."""
    if len(data) < _HEAD.size + 1:
        raise PositionFault("position.length", _("The report of positions is cut off."))
    body, check = data[:-1], data[-1]
    if reduce(xor, body) != check:
        raise PositionFault("position.check", _("The check sum of the positions is wrong."))
    count = _HEAD.unpack_from(body)[0]
    if not 1 <= count <= MOST_FIXES:
        raise PositionFault("position.count", _("A report holds 1 to 200 positions."))
    fixes, at = [], _HEAD.size
    for _index in range(count):
        length = int.from_bytes(body[at : at + 2], "big")
        one = body[at + 2 : at + 2 + length]
        if len(one) != length or length < _BODY.size:
            raise PositionFault("position.length", _("The report of positions is cut off."))
        fixes.append(_fix(one))
        at += 2 + length
    if at != len(body):
        raise PositionFault("position.length", _("The report of positions is cut off."))
    return fixes


def _fix(body: bytes) -> Fix:
    _alarm, status, north, east, _height, speed, course, moment = _BODY.unpack_from(body)
    latitude = north / MICRO * (-1 if status & SOUTH else 1)
    longitude = east / MICRO * (-1 if status & WEST else 1)
    if not status & FIXED or abs(latitude) > 90 or abs(longitude) > 180 or not (north or east):
        raise PositionFault("position.place", _("This is no place on earth, or it is not fixed."))
    if course > 359:
        raise PositionFault("position.course", _("A course has 0 to 359 degrees."))
    try:
        at = datetime.strptime(moment.hex(), "%y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError as error:
        raise PositionFault("position.clock", _("The time of a position is no time.")) from error
    return Fix(
        at=at,
        latitude=latitude,
        longitude=longitude,
        speed_kmh=speed / 10,
        course=course,
        satellites=_satellites(body[_BODY.size :]),
    )


def _satellites(extra: bytes) -> int:
    at = 0
    while at + 2 <= len(extra):
        number, length = extra[at], extra[at + 1]
        if number == SATELLITES and length == 1 and at + 2 < len(extra):
            return extra[at + 2]
        at += 2 + length
    return 0
