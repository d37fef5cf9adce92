"""A release token: what the portal promises about one gate pass, readable without it.

One line of text, so that it fits into a QR code, a driver's phone and a lane's memory::

    CP1|<pass no>|<plate>|<container>|<tag>|<seal>|OUT|<kg>|<permille>|<until>|<signature>

``until`` is UTC to the second (``20261124T010000Z``); kilograms are the declared total and
permille its tolerance; container, tag and seal are empty when the pass names none. The
signature is Ed25519 over everything before its bar, in base64 for addresses without padding.
Nothing here needs a database, a framework or the portal: a lane that is cut off reads it alone.
"""

import base64
import binascii
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

VERSION, UNLOCK_VERSION = "CP1", "CU1"
BAR = "|"
MOMENT = "%Y%m%dT%H%M%SZ"
LONGEST = 400
EARTH_METRES = 6_371_000


class TokenFault(ValueError):
    """The text is no token of ours. ``rule``: SHAPE, VERSION or SIGNATURE."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class ReleaseToken:
    """One pass as a lane needs to know it; its number is good for one passage."""

    pass_no: str
    plate_no: str
    container_no: str
    tag_id: str
    seal_no: str
    direction: str
    total_kg: int
    tolerance_permille: int
    valid_until: datetime

    def signed(self, key: Ed25519PrivateKey) -> str:
        """The token as text; the same token gives the same text."""
        text = BAR.join(
            (
                VERSION,
                self.pass_no,
                self.plate_no,
                self.container_no,
                self.tag_id,
                self.seal_no,
                self.direction,
                str(self.total_kg),
                str(self.tolerance_permille),
                self.valid_until.astimezone(UTC).strftime(MOMENT),
            )
        )
        signature = base64.urlsafe_b64encode(key.sign(text.encode())).decode().rstrip("=")
        return f"{text}{BAR}{signature}"


def read_token(text: str, *, keys: Iterable[Ed25519PublicKey]) -> ReleaseToken:
    """The token behind the text when one of ``keys`` signed it. Raises ``TokenFault``."""
    parts = text.strip().split(BAR)
    if len(text) > LONGEST or len(parts) != 11:
        raise TokenFault("SHAPE")
    if parts[0] != VERSION:
        raise TokenFault("VERSION")
    _require_signature(BAR.join(parts[:-1]), parts[-1], keys)
    try:
        return ReleaseToken(
            pass_no=parts[1],
            plate_no=parts[2],
            container_no=parts[3],
            tag_id=parts[4],
            seal_no=parts[5],
            direction=parts[6],
            total_kg=int(parts[7]),
            tolerance_permille=int(parts[8]),
            valid_until=datetime.strptime(parts[9], MOMENT).replace(tzinfo=UTC),
        )
    except ValueError as error:
        raise TokenFault("SHAPE") from error


def _require_signature(text: str, signature: str, keys: Iterable[Ed25519PublicKey]) -> None:
    try:
        raw = base64.b64decode(signature + "=" * (-len(signature) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenFault("SIGNATURE") from error
    for key in keys:
        try:
            key.verify(raw, text.encode())
        except InvalidSignature:
            continue
        return
    raise TokenFault("SIGNATURE")


@dataclass(frozen=True, kw_only=True)
class UnlockAuthority:
    """What opens a smart safety lock: one order for one lock, good for minutes.

    ``CU1|<lock>|<order no>|<until>|<signature>``, signed and read like a release token.
    """

    device_code: str
    order_no: int
    valid_until: datetime

    def signed(self, key: Ed25519PrivateKey) -> str:
        until = self.valid_until.astimezone(UTC).strftime(MOMENT)
        text = BAR.join((UNLOCK_VERSION, self.device_code, str(self.order_no), until))
        signature = base64.urlsafe_b64encode(key.sign(text.encode())).decode().rstrip("=")
        return f"{text}{BAR}{signature}"


def read_authority(text: str, *, keys: Iterable[Ed25519PublicKey]) -> UnlockAuthority:
    """The authority behind the text when one of ``keys`` signed it. Raises ``TokenFault``."""
    parts = text.strip().split(BAR)
    if len(text) > LONGEST or len(parts) != 5:
        raise TokenFault("SHAPE")
    if parts[0] != UNLOCK_VERSION:
        raise TokenFault("VERSION")
    _require_signature(BAR.join(parts[:-1]), parts[-1], keys)
    try:
        return UnlockAuthority(
            device_code=parts[1],
            order_no=int(parts[2]),
            valid_until=datetime.strptime(parts[3], MOMENT).replace(tzinfo=UTC),
        )
    except ValueError as error:
        raise TokenFault("SHAPE") from error


FIX = struct.Struct(">IiiHHB")


@dataclass(frozen=True, kw_only=True)
class Fix:
    """Where a vehicle was at one second: WGS-84 degrees, km/h, degrees from north."""

    at: datetime
    latitude: float
    longitude: float
    speed_kmh: float
    course: int
    satellites: int

    def packed(self) -> bytes:
        """Seventeen bytes; degrees to one ten-millionth, speed to a tenth."""
        return FIX.pack(
            int(self.at.timestamp()),
            round(self.latitude * 10_000_000),
            round(self.longitude * 10_000_000),
            round(self.speed_kmh * 10),
            self.course,
            self.satellites,
        )

    def metres_to(self, other: "Fix") -> float:
        """The way over ground as the crow flies (haversine)."""
        low, high = math.radians(self.latitude), math.radians(other.latitude)
        half = math.radians(other.longitude - self.longitude) / 2
        arc = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(half) ** 2
        return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(arc)))


def unpacked(packed: bytes) -> list[Fix]:
    return [
        Fix(
            at=datetime.fromtimestamp(second, UTC),
            latitude=latitude / 10_000_000,
            longitude=longitude / 10_000_000,
            speed_kmh=speed / 10,
            course=course,
            satellites=satellites,
        )
        for second, latitude, longitude, speed, course, satellites in FIX.iter_unpack(packed)
    ]
