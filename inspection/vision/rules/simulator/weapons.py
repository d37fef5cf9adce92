"""Weapons, each drawn on a board of 160 pixels (about 0.16 cm each); thickness in cm."""

import cv2

from inspection.vision.rules.simulator.forms import (
    MID,
    Rng,
    Thing,
    blank,
    box,
    ring,
    shape,
)


def firearm(rng: Rng) -> Thing:
    return (_pistol, _pistol, _revolver, _rifle)[rng.integers(4)](rng)


def _pistol(rng: Rng) -> Thing:
    long, tall = rng.uniform(78, 115), rng.uniform(15, 22)
    x, y = MID - long / 2, 52.0
    slide = shape([(x, y), (x + long, y), (x + long, y + tall), (x, y + tall)])
    deep, lean, down = rng.uniform(28, 42), rng.uniform(2, 16), rng.uniform(44, 62)
    grip = shape(
        [
            (x + 2, y + tall),
            (x + deep, y + tall),
            (x + deep - lean, y + tall + down),
            (x - lean, y + tall + down),
        ]
    )
    guard = blank()
    cv2.ellipse(guard, (int(x + deep + 12), int(y + tall + 8)), (13, 10), 0, 0, 360, 0.45, 3)
    barrel = shape([(x + 30, y + 4), (x + long, y + 4), (x + long, y + 10), (x + 30, y + 10)])
    steel = slide * rng.uniform(0.45, 0.95) + guard + barrel * rng.uniform(0.3, 0.7)
    magazine = shape(
        [
            (x + 8, y + tall),
            (x + deep - 6, y + tall),
            (x + deep - lean - 6, y + tall + down - 3),
            (x + 8 - lean, y + tall + down - 3),
        ]
    )
    loaded = magazine * rng.choice([0.0, 0.35])
    if rng.random() < 0.4:
        return [("steel", steel), ("plastic", grip * rng.uniform(2, 4)), ("brass", loaded)]
    return [("steel", steel + grip * rng.uniform(0.2, 0.6)), ("brass", loaded)]


def _revolver(rng: Rng) -> Thing:
    long = rng.uniform(40, 80)
    y = 62.0
    barrel = shape([(70, y), (70 + long, y), (70 + long, y + 9), (70, y + 9)]) * rng.uniform(
        0.5, 0.9
    )
    under = shape([(70, y + 9), (70 + long * 0.8, y + 9), (70 + long * 0.8, y + 13), (70, y + 13)])
    drum = box(26, 28, x=62, y=y + 10) * rng.uniform(0.9, 1.6)
    frame = shape([(34, y), (76, y), (76, y + 26), (40, y + 26)]) * 0.5
    grip = shape([(34, y + 6), (52, y + 22), (42, y + 66), (18, y + 62), (24, y + 34)])
    guard = ring(11, 3, x=62, y=y + 34) * 0.4
    steel = barrel + under * 0.3 + drum + frame + guard
    if rng.random() < 0.5:
        return [("steel", steel), ("wood", grip * 3)]
    return [("steel", steel + grip * 0.35)]


def _rifle(rng: Rng) -> Thing:
    y, thin = 74.0, rng.uniform(4, 7)
    receiver = box(rng.uniform(34, 46), rng.uniform(12, 16), x=70, y=y) * rng.uniform(0.6, 1.1)
    barrel = shape(
        [(88, y - thin / 2), (156, y - thin / 2), (156, y + thin / 2), (88, y + thin / 2)]
    )
    stock = shape([(4, y - 2), (50, y - 6), (50, y + 6), (30, y + 8), (4, y + rng.uniform(16, 26))])
    curve = rng.uniform(4, 14)
    magazine = shape([(68, y + 6), (82, y + 6), (86 + curve, y + 34), (74 + curve, y + 36)])
    grip = shape([(50, y + 6), (60, y + 6), (54, y + 28), (44, y + 26)])
    guard = shape([(90, y - 6), (122, y - 6), (122, y + 6), (90, y + 6)])
    steel = receiver + barrel * rng.uniform(0.5, 0.9) + magazine * rng.uniform(0.2, 0.5)
    soft = "wood" if rng.random() < 0.5 else "plastic"
    thing: Thing = [("steel", steel), (soft, (grip + guard) * 2.0), ("brass", magazine * 0.2)]
    if rng.random() < 0.75:
        thing.append((soft, stock * rng.uniform(1.5, 3)))
    return thing


def blade(rng: Rng) -> Thing:
    style = int(rng.integers(5))
    long, wide = rng.uniform(60, 92), rng.uniform(9, 16)
    hold = rng.uniform(38, 56)
    if style == 1:  # machete or sabre
        long, wide, hold = rng.uniform(98, 116), rng.uniform(11, 20), rng.uniform(28, 36)
    if style == 2:  # cleaver
        long, wide = rng.uniform(58, 76), rng.uniform(28, 40)
    x, y = MID - (long + hold) / 2, MID
    root, tip = x + hold, x + hold + long
    if style == 2:
        edge = shape(
            [(root, y - wide / 2), (tip, y - wide / 2), (tip, y + wide / 2), (root, y + wide / 2)]
        )
    elif style == 3:  # dagger
        edge = shape(
            [
                (root, y - wide / 2),
                (root + long * 0.6, y - wide / 2.4),
                (tip, y),
                (root + long * 0.6, y + wide / 2.4),
                (root, y + wide / 2),
            ]
        )
    else:
        bow = rng.uniform(0, 12) if style == 1 else 0
        edge = shape(
            [
                (root, y - wide / 2),
                (root + long * 0.5, y - wide / 2 - bow * 0.4),
                (root + long * 0.8, y - wide / 2),
                (tip, y + wide / 2 - bow),
                (root + long * 0.5, y + wide / 2),
                (root, y + wide / 2),
            ]
        )
    steel = edge * rng.uniform(0.14, 0.36)
    if style == 4:  # folding, half open or shut
        steel += box(hold, wide * 0.9, x=x + hold / 2) * 0.18
        return [("steel", steel), ("plastic", box(hold, wide * 1.2, x=x + hold / 2) * 0.8)]
    handle = box(hold, wide * 1.15 if style != 2 else 14, x=x + hold / 2)
    if style == 3:
        steel += box(5, wide * 2.4, x=root) * 0.5
    if rng.random() < 0.4:
        return [("steel", steel + handle * rng.uniform(0.25, 0.5))]
    tang = box(hold - 4, 5, x=x + hold / 2) * 0.28
    return [
        ("steel", steel + tang),
        ("wood" if rng.random() < 0.4 else "plastic", handle * rng.uniform(1, 2.2)),
    ]
