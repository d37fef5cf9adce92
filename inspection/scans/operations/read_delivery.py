"""Opening a stranger's file, in a process of its own; what is wrong with it in words."""

import atexit
from dataclasses import dataclass
from typing import Any

from customs_portal.confined.standing import Died, Standing
from inspection.scans.rules.limits import MOST_BYTES, WALL_SECONDS
from inspection.scans.rules.wording import fault_of


@dataclass(frozen=True, kw_only=True)
class OpenedScan:
    """What the confined reader answered: ``kept`` "" as delivered; files ready for the archive."""

    form: str
    facts: dict[str, Any]
    notes: tuple[str, ...]
    dropped: tuple[str, ...]
    width: int
    height: int
    frames: int
    planes: tuple[dict[str, Any], ...]
    kept: bytes
    packed: bytes
    thumb: bytes
    tiles: bytes
    cuts: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True)
class Photograph:
    """Encoded anew; ``packed`` are its planes at the size that is compared."""

    jpeg: bytes
    packed: bytes
    thumb: bytes
    width: int
    height: int


_reader = Standing(
    "inspection.scans.rules.inside",
    library="numpy",
    wall_seconds=WALL_SECONDS,
    most_bytes=8 * MOST_BYTES,
)
atexit.register(_reader.end)


def read_delivery(*, data: bytes, form: str = "", reader: Standing = _reader) -> OpenedScan:
    """Raises a ``Fault`` that names field, rule and remedy."""
    said, made = _asked(reader, {"task": "scan", "form": form}, data)
    kept, packed, thumb, tiles, *cuts = made
    width, height, frames = said["size"]
    return OpenedScan(
        form=str(said["form"])[:32],
        facts=said["facts"],
        notes=tuple(said["notes"]),
        dropped=tuple(said["dropped"]),
        width=width,
        height=height,
        frames=frames,
        planes=tuple(said["planes"]),
        kept=kept,
        packed=packed,
        thumb=thumb,
        tiles=tiles,
        cuts=tuple(cuts),
    )


def read_photograph(*, data: bytes, reader: Standing = _reader) -> Photograph:
    """Raises a ``Fault`` that names field, rule and remedy."""
    said, (jpeg, packed, thumb) = _asked(reader, {"task": "photograph"}, data)
    width, height, _one = said["size"]
    return Photograph(jpeg=jpeg, packed=packed, thumb=thumb, width=width, height=height)


def _asked(
    reader: Standing, words: dict[str, Any], data: bytes
) -> tuple[dict[str, Any], list[bytes]]:
    if len(data) > MOST_BYTES:
        raise fault_of("too_big", "file", {})
    try:
        said, made = reader.ask(words, data)
    except Died as error:
        raise fault_of("too_much", "file", {}) from error
    if "rule" in said:
        raise fault_of(str(said["rule"]), str(said["field"]), said["words"])
    return said, made
