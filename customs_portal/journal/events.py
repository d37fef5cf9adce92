"""What an event is. Each room declares its own in its ``events.py``."""

import types
import typing
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened, told in past tense, carrying references only.

    ``keep=True`` writes a journal entry in the caller's transaction (audit, outbox and
    live feed in one row). ``keep=False`` is for readings nobody may store, such as
    heartbeats or the faces of travellers who match nothing.

    ``subject_fields`` names the fields whose values are numbers a person may ask the
    trail of (declaration, container, plate ...).
    """

    name: ClassVar[str]
    keep: ClassVar[bool] = True
    feed: ClassVar[str] = "port"
    subject_fields: ClassVar[tuple[str, ...]] = ()

    def payload(self) -> dict[str, Any]:
        """The event as JSON-like values; times as ISO 8601, amounts as text."""
        return {key: _to_wire(value) for key, value in asdict(self).items()}

    def subjects(self) -> list[str]:
        """The numbers this event is about, without repeats, in field order."""
        found: dict[str, None] = {}
        for field in self.subject_fields:
            value = getattr(self, field)
            for one in value if isinstance(value, tuple | list) else (value,):
                if one:
                    found[str(one)] = None
        return list(found)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The inverse of ``payload``; unknown keys of a newer version are ignored."""
        hints = typing.get_type_hints(cls)
        return cls(
            **{
                field.name: _from_wire(payload[field.name], hints[field.name])
                for field in fields(cls)
                if field.name in payload
            }
        )


def _to_wire(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_to_wire(one) for one in value]
    return value


def _from_wire(value: Any, kind: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
        origin = typing.get_origin(kind)
    if origin is tuple:
        return tuple(_from_wire(one, typing.get_args(kind)[0]) for one in value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return value
