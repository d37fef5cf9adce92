"""PNG, JPEG and TIFF as planes. Runs confined.

What a colour PNG means cannot be seen: the sender says ``packed`` when R and G are one 16-bit
transmission and B is effective Z times 4; without that word it is a picture in colours.
"""

import io
import struct
import warnings
import zlib
from typing import Any

import cv2
import numpy as np
from PIL import Image

from inspection.scans.rules.limits import MOST_PIXELS, Unreadable, check_size
from inspection.scans.rules.planes import Plane, Reading, Values

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
TIFFS = (b"II*\0", b"MM\0*")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
TAKEN = {0, 2, 3}


def prepare() -> None:
    """Loads the decoders now: afterwards no file can be opened."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()
    Image.init()
    cv2.setNumThreads(1)
    small = np.zeros((9, 9, 3), np.uint16)
    cv2.imdecode(cv2.imencode(".png", small)[1], cv2.IMREAD_UNCHANGED)
    for kind in ("JPEG", "PNG", "TIFF"):
        made = io.BytesIO()
        Image.new("RGB", (9, 9)).save(made, kind)
        with Image.open(io.BytesIO(made.getvalue())) as one:
            one.load()


def read_png(data: bytes, *, packed: bool) -> Reading:
    columns, rows, bits, colour = _png_head(data)
    check_size(columns=columns, rows=rows, planes=CHANNELS[colour])
    _check_chunks(data, columns=columns, rows=rows, bits=bits, channels=CHANNELS[colour])
    if colour not in TAKEN:
        raise Unreadable("wrong_pixels", found="transparency")
    if bits == 16:
        values: Any = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        if values is None or values.dtype != np.uint16:
            raise Unreadable("damaged")
        if values.ndim == 2:
            return _grey("png16", values, 16)
        low, high, third = (np.ascontiguousarray(values[:, :, at]) for at in (2, 1, 0))
        return _with_notes(
            "dual_png",
            (
                Plane(name="low", values=low),
                Plane(name="high", values=high),
                Plane(name="third", values=third),
            ),
        )
    picture = _opened(data, "PNG", (columns, rows))
    if packed:
        if colour != 2:
            raise Unreadable("wrong_pixels", found="grey")
        return _packed(np.asarray(picture))
    if colour == 0 and bits == 8:
        return _grey("png8", np.asarray(picture.convert("L")).astype(np.uint16), 8)
    return _coloured("colour_png", picture)


def read_jpeg(data: bytes) -> Reading:
    picture = _opened(data, "JPEG", None)
    if picture.mode == "L":
        return _grey("jpeg", np.asarray(picture).astype(np.uint16), 8, "lossy_as_delivered")
    return _coloured("colour_jpeg", picture, "lossy_as_delivered")


def read_tiff(data: bytes) -> Reading:
    """One grey page, or two of one size: low and high energy."""
    pages: list[Values] = []
    try:
        with Image.open(io.BytesIO(data), formats=("TIFF",)) as picture:
            count = getattr(picture, "n_frames", 1)
            if count not in (1, 2):
                raise Unreadable("pages", count=count)
            for number in range(count):
                picture.seek(number)
                columns, rows = picture.size
                check_size(columns=columns, rows=rows, planes=count)
                if picture.mode not in ("I;16", "I;16B", "L"):
                    raise Unreadable("wrong_pixels", found=picture.mode)
                picture.load()
                bits = 8 if picture.mode == "L" else 16
                pages.append(np.asarray(picture).astype(np.uint16))
    except Unreadable:
        raise
    except Exception as error:
        raise _damaged(error) from error
    if len(pages) == 1:
        return _grey("tiff", pages[0], bits)
    if pages[0].shape != pages[1].shape:
        raise Unreadable("contradictory_size", one=_size(pages[0]), other=_size(pages[1]))
    return _with_notes(
        "dual_tiff",
        (
            Plane(name="low", values=pages[0], bits=bits),
            Plane(name="high", values=pages[1], bits=bits),
        ),
    )


def _png_head(data: bytes) -> tuple[int, int, int, int]:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise Unreadable("truncated")
    columns, rows, bits, colour = struct.unpack(">IIBB", data[16:26])
    if colour not in CHANNELS or bits not in (1, 2, 4, 8, 16):
        raise Unreadable("damaged")
    return columns, rows, bits, colour


def _check_chunks(data: bytes, *, columns: int, rows: int, bits: int, channels: int) -> None:
    """Every chunk whole, and not more pixels than the head says: a bomb is found here."""
    at, ended, interlaced = 8, False, data[28] != 0
    expected = rows * (1 + (columns * channels * bits + 7) // 8)
    most = expected + (8 * (rows + 8) + expected // 8 if interlaced else 0)
    unpacker, unpacked = zlib.decompressobj(), 0
    while at + 12 <= len(data) and not ended:
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise Unreadable("truncated")
        if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise Unreadable("damaged")
        if kind == b"IDAT":
            unpacked += _inflated(unpacker, data[at + 8 : end - 4], most - unpacked)
        ended, at = kind == b"IEND", end
    if not ended or (unpacked < expected and not interlaced):
        raise Unreadable("truncated")


def _inflated(unpacker: Any, body: bytes, left: int) -> int:
    total = 0
    try:
        while body:
            made = len(unpacker.decompress(body, min(1 << 20, left - total + 1)))
            total += made
            if total > left:
                raise Unreadable("bomb")
            body = unpacker.unconsumed_tail
            if not made:
                break
    except zlib.error as error:
        raise Unreadable("damaged") from error
    return total


def _opened(data: bytes, kind: str, said: tuple[int, int] | None) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            check_size(columns=picture.width, rows=picture.height, planes=3)
            if said is not None and picture.size != said:
                raise Unreadable("contradictory_size", one=picture.size, other=said)
            picture.load()
            return picture.copy()
    except Unreadable:
        raise
    except Exception as error:  # decoders fail in many ways; each means: not whole
        raise _damaged(error) from error


def _damaged(error: Exception) -> Unreadable:
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return Unreadable("too_many_pixels", columns="", rows="", frames=1)
    if isinstance(error, MemoryError):
        return Unreadable("too_much")
    return Unreadable("damaged")


def _packed(pixels: Any) -> Reading:
    wide = pixels.astype(np.uint16)
    transmission = (wide[:, :, 0] << 8) | wide[:, :, 1]
    return _with_notes(
        "packed",
        (
            Plane(name="transmission", values=transmission),
            Plane(name="zeff", values=wide[:, :, 2], bits=8, scale=0.25),
        ),
    )


def _grey(form: str, values: Values, bits: int, *notes: str) -> Reading:
    return _with_notes(form, (Plane(name="grey", values=values, bits=bits),), *notes)


def _coloured(form: str, picture: Image.Image, *notes: str) -> Reading:
    pixels = np.asarray(picture.convert("RGB")).astype(np.uint16)
    names = ("red", "green", "blue")
    planes = tuple(
        Plane(name=name, values=np.ascontiguousarray(pixels[:, :, at]), bits=8)
        for at, name in enumerate(names)
    )
    return _with_notes(form, planes, *notes)


def _with_notes(form: str, planes: tuple[Plane, ...], *notes: str) -> Reading:
    """Eight bits dressed up as sixteen are taken for what they are, and said."""
    said = list(notes)
    wide = [one for one in planes if one.bits == 16]
    if wide and all(_is_narrow(one.values) for one in wide):
        said.append("eight_bits_as_sixteen")
    if all(int(one.values.min()) == int(one.values.max()) for one in planes):
        said.append("nothing_in_it")
    return Reading(form=form, planes=planes, notes=tuple(said))


def _is_narrow(values: Values) -> bool:
    if int(values.max()) <= 255:
        return int(values.max()) > 0
    high, low = values >> 8, values & 255
    return bool(not low.any() or (high == low).all())


def _size(values: Values) -> str:
    return f"{values.shape[1]}x{values.shape[0]}"


def as_values(band: Image.Image) -> Values:
    """One band of a picture of 8 bits."""
    return np.asarray(band).astype(np.uint16)
