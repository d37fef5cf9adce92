"""How two officers fill one record: field by field, the last word of a field by the portal's
sequence, and never a value lost. Pure.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Word:
    """What stands in a field: its place in the record's sequence, its device, its value."""

    seq: int
    device: str
    value: str


def collides(*, standing: Word | None, device: str, value: str, base: int) -> bool:
    """Whether the new value overwrites one that its writer had not seen.

    ``base`` is the sequence of the field that the writer's device knew; what the same device said
    before is its own correction, and the same value twice is agreement.
    """
    return (
        standing is not None
        and standing.seq > base
        and standing.device != device
        and standing.value != value
    )


def content_hash(*, order_no: str, fields: Mapping[str, str], photographs: Iterable[str]) -> str:
    """SHA-256 of what two officers confirm: every field that says something, every photograph.

    ``photographs`` are ``KIND sha256`` of those that were not taken out.
    """
    said = {
        "order_no": order_no,
        "fields": {name: fields[name] for name in sorted(fields) if fields[name]},
        "photographs": sorted(photographs),
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
