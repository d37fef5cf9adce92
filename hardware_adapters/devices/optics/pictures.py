"""Is this really a picture, whole, of a bearable size? Asked in a confined process."""

import atexit
import io
import struct
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from hardware_adapters.devices.optics.confined import Confined, TooMuch
from hardware_adapters.ports import FrameFault, fault

JPEG_MAGIC = b"\xff\xd8\xff"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
PICTURE_BYTES = 12 * 1024 * 1024
PICTURE_PIXELS = 40_000_000

_parser = Confined(memory_mib=1536, cpu_seconds=8, wall_seconds=20)
atexit.register(_parser.kill)


@dataclass(frozen=True, kw_only=True)
class PictureFacts:
    """``tile`` is a small JPEG for screens; empty when none was asked for."""

    suffix: str
    width: int
    height: int
    mode: str
    tile: bytes = b""


def examine(
    data: bytes,
    *,
    field: str,
    only: str = "",
    tile_width: int = 0,
    tile_channel: str = "",
    parser: Confined = _parser,
) -> PictureFacts:
    """What the picture is. Raises ``FrameFault`` when it is none, broken or too big.

    ``only`` narrows the kind to ``jpg`` or ``png``. ``tile_width`` asks for a small JPEG of
    that width, ``tile_channel`` (R, G or B) for one channel of it in grey.
    """
    suffix = _suffix(data, field)
    if only and suffix != only:
        raise _not(
            field,
            "picture.kind",
            _("A %(only)s is expected, a %(suffix)s came."),
            only=only,
            suffix=suffix,
        )
    if len(data) > PICTURE_BYTES:
        raise _not(field, "picture.too_big", _("The picture is larger than 12 MiB."))
    if suffix == "png":
        _check_png_size(data, field)
    try:
        answer = parser.run(_open, data, tile_width, tile_channel)
    except TooMuch as error:
        raise _not(field, "picture.too_much", _("The picture takes too much to open.")) from error
    if isinstance(answer, str):
        rule, message = answer.split(" ", 1)
        raise _not(field, rule, message)
    width, height, mode, tile = answer
    return PictureFacts(suffix=suffix, width=width, height=height, mode=mode, tile=tile)


SAID_CONFINED = (_("The picture has too many pixels."), _("The picture is damaged or cut off."))


def _suffix(data: bytes, field: str) -> str:
    if data.startswith(JPEG_MAGIC):
        return "jpg"
    if data.startswith(PNG_MAGIC):
        return "png"
    raise _not(field, "picture.not_a_picture", _("These bytes are neither a JPEG nor a PNG."))


def _check_png_size(data: bytes, field: str) -> None:
    """The declared size stands in the first chunk: a bomb is refused before it is opened."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise _not(field, "picture.truncated", _("The picture ends before its first chunk does."))
    width, height = struct.unpack(">II", data[16:24])
    if width * height > PICTURE_PIXELS or not width or not height:
        raise _not(field, "picture.too_many_pixels", _("The picture has too many pixels."))


def _open(data: bytes, tile_width: int, tile_channel: str) -> tuple[int, int, str, bytes] | str:
    """Runs confined: decode every pixel; what is wrong comes back as ``rule message``."""
    import warnings

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PICTURE_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > PICTURE_PIXELS:
                return "picture.too_many_pixels The picture has too many pixels."
            picture.load()
            tile = _tile(picture, tile_width, tile_channel) if tile_width else b""
            return picture.width, picture.height, picture.mode, tile
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "picture.too_many_pixels The picture has too many pixels."
    except Exception:  # decoders fail in many ways; each means: not whole
        return "picture.truncated The picture is damaged or cut off."


def _tile(picture: Any, width: int, channel: str) -> bytes:
    small = picture.getchannel(channel) if channel in picture.getbands() else picture
    small = small.convert("L" if channel else "RGB")
    small.thumbnail((width, width))
    made = io.BytesIO()
    small.save(made, "JPEG", quality=80)
    return made.getvalue()


def _not(field: str, rule: str, message: str, **words: str) -> FrameFault:
    return fault(
        field, rule, message, _("Send a whole JPEG or PNG of at most 12 MiB."), words=words
    )
