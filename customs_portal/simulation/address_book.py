"""Who exists in this port and how each of them comes in. Read once, written never."""

import hashlib
import hmac
import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import DeviceAccount, Post, User
from customs_portal.kit import clock


class NobodyHere(RuntimeError):
    """The port lacks somebody or something that the simulation needs."""


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A clerk of an enterprise and what he may do for it."""

    username: str
    token: str
    uscc: str
    grade: str
    duties: frozenset[str]


def address_of(firm: Firm) -> str:
    """Where the firm is said to sit; some firms of the demonstration share a house."""
    return f"{crc32(firm.uscc.encode()) % 60 + 1} Haicang Avenue, Xiamen"


@dataclass(frozen=True, kw_only=True)
class Device:
    code: str
    kind: str
    token: str
    place_code: str
    worn_by: str


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    firms: tuple[Firm, ...]
    devices: tuple[Device, ...]
    analysts: tuple[str, ...]
    readers: tuple[str, ...]
    gate_officers: tuple[str, ...] = ()
    dispatchers: tuple[str, ...] = ()

    def traders(self, *grades: str) -> list[Firm]:
        """Firms that file declarations and pay, of these grades, by user name."""
        wanted = {Duty.FILE_DECLARATION.value, Duty.PAY_TAX.value, Duty.APPLY_GATE_PASS.value}
        found = [firm for firm in self.firms if wanted <= firm.duties and firm.grade in grades]
        if not found:
            raise NobodyHere(f"No trader of grade {' or '.join(grades)}. Load the demo port.")
        return found

    def carrier(self) -> Firm:
        for firm in self.firms:
            if Duty.FILE_MANIFEST.value in firm.duties:
                return firm
        raise NobodyHere("No carrier files manifests here. Load the demo port.")

    def of_kind(self, kind: str) -> list[Device]:
        found = [device for device in self.devices if device.kind == kind]
        if not found:
            raise NobodyHere(f"No device of kind {kind} is registered. Load the demo port.")
        return found

    def any_of_kind(self, kind: str) -> list[Device]:
        """The same, and nothing when the port has none."""
        return [device for device in self.devices if device.kind == kind]

    def gates(self) -> list[dict[str, Device]]:
        """Lanes that have a reader, a weighbridge and a barrier at the same place."""
        by_place: dict[str, dict[str, Device]] = defaultdict(dict)
        for device in self.devices:
            by_place[device.place_code][device.kind] = device
        needed = {"gate_lane", "weighbridge", "barrier"}
        found = [kinds for _, kinds in sorted(by_place.items()) if needed <= kinds.keys()]
        if not found:
            raise NobodyHere("No lane has a reader, a weighbridge and a barrier.")
        return found


def read_address_book() -> AddressBook:
    """Read it from the registers; tokens follow from the installation's device secret."""
    today = clock.now().date()
    firms = tuple(
        _firm(user, today)
        for user in User.objects.filter(is_active=True, enterprise__isnull=False)
        .select_related("enterprise")
        .order_by("username")
    )
    devices = tuple(
        Device(
            code=device.code,
            kind=device.kind,
            token=device_token(device.code),
            place_code=device.place.code if device.place else "",
            worn_by=device.worn_by.get_username() if device.worn_by else "",
        )
        for device in DeviceAccount.objects.filter(is_active=True)
        .select_related("place", "worn_by")
        .order_by("code")
    )
    return AddressBook(
        firms=firms,
        devices=devices,
        analysts=_officers(Duty.REVIEW_IMAGE),
        readers=_officers(Duty.CONFIRM_READING),
        gate_officers=_officers(Duty.WORK_GATE),
        dispatchers=_officers(Duty.DISPATCH_INSPECTION),
    )


def _firm(user: User, today: date) -> Firm:
    assert user.enterprise is not None
    grade = user.enterprise.grade_on(today)
    return Firm(
        username=user.username,
        token=api_token(user.username),
        uscc=user.enterprise.uscc or "",
        grade=grade.grade if grade else "",
        duties=user.duties,
    )


def _officers(duty: Duty) -> tuple[str, ...]:
    posts = Post.objects.in_force(at=clock.now()).filter(
        duties__contains=[duty.value], user__is_active=True
    )
    return tuple(sorted({post.user.username for post in posts.select_related("user")}))


def api_token(username: str) -> str:
    return _derived(username)[:40]


def device_token(code: str) -> str:
    return _derived(code)[:32]


def _derived(name: str) -> str:
    secret = os.environ.get("DEVICE_SECRET", "")
    if not secret:
        raise NobodyHere("DEVICE_SECRET is not set; start this with ./portal manage.")
    return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()
