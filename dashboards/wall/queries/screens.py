"""Which wall screen is this? A screen is a device of kind ``wall`` with its own token."""

import hashlib

from django.core import signing

from customs_portal.accounts.doors import device_by_token
from customs_portal.accounts.models import DeviceAccount

KIND = "wall"
COOKIE = "wall_screen"
SALT = "dashboards.wall.screen"


def screen_by_token(*, code: str, token: str) -> DeviceAccount | None:
    device = device_by_token(code=code, token=token)
    return device if device is not None and device.kind == KIND else None


def screen_by_header(header: str) -> DeviceAccount | None:
    """``Authorization: Screen CODE:TOKEN``."""
    scheme, _, rest = header.partition(" ")
    code, colon, token = rest.partition(":")
    if scheme.lower() != "screen" or not colon:
        return None
    return screen_by_token(code=code, token=token)


def cookie_of(screen: DeviceAccount) -> str:
    """A signed note that this browser is that screen; void when the token is renewed."""
    return signing.dumps({"code": screen.code, "seal": _seal(screen)}, salt=SALT)


def screen_by_cookie(cookies: dict[str, str]) -> DeviceAccount | None:
    try:
        note = signing.loads(cookies.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    screen = DeviceAccount.objects.filter(code=note["code"], kind=KIND, is_active=True).first()
    return screen if screen is not None and _seal(screen) == note["seal"] else None


def _seal(screen: DeviceAccount) -> str:
    return hashlib.sha256(screen.token_hash.encode()).hexdigest()[:16]
