"""What must not pass: eleven kinds of threats and contraband, each in several shapes.

Every function draws one thing on a board of 160 pixels (about 0.16 cm each); thickness in cm.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np

from inspection.vision.rules.simulator.animals import live_animal
from inspection.vision.rules.simulator.forms import (
    MID,
    SIDE,
    Array,
    Rng,
    Thing,
    ball,
    blank,
    box,
    line,
    oval,
    ring,
    rough,
    turned,
)
from inspection.vision.rules.simulator.weapons import blade, firearm


def organic_block(rng: Rng) -> Thing:
    material = "explosive" if rng.random() < 0.45 else "powder"
    style = int(rng.integers(4))
    if style == 0:  # one pressed brick
        body = box(rng.uniform(56, 88), rng.uniform(36, 56))
    elif style == 1:  # bricks taped side by side
        wide, tall, count = rng.uniform(26, 36), rng.uniform(50, 66), int(rng.integers(2, 5))
        body = np.maximum.reduce(
            [box(wide - 2, tall, x=MID + (i - (count - 1) / 2) * wide) for i in range(count)]
        )
    elif style == 2:  # sticks
        tall, count = rng.uniform(11, 16), int(rng.integers(3, 6))
        long = np.full(int(rng.uniform(76, 110)), tall / 2, np.float32)
        stick = turned(long, MID - len(long) / 2)
        body = sum(
            (np.roll(stick, round((i - (count - 1) / 2) * tall), 0) for i in range(count)), blank()
        )
    else:  # a pressed bag with rounded ends
        body = cv2.GaussianBlur(oval(rng.uniform(64, 96), rng.uniform(40, 60)), (0, 0), 3)
    body = cv2.GaussianBlur(body, (0, 0), 1.3) * rng.uniform(3.2, 6.5)
    thing: Thing = [
        (material, body * (1 + 0.05 * rough(rng, 12))),
        ("plastic", (body > 0.5) * np.float32(0.15)),
    ]
    if material == "explosive" and rng.random() < 0.6:  # detonator and its wire
        x = MID + rng.uniform(-12, 12)
        cap = box(4, 22, x=x, y=MID) * 0.25
        wire = line([(x, 70), (x + 12, 40), (x + 34, 34), (x + 46, 52)], 2) * 0.08
        thing += [("alu", cap), ("copper", wire + cap * 0.3)]
    return thing


def cigarettes(rng: Rng) -> Thing:
    across, down = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    wide, tall = rng.uniform(20, 30), rng.uniform(13, 20)
    if rng.random() < 0.4:  # loose packs, upright
        wide, tall = tall, wide
    whole = box(across * wide, down * tall) * rng.uniform(3, 7)
    walls = blank()
    left, top = MID - across * wide / 2, MID - down * tall / 2
    for i in range(across + 1):
        x = left + i * wide
        cv2.line(walls, (round(x), round(top)), (round(x), round(top + down * tall)), 0.9, 2)
    for j in range(down + 1):
        y = top + j * tall
        cv2.line(walls, (round(left), round(y)), (round(left + across * wide), round(y)), 0.9, 2)
    fine = rng.uniform(3.0, 4.6)
    along = np.arange(SIDE, dtype=np.float32)
    stripes = 1 + rng.uniform(0.12, 0.28) * np.sin(along * (2 * math.pi / fine))
    sticks = whole * (stripes[:, None] if rng.random() < 0.5 else stripes[None, :])
    return [
        ("tobacco", sticks),
        ("paper", walls * 1.3 + (whole > 0) * np.float32(0.2)),
        ("alu", walls * 0.03),
    ]


def shielded_box(rng: Rng) -> Thing:
    metal = "lead" if rng.random() < 0.7 else "steel"
    wall = rng.uniform(0.25, 0.9) if metal == "lead" else rng.uniform(1.6, 3.2)
    style = int(rng.integers(3))
    if style == 0:
        a, b = rng.uniform(34, 80), rng.uniform(30, 60)
        outer, inner = box(a, b), box(a - 8, b - 8)
    elif style == 1:
        radius = rng.uniform(18, 34)
        outer, inner = oval(2 * radius, 2 * radius), oval(2 * radius - 9, 2 * radius - 9)
    else:
        long, tall = rng.uniform(60, 100), rng.uniform(20, 34)
        outer, inner = box(long, tall), box(long - 8, tall - 8)
    shell = outer * wall * 2 + (outer - inner) * wall * 3
    held = oval(rng.uniform(8, 20), rng.uniform(8, 20)) * rng.uniform(0, 1.5)
    lid = box(4, 60, x=MID + rng.uniform(-14, 14)) * outer * wall
    return [(metal, shell + lid), ("steel", held)]


def ammunition(rng: Rng) -> Thing:
    brass, lead = blank(), blank()
    long, wide = rng.uniform(14, 34), rng.uniform(6, 9)

    def round_at(x: float, y: float, turn: float) -> None:
        c, s = math.cos(turn), math.sin(turn)
        for plane, a, b, share in ((brass, -0.5, 0.12, 0.45), (lead, 0.1, 0.5, 0.6)):
            p = (round(x + a * long * c), round(y + a * long * s))
            q = (round(x + b * long * c), round(y + b * long * s))
            cv2.line(plane, p, q, share, round(wide * (1 if share < 0.5 else 0.75)), cv2.LINE_AA)

    if rng.random() < 0.6:  # a box or a belt, side by side
        rows, columns = int(rng.integers(1, 4)), int(rng.integers(4, 11))
        for j in range(rows):
            for i in range(columns):
                round_at(
                    MID + (i - (columns - 1) / 2) * (wide + 2),
                    MID + (j - (rows - 1) / 2) * (long + 4),
                    math.pi / 2,
                )
        case = box(columns * (wide + 2) + 6, rows * (long + 4) + 6) * 0.3
    else:
        for _ in range(int(rng.integers(7, 22))):
            round_at(MID + rng.normal(0, 18), MID + rng.normal(0, 14), rng.uniform(0, 6.3))
        case = blank()
    return [("brass", brass), ("lead", lead * rng.uniform(0.5, 0.9)), ("paper", case)]


def cash(rng: Rng) -> Thing:
    across, down = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    if across * down < 2:
        across = 2
    wide, tall = rng.uniform(34, 46), rng.uniform(16, 22)
    notes, bands = blank(), blank()
    for j in range(down):
        for i in range(across):
            x = MID + (i - (across - 1) / 2) * (wide + 3) + rng.uniform(-1, 1)
            y = MID + (j - (down - 1) / 2) * (tall + 3) + rng.uniform(-1, 1)
            notes += box(wide, tall, x=x, y=y) * rng.uniform(1.2, 4.5)
            bands += box(5, tall + 1, x=x + rng.uniform(-3, 3), y=y)
    fine = 1 + 0.12 * np.sin(
        np.arange(SIDE, dtype=np.float32) * (2 * math.pi / rng.uniform(2.4, 3.4))
    )
    return [("paper", notes * fine[:, None]), ("plastic", bands * 0.9), ("steel", bands * 0.012)]


def ivory_horn(rng: Rng) -> Thing:
    style = int(rng.integers(4))
    if style == 3:  # bangles and beads
        rings = blank()
        for _ in range(int(rng.integers(3, 8))):
            rings += ring(
                rng.uniform(13, 19),
                int(rng.integers(4, 8)),
                x=MID + rng.normal(0, 16),
                y=MID + rng.normal(0, 14),
            )
        return [("ivory", rings * rng.uniform(0.8, 1.5))]
    tusk = blank()
    count = 1 if style == 0 else int(rng.integers(1, 4))
    for i in range(count):
        arc, bend = rng.uniform(55, 84), rng.uniform(0.9, 1.6)
        thick = rng.uniform(8, 14) if style < 2 else rng.uniform(13, 20)  # a horn is stout
        centre_y = 80 + arc * 0.8 + (i - (count - 1) / 2) * thick * 2.3
        one = blank()
        for u in np.linspace(0, 1, 44):
            angle = -math.pi / 2 + bend * (u - 0.5)
            radius = max(2.0, thick * (1 - (0.78 if style < 2 else 0.9) * u))
            one = np.maximum(
                one,
                ball(radius, x=80 + arc * math.cos(angle), y=centre_y + arc * math.sin(angle))
                * radius
                * 0.2,
            )
        tusk += one
    return [("ivory", tusk)]


def bottles(rng: Rng) -> Thing:
    count = int(rng.choice([1, 1, 1, 2, 3]))
    long = rng.uniform(96, 124) if count == 1 else rng.uniform(84, 104)
    half = rng.uniform(15, 24) if count == 1 else rng.uniform(11, 15)
    style, neck = int(rng.integers(3)), rng.uniform(0.28, 0.42)
    shoulder = (0.62, 0.72, 0.55)[style]
    slope = (0.12, 0.04, 0.3)[style]
    u = np.linspace(0, 1, int(long), dtype=np.float32)
    radii = half * (1 - (1 - neck) * np.clip((u - shoulder) / slope, 0, 1))
    start = MID - long / 2
    chord = turned(radii, start) * half * 0.2
    outline = (chord > 0).astype(np.float32)
    hollow = cv2.erode(outline, np.ones((5, 5), np.uint8))
    fill = chord * (np.arange(SIDE)[None, :] < start + long * rng.uniform(0.6, 0.95))
    wall = outline * rng.uniform(0.35, 0.6) + (outline - hollow) * rng.uniform(0.5, 1.0)
    foot = box(5, 2 * half - 4, x=start + 3) * 0.8
    cap = box(10, 2 * half * neck, x=start + long - 5)
    glass, drink, top = blank(), blank(), blank()
    for i in range(count):
        move = round((i - (count - 1) / 2) * (2 * half + 3))
        glass += np.roll(wall + foot, move, 0)
        drink += np.roll(fill, move, 0)
        top += np.roll(cap, move, 0)
    return [("glass", glass), ("spirits", drink), ("alu", top * 0.15)]


def phones(rng: Rng) -> Thing:
    wide, tall = rng.uniform(22, 30), rng.uniform(44, 58)
    across, down = int(rng.integers(2, 5)), int(rng.integers(1, 3))
    deep = rng.uniform(1, 3)
    plastic, cell, copper, alu = blank(), blank(), blank(), blank()
    left = rng.uniform(0.1, 0.9) < 0.5
    for j in range(down):
        for i in range(across):
            x = MID + (i - (across - 1) / 2) * (wide + 2)
            y = MID + (j - (down - 1) / 2) * (tall + 3)
            body = box(wide, tall, x=x, y=y)
            plastic += body * 0.3
            alu += body * 0.06 + (body - box(wide - 4, tall - 4, x=x, y=y)) * 0.15
            cell += box(wide * 0.55, tall * 0.55, x=x + (3 if left else -3), y=y + 3) * 0.22
            copper += box(wide * 0.3, tall * 0.6, x=x - (6 if left else -6), y=y) * 0.04
            copper += oval(5, 5, x=x + 6, y=y - tall * 0.38) * 0.12
    return [
        ("plastic", plastic * deep),
        ("cell", cell * deep),
        ("copper", copper * deep),
        ("alu", alu * deep),
    ]


KINDS: dict[str, Callable[[Rng], Thing]] = {
    "firearm": firearm,
    "blade": blade,
    "organic_block": organic_block,
    "cigarettes": cigarettes,
    "shielded_box": shielded_box,
    "live_animal": live_animal,
    "ammunition": ammunition,
    "cash": cash,
    "ivory_horn": ivory_horn,
    "bottles": bottles,
    "phones": phones,
}
CLASSES = tuple(KINDS)


def drawn(kind: str, rng: Rng) -> list[tuple[str, Array]]:
    return KINDS[kind](rng)
