"""What lies innocently in bags and parcels, things that look like worse ones among it."""

import math

import cv2
import numpy as np

from inspection.vision.rules.simulator.forms import (
    MID,
    SIDE,
    Rng,
    Thing,
    ball,
    blank,
    box,
    line,
    oval,
    ring,
    rough,
    shape,
    turned,
)


def clothes(rng: Rng) -> Thing:
    folds = np.clip(0.6 + 0.4 * rough(rng, 14), 0, 2)
    return [
        (
            "fabric",
            cv2.GaussianBlur(box(rng.uniform(80, 150), rng.uniform(60, 130)), (0, 0), 6)
            * folds
            * rng.uniform(3, 11),
        )
    ]


def book(rng: Rng) -> Thing:
    return [("paper", box(rng.uniform(45, 100), rng.uniform(35, 80)) * rng.uniform(0.6, 3.2))]


def laptop(rng: Rng) -> Thing:
    a, b = rng.uniform(90, 145), rng.uniform(65, 100)
    body = box(a, b)
    chips = cv2.GaussianBlur((rng.random((SIDE, SIDE)) > 0.97).astype(np.float32), (0, 0), 1.2)
    board = box(a * 0.7, b * 0.45, y=MID - b * 0.2)
    cells = sum(
        (box(a * 0.13, b * 0.32, x=MID + (i - 2) * a * 0.15, y=MID + b * 0.26) for i in range(5)),
        blank(),
    )
    return [
        ("plastic", body * 0.8),
        ("copper", chips * board * 0.9),
        ("alu", body * rng.uniform(0.08, 0.25)),
        ("cell", cells * 0.35),
    ]


def one_phone(rng: Rng) -> Thing:
    body = box(30, 60)
    return [
        ("plastic", body * 0.4),
        ("alu", body * 0.08),
        ("cell", box(20, 34, y=MID + 4) * 0.25),
        ("copper", box(8, 40, x=MID - 9) * 0.05),
    ]


def bar_tool(rng: Rng) -> Thing:
    long = rng.uniform(50, 120)
    bar = box(long, rng.uniform(4, 9)) * rng.uniform(0.2, 0.7)
    if rng.random() < 0.5:  # a spanner
        jaw = oval(18, 18, x=MID + long / 2) - box(10, 7, x=MID + long / 2 + 6)
        bar = bar + np.clip(jaw, 0, 1) * 0.5 + ring(7, 4, x=MID - long / 2) * 0.5
    elif rng.random() < 0.5:  # a screwdriver
        return [("steel", bar * 0.8), ("plastic", box(40, 14, x=MID - long / 2) * 1.8)]
    return [("steel", bar)]


def spoon(rng: Rng) -> Thing:
    return [("steel", (box(66, 4) + oval(26, 15, x=MID + 44)) * rng.uniform(0.08, 0.2))]


def scissors_shut(rng: Rng) -> Thing:
    points = shape([(80, 77), (126, 79), (126, 81), (80, 84)]) * 0.22
    return [
        ("steel", points),
        ("plastic", (ring(11, 4, x=60, y=70) + ring(11, 4, x=60, y=91)) * 1.2),
    ]


def keys(rng: Rng) -> Thing:
    bunch = ring(rng.uniform(6, 13), 2) * 0.25
    for _ in range(int(rng.integers(1, 5))):
        angle = rng.uniform(0, 6.3)
        tip = (MID + 30 * math.cos(angle), MID + 30 * math.sin(angle))
        bunch += line([(MID + 8 * math.cos(angle), MID + 8 * math.sin(angle)), tip], 4) * 0.22
    return [("brass" if rng.random() < 0.5 else "steel", bunch)]


def can(rng: Rng) -> Thing:
    radius = rng.uniform(14, 26)
    if rng.random() < 0.5:
        return [
            ("water", ball(radius) * radius * 0.22),
            ("alu", oval(2 * radius, 2 * radius) * 0.05),
        ]
    chord = turned(np.full(int(rng.uniform(50, 80)), radius, np.float32), 50)
    skin = (chord > 0).astype(np.float32)
    return [
        ("water", chord * radius * 0.28),
        ("steel" if rng.random() < 0.5 else "alu", skin * 0.03),
    ]


def plastic_bottle(rng: Rng) -> Thing:
    long, half = int(rng.uniform(70, 110)), rng.uniform(13, 22)
    u = np.linspace(0, 1, long, dtype=np.float32)
    radii = half * (1 - 0.6 * np.clip((u - 0.75) / 0.15, 0, 1))
    chord = turned(radii, MID - long / 2) * half * 0.2
    fill = chord * (np.arange(SIDE)[None, :] < MID - long / 2 + long * rng.uniform(0, 0.9))
    return [("plastic", (chord > 0) * np.float32(0.12)), ("water", fill)]


def shoe(rng: Rng) -> Thing:
    sole = cv2.GaussianBlur(oval(rng.uniform(90, 120), rng.uniform(32, 44)), (0, 0), 2)
    return [
        ("rubber", sole * rng.uniform(0.8, 1.6)),
        ("fabric", sole * 3),
        ("steel", box(34, 4) * rng.choice([0, 0.06])),
    ]


def cables(rng: Rng) -> Thing:
    plane = blank()
    for _ in range(int(rng.integers(2, 5))):
        points = rng.uniform(20, 140, (5, 2))
        plane += line([tuple(one) for one in points.tolist()], 2) * 0.12
    return [("copper", plane), ("plastic", plane * 2)]


def umbrella(rng: Rng) -> Thing:
    ribs = sum((line([(20, 80), (126, 76 + 2 * i)], 1) for i in range(5)), blank())
    hook = line([(126, 80), (142, 80), (148, 90), (140, 98)], 5)
    return [
        ("steel", ribs * 0.15 + line([(14, 80), (128, 80)], 3) * 0.3),
        ("plastic", hook * 1.2),
        ("fabric", box(104, 16, x=72) * 2),
    ]


def hair_dryer(rng: Rng) -> Thing:
    """Barrel and grip as a firearm has, of plastic with a small motor."""
    barrel = shape([(34, 54), (120, 58), (120, 84), (34, 88)])
    grip = shape([(52, 86), (74, 86), (68, 134), (50, 134)])
    motor = oval(24, 24, x=54, y=71)
    coil = sum((line([(78 + 5 * i, 60), (78 + 5 * i, 82)], 1) for i in range(6)), blank())
    return [
        ("plastic", barrel * 0.7 + grip * 0.8),
        ("copper", motor * 0.4 + coil * 0.1),
        ("steel", motor * 0.4),
    ]


def drill(rng: Rng) -> Thing:
    motor, gear = box(44, 30, x=66, y=62), box(24, 22, x=102, y=62)
    grip = shape([(56, 76), (76, 76), (70, 120), (50, 120)])
    pack = box(40, 18, x=60, y=128)
    return [
        ("plastic", (motor + gear + grip) * 0.6),
        ("copper", motor * 0.5),
        ("steel", gear * 1.0 + line([(112, 62), (144, 62)], 4) * 0.5),
        ("cell", pack * 0.8),
    ]


def tubes(rng: Rng) -> Thing:
    body = turned(np.full(int(rng.uniform(40, 70)), rng.uniform(8, 13), np.float32), 50)
    return [("water", body * 2.2), ("plastic", (body > 0) * np.float32(0.15))]


def soap_or_sweets(rng: Rng) -> Thing:
    """Organic and compact, yet thin or small."""
    return [
        (
            "food",
            cv2.GaussianBlur(box(rng.uniform(20, 70), rng.uniform(16, 44)), (0, 0), 1.2)
            * rng.uniform(0.8, 2.4),
        )
    ]


def fruit(rng: Rng) -> Thing:
    radius = rng.uniform(14, 26)
    return [("tissue", ball(radius, tall=rng.uniform(0.8, 1.2)) * radius * 0.24)]


def toy(rng: Rng) -> Thing:
    body = cv2.GaussianBlur(oval(rng.uniform(40, 80), rng.uniform(30, 60)), (0, 0), 2)
    wheels = sum((oval(14, 14, x=MID + dx, y=MID + 22) for dx in (-24, 24)), blank())
    return [
        ("plastic", body * rng.uniform(0.4, 1.4) + wheels),
        ("steel", line([(MID - 24, 102), (MID + 24, 102)], 2) * 0.3),
    ]


def camera(rng: Rng) -> Thing:
    lens = oval(40, 40, x=96, y=84)
    return [
        ("plastic", box(80, 52) * 0.8),
        ("glass", lens * 1.4),
        ("alu", ring(20, 4, x=96, y=84) * 0.4 + box(80, 52) * 0.1),
        ("copper", box(30, 30, x=56) * 0.05),
        ("cell", box(16, 34, x=48) * 0.8),
    ]


def ceramic_cup(rng: Rng) -> Thing:
    outer = rng.uniform(30, 46)
    wall = oval(outer, outer) - oval(outer - 7, outer - 7)
    return [
        (
            "ceramic",
            wall * 1.4 + oval(outer, outer) * 0.35 + ring(9, 4, x=MID + outer / 2 + 6) * 0.5,
        )
    ]


def glass_jar(rng: Rng) -> Thing:
    radius = rng.uniform(15, 25)
    chord = turned(np.full(int(rng.uniform(34, 54)), radius, np.float32), 58)
    skin = (chord > 0).astype(np.float32)
    return [
        ("glass", skin * 0.4 + (skin - cv2.erode(skin, np.ones((5, 5), np.uint8))) * 0.5),
        ("food", chord * radius * 0.3),
        ("steel", box(6, 2 * radius, x=58) * 0.05),
    ]


def jewellery(rng: Rng) -> Thing:
    chain = line([tuple(one) for one in rng.uniform(50, 110, (6, 2)).tolist()], 2)
    return [("brass", chain * 0.12 + ring(8, 2) * 0.2)]


def metal_case(rng: Rng) -> Thing:
    """A tin with thin walls: a box, not a shielded one."""
    a, b = rng.uniform(40, 90), rng.uniform(30, 60)
    return [
        ("steel", (box(a, b) * 0.05 + (box(a, b) - box(a - 5, b - 5)) * 0.3)),
        ("food", box(a - 8, b - 8) * rng.uniform(0, 2)),
    ]


THINGS = (
    clothes,
    clothes,
    book,
    laptop,
    one_phone,
    bar_tool,
    spoon,
    scissors_shut,
    keys,
    can,
    plastic_bottle,
    shoe,
    cables,
    umbrella,
    hair_dryer,
    drill,
    tubes,
    soap_or_sweets,
    fruit,
    toy,
    camera,
    ceramic_cup,
    glass_jar,
    jewellery,
    metal_case,
)
