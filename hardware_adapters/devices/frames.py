"""A frame from a device, who sent it, and what it turned out to say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from customs_portal.journal.events import Event
from customs_portal.kit.identifiers import check_container_no
from customs_portal.kit.identifiers.shape import IdentifierFault
from hardware_adapters.facts import Fix
from hardware_adapters.ports import fault, number_fault
from hardware_adapters.states import DeviceKind

OLDEST, NEWEST = timedelta(days=2), timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The device on the line, as the house knows it."""

    code: str
    kind: DeviceKind
    place_code: str
    officer: str  # who wears it, empty for what nobody wears


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A picture for the wall: it replaces the device's last one."""

    kind: DeviceKind
    place_code: str
    jpeg: bytes
    picture_key: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A frame, translated."""

    events: Sequence[Event] = ()
    tile: Tile | None = None
    fixes: Sequence[Fix] = ()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One message of a device: named values, and a picture when it carries one."""

    frame_id: str
    values: dict[str, Any]
    now: datetime
    body: bytes = field(default=b"", repr=False)

    def text(self, name: str, *, limit: int = 40, required: bool = True) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str) or len(value) > limit or (required and not value.strip()):
            raise fault(
                name,
                "wire.text",
                _("%(name)s is missing or not a text."),
                _("Send 1-%(limit)d characters."),
                words={"name": name, "limit": limit},
            )
        return value.strip()

    def whole(self, name: str, *, low: int, high: int) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise fault(
                name,
                "wire.number",
                _("%(name)s is no number in range."),
                _("Send %(low)s to %(high)s."),
                words={"name": name, "low": low, "high": high},
            )
        return value

    def time(self, name: str) -> datetime:
        """A moment with its zone, neither long ago nor in the future."""
        try:
            moment = datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise fault(
                name,
                "wire.time",
                _("%(name)s is no time."),
                _("Send ISO 8601 with a zone."),
                words={"name": name},
            ) from error
        if moment.tzinfo is None:
            raise fault(
                name,
                "wire.time",
                _("%(name)s has no zone."),
                _("Send ISO 8601 with a zone."),
                words={"name": name},
            )
        if not self.now - OLDEST <= moment <= self.now + NEWEST:
            raise fault(
                name,
                "wire.era",
                _("%(name)s is not of these days."),
                _("Set the device's clock."),
                words={"name": name},
            )
        return moment

    def container_no(self, name: str) -> str:
        try:
            return check_container_no(self.text(name))
        except IdentifierFault as error:
            raise number_fault(check_container_no, self.text(name), field=name) from error

    def one_of(self, name: str, *choices: str) -> str:
        value = self.text(name)
        if value not in choices:
            raise fault(
                name,
                "wire.choice",
                _("%(value)s is not known."),
                _("Send one of: %(choices)s."),
                words={"value": value, "choices": ", ".join(choices)},
            )
        return value

    def picture(self) -> bytes:
        if not self.body:
            raise fault(
                "bytes",
                "wire.no_picture",
                _("The picture is missing."),
                _("Send bytes with the frame."),
            )
        return self.body


def number_of(prefix: str, *parts: str) -> str:
    """A number of its own for what a frame reports; the same frame gives the same number."""
    return prefix + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16].upper()
