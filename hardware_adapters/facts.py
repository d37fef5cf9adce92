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
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

VERSION = "CP1"
BAR = "|"
MOMENT = "%Y%m%dT%H%M%SZ"
LONGEST = 400


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
