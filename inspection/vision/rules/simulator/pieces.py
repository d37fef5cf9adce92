"""The pieces that cargo is packed in: a plane of relative thickness for each form."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Rng = np.random.Generator


def _axes(wide: int, tall: int) -> tuple[Array, Array]:
    return (
        np.linspace(-1, 1, wide, dtype=np.float32)[None, :],
        np.linspace(-1, 1, tall, dtype=np.float32)[:, None],
    )


def _full(wide: int, tall: int) -> Array:
    return np.ones((tall, wide), np.float32)


def _clouds(wide: int, tall: int, grain: float, rng: Rng) -> Array:
    size = (max(2, int(wide / max(grain, 2))), max(2, int(tall / max(grain, 2))))
    return cv2.resize(
        rng.standard_normal(size[::-1], np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC
    )


def _lattice(
    wide: int, tall: int, grid: tuple[float, ...], *, round_ones: bool, dip: float
) -> Array:
    x, y = np.arange(wide, dtype=np.float32)[None, :], np.arange(tall, dtype=np.float32)[:, None]
    if not grid[0]:
        return _full(wide, tall)
    u, v = (x % grid[0]) / grid[0] * 2 - 1, (y % grid[1]) / grid[1] * 2 - 1
    if round_ones:
        return np.sqrt(np.clip(1 - u**2 - v**2, 0, 1)) * 1.5
    return 1 - dip * ((np.abs(u) > 0.8) | (np.abs(v) > 0.8))


def _carton(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    return _lattice(w, t, g, round_ones=False, dip=rng.uniform(0.25, 0.5)).astype(np.float32)


def _lumps(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    return np.clip(0.85 + 0.35 * _clouds(w, t, g[0] or 7, rng), 0.1, 2)


def _bag(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    body = np.clip(1.15 - np.abs(x) ** 6 - 0.75 * np.abs(y) ** 4, 0.05, 1)
    return (body * (1 + (0.2 if g[0] else 0.04) * _clouds(w, t, g[0] or 5, rng))).astype(np.float32)


def _balls(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    shift = np.roll(_lattice(w, t, g, round_ones=True, dip=0), int(g[0] / 2), 1)
    return 0.5 * _lattice(w, t, g, round_ones=True, dip=0) + 0.5 * shift


def _bulk(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    top = (np.sin(np.linspace(0, rng.uniform(3, 9), w)) * 0.03 + 0.06) * t
    body = np.clip((np.arange(t)[:, None] - top[None, :]) / 3, 0, 1)
    return (body * (1 + 0.015 * _clouds(w, t, 3, rng))).astype(np.float32)


def _drum(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    return (np.sqrt(np.clip(1 - x**2, 0, 1)) * (np.abs(y) < 0.96) * 1.25).astype(np.float32)


def _cans(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = np.arange(w, dtype=np.float32)[None, :], np.arange(t, dtype=np.float32)[:, None]
    u = (x % g[0]) / g[0] * 2 - 1
    high = g[0] * rng.uniform(1.0, 1.3)
    rim = ((y % high) < 1.5) * 0.5
    return (np.sqrt(np.clip(1 - u**2, 0, 1)) * 1.1 + rim).astype(np.float32)


def _bottles(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    pixel = np.arange(w, dtype=np.float32)[None, :]
    u = np.abs((pixel % g[0]) / g[0] * 2 - 1)
    broad = np.where(y > -0.35, 0.95, np.where(y > -0.55, 0.95 - (-0.35 - y) * 2.9, 0.34))
    return (np.sqrt(np.clip(1 - (u / broad) ** 2, 0, 1)) * 1.3).astype(np.float32)


def _rings(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    far = np.hypot(x, y)
    hole = rng.uniform(0.4, 0.55)
    return (
        (np.clip((1 - far) * 12, 0, 1) * np.clip((far - hole) * 12, 0, 1)) * (0.8 + 0.4 * far)
    ).astype(np.float32)


def _planks(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    _, y = _axes(w, t)
    return (np.where(np.abs(y) > 0.8, 0.15, 1.0) * (1 + 0.05 * _clouds(w, t, 6, rng))).astype(
        np.float32
    )


def _pipes(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    _, y = _axes(w, t)
    outer, inner = np.sqrt(np.clip(1 - y**2, 0, 1)), np.sqrt(np.clip(0.7 - y**2, 0, 1))
    return np.repeat((outer - 0.8 * inner + 0.1) * 2, w, 1).astype(np.float32)


def _soft(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    return np.clip(0.9 + 0.13 * _clouds(w, t, 9, rng), 0.3, 1.5)


def _bale(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, _ = _axes(w, t)
    straps = np.where((np.abs(x) % 0.45) < 0.03, 0.15, 0)
    return (
        (_bag(w, t, (0, 0), rng) * 0.9 + straps + 0.05 * _clouds(w, t, 7, rng))
        .clip(0)
        .astype(np.float32)
    )


def _plates(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    y = np.arange(t, dtype=np.float32)[:, None]
    return np.repeat(np.where((y % max(2.0, g[0] * 2)) < 1, 0.55, 1.0), w, 1).astype(np.float32)


def _reels(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    core = (np.abs(y) < 0.75) * np.sqrt(np.clip(1 - x**2, 0, 1))
    wound = 1 + 0.2 * np.sin(np.arange(t, dtype=np.float32)[:, None] * 2.1)
    return (core * wound + (np.abs(y) > 0.85) * 0.4).astype(np.float32)


def _machine(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    plane = np.full((t, w), 0.25, np.float32)
    for _ in range(int(rng.integers(7, 14))):
        x, y = int(rng.integers(0, max(1, w - 6))), int(rng.integers(0, max(1, t - 6)))
        a, b = int(rng.uniform(0.08, 0.45) * w), int(rng.uniform(0.08, 0.45) * t)
        if rng.random() < 0.5:
            cv2.rectangle(plane, (x, y), (x + a, y + b), float(rng.uniform(0.4, 2.6)), -1)
        else:
            cv2.circle(
                plane,
                (x, y),
                max(2, a // 2),
                float(rng.uniform(0.4, 2.4)),
                int(rng.choice([-1, 3])),
            )
    return plane


def _motors(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    body = np.sqrt(np.clip(1 - (y / 0.8) ** 2, 0, 1)) * (np.abs(x) < 0.7)
    shaft = (np.abs(y) < 0.1) * 0.8
    fins = 1 + 0.25 * (np.arange(w) % 4 < 2)[None, :]
    return (body * fins * 1.3 + shaft).astype(np.float32)


def _panels(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    screen = (np.abs(x) < 0.85) & (np.abs(y) < 0.8)
    board = (np.abs(x) < 0.3) & (np.abs(y - 0.2) < 0.3)
    return (0.4 + 0.8 * screen + 1.2 * board).astype(np.float32)


def _car(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    plane = np.zeros((t, w), np.float32)
    outline = np.array(
        [
            (0.02, 0.8),
            (0.03, 0.55),
            (0.25, 0.45),
            (0.36, 0.08),
            (0.72, 0.06),
            (0.86, 0.42),
            (0.98, 0.5),
            (0.98, 0.82),
        ]
    )
    at = np.round(outline * (w, t)).astype(np.int32)
    cv2.fillPoly(plane, [at], 0.45)
    cv2.polylines(plane, [at], True, 1.6, 2, cv2.LINE_AA)
    cv2.rectangle(plane, (int(0.05 * w), int(0.5 * t)), (int(0.24 * w), int(0.74 * t)), 3.2, -1)
    for x in (0.17, 0.8):
        cv2.circle(plane, (int(x * w), int(0.82 * t)), int(0.17 * t), 2.0, -1)
        cv2.circle(plane, (int(x * w), int(0.82 * t)), int(0.08 * t), 1.0, -1)
    for x in (0.45, 0.66):
        cv2.rectangle(
            plane, (int(x * w), int(0.35 * t)), (int((x + 0.09) * w), int(0.72 * t)), 0.9, -1
        )
    return plane


def _frames(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    x, y = _axes(w, t)
    return np.where(
        (np.abs(x) > 0.9)
        | (np.abs(y) > 0.88)
        | (np.abs(x - 0.1) < 0.05)
        | (np.abs(y + 0.2) < 0.05),
        1.6,
        0.3,
    ).astype(np.float32)


def _shoes(w: int, t: int, g: tuple[float, ...], rng: Rng) -> Array:
    plane = _lattice(w, t, g, round_ones=False, dip=0.6).astype(np.float32)
    for x in range(int(g[0] / 2), w, int(g[0])):
        for y in range(int(g[1] / 2), t, int(g[1])):
            cv2.ellipse(
                plane,
                (x, y),
                (max(1, int(g[0] * 0.4)), max(1, int(g[1] * 0.2))),
                0,
                0,
                360,
                2.4,
                -1,
            )
    return plane


FORMS: dict[str, Callable[[int, int, tuple[float, ...], Rng], Array]] = {
    "carton": _carton,
    "lumps": _lumps,
    "bag": _bag,
    "balls": _balls,
    "bulk": _bulk,
    "drum": _drum,
    "cans": _cans,
    "bottles": _bottles,
    "tank": _drum,
    "rings": _rings,
    "planks": _planks,
    "pipes": _pipes,
    "soft": _soft,
    "bale": _bale,
    "plates": _plates,
    "reels": _reels,
    "machine": _machine,
    "motors": _motors,
    "panels": _panels,
    "car": _car,
    "frames": _frames,
    "shoes": _shoes,
}
