"""Live animals in transport: flesh, and bones that X-rays show better than flesh."""

import math

import cv2
import numpy as np

from inspection.vision.rules.simulator.forms import (
    MID,
    Rng,
    Thing,
    ball,
    blank,
    box,
    line,
    oval,
    shape,
)


def live_animal(rng: Rng) -> Thing:
    return (_snake, _tortoise, _bird, _beast)[rng.integers(4)](rng)


def _snake(rng: Rng) -> Thing:
    turns, thick = rng.uniform(1.5, 3.2), rng.uniform(6, 11)
    steps = np.linspace(0, turns * 2 * math.pi, 160)
    radius = 14 + (rng.uniform(42, 58) - 14) * steps / steps[-1]
    xs = MID + radius * np.cos(steps)
    ys = MID + radius * np.sin(steps) * rng.uniform(0.7, 1.0)
    points = list(zip(xs.tolist(), ys.tolist(), strict=True))
    flesh = cv2.GaussianBlur(line(points, round(thick)), (0, 0), 1.5)
    spine = blank()
    for x, y in points[:: int(rng.integers(1, 3))]:
        cv2.circle(spine, (round(x), round(y)), 1, 1, -1)
    head = oval(13, 9, x=xs[-1], y=ys[-1])
    return [("tissue", flesh * rng.uniform(1.4, 2.6)), ("ivory", spine * 0.35 + head * 0.4)]


def _tortoise(rng: Rng) -> Thing:
    a, b = rng.uniform(60, 90), rng.uniform(48, 70)
    body = ball(a / 2, tall=b / a) * rng.uniform(3, 5)
    plates = blank()
    for i in range(7):
        angle = i * 2 * math.pi / 7
        cv2.line(
            plates,
            (80, 80),
            (round(80 + a / 2 * math.cos(angle)), round(80 + b / 2 * math.sin(angle))),
            1,
            2,
        )
    shell = oval(a, b) * 0.35 + (oval(a, b) - oval(a - 8, b - 8)) * 0.8
    limbs = sum(
        (
            oval(14, 9, x=80 + sx * a * 0.45, y=80 + sy * b * 0.42)
            for sx in (-1, 1)
            for sy in (-1, 1)
        ),
        blank(),
    )
    head = oval(14, 11, x=80 + a / 2 + 7, y=80)
    return [
        ("tissue", body + limbs * 1.2 + head),
        ("ivory", shell + plates * 0.2 + head * 0.3 + limbs * 0.15),
    ]


def _bird(rng: Rng) -> Thing:
    body = ball(rng.uniform(20, 28), tall=rng.uniform(0.6, 0.8)) * rng.uniform(2.5, 4)
    spine = line([(58, 78), (80, 76), (108, 72), (120, 66)], 3) * 0.5
    skull = ball(8, x=124, y=64) * 0.6
    beak = shape([(130, 61), (142, 66), (130, 68)]) * 0.3
    wing = line([(78, 74), (96, 88), (70, 96), (50, 92)], 2) + line(
        [(82, 80), (100, 95), (72, 103)], 2
    )
    legs = line([(72, 90), (64, 112), (56, 116)], 2) + line([(80, 92), (76, 114), (68, 120)], 2)
    ribs = sum((line([(70 + 6 * i, 77), (68 + 6 * i, 92)], 1) for i in range(5)), blank())
    tube = box(100, 62) - box(96, 58)
    return [
        ("tissue", body + skull),
        ("ivory", spine + skull * 0.5 + beak + (wing + legs + ribs) * 0.3),
        ("plastic", tube * rng.choice([0.0, 0.6])),
    ]


def _beast(rng: Rng) -> Thing:
    long = rng.uniform(0.8, 1.1)
    body = ball(40 * long, tall=rng.uniform(0.36, 0.48)) * rng.uniform(3.5, 6)
    spine = blank()
    for i in range(22):
        u = i / 21
        cv2.rectangle(
            spine,
            (round(36 + 92 * u), round(70 - 6 * math.sin(math.pi * u))),
            (round(38 + 92 * u), round(74 - 6 * math.sin(math.pi * u))),
            1,
            -1,
        )
    ribs = sum((line([(60 + 5 * i, 72), (57 + 5 * i, 92)], 1) for i in range(9)), blank())
    skull = ball(12, x=134, y=66, tall=0.8)
    legs = sum(
        (
            line([(x, 86), (x + d, 104), (x + d / 2, 118)], 3)
            for x, d in ((58, -8), (66, 8), (102, -8), (110, 8))
        ),
        blank(),
    )
    tail = line([(36, 72), (20, 82), (8, 76)], 2)
    return [
        ("tissue", body + skull * 2 + legs * 1.2),
        ("ivory", spine * 0.7 + ribs * 0.3 + skull * 0.7 + legs * 0.35 + tail * 0.3),
    ]
