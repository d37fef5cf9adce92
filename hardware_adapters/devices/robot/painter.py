"""Painting what a simulated robot photographs: a container's end door, and its seal from close by.

A generator of its own beside that of the quay's cameras: the robot stands two metres before
the door, level with it, in the shade of other boxes; its pictures are darker, dirtier and
sharper. Light, angle, dirt and blur follow from the seed and ``murk`` (0 a clear morning, 1 a
wet night). Nothing here knows what a reader will make of it.
"""

import io
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from hardware_adapters.devices.optics.painter import PAINTS, SIZE_TYPES, lettering

Pixels = NDArray[Any]
Ink = tuple[int, ...]

WIDTH, HEIGHT = 1280, 960
DARK, BRIGHT = 480, 210
SEAL_SHELLS = ((226, 178, 40), (206, 208, 210), (54, 96, 168), (196, 72, 48))
LEAST_QUALITY = 62


@dataclass(frozen=True, kw_only=True)
class Box:
    """What really stands in a slot. ``seal_no`` "" is a box without a seal.

    ``smeared``: mud over the plate with the number, ``seal_smeared``: grease over the seal's.
    """

    container_no: str
    seal_no: str
    seed: int
    murk: float = 0.3
    smeared: bool = False
    seal_smeared: bool = False

    @property
    def size_type(self) -> str:
        return SIZE_TYPES[self.seed % len(SIZE_TYPES)]


def door_picture(box: Box) -> bytes:
    """A JPEG of the whole end door: two leaves, four bars, number and size-type as ISO 6346
    lays them out on the right leaf; the seal is there, too small to be read."""
    chance = random.Random(box.seed)  # noqa: S311  # a picture, not a secret
    paint = chance.choice(PAINTS)
    ink: Ink = (238, 238, 232) if sum(paint) < DARK else (24, 24, 28)
    wall = _door(paint, chance)
    draw = ImageDraw.Draw(wall)
    plate = _number(draw, box, ink, chance)
    if box.seal_no:
        draw.rectangle((596, 598, 612, 640), fill=chance.choice(SEAL_SHELLS))
    if box.smeared:
        _mud(wall, plate, chance)
    _grime(draw, chance, box.murk)
    return _photograph(wall, chance, box.murk, lens_blur=0.35)


def seal_picture(box: Box) -> bytes:
    """A JPEG of the handle with the bolt seal in it, near enough for its number."""
    chance = random.Random(box.seed + 1)  # noqa: S311  # a picture, not a secret
    paint = random.Random(box.seed).choice(PAINTS)  # noqa: S311  # the same door
    wall = _close_by(paint, chance)
    if box.seal_no:
        _hang_seal(wall, box, chance)
    draw = ImageDraw.Draw(wall)
    _grime(draw, chance, box.murk)
    return _photograph(wall, chance, box.murk, lens_blur=0.3)


def _door(paint: tuple[int, int, int], chance: random.Random) -> Image.Image:
    down = np.linspace(1.05, 0.84, HEIGHT)[:, None]
    across = 1.0 + 0.04 * np.sin(np.arange(WIDTH) / chance.uniform(60, 140))[None, :]
    pixels = np.asarray(paint, dtype=float)[None, None, :] * (down * across)[:, :, None]
    wall = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(wall)
    shade, light = _times(paint, 0.62), _times(paint, 1.25)
    draw.rectangle((0, 0, WIDTH, 34), fill=shade)
    draw.line((WIDTH // 2, 0, WIDTH // 2, HEIGHT), fill=shade, width=9)
    for x in (60, 520, 690, 1236):
        draw.rectangle((x, 0, x + 22, HEIGHT), fill=_times(paint, 0.8))
        draw.line((x + 6, 0, x + 6, HEIGHT), fill=light, width=3)
        draw.rectangle((x - 60, 588, x + 96, 606), fill=shade)  # the handle
    for y in (90, 480, 880):
        draw.rectangle((0, y, 26, y + 60), fill=shade)
        draw.rectangle((WIDTH - 26, y, WIDTH, y + 60), fill=shade)
    return wall


def _number(
    draw: ImageDraw.ImageDraw, box: Box, ink: Ink, chance: random.Random
) -> tuple[int, int, int, int]:
    """Owner, serial and boxed check digit in one row between the bars; where they stand."""
    size = chance.randint(68, 73)  # 100 mm letters on a leaf of 1,219 mm
    font, stroke = lettering(size), int(size * 0.035) + 1
    left = x = chance.randint(664, 680)
    y = chance.randint(110, 190)
    for part, gap in ((box.container_no[:4], 0.35), (box.container_no[4:10], 0.4)):
        draw.text((x, y), part, font=font, fill=ink, stroke_width=stroke, stroke_fill=ink)
        x += int(draw.textlength(part, font=font) + gap * size)
    digit = box.container_no[10]
    draw.text((x, y), digit, font=font, fill=ink, stroke_width=stroke, stroke_fill=ink)
    edges = draw.textbbox((x, y), digit, font=font)
    around = (edges[0] - 14, edges[1] - 12, edges[2] + 14, edges[3] + 12)
    draw.rectangle(around, outline=ink, width=3)
    below = y + int(1.5 * size)
    draw.text((left, below), box.size_type, font=font, fill=ink, stroke_width=stroke,
              stroke_fill=ink)  # fmt: skip
    small = lettering(22)
    tare = chance.randint(2100, 3900)
    for index, line in enumerate(("MAX GROSS  30.480 KGS", f"TARE  {tare / 1000:.3f} KGS")):
        draw.text((820, 660 + 36 * index), line, font=small, fill=ink)
    return left - 8, y - 12, int(edges[2]) + 16, below - 4


def _close_by(paint: tuple[int, int, int], chance: random.Random) -> Image.Image:
    wall = _flat(paint, chance)
    draw = ImageDraw.Draw(wall)
    shade = _times(paint, 0.7)
    bar = chance.randint(180, 260)
    draw.rectangle((bar, 0, bar + 120, HEIGHT), fill=_times(paint, 0.86))
    draw.line((bar + 34, 0, bar + 34, HEIGHT), fill=_times(paint, 1.3), width=14)
    y = chance.randint(250, 320)
    draw.rounded_rectangle((bar - 90, y, WIDTH - 80, y + 96), radius=30, fill=shade)
    draw.ellipse((bar + 210, y + 20, bar + 266, y + 76), fill=(22, 22, 24))
    return wall


def _flat(paint: tuple[int, int, int], chance: random.Random) -> Image.Image:
    down = np.linspace(1.04, 0.86, HEIGHT)[:, None]
    across = np.linspace(0.94, chance.uniform(0.96, 1.08), WIDTH)[None, :]
    pixels = np.asarray(paint, dtype=float)[None, None, :] * (down * across)[:, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _hang_seal(wall: Image.Image, box: Box, chance: random.Random) -> None:
    """A plastic-clad barrel with the number pressed in, hanging a little askew."""
    shell = chance.choice(SEAL_SHELLS)
    ink: Ink = (18, 18, 22) if sum(shell) > DARK - BRIGHT else (240, 240, 240)
    size = chance.randint(50, 62)
    font = lettering(size)
    text = box.seal_no
    wide = int(ImageDraw.Draw(wall).textlength(text, font=font)) + 2 * size
    tall = int(size * 2.5)
    seal = Image.new("RGBA", (wide, tall), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    draw.rounded_rectangle((0, 0, wide - 1, tall - 1), radius=size // 2, fill=(*shell, 255))
    draw.line((size // 3, 8, wide - size // 3, 8), fill=(*_times(shell, 1.2), 255), width=7)
    draw.text((size, int(size * 0.55)), text, font=font, fill=(*ink, 255), stroke_width=2,
              stroke_fill=(*ink, 255))  # fmt: skip
    draw.text((size, int(size * 1.75)), "H", font=lettering(22), fill=(*ink, 255))
    if box.seal_smeared:
        for _ in range(26):
            x, y = chance.randrange(wide), chance.randrange(tall)
            draw.ellipse((x - 60, y - 40, x + 60, y + 40), fill=(38, 34, 28, 250))
    hung = seal.rotate(chance.uniform(-5, 5), expand=True, resample=Image.Resampling.BICUBIC)
    left = chance.randint(330, max(331, WIDTH - hung.width - 60))
    wall.paste(hung, (left, chance.randint(420, 520)), hung)


def _mud(wall: Image.Image, plate: tuple[int, int, int, int], chance: random.Random) -> None:
    left, top, right, bottom = plate
    mud = Image.new("RGBA", wall.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(mud)
    for _ in range(46):
        x, y = chance.randint(left, right), chance.randint(top, bottom)
        size = chance.randint(26, 60)
        draw.ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=(86, 70, 52, 245))
    wall.paste(mud, (0, 0), mud)


def _grime(draw: ImageDraw.ImageDraw, chance: random.Random, murk: float) -> None:
    for _ in range(int(14 + 60 * murk)):
        x, y, size = chance.randrange(WIDTH), chance.randrange(HEIGHT), chance.randint(1, 5)
        tone = chance.randint(40, 120)
        draw.ellipse((x, y, x + size, y + size), fill=(tone, int(tone * 0.84), int(tone * 0.66)))
    for _ in range(int(2 + 8 * murk)):
        x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
        down = (x + chance.randint(-8, 8), y + chance.randint(40, 160))
        draw.line((x, y, *down), fill=(96, 64, 44), width=chance.randint(1, 2))


def _photograph(
    wall: Image.Image, chance: random.Random, murk: float, *, lens_blur: float
) -> bytes:
    """At an angle, with the robot's lamp to one side, through its lens, on its way to JPEG."""
    slant = 0.015 + 0.04 * murk
    corners = [
        (chance.uniform(-slant, slant) * WIDTH + x, chance.uniform(-slant, slant) * HEIGHT + y)
        for x, y in ((0, 0), (0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 0))
    ]
    quad = tuple(value for corner in corners for value in corner)
    seen = wall.transform((WIDTH, HEIGHT), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(lens_blur + 1.3 * murk * chance.random()))
    lamp_x = chance.uniform(0.2, 0.8) * WIDTH
    fall = 1.0 - 0.35 * murk * np.abs(np.arange(WIDTH) - lamp_x)[None, :, None] / WIDTH
    light = 1.0 - 0.45 * murk * chance.random()
    noise = np.random.default_rng(chance.randrange(2**32))
    pixels = np.asarray(seen, dtype=float) * fall * light
    pixels += noise.normal(0, 2 + 7 * murk, pixels.shape)
    made = io.BytesIO()
    quality = max(LEAST_QUALITY, int(90 - 25 * murk))
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(made, "JPEG", quality=quality)
    return made.getvalue()


def _times(paint: tuple[int, ...], factor: float) -> tuple[int, ...]:
    return tuple(min(255, int(part * factor)) for part in paint)
