"""Is this a scan that the bench can show? Decided on the bytes alone.

A scan is one PNG, 8 bit RGB, not interlaced: R and G hold 16-bit transmission (R high byte,
65,535 is air), B holds effective Z times 4 (0: no estimate).
"""

import struct
import zlib
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 8_000_000
BYTES_PER_PIXEL = 3


class NotAScan(ValueError):
    """``rule`` names what is wrong: not_png, oversized, truncated, damaged, wrong_pixels."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class ScanSize:
    width: int
    height: int


def size_of_scan(data: bytes) -> ScanSize:
    """Width and height of a whole, undamaged scan. Raises ``NotAScan``."""
    if len(data) > MAX_BYTES:
        raise NotAScan("oversized")
    if not data.startswith(SIGNATURE):
        raise NotAScan("not_png")
    size: ScanSize | None = None
    pixels = zlib.decompressobj()
    unpacked = 0
    for kind, body in _chunks(data):
        if size is None:
            size = _size_from_header(kind, body)
        elif kind == b"IDAT":
            unpacked += _unpacked_length(pixels, body, limit=_raw_length(size))
    if size is None or unpacked != _raw_length(size):
        raise NotAScan("truncated")
    return size


def bare(data: bytes) -> bytes:
    """The scan with its pixels alone: no words, times or other pieces beside them."""
    size_of_scan(data)
    kept = [SIGNATURE]
    for kind, body in [*_chunks(data), (b"IEND", b"")]:
        if kind in (b"IHDR", b"IDAT", b"IEND"):
            sum_ = zlib.crc32(kind + body)
            kept.append(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum_))
    return b"".join(kept)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every chunk up to and including IEND, each checked by its own sum."""
    found = []
    position = len(SIGNATURE)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        kind = data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            break
        (expected,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[position + 4 : end - 4]) != expected:
            raise NotAScan("damaged")
        found.append((kind, data[position + 8 : end - 4]))
        if kind == b"IEND":
            return found
        position = end
    raise NotAScan("truncated")


def _size_from_header(kind: bytes, body: bytes) -> ScanSize:
    if kind != b"IHDR" or len(body) != 13:
        raise NotAScan("damaged")
    width, height, *form = struct.unpack(">IIBBBBB", body)
    if form != [8, 2, 0, 0, 0]:
        raise NotAScan("wrong_pixels")
    if not 0 < width * height <= MAX_PIXELS:
        raise NotAScan("oversized")
    return ScanSize(width=width, height=height)


def _raw_length(size: ScanSize) -> int:
    return size.height * (1 + size.width * BYTES_PER_PIXEL)


def _unpacked_length(pixels: "zlib._Decompress", body: bytes, *, limit: int) -> int:
    """Never unpacks more than the header promised: a bomb ends as ``damaged``."""
    try:
        unpacked = len(pixels.decompress(body, limit + 1))
    except zlib.error as error:
        raise NotAScan("damaged") from error
    if pixels.unconsumed_tail or unpacked > limit:
        raise NotAScan("damaged")
    return unpacked
