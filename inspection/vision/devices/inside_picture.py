"""Runs alone, never inside the portal: reads a PNG or JPEG from standard input, prints its pixels.

Before the first byte of the stranger is decoded every limit is set. What comes out is one line of
JSON with width, height, channels (1 or 3) and the pixels, packed; never the file itself.
"""

import base64
import importlib
import io
import json
import sys
import zlib
from typing import Any

from customs_portal.confined.limits import confine

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15
MOST_PIXELS = 40_000_000
KEPT_PIXELS = 8_000_000  # a greater picture is shown smaller
LEAST_SIDE = 32


class Unfit(Exception):
    """``why`` it is not looked at."""


def prepare() -> None:
    """What decoding may import, now: afterwards no file can be opened."""
    image: Any = importlib.import_module("PIL.Image")
    image.preinit()
    image.MAX_IMAGE_PIXELS = None  # the size is judged below, before a pixel is decoded
    for form in ("PNG", "JPEG"):
        sample = io.BytesIO()
        image.new("RGB", (8, 8)).save(sample, form)
        read(sample.getvalue(), small=True)


def read(data: bytes, *, small: bool = False) -> dict[str, object]:
    image = sys.modules["PIL.Image"]
    try:
        picture = image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
    except image.UnidentifiedImageError as error:
        raise Unfit("not_a_picture") from error
    wide, tall = picture.size
    if wide * tall > MOST_PIXELS:
        raise Unfit("oversized")
    if min(wide, tall) < LEAST_SIDE and not small:
        raise Unfit("too_small")
    mode = picture.mode
    picture.load()
    plain = _plain(picture)
    if wide * tall > KEPT_PIXELS:
        share = (KEPT_PIXELS / (wide * tall)) ** 0.5
        plain = plain.resize(
            (max(1, int(wide * share)), max(1, int(tall * share))), image.Resampling.BOX
        )
    return {
        "form": picture.format,
        "mode": mode,
        "true_width": wide,
        "true_height": tall,
        "width": plain.width,
        "height": plain.height,
        "channels": len(plain.getbands()),
        "pixels": base64.b64encode(zlib.compress(plain.tobytes(), 1)).decode(),
        "why": "",
    }


def _plain(picture):  # type: ignore[no-untyped-def]
    """8 bits, grey or RGB; what is transparent lies on white."""
    image = sys.modules["PIL.Image"]
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode.startswith("I") or picture.mode == "F":
        wide = picture.convert("F")
        low, high = wide.getextrema()
        return (
            wide.point(lambda v: v * (255 / max(high, 1)) + 0).convert("L")
            if high > low
            else wide.convert("L")
        )
    if "A" in picture.mode or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = image.new("RGBA", seen.size, (255, 255, 255, 255))
        return image.alpha_composite(white, seen).convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "LA") else "RGB")


def look(data: bytes) -> dict[str, object]:
    try:
        return read(data)
    except Unfit as unfit:
        return {"why": str(unfit)}
    except (MemoryError, RecursionError):
        return {"why": "too_much"}
    except Exception:  # whatever a broken picture makes the decoder raise
        return {"why": "unreadable"}


def main() -> None:
    given = sys.stdin.buffer.read()
    prepare()
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    sys.stdout.write(json.dumps(look(given)) + "\n")
