"""Contrast of the colour tokens, computed: what axe cannot judge on tints and drawings."""

import re

import pytest

from tests.browser.server import ROOT

SHEET = (ROOT / "customs_portal" / "static" / "portal" / "tokens.css").read_text()
GROUNDS = ("bg", "surface", "sunken", "raised")
TONES = ("critical", "major", "minor", "info", "ok", "off")


def tokens(theme: str) -> dict[str, str]:
    block = SHEET.split(f'[data-theme="{theme}"] {{', 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_every_ground(theme):
    colours = tokens(theme)
    for ink, least in (("ink", 7), ("ink-2", 6.5), ("ink-3", 4.5), ("brand", 4.5)):
        for ground in GROUNDS:
            assert contrast(colours[ink], colours[ground]) >= least, (ink, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_tone_is_readable_on_its_tint_and_on_cards(theme):
    colours = tokens(theme)
    for tone in TONES:
        assert contrast(colours[tone], colours[f"{tone}-bg"]) >= 4.5, tone
        assert contrast(colours[tone], colours["surface"]) >= 4.5, tone
        assert contrast(colours["ink"], colours[f"{tone}-bg"]) >= 7, tone


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_and_focus_can_be_seen(theme):
    colours = tokens(theme)
    for ground in ("bg", "surface", "sunken"):
        assert contrast(colours["control"], colours[ground]) >= 3, ground
    assert contrast(colours["focus"], colours["focus-ink"]) >= 7
    assert contrast(colours["on-brand"], colours["brand"]) >= 4.5
    assert contrast(colours["on-toast"], colours["toast"]) >= 7
    assert contrast(colours["toast-link"], colours["toast"]) >= 4.5
    assert contrast(colours["ink"], colours["mark"]) >= 4.5
    assert contrast(colours["ink"], colours["notice"]) >= 7


def test_both_themes_name_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))
