"""Painting containers for simulated cameras: wall, paint, number, wear, lens, JPEG.

Nothing here knows what a reader will make of it. A simulated camera takes a picture like any
other, and the same reader reads it.
"""

import io
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Pixels = NDArray[Any]

WIDTH, HEIGHT = 1280, 960
PAINTS = (
    (140, 44, 36), (38, 72, 128), (52, 104, 66), (112, 116, 122), (168, 92, 36), (214, 208, 188),
    (96, 36, 44), (24, 98, 120),
)  # fmt: skip
SIZE_TYPES = ("22G1", "42G1", "45G1", "45R1")


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How hard the picture is: 0 is a clear morning, 1 a wet night."""

    murk: float
    covered: bool = False  # a strap or dirt lies over the number


def container_picture(
    *, container_no: str, seed: int, weather: Weather, column: bool = False
) -> bytes:
    """A JPEG of the door end of a container, its number painted as ISO 6346 lays it out."""
    chance = random.Random(seed)  # noqa: S311  # a picture, not a secret
    paint = chance.choice(PAINTS)
    wall = _wall(paint, chance)
    ink = (238, 238, 232) if sum(paint) < 480 else (24, 24, 28)
    draw = ImageDraw.Draw(wall)
    if column:
        _number_in_a_column(draw, container_no, ink, chance)
    else:
        _number_in_a_row(draw, container_no, ink, chance)
        _weights(draw, ink, chance)
    if weather.covered:
        _cover(draw, chance)
    _wear(draw, paint, chance, weather)
    return _photograph(wall, chance, weather)


def lettering(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that travels with the imaging library: the same picture on every machine."""
    return ImageFont.load_default(size)


def _wall(paint: tuple[int, int, int], chance: random.Random) -> Image.Image:
    period = chance.randint(52, 84)
    across = np.arange(WIDTH) % period / period
    fold = np.select([across < 0.3, across < 0.5, across < 0.8], [1.07, 0.87, 0.97], 1.0)
    down = np.linspace(1.06, 0.9, HEIGHT)[:, None]
    wall = np.asarray(paint, dtype=float)[None, None, :] * (down * fold[None, :])[:, :, None]
    image = Image.fromarray(np.clip(wall, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for x in (0, WIDTH - 46):
        draw.rectangle((x, 0, x + 46, HEIGHT), fill=tuple(int(part * 0.72) for part in paint))
    draw.rectangle((0, 0, WIDTH, 40), fill=tuple(int(part * 0.66) for part in paint))
    return image


def _number_in_a_row(
    draw: ImageDraw.ImageDraw, number: str, ink: tuple[int, ...], chance: random.Random
) -> None:
    size = chance.randint(62, 82)
    font = lettering(size)
    x, y = chance.randint(150, 330), chance.randint(120, 240)
    width = int(size * 0.035) + 1
    for part, gap in ((number[:4], 0.55), (number[4:10], 0.6)):
        draw.text((x, y), part, font=font, fill=ink, stroke_width=width, stroke_fill=ink)
        x += int(draw.textlength(part, font=font) + gap * size)
    _boxed(draw, number[10], x, y, font, ink, width)
    draw.text(
        (x - 4 * size, y + int(1.5 * size)),
        chance.choice(SIZE_TYPES),
        font=font,
        fill=ink,
        stroke_width=width,
        stroke_fill=ink,
    )


def _number_in_a_column(
    draw: ImageDraw.ImageDraw, number: str, ink: tuple[int, ...], chance: random.Random
) -> None:
    size = chance.randint(50, 56)
    font = lettering(size)
    x, y = chance.randint(420, 860), 66
    for index, character in enumerate(number):
        left = x - int(draw.textlength(character, font=font) / 2)
        if index == 10:
            _boxed(draw, character, left, y, font, ink, 3)
        else:
            draw.text((left, y), character, font=font, fill=ink, stroke_width=3, stroke_fill=ink)
        y += int(size * 1.3) + (int(size * 0.45) if index in (3, 9) else 0)


def _boxed(
    draw: ImageDraw.ImageDraw,
    character: str,
    x: int,
    y: int,
    font: Any,
    ink: tuple[int, ...],
    width: int,
) -> None:
    draw.text((x, y), character, font=font, fill=ink, stroke_width=width, stroke_fill=ink)
    left, top, right, bottom = draw.textbbox((x, y), character, font=font)
    edge = (left - 14, top - 12, right + 14, bottom + 12)
    draw.rectangle(edge, outline=ink, width=max(3, width))


def _weights(draw: ImageDraw.ImageDraw, ink: tuple[int, ...], chance: random.Random) -> None:
    font = lettering(30)
    tare = chance.randint(2100, 3900)
    lines = ("MAX GROSS  30.480 KGS", f"TARE  {tare / 1000:.3f} KGS", "CU.CAP.  33.2 CU.M")
    for index, line in enumerate(lines):
        draw.text((560, 560 + 52 * index), line, font=font, fill=ink)


def _cover(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A tarpaulin strap across the serial number."""
    x = chance.randint(470, 560)
    draw.polygon([(x, 0), (x + 150, 0), (x + 110, HEIGHT), (x - 40, HEIGHT)], fill=(54, 56, 44))


def _wear(
    draw: ImageDraw.ImageDraw, paint: tuple[int, ...], chance: random.Random, weather: Weather
) -> None:
    rust = tuple(int(part * 0.6) for part in paint)
    for _ in range(int(10 + 40 * weather.murk)):
        x, y, size = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.randint(1, 6)
        draw.ellipse((x, y, x + size, y + size), fill=rust)
    for _ in range(int(2 + 5 * weather.murk)):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        end = (x + chance.randint(-90, 90), y + chance.randint(-90, 90))
        draw.line((x, y, *end), fill=rust, width=chance.randint(1, 2))


def _photograph(wall: Image.Image, chance: random.Random, weather: Weather) -> bytes:
    """Seen from the crane: at an angle, in the light of the hour, through a lens."""
    slant = 0.02 + 0.05 * weather.murk
    corners = [
        (chance.uniform(-slant, slant) * WIDTH + x, chance.uniform(-slant, slant) * HEIGHT + y)
        for x, y in ((0, 0), (0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 0))
    ]
    quad = tuple(value for corner in corners for value in corner)
    seen = wall.transform((WIDTH, HEIGHT), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(0.4 + 1.6 * weather.murk))
    noise = np.random.default_rng(chance.randrange(2**32))
    light = 1.0 - 0.5 * weather.murk * chance.random()
    pixels = np.asarray(seen, dtype=float) * light
    pixels += noise.normal(0, 2 + 8 * weather.murk, pixels.shape)
    made = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(
        made, "JPEG", quality=int(90 - 25 * weather.murk)
    )
    return made.getvalue()
